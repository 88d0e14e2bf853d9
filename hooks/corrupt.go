package hooks

import (
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

var corruptVerb = verb{Verb{
	Action: event.Corrupt,
	Word:   "corrupt",
	Usage:  "corrupt bit N | payload | FIELD [mend]",
	About: `One bit of the packet is turned over: the Nth, counted from 0 at the first bit of the IP header;
or one of the data, or of the field, drawn from the run's seed. The checksums stay as they were, so
that the receiver can tell, unless mend makes them right. A packet that has no such bit goes on as
it is.`,
	Example: "from client data#1 corrupt bit 300",
}, parseCorrupt}

// maxBit is the last bit of the longest IP packet.
const maxBit = (1<<16-1)*8 - 1

// corrupt turns over a bit: of the data, of a field, or that of the number.
type corrupt struct {
	payload bool
	field   string
	bit     int
	mend    bool
}

func parseCorrupt(s *scan) (action, error) {
	var c corrupt
	switch w, at := s.word(); w {
	case "bit":
		n, at := s.word()
		bit, err := strconv.Atoi(n)
		if err != nil || bit < 0 || bit > maxBit {
			return nil, s.fail(at, "", "the number of a bit belongs after bit, from 0 to %d, not %s", maxBit, quoted(n))
		}
		c.bit = bit
	case "payload":
		c.payload = true
	case "":
		return nil, s.fail(at, "bit 300, payload, or a field such as tcp.seq_raw", "corrupt what?")
	default:
		f, err := s.packetField(w, at, "bit", "payload")
		if err != nil {
			return nil, err
		}
		if f.Bits == 0 || f.Kind == segment.OptionBool {
			return nil, s.fail(at, "corrupt payload or a bit, or rewrite it", "%s has no fixed place in a packet", w)
		}
		c.field = w
	}
	c.mend = s.take("mend")
	return c, nil
}

// packetField finds a field that was read at the offset; words are what might
// stand there instead.
func (s *scan) packetField(name string, at int, words ...string) (*segment.Field, error) {
	f, err := segment.FieldNamed(name)
	if err == nil {
		return f, nil
	}
	for _, f := range segment.Fields() {
		words = append(words, f.Name)
	}
	hint := "netlab help fields names them"
	if near := segment.Nearest(name, words); near != "" {
		hint = "did you mean " + strconv.Quote(near) + "?"
	}
	return nil, s.fail(at, hint, "packets have no field %q that can be changed", name)
}

func (c corrupt) String() string {
	text := "corrupt "
	switch {
	case c.payload:
		text += "payload"
	case c.field != "":
		text += c.field
	default:
		text += "bit " + strconv.Itoa(c.bit)
	}
	if c.mend {
		text += " mend"
	}
	return text
}

func (c corrupt) compile(Env) (act, error) {
	turn := c.turnBit
	if c.field != "" {
		f, err := segment.FieldNamed(c.field)
		if err != nil {
			return act{}, err
		}
		turn = turnField(f)
	}
	return act{do: func(v View, p *Packet, l luck) Verdict {
		f := v.Framing(p.Wire)
		raw := turn(f, p, l)
		if raw == nil {
			return Verdict{}
		}
		if c.mend {
			segment.Mend(f, raw)
		}
		return Verdict{event.Corrupt, []Out{{Packet: p.with(raw)}}}
	}}, nil
}

// turnBit is a copy of p's bytes with the bit turned over; nil: there is none.
func (c corrupt) turnBit(_ segment.Framing, p *Packet, l luck) []byte {
	bit := uint64(p.Seg.Net)*8 + uint64(c.bit)
	if c.payload {
		n := p.Seg.PayloadLen()
		if n <= 0 {
			return nil
		}
		bit = uint64(p.Seg.Payload)*8 + Below(l.draw(forBit), uint64(n)*8)
	}
	if bit >= uint64(len(p.Raw))*8 {
		return nil
	}
	raw := append([]byte(nil), p.Raw...)
	raw[bit/8] ^= 0x80 >> (bit % 8)
	return raw
}

// turnField turns over a drawn bit of a field.
func turnField(fd *segment.Field) func(segment.Framing, *Packet, luck) []byte {
	unit := unitOf(fd)
	return func(f segment.Framing, p *Packet, l luck) []byte {
		value, ok := fd.Get(f, p.Raw, &p.Seg)
		if !ok {
			return nil
		}
		turned, ok := turnValue(fd, value, int(Below(l.draw(forBit), uint64(fd.Bits))), unit)
		if !ok {
			return nil
		}
		raw, err := segment.Edit(f, p.Raw, fd.Name, turned)
		if err != nil {
			return nil
		}
		return raw
	}
}

// unitOf is what the values of a field are multiples of: 4 of a header length.
func unitOf(fd *segment.Field) uint64 {
	for unit := uint64(1); unit <= 8; unit *= 2 {
		if fd.Check(strconv.FormatUint(unit, 10)) == nil {
			return unit
		}
	}
	return 1
}

// turnValue turns over a bit of a field's value, the lowest being 0.
func turnValue(fd *segment.Field, value string, bit int, unit uint64) (string, bool) {
	switch fd.Kind {
	case segment.IPv4Addr, segment.IPv6Addr:
		a, err := netip.ParseAddr(value)
		if err != nil {
			return "", false
		}
		b := a.AsSlice()
		b[len(b)-1-bit/8] ^= 1 << (bit % 8)
		a, _ = netip.AddrFromSlice(b)
		return a.String(), true
	case segment.EtherAddr:
		b, err := hex.DecodeString(strings.ReplaceAll(value, ":", ""))
		if err != nil {
			return "", false
		}
		b[len(b)-1-bit/8] ^= 1 << (bit % 8)
		return segment.MAC(b).String(), true
	case segment.FlagSet:
		if flags, err := segment.ParseFlags(value); err == nil {
			return strconv.FormatUint(uint64(flags)^1<<bit, 10), true
		}
	}
	n, err := strconv.ParseUint(value, 0, 64)
	return strconv.FormatUint(n^unit<<bit, 10), err == nil
}
