package lab

import (
	"errors"
	"fmt"
	"maps"

	"netlab/hooks/filter"
)

// A look is compiled like an expectation and answered from the same history; only
// that nobody says what should come of it.

// asker is a compiled look.
type asker interface{ ask(*history) Answer }

// maxOrdered bounds how many packets are put into order: letters for more than these
// nobody keeps apart.
const (
	minOrdered = 3
	maxOrdered = 7
)

func compileLook(l Look, env *expectEnv) (asker, error) {
	w := FindLook(l.Word)
	if w == nil {
		return nil, &ArgError{Err: fmt.Errorf("a run cannot be asked for %q", l.Word)}
	}
	var errs []error
	for _, p := range w.Params {
		if p.Must && l.Args.One(p.Name) == "" {
			errs = append(errs, &ArgError{Err: fmt.Errorf("%s is missing: %s", p.Name, p.Doc)})
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	a := &argReader{env: env, args: l.Args}
	var k asker
	switch l.Word {
	case "time":
		k = timeAsk{of: a.thing("of"), since: a.thing("since")}
	case "count":
		k = countAsk{&segmentsCheck{sight: a.sight(), conn: l.Args.One("conn")}}
	case "order":
		k = newOrderAsk(a)
	case "field", "blank":
		k = newFieldAsk(a)
	case "tcb":
		args := Args{"is": {">= 0"}}
		maps.Copy(args, l.Args)
		c, err := compileTCB(env, args)
		if err != nil {
			return nil, err
		}
		k = tcbAsk{c.(*tcbCheck)}
	case "bytes":
		k = newBytesAsk(a)
	case "path":
		k = pathAsk{a.who()}
	}
	return k, a.done()
}

// unknown is the answer of a run that has none.
func unknown(why say, seen ...uint32) Answer { return Answer{Reason: why.byLang(), Seen: seen} }

type timeAsk struct{ of, since *thing }

func (k timeAsk) ask(h *history) Answer {
	var since moment
	if k.since != nil {
		var ok bool
		if since, ok = k.since.find(h); !ok {
			return unknown(k.since.missing(h), h.numbers(k.since.all(h)...)...)
		}
	}
	of, ok := k.of.find(h)
	if !ok {
		return unknown(k.of.missing(h), h.numbers(k.of.all(h)...)...)
	}
	seen := []moment{of}
	if k.since != nil {
		seen = []moment{since, of}
	}
	if of.at < since.at {
		return unknown(wBackwards.with(k.of.text, k.since.text), h.numbers(seen...)...)
	}
	return Answer{Known: true, Value: int64(of.at - since.at), IsTime: true, Seen: h.numbers(seen...)}
}

type countAsk struct{ *segmentsCheck }

func (k countAsk) ask(h *history) Answer {
	hits := k.ofConn(h, k.hits)
	return Answer{Known: true, Value: int64(len(hits)), Seen: h.numbers(hits...)}
}

// orderAsk is the packets that were sent, as they were.
type orderAsk struct {
	*segmentsCheck
	first int // 0: all
}

func newOrderAsk(a *argReader) asker {
	k := orderAsk{&segmentsCheck{sight: a.sight(), conn: a.args.One("conn")}, a.number("first")}
	if k.first != 0 && (k.first < minOrdered || k.first > maxOrdered) {
		a.fail("first", 0, fmt.Errorf("wanted %d to %d packets to put into order, saw %d", minOrdered, maxOrdered, k.first))
	}
	return k
}

func (k orderAsk) ask(h *history) Answer {
	hits := k.ofConn(h, k.hits)
	if k.first > 0 && len(hits) > k.first {
		hits = hits[:k.first]
	}
	if len(hits) < minOrdered || len(hits) > maxOrdered || k.first > len(hits) {
		return unknown(wOrderOf.with(len(hits), minOrdered, maxOrdered), h.numbers(hits...)...)
	}
	return Answer{Known: true, Seen: h.numbers(hits...)}
}

// fieldAsk is a field of a packet.
type fieldAsk struct {
	of    *thing
	field *filter.Value
}

func newFieldAsk(a *argReader) asker {
	k := fieldAsk{of: a.thing("of")}
	if k.of != nil && k.of.kind != packetThing && k.of.kind != noThing {
		a.fail("of", 0, fmt.Errorf("%s is no packet: write %s", quoteShort(k.of.text), packetForms))
	}
	var err error
	if k.field, err = filter.Number(a.args.One("field")); err != nil {
		a.fail("field", 0, err)
	}
	return k
}

func (k fieldAsk) ask(h *history) Answer {
	m, ok := k.of.find(h)
	if !ok {
		return unknown(k.of.missing(h), h.numbers(k.of.all(h)...)...)
	}
	e := h.event(m.index)
	v, ok := k.field.Of(&filter.Subject{Seg: &e.Seg, Raw: e.Raw, Info: &e.Info, From: e.Host, To: e.Peer, Wire: e.Wire, Packet: e.Packet, At: e.At})
	if !ok {
		return unknown(wNoField.with(k.of.text, k.field.Name), e.N)
	}
	return Answer{Known: true, Value: int64(v), Seen: []uint32{e.N}}
}

type tcbAsk struct{ *tcbCheck }

func (k tcbAsk) ask(h *history) Answer {
	conns, missing := k.conns(h)
	if len(conns) == 0 {
		return unknown(missing)
	}
	var until moment
	if k.thing != nil {
		var ok bool
		if until, ok = k.thing.find(h); !ok {
			return unknown(k.thing.missing(h))
		}
	}
	for _, id := range conns {
		if t, ok := k.told(h, id, until); ok {
			return Answer{Known: true, Value: t.value, IsTime: k.times(), Seen: h.numbers(t.moment)}
		}
	}
	return unknown(wVarUntold.with(k.say(), k.name))
}

// bytesAsk is how many octets went through a host's sockets.
type bytesAsk struct {
	who
	received bool // else sent
}

func newBytesAsk(a *argReader) asker {
	k := bytesAsk{who: a.who(), received: a.flag("received")}
	if sent := a.flag("sent"); sent == k.received {
		a.fail("", 0, fmt.Errorf("write received: true or sent: true, one of the two"))
	}
	return k
}

func (k bytesAsk) ask(h *history) Answer {
	conns, missing := k.conns(h)
	if len(conns) == 0 {
		return unknown(missing)
	}
	var seen []moment
	for i := range h.calls {
		c := &h.calls[i]
		for _, id := range conns {
			if c.conn == id && c.bytes > 0 && (c.op == "recv") == k.received {
				seen = append(seen, c.returned)
			}
		}
	}
	n := 0
	for _, id := range conns {
		if past := h.conn(id); k.received {
			n += max(past.received, h.bytes.readBy(id))
		} else {
			n += past.sent
		}
	}
	return Answer{Known: true, Value: int64(n), Seen: h.numbers(seen...)}
}

type pathAsk struct{ who }

func (k pathAsk) ask(h *history) Answer {
	conns, missing := k.conns(h)
	switch {
	case len(conns) == 0:
		return unknown(missing)
	case len(conns) > 1:
		return unknown(wWhichConn.with(k.say(), len(conns)))
	}
	past := h.conn(conns[0])
	if len(past.steps) == 0 {
		return unknown(wStayed.with(k.say()))
	}
	a := Answer{Known: true, Seen: stepNumbers(h, past.steps)}
	for _, s := range past.all() {
		a.States, a.Passed = append(a.States, s.to), append(a.Passed, s.passed)
	}
	return a
}
