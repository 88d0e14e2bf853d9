package hooks

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// nth says which of the matching packets a rule acts on, counted from 1: spans
// in rising order that do not overlap. An empty nth is all of them.
type nth []span

type span struct{ first, last uint32 } // last is forever: "and all later ones"

const forever = math.MaxUint32

func (n nth) has(i uint32) bool {
	for _, s := range n {
		if i <= s.last {
			return i >= s.first
		}
	}
	return len(n) == 0
}

func (n nth) String() string {
	var b strings.Builder
	for i, s := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatUint(uint64(s.first), 10))
		switch {
		case s.last == forever:
			b.WriteString("..")
		case s.last != s.first:
			b.WriteString(".." + strconv.FormatUint(uint64(s.last), 10))
		}
	}
	return b.String()
}

// nthChars are the octets that a list of ordinals is written with.
const nthChars = "0123456789.,"

// parseNth reads "1", "2..4", "3..", "1,3". The offset in the error is one in
// text.
func parseNth(text string) (n nth, at int, err error) {
	if text == "" {
		return nil, 0, fmt.Errorf("which ones? a number belongs here, as in #1, #2..4, #3.. or #1,3")
	}
	for part := range strings.SplitSeq(text, ",") {
		if len(n) == maxSpans {
			return nil, at, fmt.Errorf("more than %d spans of ordinals: write them as ranges", maxSpans)
		}
		s, err := parseSpan(part)
		if err != nil {
			return nil, at, err
		}
		n = append(n, s)
		at += len(part) + 1
	}
	slices.SortFunc(n, func(a, b span) int { return int(int64(a.first) - int64(b.first)) })
	kept := n[:1]
	for _, s := range n[1:] {
		if end := &kept[len(kept)-1]; s.first <= end.last {
			end.last = max(end.last, s.last)
		} else {
			kept = append(kept, s)
		}
	}
	return kept, 0, nil
}

// maxSpans bounds what a rule looks through for a packet.
const maxSpans = 32

func parseSpan(s string) (span, error) {
	first, last, ranged := strings.Cut(s, "..")
	a, err := ordinal(first)
	if err != nil {
		return span{}, err
	}
	switch {
	case !ranged:
		return span{a, a}, nil
	case last == "":
		return span{a, forever}, nil
	}
	b, err := ordinal(last)
	if err != nil {
		return span{}, err
	}
	if b < a {
		return span{}, fmt.Errorf("the range %s runs backwards: write %d..%d", s, b, a)
	}
	return span{a, b}, nil
}

func ordinal(s string) (uint32, error) {
	n, err := strconv.ParseUint(s, 10, 32)
	switch {
	case s == "":
		return 0, fmt.Errorf("a number is missing: packets are counted 1, 2, 3, as in #1, #2..4, #3.. or #1,3")
	case errors.Is(err, strconv.ErrRange), n == forever:
		return 0, fmt.Errorf("#%s is later than any run lasts", s)
	case err != nil:
		return 0, fmt.Errorf("%q is not which one: packets are counted 1, 2, 3, as in #1, #2..4, #3.. or #1,3", s)
	case n == 0:
		return 0, fmt.Errorf("packets are counted from 1: #1 is the first")
	}
	return uint32(n), nil
}
