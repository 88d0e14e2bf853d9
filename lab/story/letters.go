package story

import (
	"fmt"
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// Letters are the names that textbooks give to sequence numbers: x and y are the
// initial numbers of the two ends; u is the number of the first FIN, v that of
// the segment that acknowledges it, w that of the second FIN. Where there are
// several conversations, the second one's are x2, y2, ... An end that begins anew
// in the same conversation, with another initial number (an old SYN reached a
// listener), has y', and what follows u', v', w'. The zero Letters is ready.
type Letters struct {
	All  []Letter
	read int // how many of the story's rungs were read
}

// A Letter is a number with a name.
type Letter struct {
	Name   string
	Stream *Stream
	Side   int    // whose number it is: index in Stream.Ends
	Value  uint32 // absolute
	From   *Rung  // the packet that brings it; earlier ones do not know the letter
	As     string // what it was called before, "x+6"; "" for x and y
	Age    int    // how often an end of the conversation had begun anew by then

	base uint32 // the initial number that it counts from
}

// Initial says whether the letter is an end's initial number.
func (a *Letter) Initial() bool { return a.As == "" }

// learn reads the rungs that were added to the story since it last did.
func (l *Letters) learn(s *Story) {
	for ; l.read < len(s.Rungs); l.read++ {
		r := s.Rungs[l.read]
		t, place := s.Stream(r.Stream)
		if r.Kind != Packet || r.Seg.Proto != segment.TCP || t == nil || r.Info.Known&event.KnownSeq == 0 || r.Journey.Made != event.NoAction {
			continue
		}
		side := t.Side(r)
		base := r.Seg.Seq - r.Info.RSeq
		age := l.begins(t, side, place, base, r)
		add := func(letter string, value uint32) {
			as := l.call(t, side, value, base, r.Index)
			l.All = append(l.All, Letter{Name: named(letter, place, age), Stream: t, Side: side, Value: value, From: r, As: as, Age: age, base: base})
		}
		switch {
		case r.Info.Roles.Has(event.Fin) && !l.has(t, 0, age, "u") && !l.has(t, 1, age, "u"):
			add("u", finSeq(r))
		case r.Info.Roles.Has(event.Fin) && !l.has(t, side, age, "uw") && !l.has(t, 1-side, age, "w"):
			if l.has(t, side, age, "v") {
				add("w", finSeq(r))
			} else {
				add("v", finSeq(r))
			}
		case r.Info.Roles.Has(event.FinAck) && !l.has(t, side, age, "uvw"):
			add("v", r.Seg.Seq)
		}
	}
}

// finSeq is the number of a FIN itself: behind the data that it comes with.
func finSeq(r *Rung) uint32 { return r.Seg.Seq + uint32(r.Seg.PayloadLen()) }

// begins enters an end's initial number, where it is new, and returns the age of
// the conversation.
func (l *Letters) begins(t *Stream, side, place int, base uint32, r *Rung) int {
	age, known := l.age(t), false
	for i := range l.All {
		if a := &l.All[i]; a.Stream == t && a.Side == side && a.Initial() {
			if a.Value == base {
				return age
			}
			known = true
		}
	}
	if known {
		age++
	}
	name := named([2]string{"x", "y"}[side], place, age)
	l.All = append(l.All, Letter{Name: name, Stream: t, Side: side, Value: base, From: r, Age: age, base: base})
	return age
}

// age is how often an end of a conversation has begun anew.
func (l *Letters) age(t *Stream) (age int) {
	for i := range l.All {
		if a := &l.All[i]; a.Stream == t {
			age = max(age, a.Age)
		}
	}
	return age
}

// named tells a letter from those of other conversations and of earlier ages.
func named(letter string, place, age int) string {
	if place > 0 {
		letter += fmt.Sprint(place + 1)
	}
	if age > 0 {
		letter += "'"
	}
	if age > 1 {
		letter += fmt.Sprint(age)
	}
	return letter
}

func (l *Letters) has(t *Stream, side, age int, letters string) bool {
	for i := range l.All {
		if a := &l.All[i]; a.Stream == t && a.Side == side && a.Age == age && strings.ContainsRune(letters, rune(a.Name[0])) {
			return true
		}
	}
	return false
}

// name writes a segment's sequence number, or its acknowledgement, by letters.
func (l *Letters) name(s *Story, r *Rung, ack bool) string {
	l.learn(s)
	t, _ := s.Stream(r.Stream)
	side, n, base := t.Side(r), r.Seg.Seq, r.Seg.Seq-r.Info.RSeq
	if ack {
		side, n, base = 1-side, r.Seg.Ack, r.Seg.Ack-r.Info.RAck
	}
	return l.call(t, side, n, base, r.Index)
}

// call names a number by the nearest letter below it that counts from the same
// initial number, and that a rung of that index may know.
func (l *Letters) call(t *Stream, side int, n, base uint32, index int) string {
	best, over := -1, int32(0)
	for i := range l.All {
		a := &l.All[i]
		if a.Stream != t || a.Side != side || a.base != base || a.From.Index > index {
			continue
		}
		if d := segment.Diff(a.Value, n); d >= 0 && (best < 0 || d <= over) {
			best, over = i, d
		}
	}
	switch {
	case best < 0:
		return fmt.Sprint(n)
	case over == 0:
		return l.All[best].Name
	}
	return fmt.Sprintf("%s+%d", l.All[best].Name, over)
}
