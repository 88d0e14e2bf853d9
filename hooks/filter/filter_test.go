package filter

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// n is a list of frame numbers.
func n(numbers ...int) []int {
	if numbers == nil {
		numbers = []int{}
	}
	return numbers
}

// upTo are the numbers from the first to the last, both included.
func upTo(first, last int, more ...int) []int {
	var out []int
	for i := first; i <= last; i++ {
		out = append(out, i)
	}
	return append(out, more...)
}

// matches says which of capture's frames (in Ethernet) an expression matches.
var matches = []struct {
	expr string
	want []int
}{
	// Fields of our own.
	{`syn`, n(1, 19)},
	{`synack`, n(2)},
	{`role == synack`, n(2)},
	{`role == "handshake-ack"`, n(3)},
	{`handshake-ack`, n(3)},
	{`role == ack`, n(3, 5, 9)},
	{`role != ack`, n(1, 2, 4, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22)},
	{`any role != ack`, upTo(1, 4, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22)},
	{`role in {syn, synack, rst}`, n(1, 2, 13, 19)},
	{`retransmission`, n(6)},
	{`window-update`, n(11)},
	{`retransmit > 0`, n(6)},
	{`retransmit == 0 && data`, n(4, 8, 14, 15, 17, 18, 20)},
	{`origin`, n(21, 22)},
	{`origin == 1`, n(21, 22)},
	{`from == server`, n(2, 5, 7, 9, 11, 13)},
	{`from != server && tcp`, n(1, 3, 4, 6, 8, 10, 12, 19)},
	{`from in {client, "r-1"} && !tcp`, upTo(14, 18, 20, 21, 22)},
	{`to == r-1`, n(19)},
	{`from == from`, n()}, // the host named from, not the field
	{`wire == right`, n(2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22)},
	{`wire == left && syn`, n(1, 19)},
	{`from == to`, n()},
	{`from != to && role == syn`, n(1, 19)},
	{`client.state == TIME-WAIT && syn`, n(1, 19)},
	{`client.state == time_wait and syn`, n(1, 19)},
	{`client.state == "tcp_time_wait" && syn`, n(1, 19)},
	{`client.state == CLOSED && syn`, n()},
	{`server.state == ESTAB && syn`, n(1, 19)},
	{`server.state == LISTEN && syn`, n(1, 19)},
	{`server.state != LISTEN && syn`, n()},
	{`any server.state != LISTEN && syn`, n(1, 19)},
	{`all server.state in {LISTEN, ESTABLISHED} && syn`, n(1, 19)},
	{`all server.state == LISTEN && syn`, n()},
	{`server.state not in {CLOSING, LAST-ACK} && syn`, n(1, 19)},
	{`from.state == TIME-WAIT`, n(1, 3, 4, 6, 8, 10, 12, 19, 22)},
	{`to.state == CLOSED`, n(19)},
	{`from.state == r-1.state`, upTo(14, 18, 20, 21)},
	{`from.state != to.state && rst`, n(13)},
	{`r-1.state == unconn && syn`, n(1, 19)},
	{`from.state && rst`, n(13)},

	// The frame.
	{`frame.number == 7`, n(7)},
	{`frame.number in {2, 4..6, 0x13}`, n(2, 4, 5, 6, 19)},
	{`frame.number <= 0b11`, n(1, 2, 3)},
	{`frame.number lt 03`, n(1, 2)},
	{`frame.time_relative >= 20`, n(21, 22)},
	{`frame.time_relative > 1.5s and frame.time_relative < 3500ms`, n(3, 4)},
	{`frame.time_relative in {1s..2s, 5}`, n(2, 3, 6)},
	{`frame.len == 54`, n(3, 5, 9, 10, 11, 12, 13)},
	{`eth`, upTo(1, 22)},
	{`eth[0:6] == 02:00:00:00:00:02 && syn`, n(1, 19)},
	{`frame[12:2] == 86:dd`, n(19, 20, 21)},
	{`frame contains "GET"`, n(4, 6)},

	// IP.
	{`ip`, upTo(1, 18)},
	{`ipv6`, n(19, 20, 21)},
	{`not ip and not ipv6`, n(22)},
	{`ip.version == 4 && icmp`, n(16, 17)},
	{`ip.src == 10.0.9.9`, n(16)},
	{`ip.addr == 10.0.0.0/30 && !tcp`, upTo(14, 18)},
	{`ip.addr == 192.168.0.0/16`, n(18)},
	{`ip.addr != 10.0.0.2`, n(16, 18)},
	{`any ip.addr != 10.0.0.2 && udp`, n(14, 15)},
	{`ip.addr in {192.168.7.7, 10.0.9.0..10.0.9.255}`, n(16, 18)},
	{`ip.dst > 10.0.0.2`, n(18)},
	{`ip.dst <= 10.0.0.1`, n(2, 5, 7, 9, 11, 13, 16)},
	{`ip.src == ip.dst`, n()},
	{`ip.host == "192.168.7.7"`, n(18)},
	{`ip.host contains "168."`, n(18)},
	{`all ip.host contains "10.0.0." && icmp`, n(17)},
	{`ip.src_host matches "9$"`, n(16)},
	{`ip.dst_host == 192.168.7.7`, n(18)},
	{`ip.ttl == 1`, n(16)},
	{`ip.ttl < 64`, n(16)},
	{`ip.proto == 17`, n(14, 15, 18)},
	{`ip.id == 0x1234`, n(14)},
	{`ip.len == 28`, n(16)},
	{`ip.hdr_len == 20 && icmp`, n(16, 17)},
	{`ip.flags.df == 1 && data`, n(4, 6, 8)},
	{`ip.flags.df == false`, upTo(14, 18)},
	{`ip.flags.mf == 1`, n(18)},
	{`ip.flags == 1`, n(18)},
	{`ip.frag_offset == 3`, n(18)},
	{`ip.frag_offset > 0`, n(18)},
	{`fragment`, n(18)},
	{`ip.dsfield == 0xba`, n(2, 5, 7, 9, 11, 13)},
	{`ip.dsfield.dscp == 46`, n(2, 5, 7, 9, 11, 13)},
	{`ip.dsfield.ecn == 3`, n(14)},
	{`ip.checksum.status == 1 && icmp`, n(16, 17)},
	{`ip.checksum.status == bad`, n()},
	{`ip.checksum == 0`, n()},
	{`ipv6.src == fd00::/16`, n(19, 20)},
	{`ipv6.addr == fe80::1`, n(21)},
	{`ipv6.addr != fd00::1`, n()},
	{`any ipv6.addr != fd00::1`, n(19, 20, 21)},
	{`ipv6.addr in {fe80::/10, ::1}`, n(21)},
	{`ipv6.dst in {fd00::2..fd00::3}`, n(19)},
	{`ipv6.src > fd00::2`, n(21)},
	{`ipv6.src >= fd00::2`, n(20, 21)},
	{`ipv6.src < fd00::2`, n(19)},
	{`ipv6.src <= fd00::2`, n(19, 20)},
	{`ipv6.src != ipv6.dst`, n(19, 20, 21)},
	{`ipv6.host == "fe80::1"`, n(21)},
	{`ipv6.nxt == 17`, n(20)},
	{`ipv6.hlim == 61`, n(19, 20, 21)},
	{`ipv6.plen == 20`, n(19)},
	{`ipv6.version == 6`, n(19, 20, 21)},
	{`ipv6.flow == 0x12345`, n(19)},
	{`ipv6.tclass == 0xba`, n(19)},
	{`ipv6.tclass.dscp == 46`, n(19)},
	{`ipv6.tclass.ecn == 2`, n(19)},

	// TCP.
	{`tcp`, upTo(1, 13, 19)},
	{`tcp.srcport == 7777`, n(2, 5, 7, 9, 11, 13)},
	{`tcp.dstport == 7777 && tcp.len > 0`, n(4, 6, 8)},
	{`tcp.port == 443`, n(19)},
	{`tcp.port in {80, 443, 1000..2000}`, n(19)},
	{`tcp.port in {7000..8000} && tcp.flags.syn == 1`, n(1, 2)},
	{`tcp.port not in {7777} && tcp`, n(19)},
	{`tcp.port != 7777`, n(19)},
	{`all tcp.port > 7000`, upTo(1, 13)},
	{`tcp.port === 7777`, n()},
	{`tcp.port !== 7777 && syn`, n(1, 19)},
	{`tcp.port ~= 7777 && syn`, n(1, 19)},
	{`tcp.srcport < tcp.dstport && syn`, n()},
	{`tcp.srcport > tcp.dstport && syn`, n(1, 19)},
	{`tcp.stream == 1`, n(19)},
	{`tcp.seq == 0`, n(1, 2, 19)},
	{`tcp.seq_raw == 9000`, n(2)},
	{`tcp.ack == 1 && tcp.len == 0`, n(2, 3, 10, 12)},
	{`tcp.ack == 0`, n(1, 19)},
	{`tcp.ack_raw == 1020`, n(13)},
	{`tcp.nxtseq == 1`, n(1, 2, 3, 5, 7, 9, 11, 13, 19)},
	{`tcp.nxtseq == 20`, n(12)},
	{`tcp.len == 10`, n(4, 6)},
	{`tcp.hdr_len == 40`, n(1, 2, 7)},
	{`tcp.flags.syn == 1 && tcp.flags.ack == 0`, n(1, 19)},
	{`tcp.flags.syn`, upTo(1, 13, 19)},
	{`tcp.flags == 0x012`, n(2)},
	{`tcp.flags & 0x02`, n(1, 2, 19)},
	{`tcp.flags & 0x12 == 0x02`, n(1, 19)},
	{`tcp.flags bitwise_and 0x12 ne 0x10 && tcp`, n(1, 2, 19)},
	{`tcp.flags.fin == 1`, n(12)},
	{`tcp.flags.reset == true`, n(13)},
	{`tcp.flags.push == 1`, n(4, 6, 8)},
	{`tcp.flags.urg == 1`, n(8)},
	{`tcp.flags.ece == 1 && tcp.flags.cwr == 1 && tcp.flags.ae == 0`, n(19)},
	{`tcp.window_size_value == 500`, n(11)},
	{`tcp.urgent_pointer == 3`, n(8)},
	{`tcp.checksum.status == 0`, n(8)},
	{`tcp.checksum.status != Good`, n(8)},
	{`tcp.checksum > 0 && rst`, n(13)},
	{`tcp.options && syn`, n(1)},
	{`tcp.options.mss_val == 1460`, n(1, 2)},
	{`tcp.options.wscale.shift == 7`, n(1, 2)},
	{`tcp.options.sack_perm`, n(1, 2)},
	{`tcp.options.sack_le == 6`, n(7)},
	{`tcp.options.sack_re in {3, 11}`, n(7)},
	{`all tcp.options.sack_le in {1, 6}`, n(7)},
	{`tcp.options.sack_le === 1`, n()},
	{`tcp.options.timestamp.tsval == 1`, n(1, 2)},
	{`tcp.options.timestamp.tsecr > 0`, n()},
	{`tcp.analysis.retransmission`, n(6)},
	{`tcp.analysis.duplicate_ack`, n(7)},
	{`tcp.analysis.zero_window`, n(9)},
	{`tcp.analysis.keep_alive`, n(10)},
	{`tcp.analysis.window_update`, n(11)},
	{`tcp.analysis.zero_window_probe`, n()},

	// Octets.
	{`tcp.payload`, n(4, 6, 8)},
	{`tcp.payload[0:4] == 47:45:54:20`, n(4, 6)},
	{`tcp.payload[0:4] == "GET "`, n(4, 6)},
	{`tcp.payload[0-2] == 47-45-54`, n(4, 6)},
	{`tcp.payload[-4:] == "HTTP"`, n(4, 6)},
	{`tcp.payload[-1] == 0x00`, n(8)},
	{`tcp.payload[0] == 47`, n(4, 6)},
	{`tcp.payload[0] == 'G'`, n(4, 6)},
	{`tcp.payload[0] != 'G'`, n(8)},
	{`tcp.payload[9:]`, n(4, 6)},
	{`tcp.payload[0:100]`, n()},
	{`tcp.payload == "GET / HTTP"`, n(4, 6)},
	{`tcp.payload contains "T /"`, n(4, 6)},
	{`tcp.payload contains ff:00`, n(8)},
	{`tcp.payload contains "\xff\0"`, n(8)},
	{`tcp.payload matches "^get.*http$"`, n(4, 6)},
	{`tcp.payload ~ r"T\s/"`, n(4, 6)},
	{`tcp.payload matches r"^\QGET / H"`, n(4, 6)}, // \Q without \E quotes to the end
	{`tcp.payload > "H"`, n(4, 6, 8)},              // longer is greater
	{`tcp.payload[0] < "H"`, n(4, 6)},
	{`tcp[20:1] && tcp.len > 0`, n()}, // a slice of a protocol is of its header
	{`tcp[20:2] == 02:04`, n(1, 2)},
	{`ip[-4:] == 0a:00:00:01`, n(2, 5, 7, 9, 11, 13, 16)},
	{`eth[-2:] == 08:06`, n(22)},
	{`ipv6[6] == 3a`, n(21)},
	{`udp[6:] == 00:00`, n(15)},
	{`tcp.payload in {"GET / HTTP", 00:01}`, n(4, 6)},
	{`tcp[13] & 0x02`, n(1, 2, 19)},
	{`tcp[13] & 0x12 == 02`, n(1, 19)},
	{`tcp[13] & 12 in {02, 12}`, n(1, 2, 19)},
	{`tcp[0:2] == tcp[2:2]`, n()},
	{`tcp contains 1e:61`, upTo(1, 13)}, // port 7777
	{`udp.payload == data`, n(14, 15, 20)},

	// UDP, ICMP, ARP, data.
	{`udp`, n(14, 15, 20)},
	{`udp.port == 53`, n(20)},
	{`udp.srcport == 5000`, n(14, 15)},
	{`udp.dstport == 9999`, n(14, 15)},
	{`udp.length == 12`, n(14, 15)},
	{`udp.checksum == 0`, n(15)},
	{`udp.checksum.status == "Not present"`, n(15)},
	{`udp.checksum.status == good`, n(14, 20)},
	{`udp.payload == "hi!!"`, n(14, 15)},
	{`icmp`, n(16, 17)},
	{`icmp.type == 3 && icmp.code == 4`, n(16)},
	{`icmp.mtu == 1400`, n(16)},
	{`icmpv6`, n(21)},
	{`icmpv6.type == 2 && icmpv6.code == 0`, n(21)},
	{`icmpv6.mtu == 1280`, n(21)},
	{`arp`, n(22)},
	{`arp.opcode == 1`, n(22)},
	{`arp.src.proto_ipv4 == 10.0.0.1`, n(22)},
	{`arp.dst.proto_ipv4 == 10.0.0.0/30`, n(22)},
	{`data`, n(4, 6, 8, 14, 15, 17, 18, 20)},
	{`data.len == 8`, n(8, 17)},

	// Logic: what binds how strongly, and what is not there.
	{`icmp or udp and udp.port == 53`, n(16, 17, 20)},
	{`(icmp or udp) and udp.port == 53`, n(20)},
	{`udp || udp ^^ ip && icmp`, n(14, 15, 16, 17, 20)},
	{`ip xor udp`, upTo(1, 13, 16, 17, 18, 20)},
	{`ip ^^ udp ^^ icmp`, upTo(1, 13, 18, 20)},
	{`! tcp && ipv6`, n(20, 21)},
	{`not not arp`, n(22)},
	{`!(tcp or udp or icmp or icmpv6)`, n(18, 22)},
	{`not tcp.port == 7777`, upTo(14, 22)},
	{`icmp || arp || icmpv6 || rst`, n(13, 16, 17, 21, 22)},
	{"syn\n\t&&\r\n ip", n(1)},
}

