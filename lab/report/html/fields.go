package html

import (
	"strconv"
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/filter"
	"netlab/hooks/segment"
)

// A packetField is a header field as the page shows it beside the packet's bytes.
type packetField struct {
	Name  string // Wireshark's
	Value string // as the rules and the manual write it; data as text, cut where they are long
	At    int    // its first bit, counted from the packet's first octet
	Bits  int
}

// maxShown is how much of a packet's data stands beside their name: the bytes
// show the rest.
const maxShown = 32

// packetFields are a packet's header fields in the order in which they stand in
// it, of fields, which are segment.Fields. Relative numbers stand before the raw
// ones that they are made of. Events that are not about a packet, or whose bytes
// are not in the record, have none.
func packetFields(fields []segment.Field, f segment.Framing, e *event.Event) []packetField {
	if len(e.Raw) == 0 {
		return nil
	}
	subject := &filter.Subject{Seg: &e.Seg, Raw: e.Raw, Info: &e.Info}
	var out []packetField
	for i := range fields {
		fd := &fields[i]
		at, bits, ok := fd.Span(f, e.Raw, &e.Seg)
		if !ok || foreign(fd.Name, &e.Seg) {
			continue
		}
		value, _ := fd.Get(f, e.Raw, &e.Seg)
		if name, relative := strings.CutSuffix(fd.Name, "_raw"); relative {
			v, err := filter.Number(name)
			if err != nil {
				continue
			}
			if n, ok := v.Of(subject); ok && (name != "tcp.ack" || e.Seg.Has(segment.ACK)) {
				out = append(out, packetField{name, strconv.FormatUint(n, 10), at, bits})
			}
		}
		if fd.Kind == segment.Text {
			value = shown(value)
		}
		out = append(out, packetField{fd.Name, value, at, bits})
	}
	return out
}

// foreign says whether a field of ICMP stands only in messages of another type:
// all of them lie in the same four octets (RFC 792; RFC 4443, 3 and 4).
func foreign(name string, s *segment.Segment) bool {
	const (
		echoReply, echo, unreachable, needsFragmentation = 0, 8, 3, 4 // RFC 792; RFC 1191 (4)
		tooBig, echo6, echoReply6                        = 2, 128, 129
	)
	switch name {
	case "icmp.ident", "icmp.seq":
		return s.Type != echo && s.Type != echoReply
	case "icmp.mtu":
		return s.Type != unreachable || s.Code != needsFragmentation
	case "icmpv6.echo.identifier", "icmpv6.echo.sequence_number":
		return s.Type != echo6 && s.Type != echoReply6
	case "icmpv6.mtu":
		return s.Type != tooBig
	}
	return false
}

// shown is the beginning of data as text: what is no printable character is a
// point, as in every hex view.
func shown(data string) string {
	cut := len(data) > maxShown
	text := []byte(data[:min(len(data), maxShown)])
	for i, c := range text {
		if c < ' ' || c >= 0x7f {
			text[i] = '.'
		}
	}
	if cut {
		return string(text) + "…"
	}
	return string(text)
}
