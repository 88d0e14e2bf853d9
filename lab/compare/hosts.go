package compare

import (
	"netlab/hooks/event"
	"netlab/lab/story"
)

// align gives everything its like: hosts, conversations, connections, and the
// rungs that tell of them.
func (c *Comparison) align() {
	for s := range c.pair {
		c.pair[s] = map[*story.Rung]*story.Rung{}
		c.conns[s] = map[event.ConnID]event.ConnID{}
	}
	c.alignHosts()
	c.streams = c.alignStreams()
	c.alignConns()
	c.alignPackets()
	c.alignMoments()
}

// alignHosts numbers the hosts of both runs: those with one name have one
// number, then the rest in their order.
func (c *Comparison) alignHosts() {
	names := [2][]string{}
	for s, st := range c.Stories {
		c.host[s] = map[event.HostID]int{}
		if st.Names == nil {
			continue
		}
		for i := range st.Names.Hosts {
			names[s] = append(names[s], st.Names.Host(event.HostID(i+1)))
		}
	}
	number := map[string]int{}
	for i, n := range names[A] {
		number[n] = i + 1
		c.host[A][event.HostID(i+1)] = i + 1
	}
	taken := map[int]bool{}
	for i, n := range names[B] {
		if k := number[n]; k > 0 {
			c.host[B][event.HostID(i+1)] = k
			taken[k] = true
		}
	}
	next := 1
	for i := range names[B] {
		if c.host[B][event.HostID(i+1)] > 0 {
			continue
		}
		for taken[next] {
			next++
		}
		taken[next] = true
		c.host[B][event.HostID(i+1)] = next
	}
}

// talk is what makes a conversation the like of another: who takes part, and on
// which port. Ephemeral ports lie above those that are listened on.
type talk struct {
	low, high int
	port      uint16
	udp       bool
}

// alignStreams numbers the conversations of both runs: the nth between two hosts
// on a port is the like of the other run's nth.
func (c *Comparison) alignStreams() (number [2]map[uint32]int) {
	count := map[talk][2]int{}
	names := map[talk]map[int]int{}
	next := 1
	for s, st := range c.Stories {
		number[s] = map[uint32]int{}
		for _, t := range st.Streams {
			k := talk{low: c.host[s][t.Ends[0].Host], high: c.host[s][t.Ends[1].Host], udp: t.ID&story.UDP != 0}
			if k.low > k.high {
				k.low, k.high = k.high, k.low
			}
			for _, r := range st.Rungs {
				if r.Kind == story.Packet && r.Stream == t.ID {
					k.port = min(r.Seg.SrcPort, r.Seg.DstPort)
					break
				}
			}
			n := count[k]
			if names[k] == nil {
				names[k] = map[int]int{}
			}
			if names[k][n[s]] == 0 {
				names[k][n[s]] = next
				next++
			}
			number[s][t.ID] = names[k][n[s]]
			n[s]++
			count[k] = n
		}
	}
	return number
}

// place is what makes a connection the like of another.
type place struct {
	host   int
	listen bool
	active bool // it began with a SYN of its own
	stream int
}

// alignConns pairs the connections: those in the same place, first those that
// bear the same name there, then in their order.
func (c *Comparison) alignConns() {
	in := [2]map[place][]*story.Conn{}
	var places []place
	for s, st := range c.Stories {
		in[s] = map[place][]*story.Conn{}
		for _, k := range st.Conns {
			if k == nil {
				continue
			}
			p := place{host: c.host[s][k.Host], listen: k.Listen, stream: c.streams[s][k.Stream]}
			for _, state := range k.Path {
				p.active = p.active || state.To == event.SynSent
			}
			if s == int(A) && in[A][p] == nil {
				places = append(places, p)
			}
			in[s][p] = append(in[s][p], k)
		}
	}
	for _, p := range places {
		var rest []*story.Conn
		left := in[B][p]
	next:
		for _, k := range in[A][p] {
			for i, l := range left {
				if l.Name == k.Name {
					c.matchConns(k, l)
					left = append(append([]*story.Conn{}, left[:i]...), left[i+1:]...)
					continue next
				}
			}
			rest = append(rest, k)
		}
		for i := range min(len(rest), len(left)) {
			c.matchConns(rest[i], left[i])
		}
	}
	c.alignNamesakes()
}

// alignNamesakes pairs the connections of one host that are left and bear one
// name: where nobody remembers them, as behind a SYN cookie, it is not told at once
// which conversation is theirs.
func (c *Comparison) alignNamesakes() {
	type namesake struct {
		host   int
		listen bool
		name   string
	}
	left := map[namesake]*story.Conn{}
	for s, st := range c.Stories {
		for _, k := range st.Conns {
			if k == nil {
				continue
			}
			if _, ok := c.conns[s][k.ID]; ok {
				continue
			}
			n := namesake{c.host[s][k.Host], k.Listen, k.Name}
			switch {
			case s == int(A):
				left[n] = k
			case left[n] != nil:
				c.matchConns(left[n], k)
			}
		}
	}
}

func (c *Comparison) matchConns(a, b *story.Conn) {
	c.conns[A][a.ID], c.conns[B][b.ID] = b.ID, a.ID
}
