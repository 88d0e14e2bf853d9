package segment

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// MAC is an Ethernet address. It is here so that package net, which is large,
// need not be.
type MAC [6]byte

// String writes it as Wireshark does: "02:00:00:00:00:01".
func (m MAC) String() string {
	b := make([]byte, 0, 17)
	for i, x := range m {
		if i > 0 {
			b = append(b, ':')
		}
		b = hex.AppendEncode(b, []byte{x})
	}
	return string(b)
}

// ParseMAC reads six octets in hexadecimal with colons or dashes between them.
func ParseMAC(s string) (m MAC, err error) {
	parts := strings.Split(strings.ReplaceAll(s, "-", ":"), ":")
	if len(parts) != len(m) {
		return MAC{}, badMAC(s)
	}
	for i, p := range parts {
		b, err := hex.DecodeString(p)
		if err != nil || len(b) != 1 {
			return MAC{}, badMAC(s)
		}
		m[i] = b[0]
	}
	return m, nil
}

func badMAC(s string) error {
	return fmt.Errorf("%q is no Ethernet address: write six octets, as in 02:00:00:00:00:01", s)
}

func (m MAC) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

func (m *MAC) UnmarshalText(b []byte) (err error) {
	*m, err = ParseMAC(string(b))
	return err
}
