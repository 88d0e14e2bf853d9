package track

import (
	"encoding/binary"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

var update = flag.Bool("update", false, "rewrite the meanings in testdata")

// The stories in testdata are what two hosts wrote and what it means, a line a
// segment:
//
//	> S. 100:100(0) ack 301 win 0 port 1001   => 1 S. 0:0(0) ack 1 synack
//	^ who      absolute numbers                  ^ stream, relative numbers, roles
//
// > is the first host writing, < the second; "*>" is a packet that no stack
// wrote, "x>" one that is lost, "2>" one on the second wire, behind a router. win is 1000 and port 1000
// where not written. Of the roles the principal comes first; "again (2)" is
// Retransmit, "?" a number that is not known.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 15 {
		t.Fatalf("want the stories in testdata, got %d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := tell(t, string(text))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			want := strings.Split(string(text), "\n")
			for i, line := range strings.Split(got, "\n") {
				if i >= len(want) || line != want[i] {
					t.Errorf("%s:%d\n got %s\nwant %s", file, i+1, line, want[min(i, len(want)-1)])
				}
			}
		})
	}
}

// tell writes a story with its meanings. An empty line begins another network.
func tell(t *testing.T, text string) string {
	var out strings.Builder
	var wires [2]*Tracker
	begin := func() {
		s := NewStreams()
		wires = [2]*Tracker{New(s), New(s)}
	}
	begin()
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		story, _, _ := strings.Cut(line, "=>")
		story = strings.TrimSpace(story)
		switch {
		case story == "":
			begin()
			fmt.Fprintln(&out)
			continue
		case strings.HasPrefix(story, "#"):
			fmt.Fprintln(&out, line)
			continue
		}
		story, lost := strings.CutPrefix(story, "x")
		wire, look, forward, seg, raw := parse(t, story)
		read := wires[wire].See
		if look {
			read = wires[wire].Look
		}
		if lost {
			story = "x" + story
		}
		fmt.Fprintf(&out, "%-44s => %s\n", story, meaning(&seg, read(&seg, raw, forward)))
		if lost {
			wires[wire].Lost(&seg, forward)
		}
	}
	return out.String()
}

var (
	hostA = netip.MustParseAddr("10.0.0.1")
	hostB = netip.MustParseAddr("10.0.0.2")
)

// parse reads a line of a story.
func parse(t *testing.T, story string) (wire int, look, forward bool, s segment.Segment, raw []byte) {
	words := strings.Fields(story)
	if len(words) < 3 {
		t.Fatalf("%q: want who, flags and numbers", story)
	}
	who := words[0]
	if rest, ok := strings.CutPrefix(who, "2"); ok {
		wire, who = 1, rest
	}
	if rest, ok := strings.CutPrefix(who, "*"); ok {
		look, who = true, rest
	}
	if who != ">" && who != "<" {
		t.Fatalf("%q: want > or <", story)
	}
	flags, err := segment.ParseFlags(words[1])
	if err != nil {
		t.Fatalf("%q: %v", story, err)
	}
	forward = who == ">"
	s = segment.Segment{Proto: segment.TCP, Version: 4, Src: hostA, Dst: hostB, SrcPort: 1000, DstPort: 80, Flags: flags, Window: 1000}
	var end uint32
	var n int
	if _, err := fmt.Sscanf(words[2], "%d:%d(%d)", &s.Seq, &end, &n); err != nil || end != s.Seq+uint32(n) {
		t.Fatalf("%q: numbers do not fit: %v", story, err)
	}
	s.Transport, s.Payload, s.End = 20, 40, 40+uint32(n)
	for i := 3; i+1 < len(words); i += 2 {
		if words[i] == "sack" {
			var b segment.Block
			if _, err := fmt.Sscanf(words[i+1], "%d-%d", &b.Left, &b.Right); err != nil {
				t.Fatalf("%q: %v", story, err)
			}
			raw = append(make([]byte, 40), 1, 1, 5, 10) // NOP NOP SACK, its length
			raw = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(raw, b.Left), b.Right)
			s.Payload, s.End = uint32(len(raw)), uint32(len(raw)+n)
			continue
		}
		v, err := strconv.ParseUint(words[i+1], 10, 32)
		if err != nil {
			t.Fatalf("%q: %v", story, err)
		}
		switch words[i] {
		case "ack":
			s.Ack = uint32(v)
		case "win":
			s.Window = uint16(v)
		case "port":
			s.SrcPort = uint16(v)
		default:
			t.Fatalf("%q: unknown word %s", story, words[i])
		}
	}
	if !forward {
		s.Src, s.Dst, s.SrcPort, s.DstPort = s.Dst, s.Src, s.DstPort, s.SrcPort
	}
	return
}

// meaning writes an Info for people.
func meaning(s *segment.Segment, i event.Info) string {
	seq, ack := "?", "?"
	if i.Known&event.KnownSeq != 0 {
		seq = fmt.Sprintf("%d:%d", i.RSeq, i.RSeq+uint32(s.PayloadLen()))
	}
	text := fmt.Sprintf("%d %v %s(%d)", i.Stream, s.Flags, seq, s.PayloadLen())
	if s.Has(segment.ACK) {
		if i.Known&event.KnownAck != 0 {
			ack = strconv.Itoa(int(i.RAck))
		}
		text += " ack " + ack
	}
	text = fmt.Sprintf("%-28s %v", text, i.Role)
	for r := event.Role(1); r < 32; r++ {
		if r != i.Role && i.Roles.Has(r) {
			text += fmt.Sprintf(" %v", r)
		}
	}
	if i.Retransmit > 0 {
		text += fmt.Sprintf(" again (%d)", i.Retransmit)
	}
	return text
}
