package why

import (
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
)

// Sequence numbers in sentences count from the connection's initial ones.

// sent is a number of the direction that a connection sends in; got, of the other.
func sent(v *story.Vars, n uint32) int64 { return from(v.Known.Has(story.VarISS), v.ISS, n) }
func got(v *story.Vars, n uint32) int64  { return from(v.Known.Has(story.VarIRS), v.IRS, n) }

// from counts from an initial number. What lies before it is negative, but for what
// is so far off that it is nobody's: that stands as in the ladder.
func from(known bool, initial, n uint32) int64 {
	if !known {
		return int64(n)
	}
	if d := segment.Diff(initial, n); d < 0 && d > -near {
		return int64(d)
	}
	return int64(n - initial)
}

// near is how far before an initial number something counts as before it: as far as
// a window can be, RFC 7323 (2.3).
const near = 1 << 30

// rseq and rack are a packet's own numbers, as the ladder shows them.
func rseq(r *story.Rung) int64 {
	return from(r.Info.Known&event.KnownSeq != 0, r.Seg.Seq-r.Info.RSeq, r.Seg.Seq)
}
func rack(r *story.Rung) int64 {
	return from(r.Info.Known&event.KnownAck != 0, r.Seg.Ack-r.Info.RAck, r.Seg.Ack)
}

// thing names what of a segment takes sequence numbers: "the SYN", "the 5 octets
// from 1 on".
func thing(r *story.Rung) Part {
	n := Octets(r.Seg.PayloadLen())
	switch {
	case r.Seg.Has(segment.SYN | segment.ACK):
		return part("thing.synack")
	case r.Seg.Has(segment.SYN):
		return part("thing.syn")
	case r.Seg.Has(segment.FIN) && n > 0:
		return part("thing.datafin", n, rseq(r))
	case r.Seg.Has(segment.FIN):
		return part("thing.fin")
	case n > 0:
		return part("thing.data", n, rseq(r))
	}
	return part("thing.ack", rack(r))
}

// effects are what an arrival changed: variables, and then states.
func (w *Reasons) effects(r *story.Rung, before, after *story.Vars) (all List) {
	changed := w.moves(r, before, after) & after.Changed(before)
	for _, v := range story.VarNames() {
		if changed&v.Is == 0 {
			continue
		}
		move := part("effect.moved", v.Name, before.Relative(v.Is), after.Relative(v.Is))
		if !before.Known.Has(v.Is) || v.Is == story.VarSsthresh && before.Ssthresh == 0 { // infinite
			move = part("effect.set", v.Name, after.Relative(v.Is))
		}
		if v.Is == story.VarSndWnd {
			move = w.windowed(move, r, before, after)
		}
		all = append(all, move)
	}
	if path := path(r.Arrived, r.PeerConn); path != "" {
		all = append(all, part("effect.state", path))
	}
	return all
}

// moves are the variables whose change is the arrival's. What a segment acknowledges
// and brings is plain. A stack tells cwnd and ssthresh when something has arrived,
// though a timer or a pause may have changed them before: they count where an ACK
// lets cwnd grow, RFC 5681 (3.1), and where duplicates lower both, RFC 5681 (3.2).
// The window is said where it opens or shuts, or where that is all that came, or where
// it should not have been taken.
func (w *Reasons) moves(r *story.Rung, before, after *story.Vars) story.VarSet {
	set := story.VarSndUna | story.VarRcvNxt
	if !before.Known.Has(story.VarSndWnd) || (before.SndWnd == 0) != (after.SndWnd == 0) || after.Changed(before)&set == 0 && r.Seg.Len() == 0 && !r.Info.Roles.Has(event.DupAck) ||
		w.overtaken(r, before, after).Key != "" {
		set |= story.VarSndWnd
	}
	const both = story.VarCwnd | story.VarSsthresh
	if !before.Told.Has(both) || !after.Told.Has(both) || w.s.StateAt(r.PeerConn, r.EndN) == event.Closed {
		return set
	}
	grows := before.SndUna != after.SndUna && after.Cwnd > before.Cwnd && after.Ssthresh == before.Ssthresh
	halved := r.Info.Roles.Has(event.DupAck) && w.book(r.PeerConn).ran == 0 && after.Ssthresh != before.Ssthresh
	if grows || halved {
		set |= both
	}
	return set
}

// vars are a connection's variables after an event. Of one that came out of a SYN
// cookie the initial numbers are those of its conversation. In SYN-RECEIVED nothing
// is taken beyond the SYN, unless the stack says so. And what cannot be, so that the
// stack told it wrongly, is not known.
func (w *Reasons) vars(conn event.ConnID, n uint32) story.Vars {
	v := w.s.Vars(conn, n)
	c := w.s.Conn(conn)
	if c == nil || c.Listen || !v.Known.Has(story.VarRcvNxt) {
		return v
	}
	w.initial(c, &v)
	if v.Known.Has(story.VarIRS) && !v.Told.Has(story.VarRcvNxt) && w.s.StateAt(conn, n) == event.SynReceived {
		v.RcvNxt = v.IRS + 1
	}
	if w.book(conn).wild || wild(&v) {
		v.Known &= story.VarISS | story.VarIRS
		v.Told = 0
	}
	return v
}

// wild says whether variables lie before the connection's beginning.
func wild(v *story.Vars) bool {
	return v.Known.Has(story.VarIRS|story.VarRcvNxt) && !segment.Less(v.IRS, v.RcvNxt) ||
		v.Known.Has(story.VarISS|story.VarSndUna) && segment.Less(v.SndUna, v.ISS)
}

// initial fills in the initial numbers of a connection from its conversation.
func (w *Reasons) initial(c *story.Conn, v *story.Vars) {
	if v.Known.Has(story.VarISS | story.VarIRS) {
		return
	}
	if t, _ := w.s.Stream(c.Stream); t != nil {
		conn := c.ID
		side := b2i(t.Ends[1].Conn == conn)
		if mine := t.Ends[side]; mine.Known && mine.Conn == conn && !v.Known.Has(story.VarISS) {
			v.ISS, v.Known = mine.ISS, v.Known|story.VarISS
		}
		if peer := t.Ends[1-side]; peer.Known && !v.Known.Has(story.VarIRS) {
			v.IRS, v.Known = peer.ISS, v.Known|story.VarIRS
		}
	}
}

// path writes the states that a connection went through: "SYN-RECEIVED ->
// ESTABLISHED".
func path(states []story.State, conn event.ConnID) (text string) {
	for _, st := range states {
		if st.Conn != conn {
			continue
		}
		if text == "" {
			text = st.From.String()
		}
		text += " -> " + st.To.String()
	}
	return text
}

// arrives are a connection's variables before and after a packet that it was given,
// and its state before.
func (w *Reasons) arrives(r *story.Rung) (before, after story.Vars, state event.State) {
	return w.vars(r.PeerConn, r.EndN-1), w.vars(r.PeerConn, r.EndN), w.s.StateAt(r.PeerConn, r.EndN-1)
}

// ran is how long a timer ran. Where the time is real that was measured, and what is
// below a millisecond is the machine's.
func (w *Reasons) ran(t *story.Rung) time.Duration {
	d := t.Fired.After
	if run := w.s.Run; run != nil && run.Clock == "real" && d > time.Millisecond {
		d = d.Round(time.Millisecond)
	}
	return d
}

// name is a host's name.
func (w *Reasons) name(h event.HostID) string { return w.s.Names.Host(h) }
