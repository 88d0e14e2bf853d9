package story_test

import (
	"strings"
	"testing"

	"netlab/hooks/segment"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
)

func TestNotation(t *testing.T) {
	a, b := storytest.Addr(0), storytest.Addr(1)
	tcp := segment.Spec{Src: a, Dst: b, SrcPort: 1, DstPort: 2, Flags: psh, Seq: 100, Ack: 7, Window: 9, Options: "nop,nop,TS val 1 ecr 2,sack 1 {5:9}", Bytes: 3}
	for _, tt := range []struct {
		name string
		spec segment.Spec
		cut  int
		want string
	}{
		{"tcp that is not known", tcp, 0, "P. 100(3) ack 7 win 9 <sack 1 {5:9},TS val 1 ecr 2>"},
		{"udp", segment.Spec{Src: a, Dst: b, Proto: segment.UDP, SrcPort: 5, DstPort: 53, Bytes: 12}, 0, "udp 5 > 53 (12)"},
		{"first fragment", segment.Spec{Src: a, Dst: b, Proto: segment.UDP, SrcPort: 5, DstPort: 53, Bytes: 8, ID: 9, MoreFrags: true}, 0, "udp 5 > 53 (8) frag 9@0+"},
		{"a fragment between", segment.Spec{Src: a, Dst: b, Proto: segment.UDP, Bytes: 16, ID: 9, FragOffset: 8, MoreFrags: true}, 0, "frag 9 (16@8+)"},
		{"the last fragment", segment.Spec{Src: a, Dst: b, Proto: segment.UDP, Bytes: 16, ID: 9, FragOffset: 8}, 0, "frag 9 (16@8)"},
		{"echo", segment.Spec{Src: a, Dst: b, Proto: segment.ICMPv4, Type: 8}, 0, "icmp echo request"},
		{"need to frag", segment.Spec{Src: a, Dst: b, Proto: segment.ICMPv4, Type: 3, Code: 4, MTU: 1400}, 0, "icmp need frag mtu 1400"},
		{"an ICMP that has no name", segment.Spec{Src: a, Dst: b, Proto: segment.ICMPv4, Type: 77, Code: 1}, 0, "icmp type 77 code 1"},
		{"truncated", tcp, 30, "P. 100(0)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			raw, err := segment.Build(tt.spec)
			if err != nil {
				t.Fatal(err)
			}
			if tt.cut > 0 {
				raw = raw[:tt.cut]
			}
			r := storytest.New("test", "client", "server")
			p := r.Send("client", "", "server", raw)
			s := story.Fold(r.Log().All())
			got := s.Parts(s.Packet(p), story.Absolute, nil).String()
			if got != tt.want && (tt.cut == 0 || !strings.Contains(got, "truncated")) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestLetters writes a whole connection as a textbook does.
func TestLetters(t *testing.T) {
	r := storytest.New("test", "client", "server")
	f := r.Flow("client", "server", 0)
	f.Open(0, 10)
	packets := []uint32{1, 2, 3,
		f.Out(0, psh, 1, 1, 5), f.Out(1, ack, 1, 6, 0),
		f.Out(0, fin, 6, 1, 0), f.Out(1, ack, 1, 7, 0),
		f.Out(1, psh, 1, 7, 9),
		f.Out(1, fin, 10, 7, 0), f.Out(0, ack, 7, 11, 0),
	}
	want := []string{
		"SYN seq=x", "SYN,ACK seq=y ack=x+1", "ACK seq=x+1 ack=y+1",
		"ACK seq=x+1 len=5 ack=y+1", "ACK seq=y+1 ack=x+6",
		"FIN,ACK seq=u ack=y+1", "ACK seq=v ack=u+1",
		"ACK seq=v len=9 ack=u+1",
		"FIN,ACK seq=w ack=u+1", "ACK seq=u+1 ack=w+1",
	}
	s := story.Fold(r.Log().All())
	var l story.Letters
	for i, p := range packets {
		parts := s.Parts(s.Packet(p), story.Lettered, &l)
		if got := strings.TrimSpace(strings.Join([]string{parts.Flags, parts.Seq, parts.Ack}, " ")); got != want[i] {
			t.Errorf("packet %d: got %q, want %q", p, got, want[i])
		}
	}
	var legend []string
	for _, a := range l.All {
		legend = append(legend, a.Name+"="+a.As)
	}
	if got, want := strings.Join(legend, " "), "x= y= u=x+6 v=y+1 w=v+9"; got != want {
		t.Errorf("the legend is %q, want %q", got, want)
	}
}

// TestLettersAnew has a server that answers a SYN twice, the second time with
// another initial number, and then closes from there.
func TestLettersAnew(t *testing.T) {
	r := storytest.New("test", "client", "server")
	f := r.Flow("client", "server", 0)
	packets := []uint32{f.Out(0, syn, 0, 0, 0), f.Out(1, sa, 0, 1, 0), f.Out(0, syn, 0, 0, 0)}
	for range 2 {
		f.ISS[1] += 1_000_000_000
		packets = append(packets, f.Out(1, sa, 0, 1, 0))
	}
	packets = append(packets, f.Out(0, ack, 1, 1, 0), f.Out(1, fin, 1, 1, 0), f.Out(0, ack, 1, 2, 0))
	want := []string{
		"SYN seq=x", "SYN,ACK seq=y ack=x+1", "SYN seq=x", "SYN,ACK seq=y' ack=x+1", "SYN,ACK seq=y'2 ack=x+1",
		"ACK seq=x+1 ack=y'2+1", "FIN,ACK seq=u'2 ack=x+1", "ACK seq=v'2 ack=u'2+1",
	}
	s := story.Fold(r.Log().All())
	var l story.Letters
	for i, p := range packets {
		parts := s.Parts(s.Packet(p), story.Lettered, &l)
		if got := strings.TrimSpace(strings.Join([]string{parts.Flags, parts.Seq, parts.Ack}, " ")); got != want[i] {
			t.Errorf("packet %d: got %q, want %q", p, got, want[i])
		}
	}
	for _, a := range l.All {
		if anew := strings.Contains(a.Name, "'"); anew != (a.Age > 0) || a.Initial() != strings.ContainsAny(a.Name, "xy") {
			t.Errorf("letter %s has age %d, initial %v", a.Name, a.Age, a.Initial())
		}
	}
}
