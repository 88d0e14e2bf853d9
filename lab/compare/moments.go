package compare

import (
	"strconv"
	"strings"

	"netlab/hooks/event"
	"netlab/lab/story"
)

// alignMoments pairs what is no packet: calls by the step that makes them, timers
// and changes of state by their connection and name, remarks by what they say.
func (c *Comparison) alignMoments() {
	at := [2]map[string]*story.Rung{{}, {}}
	for s, st := range c.Stories {
		count, sends := map[string]int{}, map[*story.Rung]bool{}
		for _, r := range st.Rungs {
			if r.Kind == story.Packet && r.Timer != nil {
				sends[r.Timer] = true
			}
		}
		for _, r := range st.Rungs {
			if r.Kind == story.Packet || sends[r] { // a timer that sends is told with its packet
				continue
			}
			key := c.moment(Side(s), r)
			count[key]++
			at[s][key+"#"+strconv.Itoa(count[key])] = r
		}
	}
	for key, r := range at[A] {
		if like := at[B][key]; like != nil {
			c.match(r, like)
		}
	}
}

// moment says what a rung that is no packet is about.
func (c *Comparison) moment(s Side, r *story.Rung) string {
	host := strconv.Itoa(c.host[s][r.Host])
	switch r.Kind {
	case story.Call:
		return "call " + host + " " + r.Call.Program + " " + strconv.Itoa(r.Call.Step) + " " + r.Call.Op
	case story.Timer:
		return "timer " + host + " " + c.connKey(s, r.Conn) + " " + r.Fired.Name
	case story.Change:
		return "state " + host + " " + c.connKey(s, r.States[0].Conn) + " " + r.States[0].To.String()
	}
	return "note " + host + " " + r.Note.Key + " " + strings.Join(r.Note.Args, " ") + r.Note.Text[""] + r.Note.Text["en"]
}

// connKey names a connection so that its like has the same name.
func (c *Comparison) connKey(s Side, id event.ConnID) string {
	if id == 0 {
		return "-"
	}
	if s == B {
		if a, ok := c.conns[B][id]; ok {
			return strconv.Itoa(int(a))
		}
		return "b" + strconv.Itoa(int(id))
	}
	return strconv.Itoa(int(id))
}
