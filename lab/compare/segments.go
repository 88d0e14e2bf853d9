package compare

import (
	"slices"
	"strconv"
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
	"netlab/lab/words"
)

// segments asks every pair of packets what is not the same about it, and gathers
// the packets that have no like.
func (f *finder) segments() {
	windows := map[string]bool{}
	for _, a := range f.Stories[A].Rungs {
		b := f.pair[A][a]
		if a.Kind != story.Packet || b == nil || a.Seg.Proto != segment.TCP || b.Seg.Proto != segment.TCP || forwarded(a) {
			continue
		}
		f.options(a, b)
		if a.Journey.Made != event.Inject { // whose window is no stack's
			f.windows(a, b, windows)
		}
		f.fields(a, b)
	}
	f.extras()
}

// fields compares what a segment's header says.
func (f *finder) fields(a, b *story.Rung) {
	if a.Origin != nil && a.Journey.Made != event.NoAction {
		return // what the desk makes of two packets differs as they do
	}
	x, y := &a.Seg, &b.Seg
	role := roleOf(a, b)
	put := func(what, on, off string) {
		d := f.about(what+"."+role, [2]*story.Rung{a, b})
		d.On[A].Value, d.On[B].Value = on, off
		f.put(d)
	}
	num := func(n uint32) string { return strconv.Itoa(int(n)) }
	// Of data that are cut elsewhere, that is the difference.
	elsewhere := f.cutOf(A, a) != nil && pieceOf(a) != pieceOf(b) && x.Len() > 0 && y.Len() > 0
	if x.Flags != y.Flags && !(elsewhere && (x.Flags^y.Flags)&^(segment.PSH|segment.FIN) == 0) {
		put("segment.flags", x.Flags.String(), y.Flags.String())
	}
	if x.PayloadLen() != y.PayloadLen() && !elsewhere {
		put("segment.len", num(uint32(x.PayloadLen())), num(uint32(y.PayloadLen())))
	}
	const both = event.KnownSeq | event.KnownAck
	if a.Info.Known&b.Info.Known&both != both {
		return
	}
	if a.Info.RSeq != b.Info.RSeq && !elsewhere && !f.cutOf(A, a).before(a.Info.RSeq, b.Info.RSeq) {
		put("segment.seq", num(a.Info.RSeq), num(b.Info.RSeq))
	}
	if x.Has(segment.ACK) && y.Has(segment.ACK) && a.Info.RAck != b.Info.RAck && !f.cutOfPeer(A, a).before(a.Info.RAck, b.Info.RAck) {
		put("segment.ack", num(a.Info.RAck), num(b.Info.RAck))
	}
	if fa, fb := arrived(a), arrived(b); fa != fb && a.Fate != story.OnTheWay && b.Fate != story.OnTheWay && a.Journey.Made == event.NoAction {
		put("segment.fate", fateName(fa), fateName(fb))
	}
}

// roleOf is the role of two packets that are each other's like: where they have
// not the same, the one that comes first by its name, either way round.
func roleOf(a, b *story.Rung) string {
	return min(a.Info.Role.String(), b.Info.Role.String())
}

func arrived(r *story.Rung) bool { return !r.IsLost() }

func fateName(arrived bool) string {
	if arrived {
		return "delivered"
	}
	return "lost"
}

// group is where packets without a like are one difference.
type group struct {
	host int
	conn string
	name string
}

