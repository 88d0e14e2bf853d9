package lab

import (
	"fmt"
	"strconv"
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// notation is a packet as packetdrill writes it, its numbers relative, "..."
// where they are not known; other protocols' packets by their role.
func notation(e *event.Event, window bool) string {
	s, info := &e.Seg, &e.Info
	if s.Proto != segment.TCP {
		return fmt.Sprintf("%s(%d)", info.Role, s.PayloadLen())
	}
	win := -1
	if window {
		win = int(s.Window)
	}
	const both = event.KnownSeq | event.KnownAck
	if info.Known|both == info.Known || info.Known&event.KnownSeq != 0 && !s.Has(segment.ACK) {
		return segment.Notation(s.Flags, info.RSeq, info.RAck, s.PayloadLen(), win, "")
	}
	text := s.Flags.String() + " ..."
	if info.Known&event.KnownSeq != 0 {
		text = fmt.Sprintf("%s %d:%d", s.Flags, info.RSeq, info.RSeq+uint32(s.PayloadLen()))
	}
	text += fmt.Sprintf("(%d)", s.PayloadLen())
	if s.Has(segment.ACK) {
		if text += " ack ..."; info.Known&event.KnownAck != 0 {
			text = strings.TrimSuffix(text, "...") + strconv.FormatUint(uint64(info.RAck), 10)
		}
	}
	return text
}
