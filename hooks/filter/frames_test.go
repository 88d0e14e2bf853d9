package filter

import (
	"encoding/binary"
	"net/netip"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// lab is the lab that the tests' expressions speak of.
var lab = Env{Hosts: []string{"client", "server", "r-1", "from"}, Wires: []string{"left", "right"}}

const (
	client event.HostID = iota + 1
	server
	router
)

// frame is one packet of the tests' capture, and what netlab knows of it.
type frame struct {
	raw      []byte // from the IP header on, or an ARP packet
	arp      bool
	info     event.Info
	from, to event.HostID
}

// capture is a connection from client to server with a loss or two, and one
// packet of everything else. Frame i+1 has the time i seconds.
func capture() []frame {
	var (
		a4, b4 = "10.0.0.1", "10.0.0.2"
		a6, b6 = "fd00::1", "fd00::2"
		synOpt = []byte{2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7}
		sack   = []byte{1, 1, 5, 18, 0, 0, 3, 0xe9, 0, 0, 3, 0xeb, 0, 0, 3, 0xee, 0, 0, 3, 0xf3}
		get    = []byte("GET / HTTP")
	)
	c := func(h tcpHeader, rseq, rack uint32, roles ...event.Role) frame {
		h.sp, h.dp = 40000, 7777
		return frame{raw: ipv4(ipHeader{src: a4, dst: b4, proto: 6, id: 7, frag: 0x4000}, h.marshal(a4, b4)),
			info: info(1, rseq, rack, h.flags, roles), from: client, to: server}
	}
	s := func(h tcpHeader, rseq, rack uint32, roles ...event.Role) frame {
		h.sp, h.dp = 7777, 40000
		return frame{raw: ipv4(ipHeader{src: b4, dst: a4, proto: 6, id: 9, frag: 0x4000, tos: 0xba}, h.marshal(b4, a4)),
			info: info(1, rseq, rack, h.flags, roles), from: server, to: client}
	}
	again := func(f frame) frame {
		f.info.Retransmit, f.info.Roles = 1, f.info.Roles.With(event.Retransmission)
		return f
	}
	data := c(tcpHeader{seq: 1001, ack: 9001, flags: 0x18, data: get}, 1, 1, event.Data)
	badSum := c(tcpHeader{seq: 1011, ack: 9001, flags: 0x38, urg: 3, data: []byte("urgent\xff\x00")}, 11, 1, event.Data)
	badSum.raw[36] ^= 1
	v6 := tcpHeader{sp: 50000, dp: 443, seq: 77, flags: 0xc2, win: 1000}
	udp4 := udp(5000, 9999, []byte("hi!!"), a4, b4)
	noSum := udp(5000, 9999, []byte("hi!!"), a4, b4)
	noSum[6], noSum[7] = 0, 0
	plain := func(role event.Role, raw []byte) frame {
		return frame{raw: raw, info: event.Info{Role: role, Roles: event.Roles(0).With(role)}, from: router, to: client}
	}
	arp := []byte{0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2}
	return []frame{
		/* 1 */ c(tcpHeader{seq: 1000, flags: 2, opts: synOpt}, 0, 0, event.Syn),
		/* 2 */ s(tcpHeader{seq: 9000, ack: 1001, flags: 0x12, opts: synOpt}, 0, 1, event.SynAck),
		/* 3 */ c(tcpHeader{seq: 1001, ack: 9001, flags: 0x10}, 1, 1, event.HandshakeAck, event.Ack),
		/* 4 */ data,
		/* 5 */ s(tcpHeader{seq: 9001, ack: 1011, flags: 0x10}, 1, 11, event.Ack),
		/* 6 */ again(data),
		/* 7 */ s(tcpHeader{seq: 9001, ack: 1011, flags: 0x10, opts: sack}, 1, 11, event.DupAck),
		/* 8 */ badSum,
		/* 9 */ s(tcpHeader{seq: 9001, ack: 1019, flags: 0x10, zero: true}, 1, 19, event.Ack),
		/* 10 */ c(tcpHeader{seq: 1018, ack: 9001, flags: 0x10}, 18, 1, event.Keepalive),
		/* 11 */ s(tcpHeader{seq: 9001, ack: 1019, flags: 0x10, win: 500}, 1, 19, event.WindowUpdate),
		/* 12 */ c(tcpHeader{seq: 1019, ack: 9001, flags: 0x11}, 19, 1, event.Fin),
		/* 13 */ s(tcpHeader{seq: 9001, ack: 1020, flags: 0x14}, 1, 20, event.Rst),
		/* 14 */ plain(event.UDPRole, ipv4(ipHeader{src: a4, dst: b4, proto: 17, id: 0x1234, tos: 3}, udp4)),
		/* 15 */ plain(event.UDPRole, ipv4(ipHeader{src: a4, dst: b4, proto: 17}, noSum)),
		/* 16 */ plain(event.ICMPRole, ipv4(ipHeader{src: "10.0.9.9", dst: a4, proto: 1, ttl: 1}, icmp(3, 4, 1400, nil))),
		/* 17 */ plain(event.ICMPRole, ipv4(ipHeader{src: a4, dst: b4, proto: 1}, icmp(8, 0, 0, []byte("abcdefgh")))),
		/* 18 */ plain(event.FragmentRole, ipv4(ipHeader{src: a4, dst: "192.168.7.7", proto: 17, id: 99, frag: 0x2003}, make([]byte, 16))),
		/* 19 */ {raw: ipv6(a6, b6, 6, 0x0ba12345, v6.marshal(a6, b6)), info: info(2, 0, 0, 2, []event.Role{event.Syn}), from: client, to: router},
		/* 20 */ plain(event.UDPRole, ipv6(b6, a6, 17, 0, udp(53, 53, []byte("abc"), b6, a6))),
		/* 21 */ plain(event.ICMPRole, ipv6("fe80::1", a6, 58, 0, icmp6(2, 0, 1280, ipv6("fe80::1", a6, 59, 0, nil), "fe80::1", a6))),
		/* 22 */ {raw: arp, arp: true, info: event.Info{Role: event.ARPRole, Roles: event.Roles(0).With(event.ARPRole)}, from: client, to: server},
	}
}

func info(stream, rseq, rack uint32, flags uint16, roles []event.Role) event.Info {
	i := event.Info{Stream: stream, RSeq: rseq, RAck: rack, Known: event.KnownSeq, Role: roles[0]}
	if flags&0x10 != 0 {
		i.Known |= event.KnownAck
	}
	for _, r := range roles {
		i.Roles = i.Roles.With(r)
	}
	return i
}

// ethernet is the frame's bytes in an Ethernet header.
func (f frame) ethernet() []byte {
	kind := []byte{8, 0}
	switch {
	case f.arp:
		kind = []byte{8, 6}
	case f.raw[0]>>4 == 6:
		kind = []byte{0x86, 0xdd}
	}
	head := append([]byte{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1}, kind...)
	return append(head, f.raw...)
}

// states are those of client, server and r-1; "from", the fourth host, has none.
type states map[event.HostID][]event.State

func (st states) States(h event.HostID, to []event.State) []event.State { return append(to, st[h]...) }

var labStates = states{client: {event.TimeWait}, server: {event.Listen, event.Established}, router: {event.Closed}}

// subjects are the capture's frames, ready to be matched. Without Ethernet,
// there is no ARP.
func subjects(framing segment.Framing) []*Subject {
	var out []*Subject
	for i, f := range capture() {
		raw := f.raw
		if framing == segment.Ethernet {
			raw = f.ethernet()
		} else if f.arp {
			continue
		}
		seg := segment.Decode(framing, raw)
		out = append(out, &Subject{Seg: &seg, Raw: raw, Info: &f.info, From: f.from, To: f.to, Wire: 1 + event.WireID(i%2),
			Packet: uint32(i + 1), Origin: uint32(i / 20), At: time.Duration(i) * time.Second, States: labStates})
	}
	return out
}

// matching are the numbers of the frames that an expression matches.
func matching(p *Program, on []*Subject) []int {
	out := []int{}
	for _, s := range on {
		if p.Match(s) {
			out = append(out, int(s.Packet))
		}
	}
	return out
}

func mustCompile(t testing.TB, src string) *Program {
	t.Helper()
	p, err := Compile(src, lab)
	if err != nil {
		t.Fatalf("%s\n%v", src, err)
	}
	return p
}

// What follows builds packets from the RFCs, not with package segment: the
// tests are to find errors of both.

type ipHeader struct {
	src, dst string
	proto    byte
	id, frag uint16
	tos, ttl byte
}

func ipv4(h ipHeader, payload []byte) []byte {
	if h.ttl == 0 {
		h.ttl = 64
	}
	b := []byte{0x45, h.tos, 0, 0, 0, 0, 0, 0, h.ttl, h.proto, 0, 0}
	binary.BigEndian.PutUint16(b[2:], uint16(20+len(payload)))
	binary.BigEndian.PutUint16(b[4:], h.id)
	binary.BigEndian.PutUint16(b[6:], h.frag)
	b = append(b, netip.MustParseAddr(h.src).AsSlice()...)
	b = append(b, netip.MustParseAddr(h.dst).AsSlice()...)
	binary.BigEndian.PutUint16(b[10:], onesSum(b))
	return append(b, payload...)
}

func ipv6(src, dst string, next byte, class uint32, payload []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, 6<<28|class)
	b = binary.BigEndian.AppendUint16(b, uint16(len(payload)))
	b = append(b, next, 61)
	b = append(b, netip.MustParseAddr(src).AsSlice()...)
	b = append(b, netip.MustParseAddr(dst).AsSlice()...)
	return append(b, payload...)
}

