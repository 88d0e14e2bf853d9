package html

import "encoding/binary"

// A page holds every octet of every packet, and most octets were there before: a
// header differs from the one before it in a few places, a router's copy in two,
// and what programs send repeats itself. So the octets are packed in LZ4's block
// format (github.com/lz4/lz4, doc/lz4_Block_format.md), which a browser unpacks
// in a dozen lines (assets/packets.js). The standard library's flate would pack
// better, but its bytes change from one version of Go to the next, and the same
// run is to give the same page.

// Of the format: a match has at least minMatch octets, begins at most maxAway
// before its copy, the last lastLiterals octets are never part of one, and none
// begins in the last matchLimit.
const (
	minMatch     = 4
	maxAway      = 65535
	lastLiterals = 5
	matchLimit   = 12
)

// hashBits is the size of the table of places: 64 Ki of them, as far as a match
// may reach.
const hashBits = 16

// pack packs octets. It takes the first match that it finds.
func pack(src []byte) []byte {
	var places [1 << hashBits]int32 // of four octets, by their hash: where they stood last, plus one
	out := make([]byte, 0, len(src)/2+16)
	from := 0 // where what is not yet written begins
	for at := 0; at+matchLimit <= len(src); {
		four := binary.LittleEndian.Uint32(src[at:])
		place := &places[four*2654435761>>(32-hashBits)] // Knuth's multiplier, as LZ4's own
		before := int(*place) - 1
		*place = int32(at + 1)
		if before < 0 || at-before > maxAway || binary.LittleEndian.Uint32(src[before:]) != four {
			at++
			continue
		}
		n := minMatch
		for at+n < len(src)-lastLiterals && src[before+n] == src[at+n] {
			n++
		}
		out = sequence(out, src[from:at], n)
		out = binary.LittleEndian.AppendUint16(out, uint16(at-before))
		if n -= minMatch; n >= 15 {
			out = length(out, n-15)
		}
		at += n + minMatch
		from = at
	}
	if from == len(src) {
		return out
	}
	return sequence(out, src[from:], minMatch)
}

// sequence writes a token and literals; a match of that many octets follows.
func sequence(out, literals []byte, match int) []byte {
	out = append(out, byte(min(len(literals), 15)<<4|min(match-minMatch, 15)))
	if n := len(literals); n >= 15 {
		out = length(out, n-15)
	}
	return append(out, literals...)
}

// length writes what a token's four bits have no room for.
func length(out []byte, n int) []byte {
	for ; n >= 255; n -= 255 {
		out = append(out, 255)
	}
	return append(out, byte(n))
}
