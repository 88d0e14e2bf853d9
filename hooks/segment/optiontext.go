package segment

import (
	"encoding/hex"
	"strconv"
)

// String writes the options as tcpdump does:
//
//	mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7
//
// An option that has no name there is written "unknown-254 0xf989", bytes that
// are no option "raw 0x02ff", so that ParseOptions gives back every byte.
func (o *Options) String() string { return string(AppendOptions(nil, o.Bytes(), 0)) }

// AppendOptions appends the text of the options in b. The numbers of SACK
// blocks are written less base: the peer's initial sequence number makes them
// relative, as tcpdump writes them; 0 leaves them.
func AppendOptions(dst, b []byte, base uint32) []byte {
	for start := len(dst); len(b) > 0; {
		if len(dst) > start {
			dst = append(dst, ',')
		}
		o, rest, ok := nextOption(b)
		switch {
		case ok:
			dst = o.append(dst, base)
		case b[0] == kindEOL:
			dst = append(dst, "eol"...)
			rest = b[1:]
			if len(rest) < 4 && allZero(rest) {
				return dst // what ParseOptions pads with
			}
			dst = appendHex(append(dst, ",raw "...), rest)
			return dst
		default:
			return appendHex(append(dst, "raw "...), b)
		}
		b = rest
	}
	return dst
}

func (o Option) append(dst []byte, base uint32) []byte {
	d := o.Data
	number := func(v uint32) { dst = strconv.AppendUint(dst, uint64(v), 10) }
	var read Options
	switch {
	case o.Kind == kindNOP:
		return append(dst, "nop"...)
	case !wellKnown(o.Kind) || !read.read(o):
		dst = append(dst, "unknown-"...)
		number(uint32(o.Kind))
		if len(d) > 0 {
			dst = appendHex(append(dst, ' '), d)
		}
		return dst
	}
	switch o.Kind {
	case kindMSS:
		dst = append(dst, "mss "...)
		number(uint32(read.MSS))
	case kindWScale:
		dst = append(dst, "wscale "...)
		number(uint32(read.WScale))
	case kindSACKOK:
		dst = append(dst, "sackOK"...)
	case kindTimestamps:
		dst = append(dst, "TS val "...)
		number(read.TSVal)
		dst = append(dst, " ecr "...)
		number(read.TSEcr)
	case kindSACK:
		dst = append(dst, "sack "...)
		number(uint32(read.SACKs))
		dst = append(dst, ' ')
		for _, block := range read.SACK[:read.SACKs] {
			dst = append(dst, '{')
			number(block.Left - base)
			dst = append(dst, ':')
			number(block.Right - base)
			dst = append(dst, '}')
		}
	case kindUserTimeout:
		dst = append(dst, "uto "...)
		number(uint32(read.UserTimeout & 0x7fff))
		if read.UserTimeout&0x8000 != 0 {
			dst = append(dst, "min"...)
		} else {
			dst = append(dst, 's')
		}
	case kindFastOpen:
		if read.CookieLen == 0 {
			return append(dst, "tfo cookiereq"...)
		}
		dst = hex.AppendEncode(append(dst, "tfo cookie "...), d)
	}
	return dst
}

func appendHex(dst, b []byte) []byte { return hex.AppendEncode(append(dst, "0x"...), b) }

func allZero(b []byte) bool {
	for _, x := range b {
		if x != 0 {
			return false
		}
	}
	return true
}
