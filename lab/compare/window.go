package compare

import (
	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
)

// windows compares the windows that are told when a connection begins: that of a
// SYN, of a SYN-ACK, and the first behind them in octets; and whether a window
// is closed. Every later window follows from these and from how fast a program
// reads. done holds what was compared already.
func (f *finder) windows(a, b *story.Rung, done map[string]bool) {
	put := func(what string, x, y int) {
		if x == y {
			return
		}
		d := f.about(what, [2]*story.Rung{a, b})
		d.On[A].number(x, true)
		d.On[B].number(y, true)
		f.put(d)
	}
	x, y := int(a.Seg.Window), int(b.Seg.Window)
	switch {
	case a.Seg.Has(segment.RST):
		if x != y {
			put("window.rst", x, y)
		}
		return
	case a.Info.Role == event.Syn:
		put("window.syn", x, y)
		return
	case a.Info.Role == event.SynAck:
		put("window.synack", x, y)
		return
	case f.cutAck(a, b) && a.Info.RAck != b.Info.RAck:
		return // at other places there is other room
	case (x == 0) != (y == 0):
		put("window.zero", x, y)
		return
	}
	key := f.connKey(A, a.Author().Conn)
	if done[key] {
		return
	}
	done[key] = true
	put("window.first", x<<f.shift(A, a), y<<f.shift(B, b))
}

// shift is how a segment's window is scaled: by what its sender's SYN offered, if
// the peer's did too, RFC 7323 (2.2).
func (f *finder) shift(s Side, r *story.Rung) int {
	st := f.Stories[s]
	t, _ := st.Stream(r.Stream)
	if t == nil {
		return 0
	}
	shift, offers := 0, [2]bool{}
	for _, q := range st.Rungs {
		if q.Kind != story.Packet || q.Stream != r.Stream || !q.Seg.Has(segment.SYN) || q.Index > r.Index {
			continue
		}
		o, _ := q.Seg.Options(q.Head)
		own := t.Side(q) == t.Side(r)
		offers[b2i(own)] = o.Has&segment.HasWScale != 0
		if own {
			shift = int(min(o.WScale, maxShift))
		}
	}
	if !offers[0] || !offers[1] {
		return 0
	}
	return shift
}

// maxShift is the largest that counts, RFC 7323 (2.3).
const maxShift = 14

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
