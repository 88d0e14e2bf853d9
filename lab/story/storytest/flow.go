package storytest

import (
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// A Flow is a TCP connection between two hosts of a run.
type Flow struct {
	*Run
	Host [2]string // the one that connects, the one that listens
	Conn [2]string
	Port [2]uint16
	ISS  [2]uint32
	addr [2]int
}

// Flow begins a connection; place tells several apart.
func (r *Run) Flow(client, server string, place int) *Flow {
	f := &Flow{Run: r, Host: [2]string{client, server}, Conn: [2]string{"server:80", ":80/1"},
		Port: [2]uint16{uint16(49152 + place), 80}, ISS: [2]uint32{1000000 + uint32(place)*7000, 5000000 + uint32(place)*7000}}
	if place > 0 {
		f.Conn = [2]string{"server:80-" + string(rune('1'+place)), ":80/" + string(rune('1'+place))}
	}
	r.conn(server, f.Conn[1]).state = event.Listen
	f.addr = [2]int{int(r.host(client)) - 1, int(r.host(server)) - 1}
	return f
}

// Bytes makes a segment of side 0 or 1; its numbers are relative.
func (f *Flow) Bytes(side int, flags segment.Flags, seq, ack uint32, octets int, opts string) []byte {
	sp := segment.Spec{Src: Addr(f.addr[side]), Dst: Addr(f.addr[1-side]), SrcPort: f.Port[side], DstPort: f.Port[1-side],
		Flags: flags, Seq: f.ISS[side] + seq, Window: 29184, Options: opts, Bytes: octets}
	if flags&segment.ACK != 0 {
		sp.Ack = f.ISS[1-side] + ack
	}
	raw, err := segment.Build(sp)
	if err != nil {
		panic(err)
	}
	return raw
}

// Out puts a segment that a side's stack wrote.
func (f *Flow) Out(side int, flags segment.Flags, seq, ack uint32, octets int) uint32 {
	opts := ""
	if flags&segment.SYN != 0 {
		opts = "mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7"
	}
	return f.Send(f.Host[side], f.Conn[side], f.Host[1-side], f.Bytes(side, flags, seq, ack, octets, opts))
}

// In puts its arrival at the other side; pass lets it pass the desk first, where
// no other verdict was put.
func (f *Flow) In(packet uint32) *Flow {
	side := 0
	if f.Run.sent[packet].e.Peer == f.host(f.Host[1]) {
		side = 1
	}
	f.Deliver(packet, f.Conn[side])
	return f
}

// To puts the states that a side comes to.
func (f *Flow) To(side int, states ...event.State) *Flow {
	f.State(f.Host[side], f.Conn[side], states...)
	return f
}

// Pass puts the desk's verdict that a packet passes.
func (f *Flow) Pass(packets ...uint32) *Flow {
	for _, p := range packets {
		f.Verdict(p, event.Pass, 0)
	}
	return f
}

// Listen puts the server's call.
func (f *Flow) Listen() *Flow {
	f.Call(f.Host[1], ":80", "listen", ":80").State(f.Host[1], ":80", event.Listen).Return(f.Host[1], ":80", "listen", "ok", "", 0)
	return f
}

// Connect puts the client's call and its SYN.
func (f *Flow) Connect() uint32 {
	f.Call(f.Host[0], f.Conn[0], "connect", f.Host[1]+":80")
	f.To(0, event.SynSent)
	return f.Out(0, segment.SYN, 0, 0, 0)
}

// Open puts a whole handshake that begins at a time, with a delay each way, both
// in milliseconds.
func (f *Flow) Open(at, delay float64) *Flow {
	f.Ms(at)
	p := f.Connect()
	f.Pass(p).Ms(at + delay)
	f.In(p).To(1, event.SynReceived)
	p = f.Out(1, segment.SYN|segment.ACK, 0, 1, 0)
	f.Pass(p).Ms(at + 2*delay)
	f.In(p).To(0, event.Established)
	p = f.Out(0, segment.ACK, 1, 1, 0)
	f.Pass(p)
	f.Return(f.Host[0], f.Conn[0], "connect", "ok", "", 0)
	f.Ms(at + 3*delay)
	f.In(p).To(1, event.Established)
	return f
}
