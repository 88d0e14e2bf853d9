package svg

import (
	"netlab/hooks/event"
	"netlab/lab/story"
)

// A bar is a state of a connection, from where it begins to where it ends.
type bar struct {
	column, lane int
	state        event.State
	from, to     int // keys; to -1: the end of the picture
}

// mostLanes is how many bars stand beside each other; further ones share a place.
const mostLanes = 6

// allotBars finds the bars, and a lane beside its host's lifeline for each
// connection. A lane whose connection is closed is free for the next; a listener,
// which stays, stands outside of them.
func (d *drawing) allotBars() {
	type lane struct {
		conn event.ConnID
		held bool
	}
	lanes := make([][]lane, len(d.cols))
	place, open := map[event.ConnID]int{}, map[event.ConnID]int{}
	listen := map[event.ConnID]bool{}
	put := func(k int, st story.State) {
		c := d.s.Conn(st.Conn)
		if c == nil || st.Passed {
			return
		}
		col := d.col(c.Host)
		if col < 0 {
			return
		}
		if i, ok := open[st.Conn]; ok {
			d.bars[i].to = k
			delete(open, st.Conn)
		}
		if st.To == event.Closed {
			if i, ok := place[st.Conn]; ok && !listen[st.Conn] {
				lanes[col][i].held = false
			}
			delete(place, st.Conn)
			return
		}
		i, ok := place[st.Conn]
		switch {
		case st.To == event.Listen:
			i, listen[st.Conn] = -1, true
		case !ok || listen[st.Conn]:
			delete(listen, st.Conn)
			for i = 0; i < len(lanes[col]) && lanes[col][i].held; i++ {
			}
			if i == len(lanes[col]) && i < mostLanes {
				lanes[col] = append(lanes[col], lane{})
			}
			i = min(i, mostLanes-1)
			lanes[col][i] = lane{st.Conn, true}
		}
		place[st.Conn] = i
		open[st.Conn] = len(d.bars)
		d.bars = append(d.bars, bar{col, i, st.To, k, -1})
	}
	for _, p := range d.s.Order {
		all := p.Rung.States
		if p.End {
			all = p.Rung.Arrived
		}
		for _, st := range all {
			put(key(p), st)
		}
	}
	for i := range d.cols {
		d.cols[i].bars = len(lanes[i])
	}
	for i := range d.bars {
		if b := &d.bars[i]; b.lane < 0 {
			b.lane = len(lanes[b.column])
			d.cols[b.column].bars = b.lane + 1
		}
	}
}
