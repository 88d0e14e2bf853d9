package lab

import (
	"fmt"
	"slices"
	"strings"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// segmentsCheck is the expectation "segments".
type segmentsCheck struct {
	aboutHosts
	*sight
	conn  string
	count *Range
	seq   []segment.Pattern
	all   bool
}

func compileSegments(env *expectEnv, args Args) (check, error) {
	a := argReader{env: env, args: args}
	c := &segmentsCheck{sight: a.sight(), conn: args.One("conn"), count: a.span("count", false), seq: a.patterns("seq"), all: a.flag("all")}
	if c.all && len(c.seq) == 0 {
		a.fail("all", 0, fmt.Errorf("all is about seq, and there is none"))
	}
	about := args.One("from")
	if about == "" {
		about = args.One("to")
	}
	c.aboutHosts = env.hostsNamed(about)
	return c, a.done()
}

func (c *segmentsCheck) judge(h *history) finding {
	hits := c.ofConn(h, c.hits)
	f := finding{}
	var problems, findings []say
	var seen []moment
	if c.count != nil || len(c.seq) == 0 {
		f.text = c.phrase(c.counted(), c.conn)
		got := c.found(hits, c.conn)
		if len(hits) == 0 && (c.count == nil || !c.count.Has(0)) {
			got = c.instead(h, got)
		}
		if c.count == nil && len(hits) == 0 || c.count != nil && !c.count.Has(int64(len(hits))) {
			problems = append(problems, c.wereSent(h, got, len(hits)))
		}
		findings, seen = append(findings, got), hits
	}
	if len(c.seq) > 0 {
		order := c.orderWords()
		if f.text.en != "" {
			order = f.text.then(wSemi).then(order)
		}
		f.text = order
		ok, got, came := c.inOrder(h, hits)
		if !ok {
			problems = append(problems, got)
		}
		findings, seen = append(findings, got), came
	}
	f.want = f.text
	if len(problems) > 0 {
		return f.fail(listed(problems, wSemi), h.numbers(seen...)...)
	}
	return f.pass(listed(findings, wSemi), h.numbers(seen...)...)
}

// counted is how many there must be.
func (c *segmentsCheck) counted() Range {
	if c.count != nil {
		return *c.count
	}
	r, _ := ParseRange(">= 1") // cannot fail
	return r
}

// ofConn keeps the packets of the connection that was named: one of the two ends
// names it so.
func (c *segmentsCheck) ofConn(h *history, hits []moment) []moment {
	if c.conn == "" {
		return hits
	}
	ids := c.conns(h)
	return slices.DeleteFunc(slices.Clone(hits), func(m moment) bool {
		e := h.event(m.index)
		return !slices.Contains(ids, e.Conn) && !slices.Contains(ids, h.ends[end{e.Peer, e.Info.Stream}])
	})
}

// conns are the connections of the name that was given, on whichever host.
func (c *segmentsCheck) conns(h *history) (ids []event.ConnID) {
	for i := range h.names.Hosts {
		ids = append(ids, h.connsOf(event.HostID(i+1), c.conn)...)
	}
	return ids
}

// way says where the packets are from and where they go: in English behind
// them, in Chinese in front.
func (s *sight) way() say {
	switch {
	case s.spec.From != "" && s.spec.To != "":
		return wFromToHosts.with(s.spec.From, s.spec.To)
	case s.spec.From != "":
		return wFrom.with(s.spec.From)
	case s.spec.To != "":
		return wTo.with(s.spec.To)
	}
	return say{}
}

// place says on which wire and of which connection they are, likewise.
func (s *sight) place(conn string) (out say) {
	if s.spec.Wire != "" {
		out = out.then(wOnWire.with(s.spec.Wire))
	}
	if conn != "" {
		out = out.then(wOfConn.with(conn))
	}
	return out
}

// words puts packets, however they are called, into their place: "SYNs from client
// on wire1, lost". Number stands in front: "2", "2 个".
func (s *sight) words(number, name say, conn string) say {
	way, place, fate := s.way(), s.place(conn), s.fateWords()
	return say{
		number.en + name.en + way.en + place.en + fate.en,
		place.zh + glued(way.zh, number.zh, name.zh) + fate.zh,
	}
}

func (s *sight) fateWords() say {
	switch s.fate {
	case delivered:
		return wDelivered
	case dropped:
		return wDropped
	}
	return say{}
}

// phrase is so many of the packets: "2 SYNs from client, delivered".
func (s *sight) phrase(count Range, conn string) say {
	n := nounOf(s.spec.Match)
	if count.High == 0 {
		text := s.words(say{"no ", ""}, say{n.one, n.zh}, conn)
		place := s.place(conn).zh
		return say{text.en, place + glued("没有", strings.TrimPrefix(text.zh, place))}
	}
	if count.one() {
		n.many = n.one
	}
	words := count.words()
	return s.words(say{words.en + " ", words.zh + " 个"}, say{n.many, n.zh}, conn)
}

// found is how many there were, and when.
func (s *sight) found(hits []moment, conn string) say {
	text := s.phrase(exactly(len(hits)), conn)
	if len(hits) == 0 {
		return text
	}
	return wAt.with(text, times(hits))
}

// instead tells, where none were found, what there was on the same way.
func (c *segmentsCheck) instead(h *history, got say) say {
	spec := c.spec
	spec.Match = ""
	hits := c.ofConn(h, h.look(spec, c.fate))
	switch {
	case c.conn != "" && len(c.conns(h)) == 0:
		return wNoSuchConn.with(got, c.conn)
	case len(hits) == 0:
		return wNothing.with(got)
	}
	var order []event.Role
	counts := map[event.Role]int{}
	for _, m := range hits {
		role := h.event(m.index).Info.Role
		if counts[role] == 0 {
			order = append(order, role)
		}
		counts[role]++
	}
	var items []say
	for _, role := range order {
		n := nounOf(role.String())
		if counts[role] == 1 {
			n.many = n.one
		}
		count := fmt.Sprint(counts[role])
		items = append(items, say{count + " " + n.many, glued(count+" 个", n.zh)})
	}
	return wCame.with(got, listed(items, wAnd))
}

// wereSent adds how many were sent, where it is those that arrived, or were
// lost, whose number is wrong.
func (c *segmentsCheck) wereSent(h *history, got say, n int) say {
	if c.fate == sent {
		return got
	}
	if k := len(c.ofConn(h, h.look(c.spec, sent))); k != n {
		return wWereSent.with(got, k)
	}
	return got
}

// look goes through the log once more, for what nobody knew would be asked: only
// a failure does.
func (h *history) look(spec hooks.MatchSpec, f fate) []moment {
	env := &expectEnv{Env: h.env}
	s, err := newSight(spec, f, env)
	if err != nil {
		return nil // it was compiled before
	}
	again := &history{plan: h.plan, log: h.log, names: h.names}
	again.read(env.wants)
	return s.hits
}

func (c *segmentsCheck) orderWords() say {
	what := same(strings.Join(texts(c.seq), "; "))
	n := nounOf(c.spec.Match)
	if c.spec.Match == "" {
		n = noun{"", wSegments.en, wSegments.zh}
	}
	subject := c.words(say{}, say{n.many, n.zh}, c.conn)
	order := wInOrder
	if c.all {
		order = wAllOrder
	}
	order = order.with(what)
	return say{subject.en + order.en, glued(subject.zh, order.zh)}
}

func texts(list []segment.Pattern) (out []string) {
	for i := range list {
		out = append(out, list[i].String())
	}
	return out
}
