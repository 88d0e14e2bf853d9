package story_test

import (
	"testing"

	"netlab/hooks/segment"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
)

// TestDiscarded asks which packets a router did not pass on.
func TestDiscarded(t *testing.T) {
	for _, tt := range []struct {
		name   string
		make   func(r *storytest.Run, f *storytest.Flow, p uint32)
		lost   int
		notice bool
	}{
		{"time went on", func(r *storytest.Run, f *storytest.Flow, p uint32) {
			r.Deliver(p, "").Ms(20).Note("client", "x", "x").End("done")
		}, 1, false},
		{"nothing more could happen", func(r *storytest.Run, f *storytest.Flow, p uint32) {
			r.Deliver(p, "").End("idle")
		}, 1, false},
		{"an ICMP error", func(r *storytest.Run, f *storytest.Flow, p uint32) {
			r.Deliver(p, "")
			raw, _ := segment.Build(segment.Spec{Src: storytest.Addr(1), Dst: storytest.Addr(0), Proto: segment.ICMPv4, Type: 11, Payload: "x"})
			r.Send("router", "", "client", raw)
			r.End("done")
		}, 1, true},
		{"passed on", func(r *storytest.Run, f *storytest.Flow, p uint32) {
			r.Deliver(p, "").Forward(p, "router", "server")
			r.Ms(20).End("idle")
		}, 0, false},
		{"on its way", func(r *storytest.Run, f *storytest.Flow, p uint32) { r.End("done") }, 0, false},
		{"the run stopped as it came", func(r *storytest.Run, f *storytest.Flow, p uint32) {
			r.Deliver(p, "").End("done")
		}, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := storytest.New("test", "client", "router", "server")
			r.Info.Hosts[1].Router = true
			f := r.Flow("client", "server", 0)
			p := r.Send("client", f.Conn[0], "router", f.Bytes(0, syn, 0, 0, 0, ""))
			tt.make(r, f, p)
			all := story.Fold(r.Log().All()).Losses()
			if len(all) != tt.lost || tt.lost > 0 && (all[0].Number != p || (all[0].Notice != nil) != tt.notice) {
				t.Errorf("%d losses, want %d", len(all), tt.lost)
			}
		})
	}
	r := storytest.New("test", "client", "router")
	r.Info.Hosts[1].Router = true
	f := r.Flow("client", "router", 0)
	f.In(f.Connect())
	if s := story.Fold(r.End("idle").All()); len(s.Losses()) != 0 {
		t.Error("what is for the router itself is not passed on")
	}
}
