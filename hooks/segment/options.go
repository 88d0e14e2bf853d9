package segment

import (
	"encoding/binary"
	"iter"
)

// Kinds of TCP options, as IANA assigns them.
const (
	kindEOL         = 0  // RFC 9293 (3.2)
	kindNOP         = 1  // RFC 9293 (3.2)
	kindMSS         = 2  // RFC 9293 (3.2)
	kindWScale      = 3  // RFC 7323 (2.2)
	kindSACKOK      = 4  // RFC 2018 (2)
	kindSACK        = 5  // RFC 2018 (3)
	kindTimestamps  = 8  // RFC 7323 (3.2)
	kindUserTimeout = 28 // RFC 5482 (3)
	kindFastOpen    = 34 // RFC 7413 (4.1.1)
)

// maxOptions is the room for options in octets: a data offset of 15 words less
// the fixed header (RFC 9293, 3.1).
const maxOptions = 60 - tcpLen

// Option is one TCP option as it stands in a header.
type Option struct {
	Kind uint8
	Data []byte // behind kind and length; a part of the packet's bytes
}

// Block is one range of a SACK option: Left is its first sequence number,
// Right the one behind its last (RFC 2018, 3).
type Block struct{ Left, Right uint32 }

// Options is what a TCP header's options say. Of an option that stands twice
// the last counts. It holds a copy of the bytes, so nothing is lost: Bytes and
// String give every option in its order, also those that have no field here.
type Options struct {
	Has         OptionSet // which of the following stand
	MSS         uint16    // octets
	WScale      uint8     // shift
	TSVal       uint32
	TSEcr       uint32
	UserTimeout uint16 // as in the option: the top bit says minutes, otherwise seconds
	SACK        [4]Block
	SACKs       uint8    // how many of SACK are set
	Cookie      [16]byte // of TCP Fast Open
	CookieLen   uint8    // 0 with HasFastOpen: a request for a cookie
	Unknown     uint8    // how many options netlab has no field for

	bytes [maxOptions]byte
	n     uint8
}

// OptionSet is a set of the options that netlab reads.
type OptionSet uint8

const (
	HasMSS OptionSet = 1 << iota
	HasWScale
	HasSACKOK
	HasSACK
	HasTimestamps
	HasUserTimeout
	HasFastOpen
)

// Bytes is the options as they stand in the header, padded to whole words.
func (o *Options) Bytes() []byte { return o.bytes[:o.n] }

// OptionBytes is the part of raw in which the segment's TCP options stand,
// padding included; empty for everything else.
func (s *Segment) OptionBytes(raw []byte) []byte {
	from := uint64(s.Transport) + tcpLen
	if s.Proto != TCP || from > uint64(s.Payload) || int(s.Payload) > len(raw) || s.Problem&BadTCPHeader != 0 {
		return nil
	}
	return raw[from:s.Payload:s.Payload]
}

// EachOption goes over the options in b, NOPs included, up to the end-of-list
// option or an impossible length.
func EachOption(b []byte) iter.Seq[Option] {
	return func(yield func(Option) bool) {
		for o, rest, ok := nextOption(b); ok; o, rest, ok = nextOption(rest) {
			if !yield(o) {
				return
			}
		}
	}
}

// nextOption takes the first option off b. It is not ok at the end of the list
// and at an impossible length; rest is then what was not read.
func nextOption(b []byte) (o Option, rest []byte, ok bool) {
	switch {
	case len(b) == 0 || b[0] == kindEOL:
		return Option{}, b, false
	case b[0] == kindNOP:
		return Option{Kind: kindNOP}, b[1:], true
	case len(b) < 2 || b[1] < 2 || int(b[1]) > len(b):
		return Option{}, b, false
	}
	n := b[1]
	return Option{b[0], b[2:n:n]}, b[n:], true
}

// Options reads the segment's options. The problem is BadOptions where one has
// a length that its kind does not allow, or that leads out of the header; what
// stood before it is read all the same.
func (s *Segment) Options(raw []byte) (Options, Problem) {
	return DecodeOptions(s.OptionBytes(raw))
}

// DecodeOptions reads the options of a TCP header from their bytes, without
// allocating. More than 40 octets never stand in a header: what is over is cut.
func DecodeOptions(b []byte) (o Options, p Problem) {
	o.n = uint8(copy(o.bytes[:], b))
	b = o.bytes[:o.n]
	for {
		opt, rest, ok := nextOption(b)
		if !ok {
			if len(rest) > 0 && rest[0] != kindEOL {
				p = BadOptions
			}
			return
		}
		b = rest
		if opt.Kind != kindNOP && !o.read(opt) {
			p = BadOptions
		}
	}
}

// read takes one option over; false: its length is not what its kind wants.
func (o *Options) read(opt Option) bool {
	d := opt.Data
	switch {
	case opt.Kind == kindMSS && len(d) == 2:
		o.MSS, o.Has = binary.BigEndian.Uint16(d), o.Has|HasMSS
	case opt.Kind == kindWScale && len(d) == 1:
		o.WScale, o.Has = d[0], o.Has|HasWScale
	case opt.Kind == kindSACKOK && len(d) == 0:
		o.Has |= HasSACKOK
	case opt.Kind == kindTimestamps && len(d) == 8:
		o.TSVal, o.TSEcr = binary.BigEndian.Uint32(d), binary.BigEndian.Uint32(d[4:])
		o.Has |= HasTimestamps
	case opt.Kind == kindUserTimeout && len(d) == 2:
		o.UserTimeout, o.Has = binary.BigEndian.Uint16(d), o.Has|HasUserTimeout
	case opt.Kind == kindSACK && len(d) > 0 && len(d)%8 == 0 && len(d) <= 32:
		o.SACKs, o.Has = uint8(len(d)/8), o.Has|HasSACK
		for i := range o.SACKs {
			o.SACK[i] = Block{binary.BigEndian.Uint32(d[i*8:]), binary.BigEndian.Uint32(d[i*8+4:])}
		}
	case opt.Kind == kindFastOpen && cookieFits(len(d)):
		o.CookieLen, o.Has = uint8(copy(o.Cookie[:], d)), o.Has|HasFastOpen
	case wellKnown(opt.Kind):
		return false
	default:
		o.Unknown++
	}
	return true
}

// cookieFits: 4 to 16 octets, an even number, or none to ask (RFC 7413, 4.1.1).
func cookieFits(n int) bool { return n == 0 || n >= 4 && n <= 16 && n%2 == 0 }

// wellKnown says whether netlab reads options of the kind.
func wellKnown(kind uint8) bool {
	switch kind {
	case kindMSS, kindWScale, kindSACKOK, kindSACK, kindTimestamps, kindUserTimeout, kindFastOpen:
		return true
	}
	return false
}
