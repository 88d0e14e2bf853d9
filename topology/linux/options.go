package linux

import "slices"

// optionNames are the socket options of the kernel that are about one socket's
// traffic: socket(7), tcp(7), ip(7), ipv6(7), and of ioctl(2)'s questions the two
// that tell how much is on its way.
var optionNames = []string{
	"IPV6_MTU", "IPV6_MTU_DISCOVER", "IPV6_TCLASS", "IPV6_UNICAST_HOPS", "IPV6_V6ONLY",
	"IP_MTU", "IP_MTU_DISCOVER", "IP_TOS", "IP_TTL",
	"SIOCINQ", "SIOCOUTQ",
	"SO_BROADCAST", "SO_ERROR", "SO_KEEPALIVE", "SO_LINGER", "SO_OOBINLINE", "SO_RCVBUF", "SO_RCVLOWAT", "SO_REUSEADDR", "SO_REUSEPORT", "SO_SNDBUF",
	"TCP_CONGESTION", "TCP_CORK", "TCP_DEFER_ACCEPT", "TCP_FASTOPEN", "TCP_FASTOPEN_CONNECT", "TCP_INFO",
	"TCP_KEEPCNT", "TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_LINGER2", "TCP_MAXSEG", "TCP_NODELAY", "TCP_NOTSENT_LOWAT", "TCP_QUEUE_SEQ", "TCP_QUICKACK",
	"TCP_RTO_MAX_MS", "TCP_RTO_MIN_US", "TCP_SYNCNT", "TCP_USER_TIMEOUT", "TCP_WINDOW_CLAMP",
}

// SocketOptions lists the options that programs on a kernel host may set and
// read, sorted, for the manual. An older kernel may lack some: the call says
// ENOPROTOOPT.
func SocketOptions() []string { return slices.Clone(optionNames) }
