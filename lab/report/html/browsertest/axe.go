//go:build !js

package browsertest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Looks are the ways in which every page is looked at.
var Looks = []struct {
	Name string
	Look
	Lang string
}{
	{"light", Look{}, "en"}, {"dark", Look{Dark: true}, "en"}, {"phone", Look{Phone: true}, "zh"},
	{"phone-dark", Look{Dark: true, Phone: true}, "en"}, {"zh", Look{}, "zh"},
}

// Everybody opens a page in every one of Looks, and has axe-core look for what keeps
// people out: nothing may be of serious or critical impact, and on a phone nothing
// wider than the screen. Before axe-core looks, ready may bring the page where it is
// worth looking at; nil: it is as it opens. Pictures are called name-LOOK.
func Everybody(t *testing.T, name string, html []byte, ready func(*Tab)) {
	t.Helper()
	source := axe(t)
	for _, l := range Looks {
		t.Run(l.Name, func(t *testing.T) {
			b := Open(t, html, l.Look)
			b.Speak(l.Lang)
			if ready != nil {
				ready(b)
			}
			b.Shot(name + "-" + l.Name)
			Ask[bool](b, source+"; true")
			for _, v := range Ask[[]violation](b, askAxe) {
				t.Errorf("%s: %s (%s): %s", v.Impact, v.Help, v.ID, strings.Join(v.Nodes, "\n    "))
			}
			if wide := Ask[int](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); l.Phone && wide > 0 {
				t.Errorf("the page is %d pixels wider than the phone", wide)
			}
		})
	}
}

// violation is what axe-core finds.
type violation struct {
	ID, Impact, Help string
	Nodes            []string
}

const askAxe = `axe.run(document, { resultTypes: ["violations"] }).then(r => r.violations.filter(v => v.impact === "serious" || v.impact === "critical")
	.map(v => ({ ID: v.id, Impact: v.impact, Help: v.help, Nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + " " + (n.failureSummary || "")) })))`

// axe is axe-core's source, of the file that NETLAB_TEST_AXE names, or of the next
// node_modules.
func axe(t *testing.T) string {
	t.Helper()
	browser(t)
	if name := os.Getenv("NETLAB_TEST_AXE"); name != "" {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatalf("NETLAB_TEST_AXE: %v", err)
		}
		return string(b)
	}
	for dir, _ := os.Getwd(); dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if b, err := os.ReadFile(filepath.Join(dir, "node_modules", "axe-core", "axe.min.js")); err == nil {
			return string(b)
		}
	}
	t.Skip("no axe-core here: npm install axe-core, and NETLAB_TEST_AXE=.../axe-core/axe.min.js")
	return ""
}
