package segment

import "testing"

func TestSeq(t *testing.T) {
	const top = 1<<32 - 1
	for _, c := range []struct {
		a, b uint32
		less bool
		diff int32
	}{
		{0, 0, false, 0}, {0, 1, true, 1}, {1, 0, false, -1},
		{top, 0, true, 1}, {0, top, false, -1}, {top - 5, 5, true, 11},
		{0, 1<<31 - 1, true, 1<<31 - 1}, {0, 1<<31 + 1, false, -(1<<31 - 1)},
		{0, 1 << 31, true, -1 << 31}, {1 << 31, 0, true, -1 << 31}, // neither order is right
	} {
		if got := Less(c.a, c.b); got != c.less {
			t.Errorf("Less(%d, %d) = %v", c.a, c.b, got)
		}
		if got := LessEq(c.a, c.b); got != (c.less || c.a == c.b) {
			t.Errorf("LessEq(%d, %d) = %v", c.a, c.b, got)
		}
		if got := Diff(c.a, c.b); got != c.diff {
			t.Errorf("Diff(%d, %d) = %d, want %d", c.a, c.b, got, c.diff)
		}
	}
	for _, c := range []struct {
		x, left, size uint32
		want          bool
	}{
		{5, 5, 0, false}, {5, 5, 1, true}, {6, 5, 1, false}, {4, 5, 10, false},
		{0, top, 2, true}, {1, top, 2, false}, {top, top, 2, true}, {3, 5, top, true}, {4, 5, top, false},
	} {
		if got := InWindow(c.x, c.left, c.size); got != c.want {
			t.Errorf("InWindow(%d, %d, %d) = %v", c.x, c.left, c.size, got)
		}
	}
}

func TestSegmentLen(t *testing.T) {
	for _, c := range []struct {
		flags Flags
		data  uint32
		next  uint32
	}{{SYN, 0, 1}, {ACK, 0, 0}, {ACK, 10, 10}, {FIN | ACK, 10, 11}, {SYN | FIN, 10, 12}} {
		s := Segment{Seq: 1<<32 - 5, Flags: c.flags, Payload: 40, End: 40 + c.data}
		if s.Next()-s.Seq != c.next || s.Len() != c.next {
			t.Errorf("%v with %d octets: length %d, next %d", c.flags, c.data, s.Len(), s.Next())
		}
	}
}

func TestNearest(t *testing.T) {
	words := []string{"syn", "synack", "handshake-ack", "data", "fin", "last-ack", "ESTABLISHED", "SYN-SENT", "tcp.flags.syn"}
	for word, want := range map[string]string{
		"sny": "syn", "synakc": "synack", "handshakeack": "handshake-ack", "dta": "data", "Fin": "fin", "lastack": "last-ack",
		"established": "ESTABLISHED", "syn_sent": "SYN-SENT", "estab": "ESTABLISHED", "hand": "handshake-ack",
		"": "", "x": "", "zzzzzz": "", "qwerty": "", "tcp.flag.syn": "tcp.flags.syn",
		"a word that is much longer than any word that anybody would have mistyped": "",
	} {
		if got := Nearest(word, words); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
	if got := Nearest("x", nil); got != "" {
		t.Errorf("out of nothing: %q", got)
	}
}

func TestNames(t *testing.T) {
	for p := Unknown; p <= OtherIP; p++ {
		if got, ok := ParseProto(p.String()); !ok || got != p {
			t.Errorf("%v is read as %v, %v", p, got, ok)
		}
	}
	for _, f := range []Framing{IP, Ethernet} {
		if got, ok := ParseFraming(f.String()); !ok || got != f {
			t.Errorf("%v is read as %v, %v", f, got, ok)
		}
	}
	if got := (Truncated | BadOptions).String(); got != "truncated, bad options" {
		t.Errorf("problems %q", got)
	}
	if got := Proto(99).String(); got != "?" {
		t.Errorf("no protocol is %q", got)
	}
}
