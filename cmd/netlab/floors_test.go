package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// A floor says what a package may import. Rules are tried from the top, and the
// first whose package matches holds. A name that ends in / stands for all below
// it; std is the standard library.
type floor struct {
	pkg string
	may []string // of netlab's own packages and of other modules'; std is always there
	why string
}

var floors = []floor{
	{"hooks/segment", nil, "bytes and their meaning need nothing but the standard library, so that anybody can use them"},
	{"hooks/event", []string{"hooks/segment"}, "an event is the ground on which both the running and the drawing stand"},
	{"hooks/filter", []string{"hooks/event", "hooks/segment"}, "an expression asks a packet and knows nothing of rules"},
	{"hooks/track", []string{"hooks/event", "hooks/segment"}, "a connection's history is made of what was sent, whoever decides about it"},
	{"hooks", []string{"hooks/"}, "the desk decides about packets and knows no wire"},
	{"topology/clock", nil, "time is an argument: the clock knows nobody who asks it"},
	{"topology", []string{"hooks", "hooks/", "topology/clock"}, "a network knows hosts by their interface, never a stack by its name"},
	{"topology/netstack", []string{"topology", "topology/clock", "hooks/event", "hooks/segment", "gvisor.dev/gvisor/"}, "the only package that knows gVisor, so that another version is one package's work"},
	{"topology/linux", []string{"topology", "topology/clock", "hooks/event", "hooks/segment", "github.com/vishvananda/", "github.com/cilium/ebpf/", "github.com/cilium/ebpf", "golang.org/x/sys/"}, "the only package that knows Linux's interfaces"},
	{"topology/topologytest", []string{"topology", "topology/", "hooks", "hooks/"}, "what every host must do is asked of hosts, not of labs"},
	{"lab/words", nil, "texts know nothing of what they are said about"},
	{"lab/story/storytest", []string{"hooks/event", "hooks/segment", "hooks/track"}, "it makes events for tests of stories and pictures, without a run"},
	{"lab/story", []string{"hooks/event", "hooks/segment"}, "a story is folded from events and from nothing else: live and replayed, the same"},
	{"lab/tell", []string{"lab/story", "lab/words", "hooks/event", "hooks/segment"}, "what a rung is in words, for every picture that has words"},
	{"lab/why", []string{"lab/story", "lab/words", "hooks/event", "hooks/segment"}, "reasons are found in the story"},
	{"lab/report/svg", []string{"github.com/clipperhouse/displaywidth", "lab/why", "lab/tell", "lab/story", "lab/words", "hooks/event", "hooks/segment"}, "a drawing is made of events: it knows no page that holds it"},
	{"lab/report/html/browsertest", []string{"github.com/chromedp/"}, "only tests open a browser"},
	{"lab/report/html", []string{"lab/report/svg", "lab/why", "lab/tell", "lab/story", "lab/words", "hooks/event", "hooks/segment", "hooks/filter"}, "a page is made of drawings, and asks packets in the filter's words"},
	{"lab/report/", []string{"lab/why", "lab/tell", "lab/story", "lab/words", "hooks/event", "hooks/segment", "github.com/clipperhouse/displaywidth"}, "a picture draws events: it knows no lab, and no other picture"},
	{"lab/compare/page", []string{"lab/compare", "lab/report/html", "lab/report/svg", "lab/tell", "lab/story", "lab/words", "hooks/event", "hooks/segment"}, "a comparison as a page: two drawings and what differs"},
	{"lab/compare", []string{"lab/story", "lab/words", "lab/report/ladder", "hooks/event", "hooks/segment", "go.yaml.in/"}, "two stories are compared and drawn, whoever ran or recorded them"},
	{"lab/debug", []string{"lab", "lab/file", "lab/story", "lab/compare", "lab/words", "hooks", "hooks/", "topology", "topology/clock"}, "a session is runs and a place in them: it knows no screen and no stack"},
	{"lab/quiz", []string{"lab", "lab/file", "lab/story", "lab/words", "hooks", "hooks/", "go.yaml.in/"}, "a quiz asks runs that others carry out: it knows no stack and no terminal"},
	{"lab/file", []string{"lab", "hooks", "hooks/", "go.yaml.in/"}, "a file becomes a Lab; nothing is built or run of it"},
	{"lab", []string{"hooks", "hooks/", "topology", "topology/clock"}, "a lab runs on whatever Makers it is given"},
	{"labs/labstest", []string{"lab", "lab/file", "labs", "topology", "topology/netstack", "hooks", "hooks/event"}, "only tests run the catalogue"},
	{"labs", nil, "the catalogue is files: who reads them knows what they mean"},
	{"cmd/netlab/tui", []string{"lab/debug", "lab/story", "lab/tell", "lab/why", "lab/words", "lab/report/ladder", "hooks", "hooks/", "charm.land/", "github.com/charmbracelet/x/ansi"}, "a screen shows a session's view and presses its keys: it runs nothing itself"},
	{"cmd/netlab", []string{"cmd/netlab/tui", "hooks", "hooks/", "topology", "topology/clock", "topology/netstack", "topology/linux", "lab", "lab/", "labs", "golang.org/x/term", "github.com/urfave/cli/v2"}, "the command joins them all"},
}

// TestFloors holds the house's floors: packages import downward only, as DESIGN
// draws them. Tests may import makers.
func TestFloors(t *testing.T) {
	if testing.Short() {
		t.Skip("go list takes a second")
	}
	c := exec.Command("go", "list", "-json=ImportPath,Imports", "netlab/...")
	out, err := c.Output()
	if err != nil {
		t.Skipf("go list does not work here: %v", err)
	}
	d := json.NewDecoder(strings.NewReader(string(out)))
	seen := 0
	for {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		seen++
		name := strings.TrimPrefix(p.ImportPath, "netlab/")
		i := slices.IndexFunc(floors, func(f floor) bool { return within(name, f.pkg) })
		if i < 0 {
			t.Errorf("%s stands on no floor: give it one, with a reason", name)
			continue
		}
		for _, imp := range p.Imports {
			own, isOwn := strings.CutPrefix(imp, "netlab/")
			if !isOwn && !strings.Contains(strings.Split(imp, "/")[0], ".") {
				continue // the standard library
			}
			if !slices.ContainsFunc(floors[i].may, func(m string) bool { return within(own, m) }) {
				t.Errorf("%s imports %s, and may not: %s", name, imp, floors[i].why)
			}
		}
	}
	if seen < len(floors)-5 {
		t.Errorf("go list told of %d packages only", seen)
	}
}

// within says whether a name is one, or is below one that ends in /.
func within(name, of string) bool {
	return name == of || strings.HasSuffix(of, "/") && strings.HasPrefix(name, of)
}
