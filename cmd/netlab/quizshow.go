package main

import (
	"fmt"
	"net/netip"
	"strings"

	"netlab/lab"
	"netlab/lab/quiz"
	"netlab/lab/words"
	"netlab/labs"
	"netlab/topology"
)

// What a student needs to predict: the lab's question, who is joined to whom, what the
// programs do, the rules. No more: a lab's summary says how it comes out.

// opening says what the quiz is about, and how to answer.
func (d *dialogue) opening() {
	l := d.quiz.Lab
	fmt.Fprintf(d.out, "%s\n", d.ink("1", printable(l.Name+": "+l.Title.In(string(d.lang)))))
	if d.quiz.World.Student != "" {
		d.tell(d.q("student", printable(d.quiz.World.Student)))
	}
	if l.Name != "" && !isFile(d.args[0]) {
		if story := storyOf(labs.Readme(l.Name, string(d.lang))); story != "" {
			fmt.Fprint(d.out, "\n", wrap(story, "", d.width))
		}
	}
	fmt.Fprint(d.out, "\n", wrap(d.q("head", len(d.asked)), "", d.width))
}

// storyOf is what stands under the first heading of a lab's text, which tells what the
// lab asks: its paragraphs, each a line.
func storyOf(readme string) string {
	_, rest, ok := strings.Cut(readme, "\n## ")
	if !ok {
		return ""
	}
	_, rest, _ = strings.Cut(rest, "\n")
	rest, _, _ = strings.Cut(rest, "\n## ")
	var paragraphs []string
	for part := range strings.SplitSeq(strings.TrimSpace(rest), "\n\n") {
		if strings.HasPrefix(part, "```") || strings.HasPrefix(part, "<!--") {
			break // a figure belongs to what comes later
		}
		lines := strings.Split(part, "\n")
		text := lines[0]
		for _, l := range lines[1:] {
			last, first := []rune(text), []rune(l)
			if len(last) == 0 || len(first) == 0 || !wide(last[len(last)-1]) || !wide(first[0]) {
				text += " "
			}
			text += l
		}
		paragraphs = append(paragraphs, strings.NewReplacer("`", "", "**", "").Replace(text))
	}
	return strings.Join(paragraphs, "\n\n")
}

// pose asks a question: the setting, where it is another than the last one's, what is
// given, the options, and what kind of answer is wanted.
func (d *dialogue) pose(i int, a *quiz.Asked) {
	fmt.Fprintf(d.out, "\n%s\n", d.ink("1", d.q("question", i+1, len(d.asked))))
	plan := a.Plan()
	if !d.shown[plan.Variant] {
		d.shown[plan.Variant] = true
		d.setting(plan)
		fmt.Fprintln(d.out)
	} else if i > 0 && d.asked[i-1].Variant != a.Variant {
		fmt.Fprintf(d.out, "%s\n\n", d.q("as-before", variantTitle(plan, string(d.lang))))
	}
	d.tell(a.Ask.In(string(d.lang)))
	switch {
	case a.Kind == lab.AskOrder:
	case a.Kind == lab.AskBlank:
		d.tell(d.q("hole", quiz.Hole))
	case len(a.Given) > 0:
		d.tell(d.q("given"))
	case a.Kind == lab.AskRule:
		for _, g := range a.Goals {
			fmt.Fprint(d.out, bullet(d.q("make", words.Pick(d.lang, g)), "  ", d.width))
		}
		if a.Task.Alone {
			d.tell(d.q("alone"))
		}
	}
	for _, g := range a.Given {
		head := "  "
		if g.Letter != "" {
			head += g.Letter + "  "
		}
		fmt.Fprint(d.out, bullet(fmt.Sprintf("%s > %s  %s", g.From, g.To, g.Notation), head, d.width))
	}
	if a.Alike() {
		d.tell(words.T(d.lang, "quiz-sheet.alike"))
	}
	for _, o := range a.Options {
		fmt.Fprint(d.out, hang("  "+o.Letter, o.Text.In(string(d.lang)), 5, d.width))
	}
	d.aside(d.wanted(a))
}

// wanted says what kind of answer is wanted. What a sheet has a line each for is
// written in one here.
func (d *dialogue) wanted(a *quiz.Asked) string {
	text := d.q("wants", a.Wants(d.lang))
	if a.Kind == lab.AskRule {
		if a.Task.Rules > 1 {
			text += d.q("rules-between")
		}
		text += d.q("help-says")
	}
	return text
}

// variantTitle is what a variant is called.
func variantTitle(p *lab.Plan, lang string) string {
	if t := p.VariantTitle.In(lang); t != "" {
		return t
	}
	return p.Variant
}

// setting shows what is run: topology, programs, rules.
func (d *dialogue) setting(p *lab.Plan) {
	if p.Variant != "" {
		d.tell(d.q("variant", p.Variant, variantTitle(p, string(d.lang))))
	}
	line := "──"
	if d.picture.ASCII {
		line = "--"
	}
	net := &p.Network
	ends := func(w, e int) (string, string) {
		end := net.Wires[w].Ends[e]
		h := &net.Hosts[end.Host]
		return h.Name, addressOf(h.Ifaces[end.Iface].Addrs, p.IP)
	}
	for i := range net.Wires {
		w := &net.Wires[i]
		a, addrA := ends(i, 0)
		b, addrB := ends(i, 1)
		props := propsOf(d, w.Props, a, b)
		if mtu := quiz.MTUText(p, i, d.lang); mtu != "" {
			props = " " + strings.TrimSpace(props+"  "+mtu)
		}
		text := a + " " + addrA + " " + line + props + " " + line + " " + addrB + " " + b
		fmt.Fprint(d.out, bullet(text, "  ", d.width))
	}
	for i := range net.Hosts {
		h := &net.Hosts[i]
		if set := settingsOf(h.Set); len(set) > 0 {
			fmt.Fprint(d.out, bullet(h.Name+":  "+strings.Join(set, "  "), "  ", d.width))
		}
	}
	for _, pr := range p.Programs {
		program := lab.Program{Host: net.Hosts[pr.Host].Name, Name: pr.Name, Steps: quiz.Unanswered(pr.Steps, string(d.lang))}
		fmt.Fprint(d.out, bullet(programText(program), "  ", d.width))
	}
	for i := range net.Rules {
		fmt.Fprint(d.out, bullet(d.q("rule", i+1, net.Rules[i].String()), "  ", d.width))
	}
}

// addressOf is a host's address on a wire, of the version that names stand for.
func addressOf(all []netip.Prefix, version int) string {
	for _, a := range all {
		if a.Addr().Is4() == (version == 4) {
			return a.Addr().String()
		}
	}
	return ""
}

// propsOf is what a wire does to packets.
func propsOf(d *dialogue, props [2]topology.LinkProps, a, b string) string {
	text := func(p topology.LinkProps) string {
		return propsText(lab.Props{Delay: p.Delay, Jitter: p.Jitter, Rate: p.Rate, Queue: p.Queue, Loss: p.Loss})
	}
	x, y := text(props[0]), text(props[1])
	if x == y {
		return strings.Replace(x, "  ", " ", 1)
	}
	if x == "" {
		x = "  -"
	}
	if y == "" {
		y = "  -"
	}
	return " " + d.t("show.from", a) + strings.Replace(x, "  ", " ", 1) + "; " + d.t("show.from", b) + strings.Replace(y, "  ", " ", 1)
}
