package segment

import (
	"fmt"
	"strings"
)

var (
	framingNames = [...]string{"ip", "ethernet"}
	protoNames   = [...]string{"unknown", "tcp", "udp", "icmp", "icmpv6", "fragment", "arp", "ip"}
	problemNames = [...]string{"truncated", "bad IP header", "bad TCP header", "bad options", "bad length"}
)

// String is "ip" or "ethernet", as the run event writes it.
func (f Framing) String() string { return nameOf(framingNames[:], int(f)) }

// String is the word that events write for the protocol: "tcp", "icmpv6", ...
func (p Proto) String() string { return nameOf(protoNames[:], int(p)) }

// String lists what is wrong, "truncated, bad options", and is empty where
// nothing is.
func (p Problem) String() string {
	var words []string
	for i, name := range problemNames {
		if p&(1<<i) != 0 {
			words = append(words, name)
		}
	}
	return strings.Join(words, ", ")
}

// ParseFraming and ParseProto read what String wrote.
func ParseFraming(s string) (Framing, bool) { return valueOf[Framing](framingNames[:], s) }
func ParseProto(s string) (Proto, bool)     { return valueOf[Proto](protoNames[:], s) }

// MarshalText and UnmarshalText let a Spec stand in JSON and YAML.
func (f Framing) MarshalText() ([]byte, error) { return []byte(f.String()), nil }
func (p Proto) MarshalText() ([]byte, error)   { return []byte(p.String()), nil }
func (f Flags) MarshalText() ([]byte, error)   { return []byte(f.String()), nil }

func (f *Framing) UnmarshalText(b []byte) error { return unmarshal(f, "framing", framingNames[:], b) }
func (p *Proto) UnmarshalText(b []byte) error   { return unmarshal(p, "protocol", protoNames[:], b) }

func (f *Flags) UnmarshalText(b []byte) (err error) {
	*f, err = ParseFlags(string(b))
	return err
}

func unmarshal[T ~uint8](to *T, what string, names []string, b []byte) error {
	v, ok := valueOf[T](names, string(b))
	if !ok {
		return unknown(what, string(b), names)
	}
	*to = v
	return nil
}

// unknown is the error for a word that is none of the list, with what may have
// been meant.
func unknown(what, word string, of []string) error {
	if n := Nearest(word, of); n != "" {
		return fmt.Errorf("no %s is called %q: did you mean %s?", what, word, n)
	}
	if len(of) > 12 {
		return fmt.Errorf("no %s is called %q", what, word)
	}
	return fmt.Errorf("no %s is called %q: there are %s", what, word, strings.Join(of, ", "))
}

func nameOf(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return "?"
}

func valueOf[T ~uint8](names []string, s string) (T, bool) {
	for i, n := range names {
		if n == s {
			return T(i), true
		}
	}
	return 0, false
}
