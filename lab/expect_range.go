package lab

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"netlab/hooks/segment"
)

// A Range is what a number or a time may be, from Low to High, both included.
type Range struct {
	Low, High int64 // nanoseconds, where Time; High math.MaxInt64: no end
	Time      bool
	text      string
}

// ParseRange reads a range of numbers or of times:
//
//	3      2..4      2..      ..4      >= 2      > 2      <= 4      < 4      10 +- 2
//	1s     1s..2s    1s..     ..2s     >= 1s     > 1s     <= 2s     < 2s     1s +- 10ms
//
// "±" is the same as "+-". The error is a *segment.SyntaxError.
func ParseRange(text string) (Range, error) {
	p := rangeParser{text: text}
	r, err := p.parse()
	r.text = strings.Join(strings.Fields(text), " ")
	return r, err
}

// String is the range as it was written.
func (r Range) String() string { return r.text }

// Has says whether v is in the range.
func (r Range) Has(v int64) bool { return r.Low <= v && v <= r.High }

// open says whether the range has no upper end.
func (r Range) open() bool { return r.High == math.MaxInt64 }

// fits says whether the range is one of times, or of numbers. 0 is both.
func (r Range) fits(times bool) error {
	zero := r.Low == 0 && (r.High == 0 || r.open())
	switch {
	case r.Time == times || !r.Time && zero:
		return nil
	case times:
		return r.fail(0, "a time belongs here, with its unit: 10ms, 1.5s, 2m")
	}
	return r.fail(0, "a number belongs here, without a unit")
}

func (r Range) fail(at int, reason string) error {
	return &segment.SyntaxError{Text: r.text, Offset: at, Reason: reason}
}

// rangeParser takes a range apart.
type rangeParser struct {
	text  string
	time  bool // some value had a unit
	plain int  // where a value stood that needs one, if another has it; from 1
}

const rangeForms = "a range is written 3, 2..4, >= 2, 1s..2s or 1s +- 10ms"

func (p *rangeParser) parse() (r Range, err error) {
	t := p.text
	if strings.TrimSpace(t) == "" {
		return r, p.fail(0, "the range is empty: "+rangeForms)
	}
	for _, op := range [...]string{">=", "<=", ">", "<"} {
		if i := strings.Index(t, op); i >= 0 {
			if strings.TrimSpace(t[:i]) != "" {
				return r, p.fail(0, op+" stands in front: "+rangeForms)
			}
			v, err := p.value(i+len(op), len(t))
			return p.finish(compared(op, v), err)
		}
	}
	for _, mid := range [...]string{"±", "+-", "+/-"} {
		if i := strings.Index(t, mid); i >= 0 {
			v, err := p.value(0, i)
			if err != nil {
				return r, err
			}
			d, err := p.value(i+len(mid), len(t))
			return p.finish(Range{Low: v - d, High: sum(v, d)}, err)
		}
	}
	i := strings.Index(t, "..")
	if i < 0 {
		v, err := p.value(0, len(t))
		return p.finish(Range{Low: v, High: v}, err)
	}
	r.High = math.MaxInt64
	left, right := strings.TrimSpace(t[:i]) != "", strings.TrimSpace(t[i+2:]) != ""
	if !left && !right {
		return r, p.fail(i, "a range from anywhere to anywhere asks for nothing: "+rangeForms)
	}
	if left {
		r.Low, err = p.value(0, i)
	}
	if right && err == nil {
		r.High, err = p.value(i+2, len(t))
	}
	if r, err = p.finish(r, err); err == nil && r.High < r.Low {
		err = p.fail(i, "the range runs backwards: the smaller one stands first")
	}
	return r, err
}

func compared(op string, v int64) Range {
	switch op {
	case ">=":
		return Range{Low: v, High: math.MaxInt64}
	case ">":
		return Range{Low: sum(v, 1), High: math.MaxInt64}
	case "<=":
		return Range{High: v}
	}
	return Range{High: v - 1}
}

// sum does not run over.
func sum(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

func (p *rangeParser) finish(r Range, err error) (Range, error) {
	if err == nil && p.time && p.plain != 0 {
		err = p.fail(p.plain-1, "a unit is missing here: 10ms, 1.5s, 2m")
	}
	r.Time = p.time
	return r, err
}

// value reads the number or the time that stands between two offsets.
func (p *rangeParser) value(from, to int) (int64, error) {
	word := strings.TrimSpace(p.text[from:to])
	for from < to && isBlank(p.text[from]) {
		from++
	}
	if word == "" {
		return 0, p.fail(from, "a value is missing here: "+rangeForms)
	}
	if n, err := strconv.ParseUint(word, 10, 63); err == nil {
		if n != 0 && p.plain == 0 {
			p.plain = from + 1
		}
		return int64(n), nil
	}
	d, err := time.ParseDuration(word)
	if err != nil || d < 0 {
		return 0, p.fail(from, fmt.Sprintf("saw %s: %s", quoteShort(word), rangeForms))
	}
	p.time = true
	return int64(d), nil
}

func (p *rangeParser) fail(at int, reason string) error {
	return &segment.SyntaxError{Text: p.text, Offset: at, Reason: reason}
}

func isBlank(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// quoteShort quotes what an error saw, shortened.
func quoteShort(w string) string {
	const most = 40
	if len(w) > most {
		w = strings.ToValidUTF8(w[:most], "") + "..."
	}
	return strconv.Quote(w)
}
