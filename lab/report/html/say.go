package html

import (
	"net/netip"
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
	"netlab/lab/tell"
	"netlab/lab/words"
)

// sentence is an event in words.
func (b *builder) sentence(e *event.Event) words.Text {
	host := b.s.Names.Host(e.Host)
	switch e.Kind {
	case event.Run:
		return say("page.ev.run")
	case event.Call:
		if e.More != nil && e.More.Call != nil {
			return say("page.ev.call", host, b.told(func(t *tell.Teller) string { return t.Called(e.More.Call) }))
		}
	case event.Return:
		if e.More != nil && e.More.Call != nil {
			return b.returns(host, e.More.Call)
		}
	case event.Send:
		return b.again(b.sends(e), e)
	case event.Deliver:
		return b.again(b.receives(e), e)
	case event.Verdict:
		return b.verdict(e)
	case event.Drop:
		return say("page.ev.drop", host, what(e), b.lost(e), b.notation(e))
	case event.Change:
		return b.change(host, e)
	case event.Timer:
		if e.More != nil && e.More.Timer != nil {
			ran := words.Duration(e.More.Timer.After)
			if r := b.s.Event(e.N); r != nil && r.Fired != nil {
				ran = b.tellers[0].Ran(r)
			}
			return say("page.ev.timer", host, timerName(e.More.Timer.Name), ran)
		}
	case event.Note:
		if e.More != nil && e.More.Note != nil {
			return b.remark(e.More.Note)
		}
	case event.Expect:
		if e.More != nil && e.More.Expect != nil {
			x := e.More.Expect
			return say(map[bool]string{true: "page.ev.met", false: "page.ev.unmet"}[x.OK], b.remark(&x.Text))
		}
	case event.End:
		return b.ends(e)
	}
	return words.Text{EN: e.Kind.String(), ZH: e.Kind.String()}
}

// what is what a packet is: "SYN", "data".
func what(e *event.Event) words.Text {
	if key := "what." + e.Info.Role.String(); words.Has(key) {
		return say(key)
	}
	return say("what.other")
}

// sends says to whom a host sends a packet: to the host that has the address, be it
// by way of a router.
func (b *builder) sends(e *event.Event) words.Text {
	host, peer, to := b.s.Names.Host(e.Host), b.s.Names.Host(e.Peer), b.owner(e.Seg.Dst)
	if to != 0 && to != e.Peer && b.s.Host(e.Peer).Router {
		return say("page.ev.sendvia", host, what(e), b.s.Names.Host(to), peer, b.notation(e))
	}
	return say("page.ev.send", host, what(e), peer, b.notation(e))
}

// receives says whose packet a host is given: a router's, only where it wrote it.
func (b *builder) receives(e *event.Event) words.Text {
	host, peer, from, to := b.s.Names.Host(e.Host), b.s.Names.Host(e.Peer), b.owner(e.Seg.Src), b.owner(e.Seg.Dst)
	via := from != 0 && from != e.Peer && b.s.Host(e.Peer).Router
	writer := peer
	if via {
		writer = b.s.Names.Host(from)
	}
	switch {
	case to != 0 && to != e.Host && b.s.Host(e.Host).Router:
		return say("page.ev.deliverfor", host, what(e), writer, b.s.Names.Host(to), b.notation(e))
	case via:
		return say("page.ev.delivervia", host, what(e), writer, peer, b.notation(e))
	}
	return say("page.ev.deliver", host, what(e), peer, b.notation(e))
}

// owner is the host that has an address; 0: none has.
func (b *builder) owner(of netip.Addr) event.HostID {
	if b.owners == nil {
		b.owners = map[netip.Addr]event.HostID{}
		for i := range b.hosts() {
			for _, text := range b.s.Host(event.HostID(i + 1)).Addrs {
				if p, err := netip.ParsePrefix(text); err == nil {
					b.owners[p.Addr()] = event.HostID(i + 1)
				} else if a, err := netip.ParseAddr(text); err == nil {
					b.owners[a] = event.HostID(i + 1)
				}
			}
		}
	}
	return b.owners[of]
}

// notation is a packet as tcpdump writes it. Its flags, which may be a mere point,
// do not stand alone at a line's end.
func (b *builder) notation(e *event.Event) string {
	r := b.s.Packet(e.Packet)
	if r == nil {
		return ""
	}
	text, ok := b.notations[e.Packet]
	if !ok {
		text = b.s.Parts(r, story.Relative, nil).String()
		if r.Seg.Proto == segment.TCP {
			text = strings.Replace(text, " ", "\u00a0", 1)
		}
		b.notations[e.Packet] = text
	}
	return text
}

