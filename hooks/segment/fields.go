package segment

import "slices"

// FieldKind says how a field's value is written.
type FieldKind uint8

const (
	Number       FieldKind = iota // decimal, or hexadecimal with 0x
	Bool                          // 1 or 0, true or false
	Sum                           // a checksum, written as a number: who edits it does not Mend
	FlagSet                       // tcpdump's letters, or a number
	IPv4Addr                      // 10.0.0.1
	IPv6Addr                      // fd00::1
	EtherAddr                     // 02:00:00:00:00:01
	OptionNumber                  // a number in a TCP option; none takes the option out
	OptionBool                    // 1 puts the TCP option in; 0 or none takes it out
	OptionList                    // mss 1460,sackOK,nop,wscale 7; none for an empty list
	Text                          // octets as text, or in Go's quotes: "\x00"
)

var fieldKindTexts = [...]string{"number", "0 or 1", "checksum", "flags", "IPv4 address", "IPv6 address",
	"Ethernet address", "number or none", "0, 1 or none", "options or none", "text"}

// String is what the manual writes for the kind.
func (k FieldKind) String() string { return nameOf(fieldKindTexts[:], int(k)) }

// A Field is a field of a packet under Wireshark's name.
type Field struct {
	Name string
	Kind FieldKind
	Bits int    // width in the packet; 0: not fixed
	Doc  string // what it is, with its unit
	in   header
	at   int    // bits from the beginning of the header; of an option, octets from its data
	unit uint64 // the packet holds the value divided by it; 0 is 1
}

// header is a place in a packet that fields are counted from.
type header uint8

const (
	inEthernet header = iota
	inARP
	inIPv4
	inIPv6
	inFragment // IPv6's fragment header
	inTCP
	inUDP
	inICMPv4
	inICMPv6
	inMSS // options, and what has no fixed place
	inWScale
	inSACKOK
	inTimestamps
	inOptions
	inData
)

