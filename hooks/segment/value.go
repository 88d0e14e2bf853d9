package segment

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// A value is what was written for a field, read.
type value struct {
	number uint64 // as the packet holds it
	bytes  []byte // addresses, options, text; not nil for these
	none   bool   // the option is to go
}

// parse reads a value as the field's kind wants it written.
func (fd *Field) parse(text string) (v value, err error) {
	none := text == "none"
	switch fd.Kind {
	case Bool, OptionBool:
		switch {
		case text == "1" || strings.EqualFold(text, "true"):
			v.number = 1
		case text == "0" || strings.EqualFold(text, "false") || none && fd.Kind == OptionBool:
			v.none = true
		default:
			return v, fd.wrong(text, "1 or 0")
		}
		return v, nil
	case FlagSet:
		if text == "" || text[0] < '0' || text[0] > '9' {
			f, err := ParseFlags(text)
			if err != nil {
				return v, fmt.Errorf("%s: %w", fd.Name, err)
			}
			return value{number: uint64(f)}, nil
		}
	case EtherAddr:
		m, err := ParseMAC(text)
		if err != nil {
			return v, fmt.Errorf("%s: %w", fd.Name, err)
		}
		return value{bytes: m[:]}, nil
	case IPv4Addr, IPv6Addr:
		a, err := netip.ParseAddr(text)
		if err != nil || a.Is4() != (fd.Kind == IPv4Addr) || a.Zone() != "" {
			return v, fd.wrong(text, "an "+fd.Kind.String())
		}
		return value{bytes: a.AsSlice()}, nil
	case OptionList:
		if none {
			return value{bytes: []byte{}}, nil
		}
		o, err := ParseOptions(text)
		if err != nil {
			return v, fmt.Errorf("%s: %w", fd.Name, err)
		}
		return value{bytes: append([]byte{}, o.Bytes()...)}, nil
	case Text:
		if strings.HasPrefix(text, `"`) {
			unquoted, err := strconv.Unquote(text)
			if err != nil {
				return v, fd.wrong(text, `text, or text in quotes with \x00 for octets that have no letter`)
			}
			text = unquoted
		}
		if len(text) > maxPacket {
			return v, fmt.Errorf("%s: %d octets of text: %s", fd.Name, len(text), payloadMax)
		}
		return value{bytes: append([]byte{}, text...)}, nil
	case OptionNumber:
		if none {
			return value{none: true}, nil
		}
	}
	return fd.parseNumber(text)
}

func (fd *Field) parseNumber(text string) (value, error) {
	unit := max(fd.unit, 1)
	limit := (uint64(1)<<fd.Bits - 1) * unit
	digits, base := text, 10
	if d, ok := strings.CutPrefix(strings.ToLower(text), "0x"); ok {
		digits, base = d, 16
	}
	n, err := strconv.ParseUint(digits, base, 64)
	switch {
	case err != nil || n > limit:
		want := fmt.Sprintf("a number from 0 to %d", limit)
		if fd.Kind == OptionNumber {
			want += ", or none to take the option out"
		}
		return value{}, fd.wrong(text, want)
	case n%unit != 0:
		return value{}, fd.wrong(text, fmt.Sprintf("a multiple of %d", unit))
	}
	return value{number: n / unit}, nil
}

func (fd *Field) wrong(text, want string) error {
	return fmt.Errorf("%s: wanted %s, saw %q", fd.Name, want, text)
}

// addr writes an address of the field's kind.
func (fd *Field) addr(b []byte) string {
	if fd.Kind == EtherAddr {
		return MAC(b).String()
	}
	a, _ := netip.AddrFromSlice(b)
	return a.String()
}

// noField is the error for a name that Edit does not know. Some names are
// Wireshark's, but no one field of the packet; some are what everybody else writes.
func noField(name string) error {
	for _, h := range [...]struct{ names, hint string }{
		{"tcp.seq", "it is relative, and a packet holds absolute numbers: write tcp.seq_raw"},
		{"tcp.ack", "it is relative, and a packet holds absolute numbers: write tcp.ack_raw"},
		{"tcp.window_size", "it is scaled, and a packet holds it unscaled: write tcp.window_size_value"},
		{"tcp.len", "it follows from other lengths: write tcp.payload or ip.len"},
		{"tcp.port udp.port", "it is both ports: write srcport or dstport"},
		{"ip.addr ipv6.addr eth.addr", "it is both addresses: write src or dst"},
		{"tcp.flags.rst", "the flag is called tcp.flags.reset"},
		{"tcp.flags.psh", "the flag is called tcp.flags.push"},
		{"tcp.window", "the field is called tcp.window_size_value"},
	} {
		for n := range strings.FieldsSeq(h.names) {
			if n == name {
				return fmt.Errorf("%s cannot be edited: %s", name, h.hint)
			}
		}
	}
	names := make([]string, len(fields))
	for i := range fields {
		names[i] = fields[i].Name
	}
	return unknown("field that can be edited", name, names)
}
