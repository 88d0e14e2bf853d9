// Package filter compiles Wireshark's display-filter language: the one that
// people who look at TCP already know.
//
//	tcp.flags.syn == 1 && ip.dst == 10.0.0.0/24
//	role == synack && retransmit > 0
//	server.state == TIME-WAIT || frame.time_relative > 90s
//
// It is a subset, with Wireshark's names and meanings, and some fields of our
// own: the roles that segments play, the hosts that they go between, and the
// states of those hosts. Compile reads an expression once, checks its types and
// names, and builds a tree of small functions; Match then asks it of a packet
// without allocating. What is wrong with an expression is told with a caret
// under the place, and with the name that was probably meant.
//
// What holds as in Wireshark (4.0 and later), and may surprise:
//
//   - A field alone asks whether it is there, not whether it is set:
//     tcp.flags.syn matches every TCP segment, tcp.flags.syn == 1 the SYNs.
//   - A field may be there several times (tcp.port, ip.addr, role, a host's
//     state). A comparison holds if any of them fits; != holds if none is equal.
//     The words any and all before a field say it the other way.
//   - A comparison with a field that is not there is false, != included.
//   - matches ignores case and reads text; contains compares octets.
//   - Octets are hexadecimal: tcp.payload[0] == 47 is the letter G. Of two, the
//     longer is the greater.
//   - tcp contains "x" looks at header and payload, but a slice of a protocol,
//     tcp[13], is of its header.
//
// And what does not: nothing is reassembled, the packet that an ICMP error
// quotes is not looked into (so tcp.port == 80 is about TCP segments alone), and
// checksums are always verified. There are no functions, no arithmetic but &, and
// no comparisons in chains. A moment is a duration with its unit (200ms), or
// seconds as in Wireshark.
//
// Expressions may come from anywhere: their length and depth have limits, and
// regular expressions are RE2 with a limit on what they expand to.
package filter
