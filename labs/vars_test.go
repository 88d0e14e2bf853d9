package labs_test

import (
	"testing"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/story"
)

// TestVars: what story says of a connection's variables where its stack tells
// nothing is what the stack would have told. Each variant is folded a second time
// without a word of the stacks, and compared wherever they spoke.
func TestVars(t *testing.T) {
	compared, wrong := map[story.VarSet]int{}, map[story.VarSet]int{}
	of := []story.Var{}
	for _, v := range story.VarNames() {
		if v.Is&(story.VarSndUna|story.VarSndNxt|story.VarSndWnd|story.VarRcvNxt) != 0 {
			of = append(of, v)
		}
	}
	each(t, func(t *testing.T, l *lab.Lab, v *lab.Variant) {
		o := run(t, l, v, lab.Settings{})
		var silent story.Folder
		for e := range o.log.All() {
			mute := *e
			if e.More != nil && e.More.TCB != nil {
				more := *e.More
				more.TCB = nil
				mute.More = &more
			}
			silent.Put(&mute)
		}
		full, bare := story.Fold(o.log.All()), silent.Story()
		last := map[uint32]uint32{} // of what an event has caused
		for e := range o.log.All() {
			last[e.Cause] = e.N
		}
		for e := range o.log.All() {
			if e.Kind != event.Deliver || e.More == nil || e.More.TCB == nil {
				continue
			}
			// What it writes for an answer is told already, and an event of its own.
			told, derived, answered := full.Vars(e.Conn, e.N), bare.Vars(e.Conn, e.N), bare.Vars(e.Conn, max(e.N, last[e.N]))
			for _, n := range of {
				if !derived.Known.Has(n.Is) {
					continue
				}
				compared[n.Is]++
				if told.Value(n.Is) != derived.Value(n.Is) && told.Value(n.Is) != answered.Value(n.Is) {
					wrong[n.Is]++
					t.Logf("event %d (%s): %s is %d, derived %d", e.N, e.Names.Conn(e.Conn), n.Name, told.Relative(n.Is), derived.Relative(n.Is))
				}
			}
		}
	})
	for _, n := range of {
		t.Logf("%s: %d of %d differ", n.Name, wrong[n.Is], compared[n.Is])
		if compared[n.Is] < 1000 || wrong[n.Is]*100 > compared[n.Is] {
			t.Errorf("%s: %d of %d are not what the stack told", n.Name, wrong[n.Is], compared[n.Is])
		}
	}
}
