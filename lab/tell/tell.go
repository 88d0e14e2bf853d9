// Package tell puts what happened into a few words: what stands beside an arrow,
// on a note, in a cell of a table. A call is "connect server:80", a timer "RTO
// 1 s", a packet "S 0:0(0) win 29184", and what became of it "rule 1: synack#1
// drop". It is said in English or Chinese, and the same wherever it is shown:
// pictures take their words from here.
//
// What comes from the run itself (names, notes, rules) may be anything that
// somebody wrote into a lab or a record. It is given free of what would move a
// terminal's cursor or turn a line around; what else must be escaped only the
// picture knows.
package tell

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/words"
)

// A Teller tells of one story, in one language.
type Teller struct {
	s       *story.Story
	lang    words.Lang
	numbers story.Numbers
	letters story.Letters
	digits  int // behind the point of a time
}

// New makes a teller of a story that is complete, or still grows: then it tells of
// what there is, and times have three digits. Without a language it is English.
func New(s *story.Story, lang words.Lang, numbers story.Numbers) *Teller {
	if lang == "" {
		lang = words.English
	}
	t := &Teller{s: s, lang: lang, numbers: numbers, digits: 3}
	if fine(s) {
		t.digits = 6
	}
	return t
}

// T is a text of netlab's own.
func (t *Teller) T(key string, args ...any) string {
	text := words.T(t.lang, key, args...)
	if t.lang == words.Chinese {
		return words.Tight(text)
	}
	return text
}

// N is a text with a count, which comes first among its arguments.
func (t *Teller) N(key string, n int, args ...any) string {
	text := words.N(t.lang, key, n, args...)
	if t.lang == words.Chinese {
		return words.Tight(text)
	}
	return text
}

// Hosts are the hosts in the order in which they stand side by side.
func (t *Teller) Hosts() []event.HostID {
	hosts := t.s.Columns
	if len(hosts) == 0 && t.s.Names != nil {
		for i := range t.s.Names.Hosts {
			hosts = append(hosts, event.HostID(i+1))
		}
	}
	return hosts
}

// Host is a host's name.
func (t *Teller) Host(h event.HostID) string { return Clean(t.s.Names.Host(h)) }

// Time is a time of the run, in seconds since it began: "1.030".
func (t *Teller) Time(at time.Duration) string {
	return fmt.Sprintf("%.*f", t.digits, at.Seconds())
}

// fine says whether a run is short and has times that are no whole milliseconds.
// Those of a real clock are the machine's and no stack's.
func fine(s *story.Story) bool {
	if s.Last >= 100*time.Second || s.Run != nil && s.Run.Clock == "real" {
		return false
	}
	for _, p := range s.Order {
		// A clock may run on by a nanosecond, to tell one moment from the next.
		if p.At().Round(time.Microsecond)%time.Millisecond != 0 {
			return true
		}
	}
	return false
}

// Clean makes a text from a run fit to stand in a line.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r):
			return '·'
		case r == 0x2028, r == 0x2029, r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f, r == 0x61c, r == 0xfeff, r == 0xfffd:
			return '·' // line and direction marks
		case r == 0xad, r >= 0xe0000 && r <= 0xe007f:
			return '·' // soft hyphens and tags, which are not seen
		}
		return r
	}, s)
}
