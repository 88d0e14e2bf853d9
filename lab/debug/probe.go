package debug

import (
	"context"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/lab"
	"netlab/topology"
)

// What no event tells is asked of the network: the plan is run once more, with
// somebody who looks on. It is the same run, to the byte.

// counter is a sink that knows how far the record has come.
type counter struct{ n uint32 }

func (c *counter) Put(e *event.Event) error { c.n = e.N; return nil }
func (c *counter) Close() error             { return nil }

// onlooker is a hook behind all rules, which is shown what a further rule would be.
type onlooker func(v hooks.View, p *hooks.Packet)

func (onlooker) Name() string { return "onlooker" }

func (o onlooker) See(v hooks.View, p *hooks.Packet) hooks.Verdict {
	o(v, p)
	return hooks.Verdict{}
}

// watch runs a branch once more and shows see every packet that comes behind all
// rules, with the event that was recorded last.
func watch(ctx context.Context, o *Options, b *Branch, see func(v hooks.View, p *hooks.Packet, n uint32)) error {
	c := new(counter)
	look := onlooker(func(v hooks.View, p *hooks.Packet) { see(v, p, c.n) })
	_, err := o.Run(ctx, b.Plan, lab.RunOptions{Sinks: []event.Sink{c}, Hooks: []hooks.Hook{look}})
	return err
}

// reaches finds the packets that come behind all rules where no event tells.
func (b *Branch) reaches(ctx context.Context, o *Options) error {
	order := 0
	return watch(ctx, o, b, func(v hooks.View, p *hooks.Packet, n uint32) {
		order++
		b.reached(p.ID, n, v.Now(), order)
	})
}

// window is how the network stood at the moments around an event.
type window struct {
	from, to uint32 // events
	moments  []standing
}

// standing is how the network stood behind an event.
type standing struct {
	n       uint32
	pending []topology.Pending
	hosts   []event.HostStand
}

// around is how many events before and behind the cursor are asked about at once: a
// person mostly goes on from where he is.
const around = 64

// standing is how the network stood behind event n. Between the events of one beat it
// does not stand: then it is how it stood before that beat.
func (s *Session) standing(b *Branch, n uint32) (*standing, error) {
	w := &b.looked
	if n < w.from || n > w.to || w.moments == nil {
		if err := s.look(b, n); err != nil {
			return nil, err
		}
	}
	var last *standing
	for i := range w.moments {
		if m := &w.moments[i]; m.n <= n {
			last = m
		}
	}
	return last, nil
}

// look asks the network about the moments around event n.
func (s *Session) look(b *Branch, n uint32) error {
	w := window{from: n - min(n, around), to: n + around}
	stand := func(st *lab.Stand) bool {
		if k := len(w.moments); k > 0 && w.moments[k-1].n == st.N {
			return true // the first is what stands behind the event; others are what nothing has come of
		} else if k > 0 && st.N <= w.from {
			w.moments = w.moments[:0] // the last one before the window is needed too, for its first events
		}
		if st.N > w.to {
			return false
		}
		w.moments = append(w.moments, standing{st.N, st.Net.Pending(), st.Standing()})
		return true
	}
	_, err := s.o.Run(s.ctx, b.Plan, lab.RunOptions{Sinks: []event.Sink{new(counter)}, Stand: stand})
	b.looked = w
	return err
}

// firing is the event in which a timer that is pending fires; 0: it does not. A
// timer of which nothing comes is no event.
func (b *Branch) firing(p *topology.Pending, n uint32) uint32 {
	var e event.Event
	for i := int(n); i < b.Log.Len(); i++ { // event n+1 is the next
		b.Log.At(i, &e)
		switch {
		case e.At > p.At:
			return 0
		case e.At < p.At || e.Kind != event.Timer || e.Host != p.Host || e.More.Timer.Name != p.Name:
		case p.Conn != 0 && e.Conn != 0 && p.Conn != e.Conn:
		default:
			return e.N
		}
	}
	return 0
}

// left is the time until a moment.
func left(at, now time.Duration) time.Duration { return max(0, at-now) }
