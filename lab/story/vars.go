package story

import (
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// Vars are a connection's variables at one moment, by their names in RFC 9293
// (3.3.1), RFC 5681 and RFC 6298. Numbers are as they stand in the packets;
// windows, cwnd and ssthresh are octets. A stack tells its variables after it has
// handled a segment and after a timer that it acted on. In between, and of a stack
// that tells nothing, some follow from what the connection wrote and was given.
type Vars struct {
	ISS, IRS       uint32 // the initial numbers, its own and its peer's
	SndUna, SndNxt uint32
	SndWnd         uint32
	RcvNxt, RcvWnd uint32
	Cwnd           uint32
	Ssthresh       uint32        // 0: it has no value yet, "infinite" (RFC 5681, 3.1)
	RTO            time.Duration // as long as the retransmission timer would now be set for
	SRTT           time.Duration // 0: nothing was measured yet

	Known VarSet // what has a value
	Told  VarSet // of which the stack itself told the value
}

// VarSet is a set of variables.
type VarSet uint16

// The variables, in the order in which they are shown.
const (
	VarISS VarSet = 1 << iota
	VarIRS
	VarSndUna
	VarSndNxt
	VarSndWnd
	VarRcvNxt
	VarRcvWnd
	VarCwnd
	VarSsthresh
	VarRTO
	VarSRTT

	tcbVars = VarSndUna | VarSndNxt | VarSndWnd | VarRcvNxt | VarRcvWnd | VarCwnd | VarSsthresh | VarRTO | VarSRTT
)

// Has says whether all of v are in the set.
func (s VarSet) Has(v VarSet) bool { return s&v == v }

// VarKind is what a variable's value is.
type VarKind uint8

const (
	Number VarKind = iota // a sequence number
	Octets
	Span // a time.Duration
)

// Var is a variable by its name in the RFCs.
type Var struct {
	Is   VarSet // the one bit
	Name string // "SND.UNA"
	Kind VarKind
}

var varNames = [...]Var{
	{VarISS, "ISS", Number}, {VarIRS, "IRS", Number},
	{VarSndUna, "SND.UNA", Number}, {VarSndNxt, "SND.NXT", Number}, {VarSndWnd, "SND.WND", Octets},
	{VarRcvNxt, "RCV.NXT", Number}, {VarRcvWnd, "RCV.WND", Octets},
	{VarCwnd, "cwnd", Octets}, {VarSsthresh, "ssthresh", Octets},
	{VarRTO, "RTO", Span}, {VarSRTT, "SRTT", Span},
}

// VarNames are all variables, in the order in which they are shown.
func VarNames() []Var { return varNames[:] }

// Value is the value of one variable: a Number or Octets as they are, a Span in
// nanoseconds.
func (v *Vars) Value(of VarSet) int64 {
	switch of {
	case VarISS:
		return int64(v.ISS)
	case VarIRS:
		return int64(v.IRS)
	case VarSndUna:
		return int64(v.SndUna)
	case VarSndNxt:
		return int64(v.SndNxt)
	case VarSndWnd:
		return int64(v.SndWnd)
	case VarRcvNxt:
		return int64(v.RcvNxt)
	case VarRcvWnd:
		return int64(v.RcvWnd)
	case VarCwnd:
		return int64(v.Cwnd)
	case VarSsthresh:
		return int64(v.Ssthresh)
	case VarRTO:
		return int64(v.RTO)
	case VarSRTT:
		return int64(v.SRTT)
	}
	return 0
}

// Relative is a sequence number's place behind the initial number that it counts
// from: ISS for what is sent, IRS for what is received. Other variables, and
// numbers whose initial one is not known, are as they are.
func (v *Vars) Relative(of VarSet) int64 {
	switch {
	case of&(VarISS|VarSndUna|VarSndNxt) != 0 && v.Known.Has(VarISS):
		return int64(uint32(v.Value(of)) - v.ISS)
	case of&(VarIRS|VarRcvNxt) != 0 && v.Known.Has(VarIRS):
		return int64(uint32(v.Value(of)) - v.IRS)
	}
	return v.Value(of)
}

// Changed are the variables that have another value than before, or one at all.
func (v *Vars) Changed(before *Vars) (set VarSet) {
	for _, n := range varNames {
		if v.Known.Has(n.Is) && (!before.Known.Has(n.Is) || v.Value(n.Is) != before.Value(n.Is)) {
			set |= n.Is
		}
	}
	return set
}

// Vars are a connection's variables after event n; the zero Vars where nothing is
// known.
func (s *Story) Vars(conn event.ConnID, n uint32) Vars {
	if c := s.Conn(conn); c != nil {
		if m := lastUpTo(c.vars, n, func(m *moment) uint32 { return m.n }); m != nil {
			return m.vars
		}
	}
	return Vars{}
}

// StateAt is a connection's state after event n; NoState where none was told.
func (s *Story) StateAt(conn event.ConnID, n uint32) event.State {
	if c := s.Conn(conn); c != nil {
		if st := lastUpTo(c.Path, n, func(st *State) uint32 { return st.N }); st != nil {
			return st.To
		}
	}
	return event.NoState
}

// lastUpTo is the last of a list's items, in order of their events, that is not
// behind event n; nil if all are.
func lastUpTo[T any](list []T, n uint32, of func(*T) uint32) *T {
	from, to := 0, len(list)
	for from < to {
		if mid := (from + to) / 2; of(&list[mid]) <= n {
			from = mid + 1
		} else {
			to = mid
		}
	}
	if from == 0 {
		return nil
	}
	return &list[from-1]
}

// moment is what a connection's variables are from an event on.
type moment struct {
	n    uint32
	vars Vars
}

// known is what a connection's variables follow from.
type known struct {
	now      Vars
	wl1, wl2 uint32 // SND.WL1, SND.WL2, RFC 9293 (3.3.1)
	hasWL    bool
	shift    [2]uint8 // window scale, of what it receives and of what it may send
	scaled   [2]bool  // each of the two has offered one, RFC 7323 (2.2)
}

// reckons takes an event into its connection's variables.
func (s *Story) reckons(e *event.Event) {
	if e.Conn == 0 {
		return
	}
	told := e.More != nil && e.More.TCB != nil
	tcp := e.Seg.Proto == segment.TCP && e.Seg.Problem == 0
	writes, given := e.Kind == event.Send && e.Origin == 0 && tcp, e.Kind == event.Deliver && tcp
	timer := e.Kind == event.Timer && e.More != nil && e.More.Timer != nil && e.More.Timer.Name == "retransmission"
	if !told && !writes && !given && !timer {
		return
	}
	c := s.conn(e.Conn)
	if c.Listen {
		return
	}
	k := &c.known
	before := k.now
	switch {
	case writes:
		k.writes(e)
	case given && !s.damaged(e.Packet):
		k.given(e)
	case timer:
		k.now.Known &^= VarRTO // it backs off, RFC 6298 (5.5): by how much, the stack must tell
	}
	if told {
		k.told(e.More.TCB)
	}
	k.now.Told &= k.now.Known &^ (k.now.Changed(&before) &^ toldNow(told))
	if last := len(c.vars) - 1; last >= 0 && c.vars[last].vars == k.now {
		return
	}
	c.vars = append(c.vars, moment{e.N, k.now})
}

// toldNow are the variables that an event with a TCB tells.
func toldNow(told bool) VarSet {
	if told {
		return tcbVars
	}
	return 0
}

// damaged says whether a packet's receiver throws it away.
func (s *Story) damaged(packet uint32) bool {
	r := s.Packet(packet)
	return r != nil && r.Bad
}

// told takes what the stack says.
func (k *known) told(t *event.TCB) {
	v := &k.now
	v.SndUna, v.SndNxt, v.SndWnd = t.Snd.Una, t.Snd.Nxt, t.Snd.Wnd
	v.RcvNxt, v.RcvWnd = t.Rcv.Nxt, t.Rcv.Wnd
	v.Cwnd, v.Ssthresh, v.RTO, v.SRTT = t.Cwnd, t.Ssthresh, t.RTO, t.SRTT
	v.Known |= tcbVars
	v.Told |= tcbVars
}

// writes takes what a segment tells of the connection that wrote it.
func (k *known) writes(e *event.Event) {
	v, seg := &k.now, &e.Seg
	if e.Info.Known&event.KnownSeq != 0 {
		iss := seg.Seq - e.Info.RSeq
		if !v.Known.Has(VarISS) || v.ISS != iss {
			*v = Vars{ISS: iss, SndUna: iss, SndNxt: iss, IRS: v.IRS, RcvNxt: v.RcvNxt, RcvWnd: v.RcvWnd,
				Known: VarISS | VarSndUna | VarSndNxt | v.Known&(VarIRS|VarRcvNxt|VarRcvWnd)}
		}
		if next := seg.Next(); segment.Less(v.SndNxt, next) {
			v.SndNxt = next
		}
	}
	if seg.Has(segment.RST) {
		return // its window and its numbers are the answer's, not the connection's
	}
	if seg.Has(segment.SYN) {
		k.offers(0, e)
	}
	if seg.Has(segment.ACK) { // what it acknowledges is RCV.NXT as it writes, whatever was thought of it
		v.RcvNxt = seg.Ack
		v.Known |= VarRcvNxt
	}
	v.RcvWnd = k.window(0, seg)
	v.Known |= VarRcvWnd
}

// given takes what a segment tells the connection that received it, as far as RFC
// 9293 (3.10.7.4) takes it.
func (k *known) given(e *event.Event) {
	v, seg := &k.now, &e.Seg
	if seg.Has(segment.RST) {
		return
	}
	if seg.Has(segment.SYN) {
		if !v.Known.Has(VarIRS) {
			v.IRS, v.RcvNxt = seg.Seq, seg.Seq+1
			v.Known |= VarIRS | VarRcvNxt
		} else if v.IRS != seg.Seq {
			return // an old SYN
		}
		k.offers(1, e)
	}
	if !v.Known.Has(VarRcvNxt) {
		return
	}
	end := seg.Next()
	if !segment.Less(v.RcvNxt, seg.Seq) && segment.Less(v.RcvNxt, end) { // it begins with what is awaited, or before
		v.RcvNxt = end
	}
	if !seg.Has(segment.ACK) || !v.Known.Has(VarSndNxt) || segment.Less(v.SndNxt, seg.Ack) || segment.Less(seg.Ack, v.SndUna) {
		return
	}
	v.SndUna = seg.Ack
	newer := !k.hasWL || segment.Less(k.wl1, seg.Seq) || k.wl1 == seg.Seq && !segment.Less(seg.Ack, k.wl2)
	if newer {
		k.wl1, k.wl2, k.hasWL = seg.Seq, seg.Ack, true
		v.SndWnd = k.window(1, seg)
		v.Known |= VarSndWnd
	}
}

// offers notes the window scale of a SYN: its own (side 0), or its peer's.
func (k *known) offers(side int, e *event.Event) {
	o, _ := segment.DecodeOptions(e.Seg.OptionBytes(e.Raw))
	k.scaled[side] = o.Has&segment.HasWScale != 0
	k.shift[side] = min(o.WScale, 14) // RFC 7323 (2.3)
}

// window is a segment's window in octets: a SYN's is never scaled, RFC 7323 (2.2).
func (k *known) window(side int, seg *segment.Segment) uint32 {
	if seg.Has(segment.SYN) || !k.scaled[0] || !k.scaled[1] {
		return uint32(seg.Window)
	}
	return uint32(seg.Window) << k.shift[side]
}