// fields are in the order in which the manual prints them: as they stand in a
// packet. Names and units were compared with tshark 4.0.17.
var fields = []Field{
	{"eth.dst", EtherAddr, 48, "destination", inEthernet, 0, 0},
	{"eth.src", EtherAddr, 48, "source", inEthernet, 48, 0},
	{"eth.type", Number, 16, "what follows: 0x0800 IPv4, 0x86dd IPv6, 0x0806 ARP", inEthernet, 96, 0},

	{"arp.opcode", Number, 16, "1 request, 2 reply", inARP, 48, 0},
	{"arp.src.proto_ipv4", IPv4Addr, 32, "sender", inARP, 112, 0},
	{"arp.dst.proto_ipv4", IPv4Addr, 32, "target", inARP, 192, 0},

	{"ip.version", Number, 4, "version of IP, 4", inIPv4, 0, 0},
	{"ip.hdr_len", Number, 4, "length of the IP header in octets, a multiple of 4", inIPv4, 4, 4},
	{"ip.dsfield", Number, 8, "differentiated services (old: type of service)", inIPv4, 8, 0},
	{"ip.dsfield.dscp", Number, 6, "differentiated services codepoint", inIPv4, 8, 0},
	{"ip.dsfield.ecn", Number, 2, "explicit congestion notification: 0 not capable, 1 and 2 capable, 3 congestion met", inIPv4, 14, 0},
	{"ip.len", Number, 16, "length of the whole IP packet in octets", inIPv4, 16, 0},
	{"ip.id", Number, 16, "identification, the same in all fragments of a packet", inIPv4, 32, 0},
	{"ip.flags", Number, 3, "reserved, don't fragment, more fragments", inIPv4, 48, 0},
	{"ip.flags.rb", Bool, 1, "reserved", inIPv4, 48, 0},
	{"ip.flags.df", Bool, 1, "don't fragment", inIPv4, 49, 0},
	{"ip.flags.mf", Bool, 1, "more fragments follow", inIPv4, 50, 0},
	{"ip.frag_offset", Number, 13, "where the fragment's data belong, in units of 8 octets", inIPv4, 51, 0},
	{"ip.ttl", Number, 8, "time to live: how many routers the packet may pass", inIPv4, 64, 0},
	{"ip.proto", Number, 8, "what follows: 1 ICMP, 6 TCP, 17 UDP", inIPv4, 72, 0},
	{"ip.checksum", Sum, 16, "checksum of the IP header", inIPv4, 80, 0},
	{"ip.src", IPv4Addr, 32, "source", inIPv4, 96, 0},
	{"ip.dst", IPv4Addr, 32, "destination", inIPv4, 128, 0},

	{"ipv6.version", Number, 4, "version of IP, 6", inIPv6, 0, 0},
	{"ipv6.tclass", Number, 8, "traffic class", inIPv6, 4, 0},
	{"ipv6.tclass.dscp", Number, 6, "differentiated services codepoint", inIPv6, 4, 0},
	{"ipv6.tclass.ecn", Number, 2, "explicit congestion notification: 0 not capable, 1 and 2 capable, 3 congestion met", inIPv6, 10, 0},
	{"ipv6.flow", Number, 20, "flow label", inIPv6, 12, 0},
	{"ipv6.plen", Number, 16, "octets behind the IPv6 header", inIPv6, 32, 0},
	{"ipv6.nxt", Number, 8, "what follows: 6 TCP, 17 UDP, 44 fragment header, 58 ICMPv6", inIPv6, 48, 0},
	{"ipv6.hlim", Number, 8, "hop limit: how many routers the packet may pass", inIPv6, 56, 0},
	{"ipv6.src", IPv6Addr, 128, "source", inIPv6, 64, 0},
	{"ipv6.dst", IPv6Addr, 128, "destination", inIPv6, 192, 0},
	{"ipv6.fraghdr.nxt", Number, 8, "what was fragmented: 6 TCP, 17 UDP, 58 ICMPv6", inFragment, 0, 0},
	{"ipv6.fraghdr.offset", Number, 13, "where the fragment's data belong, in units of 8 octets", inFragment, 16, 0},
	{"ipv6.fraghdr.more", Bool, 1, "more fragments follow", inFragment, 31, 0},
	{"ipv6.fraghdr.ident", Number, 32, "identification, the same in all fragments of a packet", inFragment, 32, 0},

	{"tcp.srcport", Number, 16, "source port", inTCP, 0, 0},
	{"tcp.dstport", Number, 16, "destination port", inTCP, 16, 0},
	{"tcp.seq_raw", Number, 32, "sequence number of the first octet of data, or of the SYN; absolute", inTCP, 32, 0},
	{"tcp.ack_raw", Number, 32, "the next sequence number that is expected, with the ACK flag; absolute", inTCP, 64, 0},
	{"tcp.hdr_len", Number, 4, "length of the TCP header in octets, options included, a multiple of 4", inTCP, 96, 4},
	{"tcp.flags", FlagSet, 12, "all flags, reserved bits included", inTCP, 100, 0},
	{"tcp.flags.res", Number, 3, "reserved", inTCP, 100, 0},
	{"tcp.flags.ae", Bool, 1, "AE: accurate ECN (old: nonce)", inTCP, 103, 0},
	{"tcp.flags.cwr", Bool, 1, "CWR: congestion window reduced", inTCP, 104, 0},
	{"tcp.flags.ece", Bool, 1, "ECE: congestion was met", inTCP, 105, 0},
	{"tcp.flags.urg", Bool, 1, "URG: the urgent pointer counts", inTCP, 106, 0},
	{"tcp.flags.ack", Bool, 1, "ACK: the acknowledgement number counts", inTCP, 107, 0},
	{"tcp.flags.push", Bool, 1, "PSH: give the data to the program", inTCP, 108, 0},
	{"tcp.flags.reset", Bool, 1, "RST: the connection is refused or broken off", inTCP, 109, 0},
	{"tcp.flags.syn", Bool, 1, "SYN: the numbers begin here", inTCP, 110, 0},
	{"tcp.flags.fin", Bool, 1, "FIN: no more data from the sender", inTCP, 111, 0},
	{"tcp.window_size_value", Number, 16, "the window as in the header, in octets before scaling", inTCP, 112, 0},
	{"tcp.checksum", Sum, 16, "checksum of pseudo-header, header and data", inTCP, 128, 0},
	{"tcp.urgent_pointer", Number, 16, "how far behind the sequence number urgent data end, with the URG flag", inTCP, 144, 0},
	{"tcp.options", OptionList, 0, "all options", inOptions, 0, 0},
	{"tcp.options.mss_val", OptionNumber, 16, "maximum segment size in octets", inMSS, 0, 0},
	{"tcp.options.wscale.shift", OptionNumber, 8, "by how many bits windows are to be shifted left", inWScale, 0, 0},
	{"tcp.options.sack_perm", OptionBool, 0, "selective acknowledgements are permitted", inSACKOK, 0, 0},
	{"tcp.options.timestamp.tsval", OptionNumber, 32, "the sender's timestamp", inTimestamps, 0, 0},
	{"tcp.options.timestamp.tsecr", OptionNumber, 32, "the timestamp that is echoed", inTimestamps, 4, 0},
	{"tcp.payload", Text, 0, "the data", inData, 0, 0},

	{"udp.srcport", Number, 16, "source port", inUDP, 0, 0},
	{"udp.dstport", Number, 16, "destination port", inUDP, 16, 0},
	{"udp.length", Number, 16, "octets of header and data", inUDP, 32, 0},
	{"udp.checksum", Sum, 16, "checksum of pseudo-header, header and data; 0: none", inUDP, 48, 0},
	{"udp.payload", Text, 0, "the data", inData, 0, 0},

	{"icmp.type", Number, 8, "what the message is: 0 echo reply, 3 unreachable, 8 echo request, 11 time exceeded", inICMPv4, 0, 0},
	{"icmp.code", Number, 8, "which of its type: of 3, 0 net, 1 host, 3 port, 4 fragmentation needed, 13 prohibited", inICMPv4, 8, 0},
	{"icmp.checksum", Sum, 16, "checksum of the message", inICMPv4, 16, 0},
	{"icmp.ident", Number, 16, "of an echo: which program's", inICMPv4, 32, 0},
	{"icmp.seq", Number, 16, "of an echo: which one", inICMPv4, 48, 0},
	{"icmp.mtu", Number, 16, "of fragmentation needed: the next link's MTU in octets", inICMPv4, 48, 0},

	{"icmpv6.type", Number, 8, "what the message is: 1 unreachable, 2 packet too big, 3 time exceeded, 128 echo request, 129 echo reply", inICMPv6, 0, 0},
	{"icmpv6.code", Number, 8, "which of its type: of 1, 0 no route, 1 prohibited, 3 address, 4 port", inICMPv6, 8, 0},
	{"icmpv6.checksum", Sum, 16, "checksum of pseudo-header and message", inICMPv6, 16, 0},
	{"icmpv6.echo.identifier", Number, 16, "of an echo: which program's", inICMPv6, 32, 0},
	{"icmpv6.echo.sequence_number", Number, 16, "of an echo: which one", inICMPv6, 48, 0},
	{"icmpv6.mtu", Number, 32, "of packet too big: the next link's MTU in octets", inICMPv6, 32, 0},
}

// Fields lists the fields that Edit knows, in the order of the manual.
func Fields() []Field { return slices.Clone(fields) }

// FieldNamed finds a field. The error for a name that Edit does not know says
// which one was meant, as far as that can be told.
func FieldNamed(name string) (*Field, error) {
	for i := range fields {
		if fields[i].Name == name {
			return &fields[i], nil
		}
	}
	return nil, noField(name)
}