func TestMatch(t *testing.T) {
	on := subjects(segment.Ethernet)
	for _, tt := range matches {
		t.Run(tt.expr, func(t *testing.T) {
			p := mustCompile(t, tt.expr)
			if diff := cmp.Diff(tt.want, matching(p, on)); diff != "" {
				t.Errorf("matches other frames than wanted (-want +got):\n%s", diff)
			}
		})
	}
}

// Every field of the manual is asked at least once, so that none is only text.
func TestEveryFieldIsTested(t *testing.T) {
	asked := map[string]bool{"HOST.state": true}
	for _, tt := range matches {
		for tok := lex(tt.expr, 0); tok.kind != endToken; tok = lex(tt.expr, tok.end()) {
			asked[tok.text] = true
		}
	}
	for _, f := range Fields() {
		if !asked[f.Name] {
			t.Errorf("no case of TestMatch asks for %s", f.Name)
		}
		if f.Type == "" || f.Doc == "" {
			t.Errorf("%s has no type or no text for the manual", f.Name)
		}
	}
}

func TestUsesPacket(t *testing.T) {
	for expr, want := range map[string]bool{
		`client.state == TIME-WAIT`:                         false,
		`client.state == server.state`:                      false,
		`frame.time_relative > 1s || server.state`:          false,
		`!(client.state == CLOSED)`:                         false,
		`client.state == CLOSED || syn`:                     true,
		`not tcp`:                                           true,
		`from.state == CLOSED`:                              true,
		`client.state == from.state`:                        true,
		`frame.number > 3 xor frame.time_relative > 2`:      true,
		`frame.time_relative > 1s && (frame.len > 1 or ip)`: true,
	} {
		if got := mustCompile(t, expr).UsesPacket(); got != want {
			t.Errorf("%s: uses a packet: %v, want %v", expr, got, want)
		}
	}
}

