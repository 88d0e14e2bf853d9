package event

import (
	"fmt"
	"maps"
	"strings"

	"netlab/hooks/segment"
)

// ParseState reads a state's name in any of the ways in which they are written:
// RFC 9293's (SYN-RECEIVED), ss's (estab, syn-recv, fin-wait-1, unconn), the
// kernel's (TCP_SYN_RECV, TCP_CLOSE), in any case, with -, _ or nothing between
// the words.
func ParseState(s string) (State, bool) {
	if len(s) > len("TCP_NEW_SYN_RECV") {
		return NoState, false
	}
	state, ok := stateWords[strings.TrimPrefix(joinWords.Replace(strings.ToLower(s)), "tcp")]
	return state, ok
}

var joinWords = strings.NewReplacer("-", "", "_", "")

// stateWords are the names of RFC 9293 (3.3.2), of ss (iproute2, misc/ss.c,
// sstate_name) and of the kernel (include/net/tcp_states.h).
var stateWords = map[string]State{
	"closed": Closed, "close": Closed, "unconn": Closed,
	"listen":      Listen,
	"synsent":     SynSent,
	"synreceived": SynReceived, "synrecv": SynReceived, "synrcvd": SynReceived, "newsynrecv": SynReceived,
	"established": Established, "estab": Established,
	"finwait1":  FinWait1,
	"finwait2":  FinWait2,
	"closewait": CloseWait,
	"closing":   Closing,
	"lastack":   LastAck,
	"timewait":  TimeWait,
}

// StateWords are the words that ParseState reads, in small letters, without what
// joins their parts and without tcp before them: for who reads states elsewhere.
func StateWords() map[string]State { return maps.Clone(stateWords) }

// MarshalText writes the name, "" for none.
func (s State) MarshalText() ([]byte, error)  { return []byte(s.String()), nil }
func (a Action) MarshalText() ([]byte, error) { return []byte(a.String()), nil }
func (k Kind) MarshalText() ([]byte, error)   { return []byte(k.String()), nil }
func (r Role) MarshalText() ([]byte, error)   { return []byte(r.String()), nil }

// UnmarshalText reads what MarshalText writes; a state also as ParseState does.
func (s *State) UnmarshalText(b []byte) error {
	err := unmarshal(s, stateNames[:], b, "a state")
	if err == nil {
		return nil
	}
	if state, ok := ParseState(string(b)); ok {
		*s, err = state, nil
	}
	return err
}

func (a *Action) UnmarshalText(b []byte) error { return unmarshal(a, actionNames[:], b, "an action") }
func (k *Kind) UnmarshalText(b []byte) error   { return unmarshal(k, kindNames[:], b, "a kind") }
func (r *Role) UnmarshalText(b []byte) error   { return unmarshal(r, roleNames[:], b, "a role") }

func unmarshal[T ~uint8](to *T, names []string, b []byte, what string) error {
	for i, n := range names {
		if n == string(b) {
			*to = T(i)
			return nil
		}
	}
	return unknown(what, string(b), names[1:])
}

// unknown is the error for a word that is not among those that are known.
func unknown(what, word string, known []string) error {
	if near := segment.Nearest(word, known); near != "" {
		return fmt.Errorf("wanted %s, saw %q: did you mean %q?", what, clip(word), near)
	}
	if len(known) > 0 && len(known) <= 12 {
		return fmt.Errorf("wanted %s, saw %q: it is one of %s", what, clip(word), strings.Join(known, ", "))
	}
	return fmt.Errorf("wanted %s, saw %q", what, clip(word))
}

// clip keeps what an error quotes short.
func clip(s string) string {
	const most = 64
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}
