package lab

import (
	"bytes"
	"fmt"
	"slices"

	"netlab/hooks/event"
	"netlab/topology"
)

// bytesCheck is the expectation "bytes".
type bytesCheck struct {
	who
	received, sent *Range
	intact         *bool
	content        *string
}

func compileBytes(env *expectEnv, args Args) (check, error) {
	a := argReader{env: env, args: args}
	c := &bytesCheck{who: a.who(), received: a.span("received", false), sent: a.span("sent", false)}
	if args.Has("intact") {
		intact := a.flag("intact")
		c.intact = &intact
	}
	if args.Has("text") {
		text := args.One("text")
		c.content = &text
	}
	if c.received == nil && c.sent == nil && c.intact == nil && c.content == nil {
		a.fail("", 0, fmt.Errorf("what of the bytes? Write received, sent, intact or text"))
	}
	return c, a.done()
}

func (c *bytesCheck) judge(h *history) finding {
	conns, missing := c.conns(h)
	f := finding{ok: true}
	add := func(ok bool, want, got say) {
		if f.text.en != "" {
			f.text, f.got = f.text.then(wSemi), f.got.then(wSemi)
		}
		f.text, f.got = f.text.then(want), f.got.then(got)
		f.ok = f.ok && ok
	}
	received, sent := 0, 0
	for _, id := range conns {
		past := h.conn(id)
		received += max(past.received, h.bytes.readBy(id))
		sent += past.sent
	}
	if c.received != nil {
		add(c.received.Has(int64(received)), wReceives.with(c.say(), c.received.octets()), wReceived.with(c.say(), exactly(received).octets()))
	}
	if c.sent != nil {
		add(c.sent.Has(int64(sent)), wSends.with(c.say(), c.sent.octets()), wSent.with(c.say(), exactly(sent).octets()))
	}
	if c.intact != nil {
		broken, got := c.broken(h, conns)
		want := wIntact
		if !*c.intact {
			want = wNotIntact
		}
		if !broken {
			got = wWasIntact.with(c.say())
		}
		add(broken != *c.intact, want.with(c.say()), got)
	}
	if c.content != nil {
		text := h.bytes.textOf(conns)
		got := wReceived.with(c.say(), quoteShort(text))
		if broken, _ := c.broken(h, conns); broken {
			got = got.then(wNotSent)
		}
		add(text == *c.content, wReceives.with(c.say(), quoteShort(*c.content)), got)
	}
	f.want = f.text
	if len(conns) == 0 && (c.conn != "" || !f.ok) {
		return f.fail(missing)
	}
	return f
}

func (c *bytesCheck) broken(h *history, conns []event.ConnID) (bool, say) {
	for _, id := range conns {
		if t := h.bytes.conns[id]; t != nil {
			if spoilt, got := h.bytes.spoilt(t); spoilt {
				return true, got
			}
		}
	}
	return false, say{}
}

// spoilt says whether what a connection has read is not what its peer sent, and
// how.
func (l *ledger) spoilt(c *topology.Conn) (bool, say) {
	if ok, _ := l.intact(c); ok {
		return false, say{}
	}
	a := l.flows[flow{c.UDP, c.Remote, c.Local}]
	how := wOneWrong.with(a.wrong)
	if a.excess > 0 {
		how = wNeverSent.with(exactly(a.excess).octets(), a.wrong)
	}
	return true, wSpoilt.with(c.Name, how)
}

// readBy is how much a connection has read, over TCP.
func (l *ledger) readBy(id event.ConnID) int {
	if c := l.conns[id]; c != nil {
		if a := l.flows[flow{c.UDP, c.Remote, c.Local}]; a != nil {
			return a.read - a.takenBefore(a.read)
		}
	}
	return 0
}

// textOf is what connections have read, one after the other, whether it is what was
// sent or not.
func (l *ledger) textOf(conns []event.ConnID) string {
	var text []byte
	for _, id := range l.order {
		c := l.conns[id]
		if !slices.Contains(conns, id) {
			continue
		}
		if a := l.flows[flow{c.UDP, c.Remote, c.Local}]; a != nil {
			end := min(a.read, a.sent)
			if a.wrong > 0 {
				end = min(end, a.wrong-1)
			}
			text = append(text, a.inTurn(bytes.Join(a.content, nil)[:end])...)
			text = append(text, a.spoilt...)
		}
	}
	return string(text)
}

// spoiltByDefault are the connections whose bytes did not arrive as they were
// sent, but for those that the lab itself has a word for.
func (h *history) spoiltByDefault(said []*bytesCheck) (list []finding) {
	for _, id := range h.bytes.order {
		c := h.bytes.conns[id]
		if c.UDP || slices.ContainsFunc(said, func(b *bytesCheck) bool {
			return b.intact != nil && slices.Contains(h.connsOf(b.id(), b.conn), id)
		}) {
			continue
		}
		if h.plan.hasVisitors(c.Remote.Addr()) {
			continue // a program of the machine's own sent it, and nobody counted what
		}
		if spoilt, got := h.bytes.spoilt(c); spoilt {
			text := wIntact.with(wConn.with(h.env.Hosts[c.Host-1], c.Name))
			list = append(list, finding{text: text, want: text, got: got})
		}
	}
	return list
}
