package html

import (
	"bytes"
	"encoding/json"
	"math"
	"net/netip"
	"slices"
	"time"

	"netlab/hooks/event"
	"netlab/lab/report/svg"
	"netlab/lab/story"
	"netlab/lab/tell"
	"netlab/lab/why"
	"netlab/lab/words"
)

// builder gathers what a page shows.
type builder struct {
	s         *story.Story
	log       *event.Log
	o         Options
	why       *why.Reasons
	tellers   [2]*tell.Teller // English, Chinese
	texts     texts
	notations map[uint32]string           // by packet
	owners    map[netip.Addr]event.HostID // see owner
	data      pageData
	spoken    []spoken // for the list without a script
	ladder    *svg.Ladder
	plots     []svg.Plot
}

// spoken is an event's sentence.
type spoken struct {
	n    uint32
	at   time.Duration
	text words.Text
}

func newBuilder(s *story.Story, log *event.Log, o Options) *builder {
	return &builder{s: s, log: log, o: o, why: why.New(s),
		tellers:   [2]*tell.Teller{tell.New(s, words.English, story.Relative), tell.New(s, words.Chinese, story.Relative)},
		notations: map[uint32]string{},
		ladder:    svg.NewLadder(s, svg.Options{Lang: o.Lang, All: !tooLong(log), ID: "drawing"}),
		plots:     svg.Plots(s, log.All())}
}

// gather fills the data, all but the texts, which are complete at the end.
func (b *builder) gather() {
	d := &b.data
	*d = pageData{Labels: map[string][2]string{}, Hosts: []hostData{}, Columns: []int{}, Conns: []*connData{}, Streams: []streamData{},
		Rungs: []rungData{}, Sections: []string{}, Expects: []expectData{}, Plots: [][7]float64{}} // a script wants lists, be they empty
	for _, key := range labels {
		t := say(key)
		d.Labels[key] = [2]string{t.EN, t.ZH}
	}
	for i := range b.hosts() {
		h := b.s.Host(event.HostID(i + 1))
		d.Hosts = append(d.Hosts, hostData{clean(h.Name), clean(h.Stack), h.Router})
	}
	for _, h := range b.columns() {
		d.Columns = append(d.Columns, int(h))
	}
	b.streams()
	b.conns()
	b.events()
	for i := range b.s.Expects {
		x := &b.s.Expects[i]
		d.Expects = append(d.Expects, expectData{x.OK, b.texts.ref(b.remark(&x.Text)), b.texts.ref(picked(x.Want)), b.texts.ref(picked(x.Got)), x.Seen})
	}
	b.rungs()
	b.places()
	d.Packets = newFieldTable(b.log)
}

// hosts is how many there are, whether or not the record begins with a run event.
func (b *builder) hosts() int {
	switch {
	case b.s.Run != nil:
		return len(b.s.Run.Hosts)
	case b.s.Names != nil:
		return len(b.s.Names.Hosts)
	}
	return 0
}

func (b *builder) columns() []event.HostID {
	if len(b.s.Columns) > 0 {
		return b.s.Columns
	}
	var all []event.HostID
	for i := range b.hosts() {
		all = append(all, event.HostID(i+1))
	}
	return all
}

// events takes the events, and with each what it made of its connection.
func (b *builder) events() {
	last := map[event.ConnID]story.Vars{}
	state := map[event.ConnID]event.State{}
	b.data.Digits = 3
	for e := range b.log.All() {
		text := b.sentence(e)
		b.spoken = append(b.spoken, spoken{e.N, e.At, text})
		stream, rung := 0, 0
		r := b.s.Event(e.N)
		if r != nil {
			rung = r.Index + 1
		}
		if t, i := b.s.Stream(b.streamOf(e, r)); t != nil {
			stream = i + 1
		}
		d := eventData{e.N, int64(e.At), e.Kind, e.Host, e.Peer, e.Conn, stream, e.Packet, e.Cause, rung, b.texts.ref(text)}
		if e.Kind == event.Change {
			d = append(d, e.From.String()+">"+e.To.String())
		}
		if e.At.Round(time.Microsecond)%time.Millisecond != 0 {
			b.data.Digits = 6
		}
		b.data.Events = append(b.data.Events, d)
		if e.Conn != 0 && int(e.Conn) <= len(b.data.Conns) {
			known := b.data.Conns[e.Conn-1]
			if now := b.s.StateAt(e.Conn, e.N); now != state[e.Conn] {
				state[e.Conn] = now
				known.States = append(known.States, []any{e.N, now.String()})
			}
			before := last[e.Conn]
			if now := b.s.Vars(e.Conn, e.N); now != before {
				last[e.Conn] = now
				known.Vars = append(known.Vars, changes(e.N, &before, &now))
			}
		}
	}
}

func (b *builder) rungs() {
	for _, r := range b.s.Rungs {
		b.data.Rungs = append(b.data.Rungs, rungData{r.N, r.EndN, b.reasons(b.why.Begin(r)), b.reasons(b.why.End(r))})
	}
}

// places takes the heights of everything in the ladder, to the tenth of a pixel,
// and the scales of the plots.
func (b *builder) places() {
	l := b.ladder
	d := ladderData{Width: l.Width, Height: l.Height, LinHeight: l.LinHeight, Top: l.Top, Bottom: l.Bottom, LinBottom: l.LinBottom, Columns: append([]float64{}, l.Columns...), Marks: [][4]float64{}}
	tenth := func(v float64) float64 { return math.Round(v*10) / 10 }
	for _, m := range l.Marks {
		d.Marks = append(d.Marks, [4]float64{tenth(m.From), tenth(m.To), tenth(m.LinFrom), tenth(m.LinTo)})
	}
	b.data.Ladder = d
	for i := range b.plots {
		p := &b.plots[i]
		b.data.Plots = append(b.data.Plots, [7]float64{p.X0, p.X1, float64(p.T0), float64(p.T1), p.Top, p.Bottom, float64(p.Stream + 1)})
	}
}

func (b *builder) reasons(all []why.Reason) []whyData {
	out := []whyData{}
	for _, r := range all {
		section := 0
		if r.Section != "" {
			section = slices.Index(b.data.Sections, r.Section) + 1
			if section == 0 {
				b.data.Sections = append(b.data.Sections, r.Section)
				section = len(b.data.Sections)
			}
		}
		out = append(out, whyData{b.texts.ref(words.Text{EN: r.Text(words.English), ZH: r.Text(words.Chinese)}), section})
	}
	return out
}

// json writes the data so that nothing in them can end the element that they
// stand in: < > & and U+2028, U+2029 are escaped.
func (b *builder) json() ([]byte, error) {
	b.data.Texts = b.texts.list
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(true)
	err := enc.Encode(&b.data)
	return bytes.TrimSpace(out.Bytes()), err
}
