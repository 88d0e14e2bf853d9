package quiz

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"netlab/lab"
	"netlab/lab/words"
)

// ordinaryMTU is the one that nobody is told of: Ethernet's (RFC 894).
const ordinaryMTU = 1500

// MTUText says how large the packets may be that a wire's ends send, in octets; "": as
// large as on every Ethernet.
func MTUText(p *lab.Plan, wire int, lang words.Lang) string {
	ends := &p.Network.Wires[wire].Ends
	a, b := &p.Network.Hosts[ends[0].Host], &p.Network.Hosts[ends[1].Host]
	switch x, y := a.Ifaces[ends[0].Iface].MTU, b.Ifaces[ends[1].Iface].MTU; {
	case x != y:
		return words.T(lang, "quiz-sheet.mtu-ends", x, a.Name, y, b.Name)
	case x != ordinaryMTU:
		return words.T(lang, "quiz-sheet.mtu", x)
	}
	return ""
}

// setting writes what the run of a question is: enough to predict it.
func (w *writer) setting(a *Asked, say func(string, ...any) string) {
	p := a.Plan()
	if p.Variant == "" {
		w.comment(0, say("setting"))
	} else {
		w.comment(0, say("setting-of", p.Variant, p.VariantTitle.In(string(w.lang))))
	}
	for i := range p.Network.Hosts {
		h := &p.Network.Hosts[i]
		var addrs []string
		for _, f := range h.Ifaces {
			for _, addr := range f.Addrs {
				addrs = append(addrs, addr.Addr().String())
			}
		}
		text := say("host", h.Name, strings.Join(addrs, ", "))
		for _, name := range slices.Sorted(maps.Keys(h.Set)) {
			text += say("and", name+"="+h.Set[name])
		}
		w.comment(4, "  "+text)
	}
	for i := range p.Network.Wires {
		w.comment(4, "  "+w.wire(p, i, say))
	}
	for i := range p.Programs {
		pr := &p.Programs[i]
		var steps []string
		for _, s := range Unanswered(pr.Steps, string(w.lang)) {
			steps = append(steps, s.String())
		}
		w.comment(4, "  "+pr.Name+": "+strings.Join(steps, "; "))
	}
	for _, r := range p.Network.Rules {
		w.comment(4, "  "+say("rule", r.String()))
	}
}

// wire says whom a wire joins, and all that it does to packets.
func (w *writer) wire(p *lab.Plan, i int, say func(string, ...any) string) string {
	l := &p.Network.Wires[i]
	a, b := p.Network.Hosts[l.Ends[0].Host].Name, p.Network.Hosts[l.Ends[1].Host].Name
	text := say("wire", l.Name, a, b)
	switch there, back := l.Props[0].Delay, l.Props[1].Delay; {
	case there != back:
		text = say("wire-delays", l.Name, a, b, words.Duration(there), words.Duration(back))
	case there != 0:
		text = say("wire-delay", l.Name, a, b, words.Duration(there))
	}
	var besides [2]string // in tc's words, as in a lab's file
	for e, x := range l.Props {
		var all []string
		if x.Jitter > 0 {
			all = append(all, "jitter "+x.Jitter.String())
		}
		if x.Rate > 0 {
			all = append(all, "rate "+words.Rate(x.Rate))
		}
		if x.Queue > 0 {
			all = append(all, fmt.Sprintf("queue %d", x.Queue))
		}
		if x.Loss > 0 {
			all = append(all, "loss "+strconv.FormatFloat(100*x.Loss, 'g', -1, 64)+"%")
		}
		besides[e] = strings.Join(all, " ")
	}
	switch {
	case besides[0] != besides[1]:
		for e, from := range []string{a, b} {
			if besides[e] != "" {
				text += say("and", say("wire-from", from, besides[e]))
			}
		}
	case besides[0] != "":
		text += say("and", besides[0])
	}
	if mtu := MTUText(p, i, w.lang); mtu != "" {
		text += say("and", mtu)
	}
	return text
}