// extras gathers the packets that have no like, and the data that are cut
// elsewhere. Those that only came of another
// such packet are counted with it.
func (f *finder) extras() {
	of := map[group]*[2][]*story.Rung{}
	followed := map[*story.Rung][]*story.Rung{}
	var order []group
	var acks [2][]*story.Rung
	enter := func(s Side, r *story.Rung) {
		k := group{host: f.host[s][r.Host], name: extraName(r), conn: f.connKey(s, r.Author().Conn)}
		if of[k] == nil {
			of[k] = new([2][]*story.Rung)
			order = append(order, k)
		}
		of[k][s] = append(of[k][s], r)
	}
	for s, st := range f.Stories {
		for _, r := range st.Rungs {
			if r.Kind != story.Packet || f.pair[s][r] != nil || forwarded(r) {
				continue
			}
			if f.beyond(Side(s), r.At) {
				f.cutShort(Side(1 - s))
				continue
			}
			if c := f.cutOf(Side(s), r); c != nil && f.tellsWith(c, Side(s), r) {
				continue
			}
			if from := f.root(Side(s), r); from != nil {
				followed[from] = append(followed[from], r)
				continue
			}
			if f.cutOfPeer(Side(s), r) != nil {
				acks[s] = append(acks[s], r)
				continue
			}
			enter(Side(s), r)
		}
	}
	for s := range acks {
		for _, r := range acks[s] {
			if data := f.owed(Side(s), r, followed); data != nil {
				followed[data] = append(followed[data], r)
			} else {
				enter(Side(s), r)
			}
		}
	}
	f.tellCuts(followed)
	for _, k := range order {
		g := of[k]
		what := "segment.extra."
		if len(g[A]) > 0 && len(g[B]) > 0 {
			what = "segment.other."
		}
		var first [2]*story.Rung
		for s := range g {
			if len(g[s]) > 0 {
				first[s] = g[s][0]
			}
		}
		d := f.about(what+k.name, first)
		for s := range g {
			d.On[s].Rungs = g[s]
			d.On[s].Value, d.On[s].Number = f.several(Side(s), g[s]), float64(len(g[s]))
			for _, r := range g[s] {
				d.On[s].Followed = append(d.On[s].Followed, followed[r]...)
			}
		}
		f.put(d)
	}
	for i := range f.found {
		for s := range f.found[i].On {
			on := &f.found[i].On[s]
			for _, r := range on.Rungs {
				if f.pair[s][r] != nil && strings.HasPrefix(f.found[i].What, "segment.fate.") {
					on.Followed = append(on.Followed, followed[r]...)
				}
			}
		}
	}
}

// extraName says what a packet is that has no like: its role, and whether it is
// sent again; of the desk's own, what the desk did.
func extraName(r *story.Rung) string {
	switch {
	case r.Journey.Made != event.NoAction:
		return "desk." + r.Journey.Made.String()
	case r.Again() > 0 && r.Seg.Len() > 0:
		return r.Info.Role.String() + ".again"
	}
	return r.Info.Role.String()
}

// several writes packets: the first, and how many there are.
func (f *finder) several(s Side, all []*story.Rung) string {
	if len(all) == 0 {
		return ""
	}
	p := f.Stories[s].Parts(all[0], story.Relative, nil)
	text := p.Flags
	for _, w := range []string{p.Seq, p.Ack} {
		if w != "" {
			text += " " + w
		}
	}
	if len(all) > 1 {
		text = strconv.Itoa(len(all)) + " x " + text
	}
	return text
}

// cutShort remarks, once, that a run was stopped before the other was over: by
// something else than the lab's own condition.
func (f *finder) cutShort(s Side) {
	st := f.Stories[s]
	why := "cut short"
	if st.End != nil {
		why = st.End.Reason
	}
	if why == "until" || slices.ContainsFunc(f.Notes, func(n Note) bool { return n.Key == "ended" && n.Side == s }) {
		return
	}
	f.Notes = append(f.Notes, Note{Key: "ended", Side: s, Args: []any{words.Took(st.Last), why}})
}

// root is the packet without a like, or with another fate, that a packet only
// came of; nil if it came of none.
func (f *finder) root(s Side, r *story.Rung) (root *story.Rung) {
	for seen := 0; seen < 1000; seen++ {
		c := r.Author().Cause
		if r.Origin != nil && f.pair[s][r.Author()] == nil {
			c = r.Author() // the desk made it of one that has no like itself
		}
		if c == nil || c.Kind != story.Packet {
			return root
		}
		from := c.Author()
		like := f.pair[s][from]
		if like != nil && arrived(like) == arrived(from) {
			return root
		}
		if like != nil || f.beyond(s, from.At) {
			return from
		}
		root, r = from, from
	}
	return root
}
