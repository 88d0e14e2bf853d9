package why

import "strings"

// The sections that reasons name, by what they are about.
const (
	secChecksum   = "RFC 9293, 3.1"
	secISN        = "RFC 9293, 3.4.1"
	secHandshake  = "RFC 9293, 3.5"
	secResetTake  = "RFC 9293, 3.5.3"
	secHalfClosed = "RFC 9293, 3.6.1"
	secNagle      = "RFC 9293, 3.7.4"
	secFailures   = "RFC 9293, 3.8.3"
	secKeepalive  = "RFC 9293, 3.8.4"
	secUrgent     = "RFC 9293, 3.8.5"
	secWindow     = "RFC 9293, 3.8.6"
	secProbe      = "RFC 9293, 3.8.6.1"
	secSenderSWS  = "RFC 9293, 3.8.6.2.1"
	secReceiver   = "RFC 9293, 3.8.6.2.2"
	secDelayed    = "RFC 9293, 3.8.6.3"
	secICMP       = "RFC 9293, 3.9.2.2"
	secOpen       = "RFC 9293, 3.10.1"
	secSend       = "RFC 9293, 3.10.2"
	secReceive    = "RFC 9293, 3.10.3"
	secClose      = "RFC 9293, 3.10.4"
	secAbort      = "RFC 9293, 3.10.5"
	secClosed     = "RFC 9293, 3.10.7.1"
	secListen     = "RFC 9293, 3.10.7.2"
	secSynSent    = "RFC 9293, 3.10.7.3"
	secOther      = "RFC 9293, 3.10.7.4"
	secTimeouts   = "RFC 9293, 3.10.8"

	secUnread      = "RFC 1122, 4.2.2.13"
	secAssassin    = "RFC 1337, 3"
	secForwards    = "RFC 1812, 5.3.1"
	secRTO         = "RFC 6298, 5.4"
	secBackoff     = "RFC 6298, 5.5"
	secCongestion  = "RFC 5681, 3.1"
	secFast        = "RFC 5681, 3.2"
	secDupAck      = "RFC 5681, 4.2"
	secPartial     = "RFC 6582, 3.2"
	secSACKMake    = "RFC 2018, 4"
	secSACKLoss    = "RFC 6675, 5"
	secDSACK       = "RFC 2883, 4"
	secRACK        = "RFC 8985, 6.2"
	secTLP         = "RFC 8985, 7.3"
	secBlindRST    = "RFC 5961, 3.2"
	secBlindSYN    = "RFC 5961, 4.2"
	secBlindData   = "RFC 5961, 5.2"
	secPAWS        = "RFC 7323, 5.3"
	secFastOpen    = "RFC 7413, 4.2.2"
	secCookies     = "RFC 4987, 3.6"
	secPMTU4       = "RFC 1191, 6.4"
	secPMTU6       = "RFC 8201, 5.4"
	secNeedFrag    = "RFC 1191, 4"
	secTooBig      = "RFC 4443, 3.2"
	secUDP         = "RFC 768"
	secUnreachable = "RFC 1122, 4.1.3.1"
	secUDPError    = "RFC 1122, 4.1.3.3"
	secFragment4   = "RFC 791, 3.2"
	secFragment6   = "RFC 8200, 4.5"
	secARP         = "RFC 826"
	secND          = "RFC 4861, 7.2"
)

// titles are those of the RFCs that reasons name.
var titles = [...][2]string{
	{"RFC 768", "User Datagram Protocol"},
	{"RFC 791", "Internet Protocol"},
	{"RFC 826", "An Ethernet Address Resolution Protocol"},
	{"RFC 1122", "Requirements for Internet Hosts - Communication Layers"},
	{"RFC 1191", "Path MTU Discovery"},
	{"RFC 1337", "TIME-WAIT Assassination Hazards in TCP"},
	{"RFC 1812", "Requirements for IP Version 4 Routers"},
	{"RFC 2018", "TCP Selective Acknowledgment Options"},
	{"RFC 2883", "An Extension to the Selective Acknowledgement (SACK) Option for TCP"},
	{"RFC 4443", "Internet Control Message Protocol (ICMPv6) for the Internet Protocol Version 6 (IPv6) Specification"},
	{"RFC 4861", "Neighbor Discovery for IP version 6 (IPv6)"},
	{"RFC 4987", "TCP SYN Flooding Attacks and Common Mitigations"},
	{"RFC 5681", "TCP Congestion Control"},
	{"RFC 5961", "Improving TCP's Robustness to Blind In-Window Attacks"},
	{"RFC 6298", "Computing TCP's Retransmission Timer"},
	{"RFC 6582", "The NewReno Modification to TCP's Fast Recovery Algorithm"},
	{"RFC 6675", "A Conservative Loss Recovery Algorithm Based on Selective Acknowledgment (SACK) for TCP"},
	{"RFC 7323", "TCP Extensions for High Performance"},
	{"RFC 7413", "TCP Fast Open"},
	{"RFC 8200", "Internet Protocol, Version 6 (IPv6) Specification"},
	{"RFC 8201", "Path MTU Discovery for IP version 6"},
	{"RFC 8985", "The RACK-TLP Loss Detection Algorithm for TCP"},
	{"RFC 9293", "Transmission Control Protocol (TCP)"},
}

// Title is the title of the RFC that a section is of; "" for one that no reason
// names.
func Title(section string) string {
	rfc, _, _ := strings.Cut(section, ",")
	for _, t := range titles {
		if t[0] == rfc {
			return t[1]
		}
	}
	return ""
}
