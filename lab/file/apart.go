package file

import (
	"fmt"
	"slices"

	"netlab/hooks"
	"netlab/lab"
)

// from, to and wire say between which ends of a wire a packet is seen. Where no
// wire has these ends nothing ever matches, which nobody means: it is mostly the
// hosts at the two ends of a path that are written, with a router between them.

// apart warns of a match between ends that no wire has. at gives the place of one
// of its parts: from, to, wire.
func (r *reader) apart(m hooks.MatchSpec, at func(part string) (n *node, offset int)) {
	ends := [2]string{m.From, m.To}
	if m.Wire != "" {
		w, ok := r.ends[m.Wire]
		if !ok {
			return
		}
		for i, part := range []string{"from", "to"} {
			if h := ends[i]; r.isHost[h] && !slices.Contains(w[:], h) {
				n, offset := at(part)
				r.warn(n, offset, fmt.Sprintf("it joins %s and %s", w[0], w[1]), "this matches nothing: wire %s has no end at %s", m.Wire, h)
				return
			}
		}
		return
	}
	if !r.isHost[m.From] || !r.isHost[m.To] {
		return
	}
	for _, w := range r.ends {
		if w == ends || w == [2]string{m.To, m.From} {
			return
		}
	}
	n, offset := at("to")
	r.warn(n, offset, fmt.Sprintf("from and to are the two ends of one wire: write from %s alone, or to the host at the other end of its wire", m.From),
		"this matches nothing: no wire joins %s and %s", m.From, m.To)
}

// apartIn warns of what an expectation looks for between such ends.
func (r *reader) apartIn(e *lab.Expectation, key, value *node) {
	for _, s := range lab.SeenBy(e, r.env) {
		r.apart(s.MatchSpec, func(part string) (*node, int) {
			arg, index := s.Arg, s.Index
			if arg == "" {
				arg, index = part, 0
			}
			return argAt(key, value, &lab.FindExpectation(e.Kind).Word, arg, index), 0
		})
	}
}