// again says that the packet carries what was sent before.
func (b *builder) again(t words.Text, e *event.Event) words.Text {
	if e.Info.Retransmit == 0 {
		return t
	}
	return say("page.ev.again", t, e.Info.Retransmit)
}

func octets(n int) words.Text {
	return words.Text{EN: words.N(words.English, "ladder.octets", n), ZH: words.N(words.Chinese, "ladder.octets", n)}
}

func (b *builder) returns(host string, c *event.CallInfo) words.Text {
	switch {
	case c.Result == "EINPROGRESS": // what a call that does not wait has to say is no failure
		return say("page.ev.gives", host, c.Op, c.Result)
	case c.Result != "" && c.Result != "ok":
		return say("page.ev.fails", host, c.Op, c.Result)
	case c.Op == "recv" && c.Bytes == 0:
		return say("page.ev.eof", host, c.Op)
	case c.Bytes > 0:
		return say("page.ev.gives", host, c.Op, octets(c.Bytes))
	case c.Value != "":
		return say("page.ev.gives", host, c.Op, c.Value)
	}
	return say("page.ev.returns", host, c.Op)
}

// verdict says what the desk did with a packet, or to make it.
func (b *builder) verdict(e *event.Event) words.Text {
	if e.Action == event.Pass && e.Rule == 0 {
		return say("page.ev.pass", what(e), e.Packet)
	}
	if r := b.s.Packet(e.Packet); r != nil && r.Journey.Made == e.Action && r.N == e.N {
		return say("page.ev.made", e.Packet, what(e), say("made."+e.Action.String()), b.rule(e), b.notation(e))
	}
	return say("page.ev.act", say("page.act."+e.Action.String()), what(e), e.Packet, b.rule(e), b.notation(e))
}

// rule is what a rule says, in short: the packet is seen.
func (b *builder) rule(e *event.Event) words.Text {
	if e.Rule == 0 {
		return say("ladder.byhand")
	}
	return b.told(func(t *tell.Teller) string { return t.Rule(e.Rule, e.Action) })
}

func (b *builder) lost(e *event.Event) words.Text {
	r := b.s.Packet(e.Packet)
	if r == nil || e.More == nil || e.More.Reason == "" {
		return say("page.ev.lost")
	}
	return b.told(func(t *tell.Teller) string { return t.LostBy(r) })
}

func (b *builder) change(host string, e *event.Event) words.Text {
	name := b.s.Names.Conn(e.Conn)
	if e.More != nil && e.More.Reason != "" {
		reason := words.Text{EN: e.More.Reason, ZH: e.More.Reason}
		if words.Has("reason." + e.More.Reason) {
			reason = say("reason." + e.More.Reason)
		}
		return say("page.ev.changewhy", host, name, e.From.String(), e.To.String(), reason)
	}
	return say("page.ev.change", host, name, e.From.String(), e.To.String())
}

func timerName(name string) words.Text {
	if words.Has("timer.long." + name) {
		return say("timer.long." + name)
	}
	return words.Text{EN: name, ZH: name}
}

// remark is a note in both languages.
func (b *builder) remark(n *event.NoteInfo) words.Text {
	return b.told(func(t *tell.Teller) string { return t.Note(n) })
}

// picked is a record's own text, by language.
func picked(by map[string]string) words.Text {
	return words.Text{EN: words.Pick(words.English, by), ZH: words.Pick(words.Chinese, by)}
}

func (b *builder) ends(e *event.Event) words.Text {
	if e.More == nil || e.More.End == nil {
		return say("page.ev.end", "?")
	}
	end := e.More.End
	reason := words.Text{EN: end.Reason, ZH: end.Reason}
	for _, key := range []string{"page.end." + end.Reason, "sum.end." + end.Reason} {
		if words.Has(key) {
			reason = say(key)
			break
		}
	}
	if end.Detail != "" && end.Reason != "idle" { // whose reason says it already
		reason.EN, reason.ZH = reason.EN+": "+end.Detail, reason.ZH+"："+end.Detail
	}
	return say("page.ev.end", reason)
}

// title is the page's: the lab's name and the variant's.
func (b *builder) title() words.Text {
	name := b.tellers[0].Name()
	if name == "" {
		name = "netlab"
	}
	return words.Text{EN: name, ZH: name}
}

// lead is what the lab is about, and the variant.
func (b *builder) lead() words.Text { return b.told((*tell.Teller).Title) }

// told is what package tell has for it, in both languages.
func (b *builder) told(f func(*tell.Teller) string) words.Text {
	return words.Text{EN: f(b.tellers[0]), ZH: f(b.tellers[1])}
}
