package linux

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"netlab/hooks/event"
)

// diagMessage is the body of an answer as a kernel would write it: an IPv4
// connection with two seconds on its retransmission timer.
func diagMessage(attrs ...[]byte) []byte {
	p := make([]byte, sizeofDiagMsg)
	p[0], p[1], p[2], p[3] = unix.AF_INET, 4, 1, 3
	binary.BigEndian.PutUint16(p[4:], 43210)
	binary.BigEndian.PutUint16(p[6:], 80)
	copy(p[8:], []byte{10, 0, 0, 1})
	copy(p[24:], []byte{10, 0, 0, 2})
	for i, v := range []uint32{0x89abcdef, 0x01234567, 2000, 5, 7, 1000, 4711} {
		binary.NativeEndian.PutUint32(p[44+4*i:], v)
	}
	for _, a := range attrs {
		p = append(p, a...)
	}
	return p
}

func diagAttr(kind uint16, value []byte) []byte {
	p := make([]byte, unix.SizeofNlAttr, align4(unix.SizeofNlAttr+len(value)))
	binary.NativeEndian.PutUint16(p, uint16(unix.SizeofNlAttr+len(value)))
	binary.NativeEndian.PutUint16(p[2:], kind)
	return append(p, value...)[:cap(p)]
}

// tcpInfoBytes is a struct tcp_info of which every octet tells its place.
func tcpInfoBytes(n int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i)
	}
	p[0] = 4 // TCP_FIN_WAIT1
	return p
}

func sockWant() diagSock {
	return diagSock{
		State: event.FinWait1, Timer: timerRetrans, Retrans: 3, Expires: 2 * time.Second,
		Cookie: 0x0123456789abcdef, RQueue: 5, WQueue: 7, Inode: 4711,
		Local: netip.MustParseAddrPort("10.0.0.1:43210"), Remote: netip.MustParseAddrPort("10.0.0.2:80"),
	}
}

func TestDiagParse(t *testing.T) {
	u32 := func(at int) uint32 { return binary.NativeEndian.Uint32(tcpInfoBytes(300)[at:]) }
	micros := func(at int) time.Duration { return time.Duration(u32(at)) * time.Microsecond }
	// Offsets by pahole, of Linux 6.18's struct tcp_info.
	old := tcpInfo{
		state: event.FinWait1, caState: 1,
		rto: micros(8), sndMSS: u32(16), rtt: micros(68), sndSsthresh: u32(76), sndCwnd: u32(80),
	}
	whole := old
	whole.bytesAcked = binary.NativeEndian.Uint64(tcpInfoBytes(300)[120:])
	whole.bytesReceived = binary.NativeEndian.Uint64(tcpInfoBytes(300)[128:])
	whole.notsentBytes, whole.sndWnd, whole.rcvWnd = u32(144), u32(228), u32(232)
	with := func(i tcpInfo) diagSock {
		s := sockWant()
		s.HasInfo, s.Info = true, i
		return s
	}
	for _, c := range []struct {
		name string
		body []byte
		want diagSock
	}{
		{"no attributes", diagMessage(), sockWant()},
		{"others", diagMessage(diagAttr(8, []byte{0}), diagAttr(99, make([]byte, 7))), sockWant()},
		{"tcp_info", diagMessage(diagAttr(8, []byte{0}), diagAttr(attrInfo, tcpInfoBytes(280))), with(whole)},
		{"tcp_info of a kernel to come", diagMessage(diagAttr(attrInfo, tcpInfoBytes(1024))), with(whole)},
		{"tcp_info of Linux 2.6", diagMessage(diagAttr(attrInfo, tcpInfoBytes(104))), with(old)},
		{"tcp_info cut short", diagMessage(diagAttr(attrInfo, tcpInfoBytes(103))), sockWant()},
		{"empty tcp_info", diagMessage(diagAttr(attrInfo, nil)), sockWant()},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) {
			got := diagSock{HasInfo: true, RQueue: 99} // what was there before must not show
			if err := got.parse(c.body); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, got, cmp.AllowUnexported(tcpInfo{}), cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestDiagParseRefuses(t *testing.T) {
	broken := func(at int, b byte) []byte {
		p := diagMessage(diagAttr(attrInfo, tcpInfoBytes(104)))
		p[at] = b
		return p
	}
	for name, body := range map[string][]byte{
		"nothing":              nil,
		"a message too short":  diagMessage()[:71],
		"no family":            broken(0, unix.AF_UNIX),
		"no state":             broken(1, 0),
		"a state to come":      broken(1, 14),
		"an attribute too big": broken(72, 200),
		"an attribute of 3":    broken(72, 3),
	} {
		if err := new(diagSock).parse(body); err != errMalformed {
			t.Errorf("%s (%s): %v", name, hex.EncodeToString(body), err)
		}
	}
}

func TestDiagStates(t *testing.T) {
	// include/net/tcp_states.h, in order from 1.
	want := "ESTABLISHED SYN-SENT SYN-RECEIVED FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT CLOSED CLOSE-WAIT LAST-ACK LISTEN CLOSING SYN-RECEIVED CLOSED"
	var got []string
	for n := uint8(1); tcpState(n) != event.NoState; n++ {
		got = append(got, tcpState(n).String())
	}
	if s := strings.Join(got, " "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
	if tcpState(0) != event.NoState || tcpState(255) != event.NoState {
		t.Error("a number that is none has a state")
	}
}

// FuzzDiagAnswer reads whatever a kernel might say: no panic, no endless walk, and
// what is taken for a socket can be used.
func FuzzDiagAnswer(f *testing.F) {
	envelope := func(kind uint16, body []byte) []byte {
		p := make([]byte, unix.SizeofNlMsghdr, unix.SizeofNlMsghdr+len(body))
		binary.NativeEndian.PutUint32(p, uint32(unix.SizeofNlMsghdr+len(body)))
		binary.NativeEndian.PutUint16(p[4:], kind)
		return append(p, body...)
	}
	one := envelope(unix.SOCK_DIAG_BY_FAMILY, diagMessage(diagAttr(8, []byte{0}), diagAttr(attrInfo, tcpInfoBytes(280))))
	v6 := diagMessage()
	v6[0] = unix.AF_INET6
	f.Add([]byte(nil))
	f.Add(one)
	f.Add(append(append([]byte(nil), one...), envelope(unix.NLMSG_DONE, make([]byte, 4))...))
	f.Add(envelope(unix.NLMSG_ERROR, append([]byte{0xfe, 0xff, 0xff, 0xff}, one...)))
	f.Add(envelope(unix.SOCK_DIAG_BY_FAMILY, v6))
	f.Fuzz(func(t *testing.T, p []byte) {
		for rest := p; len(rest) > 0; {
			m, after, err := nextMessage(rest)
			if err != nil {
				return
			}
			if len(after) >= len(rest) {
				t.Fatalf("%d octets before the message, %d after it", len(rest), len(after))
			}
			rest = after
			m.errno()
			var s diagSock
			if s.parse(m.body) != nil {
				continue
			}
			if !s.Local.IsValid() || !s.Remote.IsValid() || s.Local.Addr().Is4In6() || s.State == event.NoState || s.Expires < 0 {
				t.Fatalf("taken for a socket: %+v", s)
			}
			if !s.HasInfo && s.Info != (tcpInfo{}) {
				t.Fatalf("tcp_info that is not there: %+v", s.Info)
			}
		}
	})
}
