package compare_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/story"
)

// Runs on the kernel take real time and differ from one to the next. What is
// tested everywhere is therefore tested with recordings of such runs; another
// folder of them shows whether another run is explained as well.
var recordings = flag.String("recordings", filepath.Join("testdata", "kernel"), "the folder of the kernel's recordings")

// recording is where a trial's run on the kernel is kept.
func (x trial) recording() string {
	return filepath.Join(*recordings, strings.ReplaceAll(x.name(), "/", ".")+".jsonl.gz")
}

// recorded reads a trial's recording; nil: there is none. One is stale, and says
// nothing of the lab, if its plan is another than the lab now has.
func (x trial) recorded(t testing.TB) (s *story.Story, stale bool) {
	t.Helper()
	b, err := os.ReadFile(x.recording())
	if err != nil {
		return nil, false
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	log, err := event.ReadLog(z)
	if err != nil {
		t.Fatal(err)
	}
	s = story.Fold(log.All())
	now, err := json.Marshal(x.plan(t, x.stacks, nil))
	if err != nil {
		t.Fatal(err)
	}
	return s, !cmp.Equal(acts(t, s.Run.Plan), acts(t, now))
}

// acts is what a run does, of its plan: the plan without its titles, without what
// is expected of it, and without where in the file all that stands.
func acts(t testing.TB, plan []byte) any {
	t.Helper()
	if len(plan) == 0 {
		return nil
	}
	var p map[string]any
	if err := json.Unmarshal(plan, &p); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"title", "variant_title", "expect"} {
		delete(p, key)
	}
	return placeless(p)
}

// placeless takes all places out of what a plan was read as.
func placeless(v any) any {
	switch v := v.(type) {
	case map[string]any:
		delete(v, "place")
		for _, w := range v {
			placeless(w)
		}
	case []any:
		for _, w := range v {
			placeless(w)
		}
	}
	return v
}

// TestStale holds that a recording is noticed to be of another plan, and that a
// new wording or another line in the file makes it none.
func TestStale(t *testing.T) {
	x := trials(t)[0]
	read := func(change func(p *lab.Plan)) any {
		p := x.plan(t, x.stacks, nil)
		change(p)
		b, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		return acts(t, b)
	}
	was := read(func(*lab.Plan) {})
	for _, tt := range []struct {
		name   string
		change func(p *lab.Plan)
		stale  bool
	}{
		{"another title", func(p *lab.Plan) { p.Title = lab.Text{"en": "new"} }, false},
		{"nothing is expected", func(p *lab.Plan) { p.Expect = nil }, false},
		{"another line", func(p *lab.Plan) { p.Programs[0].Steps[0].Place.Line++ }, false},
		{"another step", func(p *lab.Plan) { p.Programs[0].Steps = p.Programs[0].Steps[1:] }, true},
		{"another delay", func(p *lab.Plan) { p.Network.Wires[0].Props[0].Delay++ }, true},
		{"a setting", func(p *lab.Plan) { p.Network.Hosts[0].Set = map[string]string{"tcp_sack": "0"} }, true},
	} {
		if got := !cmp.Equal(was, read(tt.change)); got != tt.stale {
			t.Errorf("%s: stale is %v, wanted %v", tt.name, got, tt.stale)
		}
	}
}
