package event

import "slices"

// State is a connection's state, RFC 9293 (3.3.2). UDP sockets and closed
// connections are CLOSED.
type State uint8

const (
	NoState State = iota
	Closed
	Listen
	SynSent
	SynReceived
	Established
	FinWait1
	FinWait2
	CloseWait
	Closing
	LastAck
	TimeWait
)

// Action is what the desk did with a packet.
type Action uint8

const (
	NoAction Action = iota
	Pass
	DropPacket
	Delay
	Reorder
	Duplicate
	Corrupt
	Rewrite
	Inject
	Reject
)

// Role is what a segment does in its connection, worked out from what went
// over the wire before it. The first in this list that fits is the principal
// role, so a FIN that carries data is a fin, and also data.
type Role uint8

const (
	NoRole Role = iota
	Syn
	SynAck
	Rst
	Fin
	WindowProbe
	Keepalive
	Data
	HandshakeAck // the first acknowledgement of the SYN-ACK by the active opener, or of the second SYN in a simultaneous open
	FinAck       // the first acknowledgement of the peer's FIN, when it was the first FIN
	LastAckRole  // "last-ack": the acknowledgement of the second FIN
	ChallengeAck
	KeepaliveAck
	DupAck
	WindowUpdate
	Ack
	UDPRole      // "udp"
	ICMPRole     // "icmp"
	FragmentRole // "fragment": a later fragment
	ARPRole      // "arp"
	Other
	// Roles that are never the principal one.
	Retransmission // carries a byte or a flag that was sent before
	roleCount
)

// Roles is a set of roles.
type Roles uint32

// Has says whether r is in the set.
func (s Roles) Has(r Role) bool { return s&(1<<r) != 0 }

// With is the set and r.
func (s Roles) With(r Role) Roles { return s | 1<<r }

var stateNames = [...]string{"", "CLOSED", "LISTEN", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED",
	"FIN-WAIT-1", "FIN-WAIT-2", "CLOSE-WAIT", "CLOSING", "LAST-ACK", "TIME-WAIT"}

var actionNames = [...]string{"", "pass", "drop", "delay", "reorder", "duplicate", "corrupt", "rewrite", "inject", "reject"}

var kindNames = [...]string{"", "run", "call", "return", "send", "verdict", "deliver", "drop", "state", "timer", "note", "expect", "end"}

var roleNames = [...]string{"", "syn", "synack", "rst", "fin", "window-probe", "keepalive", "data", "handshake-ack",
	"fin-ack", "last-ack", "challenge-ack", "keepalive-ack", "dup-ack", "window-update", "ack", "udp", "icmp",
	"fragment", "arp", "other", "retransmission"}

func (s State) String() string  { return name(stateNames[:], uint8(s)) }
func (a Action) String() string { return name(actionNames[:], uint8(a)) }
func (k Kind) String() string   { return name(kindNames[:], uint8(k)) }
func (r Role) String() string   { return name(roleNames[:], uint8(r)) }

func name(names []string, i uint8) string {
	if int(i) < len(names) {
		return names[i]
	}
	return "?"
}

// ParseRole and ParseKind read what String writes, exactly.
// ParseState takes a state's other names too.
func ParseRole(s string) (Role, bool) { return parse[Role](roleNames[:], s) }
func ParseKind(s string) (Kind, bool) { return parse[Kind](kindNames[:], s) }

func parse[T ~uint8](names []string, s string) (T, bool) {
	for i, n := range names {
		if i > 0 && n == s {
			return T(i), true
		}
	}
	return 0, false
}

// RoleNames and StateNames list the words for manuals and suggestions. The lists
// are the caller's.
func RoleNames() []string  { return slices.Clone(roleNames[1:]) }
func StateNames() []string { return slices.Clone(stateNames[1:]) }
