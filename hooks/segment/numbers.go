package segment

// Header lengths in octets.
const (
	ethernetLen = 14
	arpLen      = 28 // RFC 826, for Ethernet and IPv4
	ipv4Len     = 20 // RFC 791 (3.1), without options
	ipv6Len     = 40 // RFC 8200 (3)
	fragmentLen = 8  // RFC 8200 (4.5)
	tcpLen      = 20 // RFC 9293 (3.1), without options
	udpLen      = 8  // RFC 768
	icmpLen     = 8  // RFC 792, RFC 4443: type, code, checksum and four octets more
	icmpMin     = 4
)

// EtherTypes.
const (
	etherIPv4 = 0x0800
	etherARP  = 0x0806
	etherIPv6 = 0x86dd
)

// IP protocol numbers, as IANA assigns them.
const (
	numHopByHop = 0
	numICMP     = 1
	numTCP      = 6
	numUDP      = 17
	numRouting  = 43
	numFragment = 44
	numICMPv6   = 58
	numDestOpts = 60
)
