package topology

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"netlab/hooks"
	"netlab/hooks/event"
)

// TestGRO: packets that are due at one instant over one wire in one direction share
// a settle; every one is recorded and given in its order, and on a wire without
// the property each has a settle of its own.
func TestGRO(t *testing.T) {
	for _, gro := range []bool{false, true} {
		t.Run(fmt.Sprint(gro), func(t *testing.T) {
			p := line(2, LinkProps{Delay: 10 * ms})
			p.Wires[0].GRO = gro
			w := newWorld(t, p, nil)
			w.script("a:A+B+C b:X+Y a:D@1ms")
			w.run()
			w.sound()
			if got, want := w.delivered(1), "A@10ms B@10ms C@10ms D@11ms"; got != want {
				t.Errorf("b was given %s, want %s", got, want)
			}
			if got, want := w.delivered(0), "X@10ms Y@10ms"; got != want {
				t.Errorf("a was given %s, want %s", got, want)
			}
			want := 1 + 4 // a write of its own, and each packet
			if gro {
				want = 1 + 2
			}
			if got := w.fakes[1].settles; got != want {
				t.Errorf("b was settled %d times, want %d", got, want)
			}
			delivers := 0
			for e := range w.log.All() {
				if e.Kind == event.Deliver {
					delivers++
				}
			}
			if delivers != 6 {
				t.Errorf("%d deliveries are on record, want 6", delivers)
			}
		})
	}
}

// TestRefused: a packet for which the receiver has no room is lost with the reason,
// and those beside it come; it is not delivered, and nobody who waits for that is
// told so.
func TestRefused(t *testing.T) {
	for _, gro := range []bool{false, true} {
		for _, refused := range []string{"A", "B", "C"} {
			p := line(2, LinkProps{Delay: 10 * ms})
			p.Wires[0].GRO = gro
			w := newWorld(t, p, nil)
			w.fakes[1].refuses = refused
			when, err := hooks.WhenSpec{Packet: "any"}.Compile(hooks.Env{})
			if err != nil {
				t.Fatal(err)
			}
			when.Until.Nth = 3
			w.at(0, func() {
				w.net.WaitFor(&Wait{Until: when.Until, Delivered: true, Wake: func() { t.Errorf("three packets were delivered") }})
			})
			w.script("a:A+B+C")
			w.run()
			w.sound()
			var got []string
			for e := range w.log.All() {
				switch e.Kind {
				case event.Deliver:
					got = append(got, text(&e.Seg, e.Raw))
				case event.Drop:
					got = append(got, text(&e.Seg, e.Raw)+" "+e.More.Reason)
				}
			}
			slices.Sort(got)
			want := []string{`"A"`, `"B"`, `"C"`}
			want[strings.IndexByte("ABC", refused[0])] += " ENOBUFS"
			if !slices.Equal(got, want) {
				t.Errorf("gro %v: %v, want %v\n%s", gro, got, want, w.story())
			}
		}
	}
}

// TestForwarding: a packet that a router forwards has the one that it was given as
// its origin, also where the wire hands over several at once; what the router
// writes itself has none.
func TestForwarding(t *testing.T) {
	for _, gro := range []bool{false, true} {
		p := line(3, LinkProps{Delay: 10 * ms})
		p.Wires[0].GRO = gro
		w := newWorld(t, p, nil)
		router := w.fakes[1]
		router.answer = func(_ int, raw []byte) { router.write(1, raw) }
		w.script("a:A+B+C")
		w.at(5*ms, func() { w.write(1, 0, w.datagram(1, "own")) })
		w.run()
		w.sound()
		if got, want := w.delivered(2), "A@20ms B@20ms C@20ms"; got != want {
			t.Fatalf("gro %v: c was given %s, want %s", gro, got, want)
		}
		var got []string
		for e := range w.log.All() {
			if e.Kind == event.Send && e.Host == 2 {
				got = append(got, fmt.Sprintf("%s of %d", text(&e.Seg, e.Raw), e.Origin))
			}
		}
		if s, want := strings.Join(got, ", "), `"own" of 0, "A" of 1, "B" of 2, "C" of 3`; s != want {
			t.Errorf("gro %v: the router wrote %s, want %s", gro, s, want)
		}
	}
}
