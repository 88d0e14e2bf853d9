package why

import (
	"netlab/hooks/segment"
	"netlab/lab/story"
)

// A news is what a connection knows of its peer's window besides the window itself.
type news struct {
	wl1, wl2 uint32   // SND.WL1 and SND.WL2: of the segment that told the window last, RFC 9293 (3.3.1)
	told     bool     // one did
	shift    [2]uint8 // window scale, of what it wrote and of what it was given
	scaled   [2]bool  // each of the two has offered one, RFC 7323 (2.2)
}

// offers notes the window scale of a SYN that a connection wrote (side 0), or was
// given (side 1).
func (u *news) offers(side int, r *story.Rung) {
	o, _ := segment.DecodeOptions(r.Seg.OptionBytes(r.Head))
	const most = 14 // RFC 7323 (2.3)
	u.shift[side], u.scaled[side] = min(o.WScale, most), o.Has&segment.HasWScale != 0
}

// scale is by how many bits the window of a segment from the peer is shifted.
func (u *news) scale(seg *segment.Segment) uint8 {
	if seg.Has(segment.SYN) || !u.scaled[0] || !u.scaled[1] {
		return 0
	}
	return u.shift[1]
}

// takes enters a segment whose window counts, by RFC 9293 (3.10.7.4). Of one that
// lies behind a hole that is open: it may be counted later.
func (u *news) takes(seg *segment.Segment, before *story.Vars) {
	const all = story.VarSndUna | story.VarSndNxt
	switch {
	case seg.Has(segment.RST) || !seg.Has(segment.ACK) || !before.Known.Has(all):
		return
	case segment.Less(before.SndNxt, seg.Ack) || segment.Less(seg.Ack, before.SndUna):
		return
	case !seg.Has(segment.SYN) && (!before.Known.Has(story.VarRcvNxt) || segment.Less(before.RcvNxt, seg.Seq) || !inWindow(before, seg)):
		return
	}
	if u.older(seg).Key == "" {
		u.wl1, u.wl2, u.told = seg.Seq, seg.Ack, true
	}
}

// older is the comparison by which a segment is older than the one that told the
// window last; no Part if it is not.
func (u *news) older(seg *segment.Segment) (test Part) {
	switch {
	case !u.told:
	case segment.Less(seg.Seq, u.wl1):
		return part("older.seq")
	case seg.Seq == u.wl1 && segment.Less(seg.Ack, u.wl2):
		return part("older.ack")
	}
	return Part{}
}

// overtaken is the comparison by which the rule forbids to take a segment's window,
// where the stack told that it took it all the same.
func (w *Reasons) overtaken(r *story.Rung, before, after *story.Vars) (test Part) {
	u := &w.book(r.PeerConn).news
	if !after.Told.Has(story.VarSndWnd) || !before.Known.Has(story.VarSndWnd) || after.SndWnd == before.SndWnd ||
		after.SndWnd != uint32(r.Seg.Window)<<u.scale(&r.Seg) {
		return Part{}
	}
	switch test = u.older(&r.Seg); test.Key {
	case "why.older.seq":
		test.Args = []any{got(before, r.Seg.Seq), got(before, u.wl1)}
	case "why.older.ack":
		test.Args = []any{sent(before, r.Seg.Ack), sent(before, u.wl2)}
	}
	return test
}

// windowed says of SND.WND's move how it follows from the header, and whether it
// should.
func (w *Reasons) windowed(move Part, r *story.Rung, before, after *story.Vars) Part {
	win := uint32(r.Seg.Window)
	if by := w.book(r.PeerConn).scale(&r.Seg); by > 0 && win > 0 && win<<by == after.SndWnd {
		move = part("effect.scaled", move, win, by)
	}
	if test := w.overtaken(r, before, after); test.Key != "" {
		move = part("effect.overtaken", move, test)
	}
	return move
}
