package pcapng

import (
	"errors"
	"io"
	"strings"
	"testing"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// full is a disk with room for so many octets.
type full struct{ room int }

var errFull = errors.New("no space left on device")

func (f *full) Write(b []byte) (int, error) {
	if f.room -= len(b); f.room < 0 {
		return 0, errFull
	}
	return len(b), nil
}

// TestFullDisk: a writer's error comes out of Put or Close, wherever it strikes.
func TestFullDisk(t *testing.T) {
	all := len(record(t, runInfo("ip"), Options{}, manyPackets))
	for _, room := range []int{0, 100, 100_000, all - 1} {
		p := newTape(t, runInfo("ip"), New(&full{room}, Options{}))
		manyPackets(p)
		err := p.rec.Close()
		if !errors.Is(err, errFull) || !strings.HasPrefix(err.Error(), "pcapng: ") {
			t.Errorf("room for %d of %d octets: %v, want that of the disk", room, all, err)
		}
	}
	p := newTape(t, runInfo("ip"), New(&full{all}, Options{}))
	manyPackets(p)
	if err := p.rec.Close(); err != nil {
		t.Errorf("room for all: %v", err)
	}
}

func manyPackets(p *tape) {
	for range 200 {
		p.deliver(p.send(0, client, segment.ACK, 1, 1, 1400, event.Data, 0))
	}
}

// TestErrorStays: after an error Put and Close return it and write nothing.
func TestErrorStays(t *testing.T) {
	w := &full{1 << 20}
	c := New(w, Options{})
	info := runInfo("ip")
	if err := c.Put(&event.Event{N: 1, Kind: event.Run, More: &event.More{Run: info}}); err != nil {
		t.Fatal(err)
	}
	first := c.Put(&event.Event{N: 2, Kind: event.Send, Host: 1, Wire: 9})
	if first == nil {
		t.Fatal("a packet on a wire that is not there was taken")
	}
	if err := c.Put(&event.Event{N: 3, Kind: event.Note}); err != first {
		t.Errorf("the next event: %v, want %v", err, first)
	}
	if err := c.Close(); err != first {
		t.Errorf("Close: %v, want %v", err, first)
	}
}

func TestCloseTwice(t *testing.T) {
	c := New(io.Discard, Options{})
	for range 2 {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestRefused(t *testing.T) {
	run := func(change func(*event.RunInfo)) event.Event {
		info := runInfo("ip")
		change(info)
		return event.Event{N: 1, Kind: event.Run, More: &event.More{Run: info}}
	}
	good := run(func(*event.RunInfo) {})
	raw := []byte{0x45}
	for _, c := range []struct {
		name   string
		events []event.Event
		want   string
	}{
		{"no run", []event.Event{{N: 1, Kind: event.Send}}, "event 1: wanted one run event, as the first, saw send"},
		{"two runs", []event.Event{good, good}, "event 1: wanted one run event, as the first, saw run"},
		{"framing", []event.Event{run(func(r *event.RunInfo) { r.Framing = "atm" })}, `run.framing: wanted ip or ethernet, saw "atm"`},
		{"one end", []event.Event{run(func(r *event.RunInfo) { r.Wires[0].Ends = r.Wires[0].Ends[:1] })}, "run.wires: wanted two ends of wire wire1, saw 1"},
		{"unknown end", []event.Event{run(func(r *event.RunInfo) { r.Wires[0].Ends[1] = "sever" })}, `run.wires: wire wire1 ends at "sever", and no host is called so`},
		{"no wire", []event.Event{good, {N: 2, Kind: event.Send, Host: 1, Raw: raw}}, "event 2: wanted a wire from 1 to 1, saw 0"},
		{"far wire", []event.Event{good, {N: 2, Kind: event.Deliver, Host: 1, Wire: 2, Raw: raw}}, "event 2: wanted a wire from 1 to 1, saw 2"},
		{"no end of the wire", []event.Event{good, {N: 2, Kind: event.Send, Host: 3, Wire: 1, Raw: raw}}, "event 2: host 3 is at no end of wire 1"},
		{"no bytes", []event.Event{good, {N: 2, Kind: event.Send, Host: 1, Wire: 1, Packet: 4}}, "event 2: wanted the bytes of packet 4, saw none"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := New(io.Discard, Options{})
			var err error
			for i := range c.events {
				err = s.Put(&c.events[i])
			}
			if err == nil || err.Error() != c.want {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
}
