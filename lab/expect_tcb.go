package lab

import (
	"fmt"
	"slices"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// tcbCheck is the expectation "tcb".
type tcbCheck struct {
	who
	*tcbWatch
	at    string // first, last, max, min; anything else: thing
	thing *thing
	is    Range
}

var tcbMoments = []string{"first", "last", "max", "min"}

func compileTCB(env *expectEnv, args Args) (check, error) {
	a := argReader{env: env, args: args}
	c := &tcbCheck{who: a.who(), at: args.One("at"), tcbWatch: &tcbWatch{name: a.oneOf("var", tcbWords)}}
	switch {
	case c.at == "":
		c.at = "last"
	case slices.Contains(tcbMoments, c.at):
	default:
		var err error
		if c.thing, err = parseThing(c.at, env); err != nil {
			if near := segment.Nearest(c.at, tcbMoments); near != "" {
				err = fmt.Errorf("no moment is called %q: did you mean %q?", c.at, near)
			}
			a.fail("at", 0, err)
		}
	}
	if is := a.span("is", c.times()); is != nil {
		c.is = *is
	}
	if len(c.aboutHosts) > 0 {
		c.of = c.id()
	}
	env.wants.tcbs = append(env.wants.tcbs, c.tcbWatch)
	return c, a.done()
}

// tcbWatch gathers a variable of a host's connections.
type tcbWatch struct {
	of    event.HostID
	name  string
	pasts map[event.ConnID]*tcbPast
}

// tcbPast is what a variable of a connection was.
type tcbPast struct {
	first, last, max, min told
}

// told is a value and when it was told.
type told struct {
	value int64
	moment
}

// times says whether the variable is a time.
func (t *tcbWatch) times() bool { return t.name == "rto" || t.name == "srtt" }

func (t *tcbWatch) see(h *history, i int, e *event.Event) {
	if e.Host != t.of || e.More == nil || e.More.TCB == nil {
		return
	}
	c := h.conn(e.Conn)
	if c == nil {
		return
	}
	v, ok := t.value(e.More.TCB, c)
	if !ok {
		return
	}
	now := told{v, moment{i, e.At}}
	p := t.pasts[e.Conn]
	if p == nil {
		if t.pasts == nil {
			t.pasts = map[event.ConnID]*tcbPast{}
		}
		t.pasts[e.Conn] = &tcbPast{now, now, now, now}
		return
	}
	p.last = now
	if v > p.max.value {
		p.max = now
	}
	if v < p.min.value {
		p.min = now
	}
}

// value is the variable, sequence numbers relative to the initial ones; not ok
// while those are not known.
func (t *tcbWatch) value(b *event.TCB, c *connPast) (v int64, ok bool) {
	switch t.name {
	case "snd.una":
		return int64(b.Snd.Una - c.iss), c.knowsISS
	case "snd.nxt":
		return int64(b.Snd.Nxt - c.iss), c.knowsISS
	case "rcv.nxt":
		return int64(b.Rcv.Nxt - c.irs), c.knowsIRS
	case "snd.wnd":
		return int64(b.Snd.Wnd), true
	case "rcv.wnd":
		return int64(b.Rcv.Wnd), true
	case "cwnd":
		return int64(b.Cwnd), true
	case "ssthresh":
		return int64(b.Ssthresh), true
	case "rto":
		return int64(b.RTO), true
	}
	return int64(b.SRTT), true
}

func (c *tcbCheck) judge(h *history) finding {
	f := finding{}
	format := map[string]say{"first": wVarFirst, "last": wVarLast, "max": wVarMax, "min": wVarMin}
	if c.thing != nil {
		f.text = wVarThing.with(c.name, c.say(), say{c.thing.text, c.thing.happens(h).zh}, c.is.words())
	} else {
		f.text = format[c.at].with(c.name, c.say(), c.is.words())
	}
	f.want = f.text
	conns, missing := c.conns(h)
	if len(conns) == 0 {
		return f.fail(missing)
	}
	got := wVarUntold.with(c.say(), c.name)
	var until moment
	if c.thing != nil {
		var ok bool
		if until, ok = c.thing.find(h); !ok {
			return f.fail(c.thing.missing(h))
		}
		got = wVarNotYet.with(c.say(), c.name, c.thing.named(h), seconds(until.at))
	}
	var seen []uint32
	for _, id := range conns {
		t, ok := c.told(h, id, until)
		if !ok {
			continue
		}
		got = wVarWas.with(c.name, c.say(), value(t.value, c.times()), seconds(t.at))
		seen = h.numbers(t.moment)
		if c.is.Has(t.value) {
			return f.pass(got, seen...)
		}
	}
	return f.fail(got, seen...)
}

// told is the value that is asked about, of one connection.
func (c *tcbCheck) told(h *history, id event.ConnID, until moment) (told, bool) {
	p := c.pasts[id]
	if p == nil {
		return told{}, false
	}
	switch c.at {
	case "first":
		return p.first, true
	case "last":
		return p.last, true
	case "max":
		return p.max, true
	case "min":
		return p.min, true
	}
	past := h.conn(id)
	for i := min(until.index, h.log.Len()-1); i >= p.first.index; i-- {
		e := h.event(i)
		if e.Conn == id && e.More != nil && e.More.TCB != nil {
			v, ok := c.value(e.More.TCB, past)
			return told{v, moment{i, e.At}}, ok
		}
	}
	return told{}, false
}
