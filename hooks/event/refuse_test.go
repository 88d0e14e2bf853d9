package event

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// What could not be read back is not written.
func TestWriterRefuses(t *testing.T) {
	names := &Names{Hosts: []string{"a", "b"}, Conns: []ConnName{{1, "c"}}}
	run := Event{N: 1, Kind: Run, Names: names, More: &More{Run: sampleRun()}}
	bad := func(change func(*RunInfo)) []Event {
		r := sampleRun()
		change(r)
		return []Event{{N: 1, Kind: Run, More: &More{Run: r}}}
	}
	after := func(e Event) []Event {
		e.Names = names
		return []Event{run, e}
	}
	note := &More{Note: &NoteInfo{}}
	for _, test := range []struct {
		name   string
		events []Event
		want   string
	}{
		{"no run first", []Event{{N: 1, Kind: Note, More: note}}, "wanted a run event as the first"},
		{"a gap", after(Event{N: 3, Kind: Note, More: note}), "n: wanted 2, saw 3"},
		{"time goes back", after(Event{N: 2, At: -1, Kind: Note, More: note}), "t_ns: wanted 0 or later"},
		{"no kind", after(Event{N: 2}), "event 2: wanted a kind"},
		{"a kind that is none", after(Event{N: 2, Kind: 99}), "event 2: wanted a kind"},
		{"a note without", after(Event{N: 2, Kind: Note}), "a note event needs a note"},
		{"a note with an end", after(Event{N: 2, Kind: Note, More: &More{Note: &NoteInfo{}, End: &EndInfo{}}}), "a note event cannot have an end"},
		{"bytes of a note", after(Event{N: 2, Kind: Note, Packet: 1, Raw: []byte{1}, More: note}), "cannot have a packet with its bytes"},
		{"a packet without bytes", after(Event{N: 2, Kind: Send, Packet: 1}), "a send event needs a packet with its bytes"},
		{"bytes without a number", after(Event{N: 2, Kind: Send, Raw: []byte{1}}), "a send event needs a packet with its bytes"},
		{"a verdict without action", after(Event{N: 2, Kind: Verdict, Packet: 1, Raw: []byte{1}}), "a verdict event needs an action"},
		{"a host without a name", after(Event{N: 2, Kind: Note, Host: 3, More: note}), "host 3 has no name"},
		{"a peer without a name", after(Event{N: 2, Kind: Note, Peer: 3, More: note}), "host 3 has no name"},
		{"a wire without a name", after(Event{N: 2, Kind: Note, Wire: 1, More: note}), "wire 1 has no name"},
		{"another host's connection", after(Event{N: 2, Kind: Note, Host: 2, Conn: 1, More: note}), `connection 1 is none of host "b"`},
		{"a plan that is no JSON", bad(func(r *RunInfo) { r.Plan = json.RawMessage(`{"a":}`) }), "event 1: plan: wanted a value, saw '}'"},
		{"another format", bad(func(r *RunInfo) { r.Format = "x" }), "run.format"},
		{"one host twice", bad(func(r *RunInfo) { r.Hosts[1].Name = "client" }), "two hosts named"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			s := NewJSONL(&out)
			var err error
			for i := range test.events {
				err = s.Put(&test.events[i])
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("\nwant ...%s...\nsaw  %v", test.want, err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			if lines := bytes.Count(out.Bytes(), []byte("\n")); lines != len(test.events)-1 {
				t.Errorf("%d lines were written", lines)
			}
		})
	}
}

func TestWriterTellsOfAFullDisk(t *testing.T) {
	full := errors.New("disk full")
	r := NewRecorder(NewNames(sampleRun()), NewJSONL(failing{full}))
	r.Put(&Event{Kind: Run, More: &More{Run: sampleRun()}})
	var failed *SinkError
	if err := r.Close(); !errors.Is(err, full) || !errors.As(err, &failed) {
		t.Error(err)
	}
}

func (f failing) Write([]byte) (int, error) { return 0, f.err }
