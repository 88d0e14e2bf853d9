package ladder

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/words"
)

// endings says which connections ended otherwise than in the ordinary course.
func (d *Drawer) endings(say func(string, ...any)) {
	type ending struct {
		conn  *story.Conn
		state story.State
	}
	var all []ending
	for _, c := range d.s.Conns {
		if c == nil {
			continue
		}
		for _, st := range c.Path {
			if st.Reason != "" && st.From != event.Listen { // a listener is no connection
				all = append(all, ending{c, st})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b ending) int { return cmp.Compare(a.state.At, b.state.At) })
	for _, e := range all[:min(len(all), 2*most)] {
		host, why := clean(d.s.Names.Host(e.conn.Host)), d.t("reason."+e.state.Reason)
		say("sum.ended", d.tag(e.conn.Stream), host, why, d.took(e.state.At), e.state.From.String())
	}
}

// standing says how the run ended and in which states.
func (d *Drawer) standing(say func(string, ...any)) {
	end := d.s.End
	var hosts []string
	for i := range d.s.Columns {
		h := d.s.Columns[i]
		var states []string
		for _, listeners := range []bool{true, false} {
			for _, c := range d.s.Conns {
				if c == nil || c.Host != h || len(c.Path) == 0 || c.Listen != listeners {
					continue
				}
				if text := d.tag(c.Stream) + c.State.String(); !slices.Contains(states, text) {
					states = append(states, text)
				}
			}
		}
		if len(states) > most {
			states = append(states[:most], d.glyph.more)
		}
		if len(states) > 0 {
			hosts = append(hosts, d.t("sum.stand", clean(d.s.Host(h).Name), strings.Join(states, d.t("list.comma"))))
		}
	}
	if len(hosts) > 0 {
		say("sum.states", strings.Join(hosts, d.t("sum.semicolon")))
	}
	if end == nil {
		if d.s.Run != nil {
			say("sum.cut")
		}
		return
	}
	if end.Late > 0 && slices.ContainsFunc(d.s.Expects, func(x story.Expect) bool { return !x.OK }) {
		say("sum.late", d.took(time.Duration(end.Late)))
	}
	switch end.Reason {
	case "done", "until":
		return
	case "idle":
		say("sum.idle")
	default:
		reason := clean(end.Reason)
		if words.Has("sum.end." + reason) {
			reason = d.t("sum.end." + reason)
		}
		if end.Detail != "" {
			reason += d.t("ladder.colon") + clean(end.Detail)
		}
		say("sum.stopped", reason)
	}
	for _, h := range end.Hosts {
		for _, p := range h.Steps {
			if p.Waiting != "" && !p.Done {
				say("sum.waits", clean(p.Program), p.Step, clean(p.Waiting))
			}
		}
	}
}
