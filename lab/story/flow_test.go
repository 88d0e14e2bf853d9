package story_test

import (
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
)

// TestFlows: what each end sent, what it knew to be acknowledged, and how far the
// peer's window let it go.
func TestFlows(t *testing.T) {
	r := storytest.New("test", "client", "server").Rule("from client drop")
	f := r.Flow("client", "server", 0)
	f.Open(0, 10)
	r.Ms(100)
	f.In(f.Out(0, psh, 1, 1, 5))
	r.Verdict(f.Out(0, psh, 6, 1, 5), event.DropPacket, 1)
	r.Ms(110)
	ackOf := f.Out(1, ack, 1, 6, 0)
	r.Ms(120)
	f.In(ackOf)
	r.Ms(300)
	f.In(f.Out(0, psh, 6, 1, 5))
	log := r.End("done")
	flows := story.Fold(log.All()).Flows(log.All())
	if len(flows) != 2 {
		t.Fatalf("%d flows of one conversation", len(flows))
	}
	a, b := flows[0], flows[1]
	if a.Segments != 3 || a.Octets != 15 || a.MSS != 5 || b.Segments != 0 {
		t.Errorf("client sent %d segments, %d octets, at most %d; server %d", a.Segments, a.Octets, a.MSS, b.Segments)
	}
	type seg struct {
		seq, end    uint32
		lost, again bool
	}
	want := []seg{{0, 1, false, false}, {1, 6, false, false}, {6, 11, true, false}, {6, 11, false, true}}
	for i, s := range a.Sent {
		if got := (seg{s.Seq, s.End, s.Lost, s.Again}); i >= len(want) || got != want[i] {
			t.Errorf("segment %d: %+v", i, got)
		}
	}
	if len(a.Sent) != len(want) {
		t.Errorf("%d segments", len(a.Sent))
	}
	// Both SYNs offered a scale of 7: the SYN-ACK's own window is not scaled by it.
	edges := []uint32{1 + 29184, 6 + 29184<<7}
	for i, k := range a.Acks {
		if i >= len(edges) || !k.Edged || k.Edge != edges[i] {
			t.Errorf("acknowledgement %d of %d: edge %d", i, k.Ack, k.Edge)
		}
	}
	if len(a.Acks) != len(edges) || a.From != 0 || a.To != 300*time.Millisecond {
		t.Errorf("%d acknowledgements, from %v to %v", len(a.Acks), a.From, a.To)
	}
}

// TestFlowsOfRouters: a router's forward is the same segment; where it is lost there,
// it was lost. UDP has no flow.
func TestFlowsOfRouters(t *testing.T) {
	r := storytest.New("test", "client", "router", "server")
	r.Info.Hosts[1].Router = true
	raw, err := segment.Build(segment.Spec{Src: storytest.Addr(0), Dst: storytest.Addr(2), SrcPort: 5, DstPort: 80, Flags: segment.SYN, Seq: 7, Window: 9})
	if err != nil {
		t.Fatal(err)
	}
	p := r.Send("client", r.Info.Hosts[0].Name, "router", raw)
	r.Deliver(p, "")
	r.Lose(r.Forward(p, "router", "server"), "link loss")
	udp, err := segment.Build(segment.Spec{Src: storytest.Addr(0), Dst: storytest.Addr(2), Proto: segment.UDP, SrcPort: 5, DstPort: 53, Bytes: 3})
	if err != nil {
		t.Fatal(err)
	}
	r.Send("client", "", "router", udp)
	log := r.End("done")
	flows := story.Fold(log.All()).Flows(log.All())
	if len(flows) != 2 || len(flows[0].Sent) != 1 || !flows[0].Sent[0].Lost {
		t.Errorf("got %+v", flows)
	}
}
