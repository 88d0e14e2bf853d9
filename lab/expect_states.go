package lab

import (
	"fmt"

	"netlab/hooks/event"
)

// who is a host, or one connection of it, as an expectation names it.
type who struct {
	aboutHosts
	host string
	conn string // "": any
}

func (a *argReader) who() who {
	return who{aboutHost(a.host("host")), a.args.One("host"), a.args.One("conn")}
}

func (w who) id() event.HostID { return w.aboutHosts[0] }

// say is the host, and the connection if one was named.
func (w who) say() say {
	if w.conn == "" {
		return same(w.host)
	}
	return wConn.with(w.host, w.conn)
}

// conns are the connections that are meant. Where there is none, missing tells.
func (w who) conns(h *history) (list []event.ConnID, missing say) {
	if list = h.connsOf(w.id(), w.conn); len(list) > 0 {
		return list, say{}
	}
	if w.conn == "" {
		return nil, wNoConns.with(w.host)
	}
	var names []say
	for i := range h.conns {
		if c := &h.conns[i]; c.host == w.id() {
			names = append(names, same(c.name))
		}
	}
	if len(names) == 0 {
		return nil, wNoneOf.with(w.host, w.conn)
	}
	return nil, wNoConn.with(w.host, w.conn, listed(names, wAnd))
}

// statesCheck is the expectation "states".
type statesCheck struct {
	who
	path  []event.State
	whole bool
}

func compileStates(env *expectEnv, args Args) (check, error) {
	a := argReader{env: env, args: args}
	c := &statesCheck{who: a.who(), whole: a.flag("whole")}
	for i, word := range args["path"] {
		s, ok := event.ParseState(word)
		if !ok {
			a.fail("path", i, fmt.Errorf("no state is called %q: %s", word, didYouMean(word, event.StateNames())))
		}
		if i > 0 && s == c.path[i-1] {
			a.fail("path", i, fmt.Errorf("%s follows itself: a connection changes its state, or stays where it is", s))
		}
		c.path = append(c.path, s)
	}
	return c, a.done()
}

func (c *statesCheck) judge(h *history) finding {
	f := finding{text: wPath.with(c.say(), pathWords(c.path)), want: wGoes.with(c.say(), pathWords(c.path))}
	if c.whole {
		f.want = wGoesOnly.with(c.say(), pathWords(c.path))
		f.text = f.want
	}
	conns, missing := c.conns(h)
	if len(conns) == 0 {
		return f.fail(missing)
	}
	best, most := conns[0], -1
	for _, id := range conns {
		past := h.conn(id)
		from, to, n := c.longest(past)
		if n == len(c.path) && (!c.whole || c.isWhole(past)) {
			run := past.all()[from:to]
			return f.pass(went(c.say(), run), stepNumbers(h, run)...)
		}
		if n > most {
			best, most = id, n
		}
	}
	past := h.conn(best)
	if len(past.steps) == 0 {
		return f.fail(wStayed.with(c.say()))
	}
	steps := past.steps
	if c.path[0] == past.from {
		steps = past.all()
	}
	got := went(c.say(), steps)
	if len(conns) > 1 {
		got = wNearest.with(got, len(conns))
	}
	return f.fail(got, stepNumbers(h, past.steps)...)
}

// all is every state that a connection was in, the one that it began in first;
// nothing where it never left that.
func (p *connPast) all() []statePast {
	if len(p.steps) == 0 {
		return nil
	}
	return append([]statePast{{moment: moment{index: -1}, to: p.from}}, p.steps...)
}

// longest is the longest beginning of the path, n states of it, that the connection
// went through somewhere, and between which of its states that is.
func (c *statesCheck) longest(p *connPast) (from, to, n int) {
	all := p.all()
	for i := range all {
		if end, k := follow(all[i:], c.path); k > n {
			from, to, n = i, i+end, k
		}
	}
	return from, to, n
}

// follow goes along a path from the first of the states on, and says how far it
// came: past how many states, and by how many of the path. A state that was passed
// within one event may be left out of a path, since not every stack shows it; no
// connection comes to one twice, so that the first that is named is the one.
func follow(states []statePast, path []event.State) (end, n int) {
	for i, s := range states {
		switch {
		case n == len(path):
			return end, n
		case s.to == path[n]:
			end, n = i+1, n+1
		case n == 0 || !s.passed:
			return end, n
		}
	}
	return end, n
}

// isWhole says whether the path is all that a connection went through.
func (c *statesCheck) isWhole(p *connPast) bool {
	all := p.all()
	for skip := range min(2, len(all)) {
		if end, n := follow(all[skip:], c.path); n == len(c.path) && skip+end == len(all) {
			return true
		}
	}
	return false
}

func pathWords(path []event.State) say {
	text := ""
	for i, s := range path {
		if i > 0 {
			text += " -> "
		}
		text += s.String()
	}
	return same(text)
}

// maxPath bounds how many states a sentence lists: the last ones.
const maxPath = 12

// went tells which states a connection came to, and when to the last.
func went(who say, steps []statePast) say {
	var list say
	if skip := len(steps) - maxPath; skip > 0 {
		list, steps = wOnlyStart, steps[skip:]
	}
	var items []say
	for _, s := range steps {
		text := same(s.to.String())
		if s.reason != "" {
			text = wBecause.with(text, reasonSay(s.reason))
		}
		items = append(items, text)
	}
	return wWent.with(who, list.then(listed(items, say{", ", "、"})), seconds(steps[len(steps)-1].at))
}

func stepNumbers(h *history, steps []statePast) []uint32 {
	var list []moment
	for _, s := range steps {
		list = append(list, s.moment)
	}
	return h.numbers(list...)
}
