package ladder

import (
	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/tell"
)

// What is said of a rung is lab/tell's. Here it gets its colour, and is taken to 7
// bits where the picture has no more.

// says is the text of what happened at one host; "" where nothing needs saying.
func (d *Drawer) says(r *story.Rung, end bool) (string, style) {
	return d.plain(d.tell.Moment(r, end)), d.mood(r, end)
}

// mood is how such a text looks.
func (d *Drawer) mood(r *story.Rung, end bool) style {
	switch r.Kind {
	case story.Call:
		if v := r.Return; end && v.Result != "" && v.Result != "ok" && v.Result != "EINPROGRESS" {
			return red
		}
	case story.Timer:
		return dim
	case story.Change:
		if st := r.States[0]; st.Reason != "" {
			if c := d.s.Conn(st.Conn); c == nil || !c.Listen || st.To != event.Closed {
				return red
			}
		}
	}
	return plain
}

// tag tells conversations apart where a host has several.
func (d *Drawer) tag(stream uint32) string { return d.tell.Tag(stream) }

// what is a packet in a sentence, "SYN-ACK", and who is the host whose stack wrote it.
func (d *Drawer) what(r *story.Rung) string { return d.plain(d.tell.What(r)) }
func (d *Drawer) who(r *story.Rung) string  { return d.tell.Who(r) }

// by says what a packet was lost to: the rule, or the reason.
func (d *Drawer) by(r *story.Rung) string { return d.plain(d.tell.LostBy(r)) }

// ran is how long a timer ran, in one piece with its unit.
func (d *Drawer) ran(r *story.Rung) string { return d.piece(d.tell.Ran(r)) }

// clean makes a text from a run fit to stand in a line.
func clean(text string) string { return tell.Clean(text) }
