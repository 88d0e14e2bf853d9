package lab

import (
	"fmt"

	"netlab/hooks/segment"
)

// neverCheck is the expectation "never".
type neverCheck struct {
	aboutHosts
	things        []*thing
	sight         *sight // nil: only things
	segments      []segment.Pattern
	after, before *thing
}

func compileNever(env *expectEnv, args Args) (check, error) {
	a := argReader{env: env, args: args}
	c := &neverCheck{things: a.things("what"), segments: a.patterns("segment"), after: a.thing("after"), before: a.thing("before")}
	for _, arg := range []string{"segment", "match", "from", "to", "wire", "fate"} {
		if args.Has(arg) {
			c.sight = a.sight()
			break
		}
	}
	if c.sight == nil && len(c.things) == 0 {
		a.fail("", 0, fmt.Errorf("never what? Write a moment, or segment, or match"))
	}
	for i, t := range c.things {
		if t.kind == theStart || t.kind == theEnd {
			a.fail("what", i, fmt.Errorf("every run has its %s", t.text))
		}
		c.aboutHosts = append(c.aboutHosts, t.hosts(env)...)
	}
	if c.sight != nil {
		name := args.One("from")
		if name == "" {
			name = args.One("to")
		}
		c.aboutHosts = append(c.aboutHosts, env.hostsNamed(name)...)
	}
	return c, a.done()
}

func (c *neverCheck) judge(h *history) finding {
	var whats []say
	for _, t := range c.things {
		what := same(t.text)
		if t.kind == callThing {
			what.zh = "“" + t.clause(h).zh + "”"
		}
		whats = append(whats, what)
	}
	if c.sight != nil {
		whats = append(whats, c.packets(true))
	}
	f := finding{text: wNever.with(listed(whats, wOr))}
	from, to := moment{index: -1}, moment{h.log.Len(), h.ended}
	if c.after != nil {
		f.text = f.text.then(wAfterThing.with(c.after.clause(h)))
	}
	if c.before != nil {
		f.text = f.text.then(wBeforeThing.with(c.before.clause(h)))
	}
	f.want = f.text
	if c.after != nil {
		var ok bool
		if from, ok = c.after.find(h); !ok {
			return f.fail(c.after.missing(h)) // nothing came after it, but then it says nothing
		}
	}
	if c.before != nil {
		if m, ok := c.before.find(h); ok {
			to = m
		}
	}
	for _, t := range c.things {
		if list := between(t.all(h), from, to); len(list) >= t.nth {
			return f.fail(c.happened(h, t.named(h), list[t.nth-1:]), h.numbers(list...)...)
		}
	}
	if c.sight != nil {
		if list := between(c.hits(h), from, to); len(list) > 0 {
			return f.fail(c.happened(h, c.packets(false), list), h.numbers(list...)...)
		}
	}
	return f.pass(wDidNot)
}

// packets names what must not be on the wire: several of it, or one.
func (c *neverCheck) packets(many bool) say {
	var items []say
	for i := range c.segments {
		items = append(items, same(c.segments[i].String()))
	}
	n := nounOf(c.sight.spec.Match)
	name := say{n.one, n.zh}
	if many {
		name.en = n.many
	}
	if len(items) > 0 {
		name = listed(items, wOr)
		if c.sight.spec.Match != "" {
			name = say{name.en + " (" + n.one + ")", name.zh + "（" + n.zh + "）"}
		}
	}
	return c.sight.words(say{}, name, "")
}

// hits are the packets that must not be there.
func (c *neverCheck) hits(h *history) (list []moment) {
	if len(c.segments) == 0 {
		return c.sight.hits
	}
	for _, m := range c.sight.hits {
		e := h.event(m.index)
		for i := range c.segments {
			if mismatch(&c.segments[i], e) == 0 {
				list = append(list, m)
				break
			}
		}
	}
	return list
}

// happened tells what happened all the same: the first time, and how often more.
func (c *neverCheck) happened(h *history, what say, list []moment) say {
	first := list[0]
	got := wDid.with(what, seconds(first.at))
	if e := h.event(first.index); e.Packet != 0 {
		got = wDidSeg.with(what, seconds(first.at), notation(e, false))
	}
	switch n := len(list) - 1; n {
	case 0:
		return got
	case 1:
		return wOnceMore.with(got)
	default:
		return wTimesMore.with(got, n)
	}
}

// between are the moments behind one and in front of another.
func between(list []moment, from, to moment) []moment {
	for len(list) > 0 && list[0].index <= from.index {
		list = list[1:]
	}
	for n := len(list); n > 0 && list[n-1].index >= to.index; n = len(list) {
		list = list[:n-1]
	}
	return list
}
