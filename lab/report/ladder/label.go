package ladder

import (
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
)

// wide is the room from which on every packet is written in full.
const wide = 56

// label writes a packet into so many cells: the more room, the more of it. What
// is left out first is what the desk did (its mark says so), then options and the
// window, then what the packet has in common with its neighbours; what tells it
// from others stays longest.
func (d *Drawer) label(r *story.Rung, room int) string {
	p := d.tell.Parts(r)
	tag := d.tag(r.Stream)
	long, short, made := d.remark(r)
	fits := func(tail string, parts ...string) (string, bool) {
		text := tag
		for _, part := range parts {
			if part != "" && text != tag {
				text += " "
			}
			text += part
		}
		text += tail
		return text, width(text) <= room
	}
	win, opts := p.Win, p.Opts
	if room < wide {
		win, opts = d.tell.Extras(r, p)
	}
	if made != "" {
		all := ""
		if len(opts) > 0 {
			all = d.angled(opts, len(opts))
		}
		if text, ok := fits(long+made, p.Flags, p.Seq, p.Ack, win, all); ok {
			return text
		}
	}
	for _, w := range []string{win, ""} {
		for k := len(opts); k > 0; k-- {
			if text, ok := fits(long, p.Flags, p.Seq, p.Ack, w, d.angled(opts, k)); ok {
				return text
			}
		}
	}
	for _, opt := range opts {
		if strings.HasPrefix(opt, "sack ") { // what has come says more than that the number stayed
			for _, parts := range [][]string{{p.Flags, p.Seq, p.Ack, "<" + opt + ">"}, {p.Flags, p.Ack, "<" + opt + ">"}} {
				if text, ok := fits("", parts...); ok {
					return text
				}
			}
		}
	}
	if r.Info.Role == event.WindowUpdate { // the window itself says more than that it is another
		for _, parts := range [][]string{{p.Flags, p.Seq, p.Ack, win}, {p.Flags, p.Ack, win}} {
			if text, ok := fits(long, parts...); ok {
				return text
			}
			if text, ok := fits("", parts...); ok {
				return text
			}
		}
	}
	levels := [][]string{{p.Flags, p.Seq, p.Ack, win}, {p.Flags, p.Seq, p.Ack}, {p.Flags, p.Short, p.Ack}}
	if r.Seg.Len() > 0 || r.Seg.Has(segment.RST) {
		levels = append(levels, []string{p.Flags, p.Seq}, []string{p.Flags, p.Short})
	} else {
		levels = append(levels, []string{p.Flags, p.Ack}) // all that a pure acknowledgement is about
	}
	levels = append(levels, []string{p.Flags})
	for _, tails := range [][]string{{long, short}, {""}} {
		for _, parts := range levels {
			for _, tail := range tails {
				if text, ok := fits(tail, parts...); ok {
					return text
				}
			}
		}
	}
	text, _ := fits("", p.Flags)
	return clip(text, max(room, 0), d.glyph.more)
}

// angled writes the first k options.
func (d *Drawer) angled(opts []string, k int) string {
	text := strings.Join(opts[:k], ",")
	if k < len(opts) {
		text += "," + d.glyph.more
	}
	return "<" + text + ">"
}

// remark is what there is to say of a packet besides its header, at length and
// in short; and, apart from that, how the desk made it.
func (d *Drawer) remark(r *story.Rung) (long, short, made string) {
	return d.plain(d.tell.Remarks(r, false)), d.plain(d.tell.Remarks(r, true)), d.plain(d.tell.Made(r))
}

// look is how a packet's line looks.
func look(r *story.Rung) style {
	switch {
	case r.IsLost():
		return red
	case r.Again() > 0:
		return yellow
	case r.Journey.Made != event.NoAction || r.Fate == story.Replaced:
		return magenta
	}
	return plain
}