func TestWithoutPacket(t *testing.T) {
	s := &Subject{States: labStates, At: 3e9}
	for expr, want := range map[string]bool{
		`client.state == TIME-WAIT`:        true,
		`client.state != TIME-WAIT`:        false,
		`from.state`:                       false,
		`frame.time_relative == 3`:         true,
		`not tcp`:                          false, // asks for a packet, and there is none
		`client.state == TIME-WAIT || syn`: false, // likewise
		`client.state && server.state`:     true,
	} {
		if got := mustCompile(t, expr).Match(s); got != want {
			t.Errorf("%s without a packet: %v, want %v", expr, got, want)
		}
	}
	if mustCompile(t, `client.state`).Match(&Subject{}) {
		t.Error("client has a state where nobody tells states")
	}
	noHistory := subjects(segment.IP)[1]
	noHistory.Info = nil
	for _, expr := range []string{"role", "retransmit >= 0", "tcp.seq >= 0", "tcp.ack >= 0", "tcp.stream", "tcp.options.sack_le", "synack"} {
		if mustCompile(t, expr).Match(noHistory) {
			t.Errorf("%s is there without a history", expr)
		}
	}
}

func TestCompilePrefix(t *testing.T) {
	for _, tt := range []struct{ src, normal, rest string }{
		{`syn drop`, `role == syn`, `drop`},
		{`synack#1 drop`, `role == synack`, `#1 drop`},
		{`syn`, `role == syn`, ``},
		{`last-ack  delay 10ms until packet syn`, `role == last-ack`, `delay 10ms until packet syn`},
		{`syn && from == client drop`, `role == syn && from == client`, `drop`},
		{`(syn or fin) #2..4 duplicate`, `role == syn || role == fin`, `#2..4 duplicate`},
		{`tcp.port in {80, 443} reject rst`, `tcp.port in {80, 443}`, `reject rst`},
		{`tcp.payload contains "drop" drop`, `tcp.payload contains "drop"`, `drop`},
		{`tcp.payload[0:1] == 47 corrupt "unclosed`, `tcp.payload[0:1] == 47`, `corrupt "unclosed`},
		{`client.state == TIME-WAIT pass`, `client.state == TIME-WAIT`, `pass`},
		{`data = x`, `data`, `= x`},
		{`syn ) x`, `role == syn`, `) x`},
		{`not tcp.options.sack_perm rewrite tcp.options.mss_val=1`, `!tcp.options.sack_perm`, `rewrite tcp.options.mss_val=1`},
	} {
		p, rest, err := CompilePrefix(tt.src, lab)
		if err != nil {
			t.Errorf("%s: %v", tt.src, err)
			continue
		}
		if p.String() != tt.normal || rest != tt.rest {
			t.Errorf("%s:\n got %s, then %q\nwant %s, then %q", tt.src, p, rest, tt.normal, tt.rest)
		}
	}
	for _, src := range []string{"", "drop", "syn &&", "syn && drop", "tcp.len > drop", "(syn drop", "syn == 1 drop", "tcp.len > 1 > 2"} {
		if _, _, err := CompilePrefix(src, lab); err == nil {
			t.Errorf("%q compiles as the beginning of a rule", src)
		}
	}
}

// A Segment that does not fit its bytes must not crash a run.
func TestSegmentThatDoesNotFit(t *testing.T) {
	for _, full := range subjects(segment.Ethernet) {
		for _, raw := range [][]byte{nil, full.Raw[:10], full.Raw[:len(full.Raw)-1]} {
			s := *full
			s.Raw = raw
			for _, tt := range matches {
				mustCompile(t, tt.expr).Match(&s)
			}
		}
	}
	s := &Subject{Seg: &segment.Segment{Proto: segment.TCP, Version: 4, Transport: 9, Payload: 5, End: 1 << 31}, Info: &event.Info{Known: 3}}
	for _, tt := range matches {
		mustCompile(t, tt.expr).Match(s)
	}
}
