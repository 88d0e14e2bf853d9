package file

import "netlab/lab"

// wants is what each type of an argument takes, for errors and for the schema.
// Names that a schema cannot know are texts to it.
var wants = map[lab.ArgType]form{
	lab.AnyText:     aWord,
	lab.Number:      aNumber,
	lab.Duration:    aTime,
	lab.HostName:    {takes: "the name of a host", def: "name"},
	lab.WireName:    {takes: "the name of a wire", def: "name"},
	lab.RuleName:    {takes: "the name or the number of a rule", def: "word"},
	lab.SocketName:  {takes: "the name of a socket", def: "word"},
	lab.Address:     {takes: "an address: HOST:PORT or :PORT", def: "address"},
	lab.OptionName:  {takes: "the name of a socket option", build: func() schema { return schema{"enum": typed(socketOptions)} }},
	lab.Errno:       {takes: "ok, any, or the name of an errno", build: func() schema { return schema{"enum": typed(errnos)} }},
	lab.StateName:   {takes: "a state of a connection", def: "word"},
	lab.MatchExpr:   {takes: "a role or an expression on packets", def: "word"},
	lab.StateExpr:   {takes: "a state, or an expression on hosts' states", def: "word"},
	lab.Pattern:     {takes: "a segment: S. 0:0(0) ack 1", def: "word"},
	lab.OneOf:       {takes: "one of a few words", def: "word"},
	lab.RangeText:   {takes: "a number, a time or a range of them: 3, 2..4, 1s..2s", def: "word"},
	lab.ProgramStep: {takes: "a step: PROGRAM.LABEL", build: func() schema { return pattern(`^[^.]+\..+$`) }},
	lab.Flag:        aFlag,
	lab.ExitStatus: {takes: "an exit status, 0 to 255, or any", build: func() schema {
		return anyOf(schema{"type": "integer", "minimum": 0, "maximum": 255}, pattern(digits), schema{"enum": typed([]string{"any"})})
	}},
}

// socketOptions are those of socket(7), tcp(7), ip(7) and ipv6(7) that are about one
// socket's traffic. Whether a stack has one, the call says: ENOPROTOOPT.
var socketOptions = []string{
	"SIOCINQ", "SIOCOUTQ",
	"SO_BROADCAST", "SO_ERROR", "SO_KEEPALIVE", "SO_LINGER", "SO_OOBINLINE", "SO_RCVBUF", "SO_RCVLOWAT", "SO_REUSEADDR", "SO_REUSEPORT",
	"SO_SNDBUF", "TCP_CONGESTION", "TCP_CORK", "TCP_DEFER_ACCEPT", "TCP_FASTOPEN", "TCP_FASTOPEN_CONNECT", "TCP_INFO", "TCP_KEEPCNT",
	"TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_LINGER2", "TCP_MAXSEG", "TCP_NODELAY", "TCP_NOTSENT_LOWAT", "TCP_QUEUE_SEQ", "TCP_QUICKACK", "TCP_RTO_MAX_MS",
	"TCP_RTO_MIN_US", "TCP_SYNCNT", "TCP_USER_TIMEOUT", "TCP_WINDOW_CLAMP", "IP_MTU", "IP_MTU_DISCOVER", "IP_TOS", "IP_TTL", "IPV6_MTU",
	"IPV6_MTU_DISCOVER", "IPV6_TCLASS", "IPV6_UNICAST_HOPS", "IPV6_V6ONLY",
}

// errnos are what a socket call may give: ok, and the names of POSIX (sys/socket.h
// and the pages of its functions) with Linux's own (connect(2), send(2), ip(7),
// tcp(7), udp(7)).
var errnos = []string{"ok", "any",
	"E2BIG", "EACCES", "EADDRINUSE", "EADDRNOTAVAIL", "EAFNOSUPPORT", "EAGAIN", "EALREADY", "EBADF", "ECONNABORTED", "ECONNREFUSED",
	"ECONNRESET", "EDESTADDRREQ", "EDOM", "EFAULT", "EHOSTDOWN", "EHOSTUNREACH", "EINPROGRESS", "EINTR", "EINVAL", "EIO",
	"EISCONN", "EMFILE", "EMSGSIZE", "ENETDOWN", "ENETRESET", "ENETUNREACH", "ENFILE", "ENOBUFS", "ENODEV", "ENOENT",
	"ENOMEM", "ENONET", "ENOPROTOOPT", "ENOSPC", "ENOSYS", "ENOTCONN", "ENOTSOCK", "EOPNOTSUPP", "EPERM", "EPIPE",
	"EPROTO", "EPROTONOSUPPORT", "EPROTOTYPE", "ERANGE", "ESHUTDOWN", "ETIMEDOUT", "EWOULDBLOCK",
}
