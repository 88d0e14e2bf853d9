// Package why says of each thing that happened in a run why it happened: in one
// sentence, in English or Chinese, with the section of the RFC that says so.
//
//	client's retransmission timer ran out after 1 s and nothing had
//	acknowledged the SYN: it goes again. [RFC 6298, 5.4]
//
// A packet has two such moments. Why did its sender write it: because a program
// called, because something came, because a timer ran out? And what did its
// receiver make of it: which test did it pass or fail, which variable moved from
// where to where, which state came of it? A call has two as well: what it asks of
// TCP, and why it returns.
//
// The reasons are found in the story's events and nowhere else. Nobody looks into
// a stack here, and its motives are not guessed: where the events do not show why
// something was done, nothing is said. A sentence is made of a text of the
// catalogue (lab/words) and of the run's own numbers, which count from the
// connection's initial ones, as in the ladder.
package why

import (
	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/words"
)

// A Reason is one sentence.
type Reason struct {
	Key     string // of its text: "why.data.call"
	Args    []any  // what the text is filled in with: see Text
	Section string // which section says so: "RFC 9293, 3.10.7.4"; "": no RFC does
	End     bool   // it is about the rung's end: a packet's arrival or loss, a call's return
}

// Text is the sentence.
func (r Reason) Text(lang words.Lang) string { return say(lang, r.Key, r.Args) }

// Reasons are those of one story. They are found as they are asked for, and as
// far as the story has come: of what has not happened yet nothing is told.
type Reasons struct {
	s     *story.Story
	taken int // how many points of the story's order were taken
	rungs []both
	books map[event.ConnID]*book
	came  map[event.HostID]*story.Rung // the packet that came last

	shortly bool // of a retransmission timer that ran for less than the least it was told
}

// both are the reasons of a rung's two points.
type both [2]struct {
	done bool
	why  []Reason
}

// New are the reasons of a story, which may still grow.
func New(s *story.Story) *Reasons {
	return &Reasons{s: s, books: map[event.ConnID]*book{}, came: map[event.HostID]*story.Rung{}}
}

// Rung is why a rung began, and then, of what has come to an end, why it ended so.
// It is nil where nothing can be said.
func (w *Reasons) Rung(r *story.Rung) []Reason {
	begin, end := w.Begin(r), w.End(r)
	if len(end) == 0 {
		return begin
	}
	return append(begin[:len(begin):len(begin)], end...)
}

// Begin is why a packet was written, a call was made, a timer ran out, a state
// changed.
func (w *Reasons) Begin(r *story.Rung) []Reason { return w.point(story.Point{Rung: r}) }

// End is what became of a packet at its arrival or where it was lost, and why a
// call returned.
func (w *Reasons) End(r *story.Rung) []Reason {
	switch {
	case r.Kind == story.Packet && r.Passage != story.NoPassage:
		return ended(w.transit(r)) // what the router does with it shows only later
	case r.EndN != 0:
		return w.point(story.Point{Rung: r, End: true})
	case r.Kind == story.Packet && r.Fate != story.OnTheWay:
		return ended(w.lost(r))
	}
	return nil
}

// point is the reason of a point: the one that was found when it was taken, or, of
// the last point of a story that grows, what can be said so far.
func (w *Reasons) point(p story.Point) []Reason {
	w.advance()
	if p.Rung.Index < len(w.rungs) {
		if t := w.rungs[p.Rung.Index][b2i(p.End)]; t.done {
			return t.why
		}
	}
	return w.find(p)
}

// advance takes the points that came since.
func (w *Reasons) advance() {
	for ; w.taken < len(w.s.Order); w.taken++ {
		p := w.s.Order[w.taken]
		if t := p.Rung.Timer; !p.End && t != nil {
			w.keep(story.Point{Rung: t})
		}
		w.keep(p)
		w.note(p)
	}
}

func (w *Reasons) keep(p story.Point) {
	for len(w.rungs) <= p.Rung.Index {
		w.rungs = append(w.rungs, both{})
	}
	t := &w.rungs[p.Rung.Index][b2i(p.End)]
	t.done, t.why = true, w.find(p)
}

// find looks for the reason of a point, with the books as they stood before it.
func (w *Reasons) find(p story.Point) []Reason {
	r := p.Rung
	switch r.Kind {
	case story.Packet:
		if p.End {
			return ended(w.arrival(r))
		}
		return w.departure(r)
	case story.Call:
		if p.End {
			return ended(w.returns(r))
		}
		return w.call(r)
	case story.Timer:
		return w.timer(r)
	case story.Change:
		return w.change(r)
	}
	return nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// because is a reason by itself.
func because(section, key string, args ...any) []Reason {
	return []Reason{{Key: "why." + key, Args: args, Section: section}}
}

// ended marks reasons as those of an end.
func ended(all []Reason) []Reason {
	for i := range all {
		all[i].End = true
	}
	return all
}
