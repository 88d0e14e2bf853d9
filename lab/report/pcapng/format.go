package pcapng

import (
	"encoding/binary"
	"time"
	"unicode/utf8"
)

// The blocks of a capture, little-endian, as draft-ietf-opsawg-pcapng lays them
// out. pcapgo's NgWriter writes them too, but needs ten allocations for a packet
// with a direction, a number and a comment, and linking it doubles the time that
// a process needs to start; so it reads them back in the tests only.

// Types of blocks, draft-ietf-opsawg-pcapng (11.1).
const (
	sectionBlock    = 0x0a0d0d0a
	interfaceBlock  = 1
	nameBlock       = 4
	statisticsBlock = 5
	packetBlock     = 6
)

// Options, draft-ietf-opsawg-pcapng (3.5, 4.1, 4.2, 4.3, 4.6).
const (
	optEnd     = 0
	optComment = 1

	optApplication = 4 // of a section

	optName        = 2 // of an interface
	optDescription = 3
	optResolution  = 9

	optFlags    = 2 // of a packet
	optPacketID = 5

	optStart    = 2 // of statistics
	optFinish   = 3
	optReceived = 4
	optDropped  = 5
)

// Records of a name resolution block, draft-ietf-opsawg-pcapng (4.5).
const (
	nameEnd  = 0
	nameIPv4 = 1
	nameIPv6 = 2
)

const (
	byteOrder     = 0x1a2b3c4d
	version       = 1          // major 1, minor 0, as one little-endian word
	unknownLength = ^uint64(0) // of the section: nobody knows while it is written
	nanoseconds   = 9          // 10^-9
)

// direction is the packet flags' lowest two bits, draft-ietf-opsawg-pcapng (4.3.1).
type direction uint32

const (
	inbound  direction = 1
	outbound direction = 2
)

// textMax is the longest text of an option: its length is a field of 16 bits,
// and the padding to 32 bits must not reach its end.
const textMax = 1<<16 - 4

var le = binary.LittleEndian

// appendSection begins the file.
func appendSection(b []byte, application, comment string) []byte {
	at := len(b)
	b = beginBlock(b, sectionBlock)
	b = le.AppendUint32(b, byteOrder)
	b = le.AppendUint32(b, version)
	b = le.AppendUint64(b, unknownLength)
	b = appendText(b, optApplication, application)
	b = appendText(b, optComment, comment)
	return endBlock(endOptions(b), at)
}

// appendInterface describes the next interface; they count from 0.
func appendInterface(b []byte, link linkType, name, description string) []byte {
	at := len(b)
	b = beginBlock(b, interfaceBlock)
	b = le.AppendUint32(b, uint32(link)) // and two reserved octets
	b = le.AppendUint32(b, 0)            // packets are never cut
	b = appendText(b, optName, name)
	b = appendText(b, optDescription, description)
	b = appendOption(b, optResolution, 1)
	b = append(b, nanoseconds, 0, 0, 0)
	return endBlock(endOptions(b), at)
}

// appendStatistics counts what an interface saw from the run's beginning on.
func appendStatistics(b []byte, iface uint32, now time.Duration, s *side, comment string) []byte {
	at := len(b)
	b = beginBlock(b, statisticsBlock)
	b = le.AppendUint32(b, iface)
	b = appendTime(b, now)
	b = appendTime(appendOption(b, optStart, 8), 0)
	b = appendTime(appendOption(b, optFinish, 8), now)
	b = le.AppendUint64(appendOption(b, optReceived, 8), s.packets)
	b = le.AppendUint64(appendOption(b, optDropped, 8), s.dropped)
	if comment != "" {
		b = appendText(b, optComment, comment)
	}
	return endBlock(endOptions(b), at)
}

// appendPacket begins a packet's block, up to where comments may follow.
func appendPacket(b []byte, iface uint32, at time.Duration, raw []byte, d direction, id uint32) []byte {
	b = beginBlock(b, packetBlock)
	b = le.AppendUint32(b, iface)
	b = appendTime(b, at)
	b = le.AppendUint32(b, uint32(len(raw))) // captured
	b = le.AppendUint32(b, uint32(len(raw))) // on the wire
	b = pad(append(b, raw...))
	b = le.AppendUint32(appendOption(b, optFlags, 4), uint32(d))
	return le.AppendUint64(appendOption(b, optPacketID, 8), uint64(id))
}

func beginBlock(b []byte, kind uint32) []byte {
	b = le.AppendUint32(b, kind)
	return le.AppendUint32(b, 0) // the length, known at the end
}

// endBlock ends the block that began there: its length stands at both ends.
func endBlock(b []byte, at int) []byte {
	size := uint32(len(b) - at + 4)
	le.PutUint32(b[at+4:], size)
	return le.AppendUint32(b, size)
}

func appendOption(b []byte, code, size uint16) []byte {
	return le.AppendUint16(le.AppendUint16(b, code), size)
}

func endOptions(b []byte) []byte { return appendOption(b, optEnd, 0) }

// appendText appends an option with a text, clipped where it is too long.
func appendText(b []byte, code uint16, text string) []byte {
	b = appendOption(b, code, 0)
	at := len(b)
	return endText(append(b, text...), at, textMax)
}

// endText ends the option whose text began there, and was appended since: clips
// it to room, pads it, and sets its length.
func endText(b []byte, at, room int) []byte {
	if len(b)-at > room {
		b = clip(b, at, room)
	}
	le.PutUint16(b[at-2:], uint16(len(b)-at))
	return pad(b)
}

// clip shortens the UTF-8 text at the end of b to room octets, a mark included.
func clip(b []byte, at, room int) []byte {
	const mark = "…"
	end := at + max(room-len(mark), 0)
	for end > at && !utf8.RuneStart(b[end]) {
		end--
	}
	if b = b[:end]; room >= len(mark) {
		b = append(b, mark...)
	}
	return b
}

// pad fills up to 32 bits. Every block begins at such a place in its buffer.
func pad(b []byte) []byte {
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

// appendTime appends a time of the run as capture files have it: the upper 32
// bits first.
func appendTime(b []byte, at time.Duration) []byte {
	t := epoch + uint64(at)
	return le.AppendUint32(le.AppendUint32(b, uint32(t>>32)), uint32(t))
}
