package lab

import "netlab/topology"

// An octet that is sent with MSG_OOB stands in the stream like any other. A
// receiver reads it there (SO_OOBINLINE), or out of its turn, or not at all: then
// those before it and behind it are next to each other.

// urgentOctet is one that was sent as urgent.
type urgentOctet struct {
	at    int  // how many were sent before it
	taken bool // it is not read among the others
}

// sentUrgent enters that the last octet that a connection has sent is urgent.
func (l *ledger) sentUrgent(c *topology.Conn) {
	if c.UDP {
		return
	}
	if a := l.account(false, c.Local, c.Remote); a.sent > 0 {
		a.urgent = append(a.urgent, urgentOctet{at: a.sent - 1})
	}
}

// receivedUrgent enters an octet that was read out of its turn: the last urgent
// one, since an earlier one is then data like any other (tcp_check_urg,
// net/ipv4/tcp_input.c).
func (l *ledger) receivedUrgent(c *topology.Conn, b []byte) {
	if c.UDP || len(b) == 0 {
		return
	}
	l.open(c)
	a := l.account(false, c.Remote, c.Local)
	for i := len(a.urgent) - 1; i >= 0; i-- {
		if u := &a.urgent[i]; !u.taken && u.at >= a.read && a.octet(u.at) == b[0] {
			u.taken = true
			return
		}
	}
	a.read, a.excess = a.read+1, a.excess+1 // nobody sent it as urgent
	if a.wrong == 0 {
		a.wrong = a.read
	}
}

// octet is the one before which so many were sent.
func (a *account) octet(at int) byte {
	for _, c := range a.content {
		if at < len(c) {
			return c[at]
		}
		at -= len(c)
	}
	return 0
}

// nextUrgent is the next urgent octet that the reader comes to, and how many are
// before it; nil if there is none.
func (a *account) nextUrgent() (ahead int, u *urgentOctet) {
	for i := range a.urgent {
		if u := &a.urgent[i]; u.at >= a.read {
			return u.at - a.read, u
		}
	}
	return 0, nil
}

// takenBefore is how many of the first n octets were not read among the others.
func (a *account) takenBefore(n int) (count int) {
	for _, u := range a.urgent {
		if u.taken && u.at < n {
			count++
		}
	}
	return count
}

// inTurn is a beginning of the stream without the octets that were not read among
// the others.
func (a *account) inTurn(stream []byte) []byte {
	var text []byte
	from := 0
	for _, u := range a.urgent {
		if u.taken && u.at < len(stream) {
			text = append(text, stream[from:u.at]...)
			from = u.at + 1
		}
	}
	return append(text, stream[from:]...)
}