type tcpHeader struct {
	sp, dp     uint16
	seq, ack   uint32
	flags      uint16
	win, urg   uint16
	zero       bool // a window of 0; otherwise 0 stands for 64240
	opts, data []byte
}

func (h tcpHeader) marshal(src, dst string) []byte {
	if h.win == 0 && !h.zero {
		h.win = 64240
	}
	var b []byte
	b = binary.BigEndian.AppendUint16(b, h.sp)
	b = binary.BigEndian.AppendUint16(b, h.dp)
	b = binary.BigEndian.AppendUint32(b, h.seq)
	b = binary.BigEndian.AppendUint32(b, h.ack)
	b = binary.BigEndian.AppendUint16(b, uint16(5+len(h.opts)/4)<<12|h.flags)
	b = binary.BigEndian.AppendUint16(b, h.win)
	b = append(b, 0, 0)
	b = binary.BigEndian.AppendUint16(b, h.urg)
	b = append(append(b, h.opts...), h.data...)
	binary.BigEndian.PutUint16(b[16:], pseudoSum(6, b, src, dst))
	return b
}

func udp(sp, dp uint16, data []byte, src, dst string) []byte {
	b := binary.BigEndian.AppendUint16(nil, sp)
	b = binary.BigEndian.AppendUint16(b, dp)
	b = binary.BigEndian.AppendUint16(b, uint16(8+len(data)))
	b = append(append(b, 0, 0), data...)
	binary.BigEndian.PutUint16(b[6:], pseudoSum(17, b, src, dst))
	return b
}

func icmp(kind, code byte, mtu uint16, data []byte) []byte {
	b := append([]byte{kind, code, 0, 0, 0, 0, byte(mtu >> 8), byte(mtu)}, data...)
	binary.BigEndian.PutUint16(b[2:], onesSum(b))
	return b
}

func icmp6(kind, code byte, mtu uint32, data []byte, src, dst string) []byte {
	b := append(binary.BigEndian.AppendUint32([]byte{kind, code, 0, 0}, mtu), data...)
	binary.BigEndian.PutUint16(b[2:], pseudoSum(58, b, src, dst))
	return b
}

func pseudoSum(proto byte, b []byte, src, dst string) uint16 {
	p := append(netip.MustParseAddr(src).AsSlice(), netip.MustParseAddr(dst).AsSlice()...)
	p = append(p, 0, proto, byte(len(b)>>8), byte(len(b)))
	return onesSum(append(p, b...))
}

func onesSum(b []byte) uint16 {
	var n uint32
	for i, c := range b {
		n += uint32(c) << (8 * (1 - i%2))
	}
	for n > 0xffff {
		n = n>>16 + n&0xffff
	}
	return ^uint16(n)
}
