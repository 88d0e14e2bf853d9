package lab

import "fmt"

// timeCheck is the expectation "time".
type timeCheck struct {
	aboutHosts
	of, since *thing // since nil: the start
	is        Range
}

func compileTime(env *expectEnv, args Args) (check, error) {
	a := argReader{env: env, args: args}
	c := &timeCheck{of: a.thing("of"), since: a.thing("since")}
	if is := a.span("is", true); is != nil {
		c.is = *is
	}
	if c.of != nil && c.of.kind == theStart {
		a.fail("of", 0, fmt.Errorf("the start of the run is at 0: it can only stand in since"))
	}
	c.aboutHosts = append(c.of.hosts(env), c.since.hosts(env)...)
	return c, a.done()
}

func (c *timeCheck) judge(h *history) finding {
	var f finding
	if c.since == nil {
		f.text = wIsAt.with(c.of.happens(h), c.is.words())
	} else {
		of, since := c.of.happensSince(c.since, h)
		f.text = wIsAfter.with(of, c.is.words(), since)
	}
	f.want = f.text
	var since moment
	if c.since != nil {
		var ok bool
		if since, ok = c.since.find(h); !ok {
			return f.fail(c.since.missing(h), h.numbers(c.since.all(h)...)...)
		}
	}
	of, ok := c.of.find(h)
	if !ok {
		return f.fail(c.of.missing(h), h.numbers(c.of.all(h)...)...)
	}
	took := of.at - since.at
	got, seen := wWasAt.with(c.of.named(h), seconds(of.at)), []moment{of}
	if c.since != nil {
		got = wWasAfter.with(seconds(took), c.since.named(h), seconds(since.at), c.of.named(h), seconds(of.at))
		seen = []moment{since, of}
	}
	if !c.is.Has(int64(took)) {
		return f.fail(got, h.numbers(seen...)...)
	}
	return f.pass(got, h.numbers(seen...)...)
}

// missing tells that the thing did not happen, or not so often.
func (t *thing) missing(h *history) say {
	switch list := t.all(h); {
	case len(list) == 0 && t.kind == stateThing:
		return t.insteadWent(h)
	case len(list) == 0:
		return wNotHappen.with(t.named(h))
	case len(list) == 1:
		return wOnce.with(t.named(h), seconds(list[0].at))
	default:
		return wHappened.with(t.named(h), len(list), times(list))
	}
}

// insteadWent tells where the connections went that did not come to a state.
func (t *thing) insteadWent(h *history) say {
	got := wNotHappen.with(t.named(h))
	w := who{aboutHosts{t.host}, h.names.Host(t.host), t.conn}
	conns, missing := w.conns(h)
	if len(conns) == 0 {
		return got.then(wSemi).then(missing)
	}
	for _, id := range conns {
		if steps := h.conn(id).steps; len(steps) > 0 {
			return got.then(wSemi).then(went(w.say(), steps))
		}
	}
	return got
}
