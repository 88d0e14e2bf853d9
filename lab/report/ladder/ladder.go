// Package ladder draws a run as the picture that textbooks draw: a column for
// each host, time downward, an arrow for each packet, and beside the arrows the
// states that they bring about.
//
//	0.000 SYN-SENT │─── S 0:0(0) win 29184 <mss 1460,…> ──▶│ SYN-RECEIVED  0.010
//
// It is plain text, made for a terminal of 80 columns and glad of more. A packet
// takes one line: on its sender's side the time when it left, on its receiver's
// side the time when it came. Where packets cross, a line hangs from the one
// that left earlier until it arrives. What the desk did stands under the packet
// that it did it to. Long stretches where nothing but data flows are folded. A
// short summary in words follows, and what the lab expected.
package ladder

import (
	"bufio"
	"io"
	"time"

	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/tell"
	"netlab/lab/why"
	"netlab/lab/words"
)

// Options say how a ladder looks. The zero Options draw 80 columns in English,
// with numbers relative and without colour.
type Options struct {
	Width    int        // cells; 0: 80. Under 40 is taken as 40
	Lang     words.Lang // "": English
	Absolute bool       // sequence numbers as they stand in the packets
	Letters  bool       // sequence numbers as textbooks write them, with a legend; goes before Absolute
	TimeMode byte       // 'r' or 0: since the run began; 'd': since what stands above in the same column of times; 'a': as a clock that stood at 0:00 when the run began
	Color    bool
	ASCII    bool // draw with 7-bit characters; texts in Chinese stay Chinese
	All      bool // fold nothing
	Quiet    bool // the summary only
	Explain  bool // say under each rung why it happened
	Bare     bool // the drawing only: nothing above the hosts' names, and no summary

	Going bool        // the run goes on: what is on its way may still arrive
	Desk  *story.Rung // the packet that stands at the desk, whose line ends there; nil: none does
}

const (
	defaultWidth = 80
	leastWidth   = 40
)

// Draw writes the ladder of a story to w.
func Draw(w io.Writer, s *story.Story, o Options) error {
	d := New(w, s, o)
	for _, p := range s.Order {
		d.put(p)
	}
	return d.Close()
}

// A Drawer draws a ladder piece by piece, for those who want to see it grow. Its
// lines come out as soon as they are certain: a packet's when it has arrived or
// is lost, and with it what its sender did meanwhile. They come in the same order
// however they are fed.
type Drawer struct {
	s     *story.Story
	o     Options
	w     *bufio.Writer
	err   error
	grid  *grid
	glyph *glyphs
	tell  *tell.Teller
	why   *why.Reasons // nil: not asked for

	order  *story.Stepper
	tracks []track
	fold   fold
	held   *line            // a moment that may share its line with the next
	last   [2]time.Duration // the times that stand last in the columns of times
	now    time.Duration    // that of the last line
	began  bool
	drawn  bool // a line of the ladder was
	told   bool // the last rungs were, under an expectation
}

// New makes a drawer of a story that is complete, or still grows. Of a complete
// one it knows the width of everything from the start. It draws to w, and writes
// out after each Put what is certain.
func New(w io.Writer, s *story.Story, o Options) *Drawer {
	if o.Width == 0 {
		o.Width = defaultWidth
	}
	o.Width = max(o.Width, leastWidth)
	if o.Lang == "" {
		o.Lang = words.English
	}
	d := &Drawer{s: s, o: o, w: bufio.NewWriter(w), glyph: &boxes}
	if o.ASCII {
		d.glyph = &ascii
	}
	if o.Explain {
		d.why = why.New(s)
	}
	d.order = story.NewStepper(d.step)
	d.tell = tell.New(s, o.Lang, story.NumbersOf(o.Letters, o.Absolute))
	d.fold.all = o.All
	return d
}

// Put takes the next point of the story's Order. It returns the first error that
// occurred in writing.
func (d *Drawer) Put(p story.Point) error {
	d.put(p)
	d.flush()
	return d.err
}

func (d *Drawer) put(p story.Point) {
	d.begin()
	if d.o.Quiet {
		return
	}
	if len(d.grid.x) == 0 {
		d.listed(p)
	} else {
		d.order.Put(p)
	}
}

// Close draws what is left, and the summary. It returns the first error that
// occurred in writing.
func (d *Drawer) Close() error {
	d.begin()
	if !d.o.Quiet {
		d.order.Close()
		d.settle()
		d.unfold()
		d.legend()
	}
	if !d.o.Bare {
		d.summary()
	}
	d.flush()
	return d.err
}

func (d *Drawer) flush() {
	if err := d.w.Flush(); d.err == nil {
		d.err = err
	}
}

// begin writes what stands above the ladder, once.
func (d *Drawer) begin() {
	if d.began {
		return
	}
	d.began = true
	hosts := d.s.Columns
	if len(hosts) == 0 && d.s.Names != nil {
		for i := range d.s.Names.Hosts {
			hosts = append(hosts, event.HostID(i+1))
		}
	}
	d.grid = newGrid(d.s, d.o, hosts)
	d.header(hosts)
}

// t is a text in the picture's language.
func (d *Drawer) t(key string, args ...any) string {
	return d.plain(d.tell.T(key, args...))
}

// n is a text with a count, which comes first among its arguments.
func (d *Drawer) n(key string, n int, args ...any) string {
	return d.t(counted(key, n), append([]any{n}, args...)...)
}

// counted is the key of a text's form for a count, as words.N has it.
func counted(key string, n int) string {
	if n == 1 {
		return key + ".one"
	}
	return key + ".more"
}

// print writes a line that is no rung.
func (d *Drawer) print(c canvas) {
	if d.err == nil {
		_, d.err = d.w.WriteString(c.text(d.o.Color) + "\n")
	}
}
