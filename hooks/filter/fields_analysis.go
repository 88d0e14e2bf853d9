package filter

import (
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// tcpAnalysisFields are what Wireshark finds out of the packets that it saw
// before. Here the connection's history says it.
var tcpAnalysisFields = []field{
	{name: "tcp.analysis.retransmission", kind: label, doc: "carries an octet or a flag that was sent before", has: hasRole(event.Retransmission)},
	{name: "tcp.analysis.duplicate_ack", kind: label, doc: "acknowledges what was acknowledged before", has: hasRole(event.DupAck)},
	{name: "tcp.analysis.keep_alive", kind: label, doc: "asks whether the peer is still there", has: hasRole(event.Keepalive)},
	{name: "tcp.analysis.window_update", kind: label, doc: "tells a new window, nothing else", has: hasRole(event.WindowUpdate)},
	{name: "tcp.analysis.zero_window", kind: label, doc: "the window is closed (and the segment no SYN, FIN or RST)",
		has: func(s *Subject) bool {
			return isTCP(s) && s.Seg.Window == 0 && s.Seg.Flags&(segment.SYN|segment.FIN|segment.RST) == 0
		}},
	{name: "tcp.analysis.zero_window_probe", kind: label, doc: "asks whether the window has opened", has: hasRole(event.WindowProbe)},
}

// hasRole says whether the packet's history gives it that role.
func hasRole(r event.Role) func(*Subject) bool {
	return func(s *Subject) bool { return s.Info != nil && s.Info.Roles.Has(r) }
}
