package quiz

import (
	"crypto/sha256"
	"encoding/binary"
	"net/netip"
	"time"
	"unicode"
	"unicode/utf8"

	"netlab/hooks"
	"netlab/lab"
)

// A World is what differs from student to student: the seed of every run, the wires'
// networks, and what the lab lets vary.
type World struct {
	Student string
	Seed    uint64   // under 2^53: JSON's readers keep it
	Set     []string // KEY=VALUE, for file.Options.Vary
}

// maxID bounds a student's ID, in characters.
const maxID = 64

// WorldOf draws a student's world for a lab, which was read with its questions. ""
// is no student: the lab's own world, with a seed of 0, which a run takes for 1. The
// error is a *Fault: an ID that is too long, or cannot be shown.
func WorldOf(student string, l *lab.Lab) (World, error) {
	w := World{Student: student}
	if student == "" {
		return w, nil
	}
	if utf8.RuneCountInString(student) > maxID {
		return World{}, fault("id-long", maxID)
	}
	for _, r := range student {
		if !unicode.IsPrint(r) || r == utf8.RuneError {
			return World{}, fault("id-unprintable", student)
		}
	}
	sum := sha256.Sum256([]byte("netlab student\x00" + student + "\x00" + l.Name))
	w.Seed = max(1, binary.BigEndian.Uint64(sum[:])>>11)
	for i := range l.Vary {
		v := &l.Vary[i]
		w.Set = append(w.Set, v.Setting(w.value(v)))
	}
	return w, nil
}

// value draws a value of a range: a whole number, or a time in whole milliseconds, in
// tenths where the range begins below 5 ms, where a millisecond is a large step.
func (w *World) value(v *lab.Vary) int64 {
	step := int64(1)
	if v.Range.Time {
		step = int64(time.Millisecond)
		if v.Range.Low < 5*step {
			step /= 10
		}
	}
	low, high := (v.Range.Low+step-1)/step, v.Range.High/step
	if high < low {
		return v.Range.Low
	}
	return step * (low + int64(w.below("vary "+v.Key, uint64(high-low)+1)))
}

// below draws an integer in [0, n).
func (w *World) below(purpose string, n uint64) uint64 {
	return hooks.Below(hooks.Draw(w.Seed, hooks.PurposeOf("student "+purpose), 0, 0), n)
}

// Settings are a run's settings in this world: with its seed and its networks.
func (w World) Settings(s lab.Settings) lab.Settings {
	if w.Student == "" {
		return s
	}
	s.Seed, s.Network = w.Seed, w.network
	return s
}

// network is a wire's: one of 10.64.0.0/10, which no lab of the catalogue writes, or a
// unique local one (RFC 4193, 3.1), with the wire's number as the subnet's.
func (w World) network(wire, version int) netip.Prefix {
	if version == 4 {
		const all = 1 << 14 // networks /24 in 10.64.0.0/10
		n := (w.below("ipv4", all) + uint64(wire)) % all
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 64 | byte(n>>8), byte(n), 0}), 24)
	}
	global := w.below("ipv6", 1<<40)
	a := [16]byte{0: 0xfd, 6: byte(wire >> 8), 7: byte(wire)}
	for i := range 5 {
		a[1+i] = byte(global >> (8 * (4 - i)))
	}
	return netip.PrefixFrom(netip.AddrFrom16(a), 64)
}

// order is the numbers under n, shuffled (Fisher and Yates), as the student gets them.
func (w *World) order(purpose string, n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	for i := n - 1; i > 0; i-- {
		d := hooks.Draw(w.Seed, hooks.PurposeOf("student order "+purpose), 0, uint64(i))
		j := int(hooks.Below(d, uint64(i)+1))
		all[i], all[j] = all[j], all[i]
	}
	return all
}
