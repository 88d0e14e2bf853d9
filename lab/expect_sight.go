package lab

import (
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// fate is what may become of a packet; "" is sent.
type fate string

const (
	sent      fate = "sent"
	delivered fate = "delivered"
	dropped   fate = "dropped"
)

var fateWords = []string{string(sent), string(delivered), string(dropped)}

// A sight is packets that somebody wants to have seen: a description, and, when
// the log has been read, which events fit it.
type sight struct {
	spec  hooks.MatchSpec
	match *hooks.Match
	fate  fate
	hits  []moment // in order
}

// newSight compiles a description and has it watched for.
func newSight(spec hooks.MatchSpec, f fate, env *expectEnv) (*sight, error) {
	m, err := hooks.CompileMatch(spec, env.Env)
	if err != nil {
		return nil, err
	}
	if f == "" {
		f = sent
	}
	s := &sight{spec: spec, match: m, fate: f}
	env.wants.sights = append(env.wants.sights, s)
	return s, nil
}

// watcher shows the packets of a log to sights, with the states that hosts had
// at that moment.
type watcher struct {
	h       *history
	sights  []*sight
	packet  hooks.Packet
	now     time.Duration
	highest uint32            // the highest number of a packet so far
	origins map[uint32]uint32 // of packets that were made of others: only their first event tells
}

// see shows one event.
func (w *watcher) see(i int, e *event.Event) {
	f, ok := w.fateOf(e)
	w.highest = max(w.highest, e.Packet)
	if e.Origin != 0 {
		if w.origins == nil {
			w.origins = make(map[uint32]uint32)
		}
		w.origins[e.Packet] = e.Origin
	}
	if !ok {
		return
	}
	filled := false
	for _, s := range w.sights {
		if s.fate != f {
			continue
		}
		if !filled {
			filled = true
			w.fill(e)
		}
		if s.match.Matches(w, &w.packet) {
			s.hits = append(s.hits, moment{i, e.At})
		}
	}
}

// fateOf is the fate that an event tells of its packet, if it tells one.
func (w *watcher) fateOf(e *event.Event) (fate, bool) {
	switch e.Kind {
	case event.Send:
		return sent, true
	case event.Deliver:
		return delivered, true
	case event.Drop:
		return dropped, true
	case event.Verdict:
		// The answer to a packet that was rejected bears the same verdict, and
		// is a new packet.
		return dropped, e.Action == event.DropPacket || e.Action == event.Reject && e.Packet <= w.highest
	}
	return "", false
}

func (w *watcher) fill(e *event.Event) {
	from, to := e.Host, e.Peer
	if e.Kind == event.Deliver {
		from, to = to, from
	}
	w.packet = hooks.Packet{ID: e.Packet, Origin: w.origins[e.Packet], From: from, To: to, Wire: e.Wire, Raw: e.Raw, Seg: e.Seg, Info: e.Info}
	w.now = e.At
}

// Now, States, Sent and Framing implement hooks.View, as far as a match asks.
func (w *watcher) Now() time.Duration { return w.now }

// States are those of the connection that the packet belongs to.
func (w *watcher) States(h event.HostID, p *hooks.Packet, to []event.State) []event.State {
	if p != nil {
		c := w.h.pairs[pairOf(h, &p.Seg, true)]
		if c == 0 {
			c = w.h.pairs[pairOf(h, &p.Seg, false)]
		}
		return append(to, w.h.stateOf(c))
	}
	// As in the run: a listener that is left does not hide that the connections are
	// over.
	before, had, lives := len(to), false, false
	for i := range w.h.conns {
		c := &w.h.conns[i]
		if c.host != h || len(c.steps) == 0 {
			continue
		}
		had = had || !c.listener
		if now := c.state(); now != event.Closed {
			to, lives = append(to, now), lives || !c.listener
		}
	}
	if len(to) == before || had && !lives {
		to = append(to, event.Closed)
	}
	return to
}

// Sent is for actions; nothing is injected into the past.
func (w *watcher) Sent(uint32) *hooks.Packet { return nil }

// Framing is for actions too.
func (w *watcher) Framing(event.WireID) segment.Framing { return segment.IP }
