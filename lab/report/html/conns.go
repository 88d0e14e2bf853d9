package html

import (
	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/words"
)

// streams takes the conversations, each named by its two ends.
func (b *builder) streams() {
	for i, t := range b.s.Streams {
		d := streamData{Conns: [2]int{int(t.Ends[0].Conn), int(t.Ends[1].Conn)}}
		var name words.Text
		add := func(t words.Text) { name.EN, name.ZH = name.EN+t.EN, name.ZH+t.ZH }
		if t.ID&story.UDP != 0 {
			add(words.Text{EN: "UDP, ", ZH: "UDP，"})
		}
		for k, e := range t.Ends {
			if e.Host == 0 {
				continue
			}
			if k > 0 {
				add(words.Text{EN: " – ", ZH: " – "})
			}
			host := b.s.Names.Host(e.Host)
			if conn := b.s.Names.Conn(e.Conn); conn != "" {
				add(say("page.inparens", host, conn))
			} else {
				add(words.Text{EN: host, ZH: host})
			}
		}
		d.Label = b.texts.ref(say("page.conversation", i+1, name))
		b.data.Streams = append(b.data.Streams, d)
	}
}

// conns takes the connections and what their variables are called; what becomes of
// them, events adds.
func (b *builder) conns() {
	for _, v := range story.VarNames() {
		d := varData{Name: v.Name, Kind: "number"}
		switch v.Kind {
		case story.Octets:
			d.Kind = "octets"
		case story.Span:
			d.Kind = "span"
		}
		switch v.Is { // as story.Vars.Relative counts
		case story.VarSndUna, story.VarSndNxt:
			d.From = placeOf(story.VarISS) + 1
		case story.VarRcvNxt:
			d.From = placeOf(story.VarIRS) + 1
		}
		b.data.Vars = append(b.data.Vars, d)
	}
	if b.s.Names == nil {
		return
	}
	for i, name := range b.s.Names.Conns {
		d := connData{Name: clean(name.Name), Host: int(name.Host)}
		if c := b.s.Conn(event.ConnID(i + 1)); c != nil {
			d.Listen = c.Listen
		}
		b.data.Conns = append(b.data.Conns, &d)
	}
}

// placeOf is a variable's place in story.VarNames.
func placeOf(v story.VarSet) int {
	for i, n := range story.VarNames() {
		if n.Is == v {
			return i
		}
	}
	return -1
}

// streamOf is the conversation that an event belongs to.
func (b *builder) streamOf(e *event.Event, r *story.Rung) uint32 {
	if r != nil && r.Stream != 0 {
		return r.Stream
	}
	if c := b.s.Conn(e.Conn); c != nil {
		return c.Stream
	}
	return 0
}

// changes writes what variables have become.
func changes(n uint32, before, now *story.Vars) []any {
	changed := now.Changed(before)
	out := []any{n, bits(now.Known), bits(now.Told), bits(changed)}
	for _, v := range story.VarNames() {
		if changed.Has(v.Is) {
			out = append(out, now.Value(v.Is))
		}
	}
	return out
}

// bits is a set as the page counts: by the places of story.VarNames.
func bits(set story.VarSet) (out int) {
	for i, v := range story.VarNames() {
		if set.Has(v.Is) {
			out |= 1 << i
		}
	}
	return out
}
