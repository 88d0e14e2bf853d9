//go:build !js

package mermaid_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"netlab/lab/report/html/browsertest"
	"netlab/lab/report/mermaid"
	"netlab/lab/story"
	"netlab/lab/words"
	"netlab/labs"
	"netlab/labs/labstest"
)

func TestMain(m *testing.M) { browsertest.Main(m) }

// reads has a page read diagrams, by name. Those whose name begins with a star it draws
// too, and gives the texts of the drawing.
const reads = `(async (diagrams) => {
  mermaid.initialize({ startOnLoad: false });
  const out = {};
  for (const [name, text] of Object.entries(diagrams)) {
    try {
      out[name] = (await mermaid.parse(text)).diagramType;
      if (name[0] !== "*") continue;
      const div = document.createElement("div");
      div.innerHTML = (await mermaid.render("g", text)).svg;
      out[name] = [...div.querySelectorAll("title,desc,text")].map((e) => e.textContent).join("\n") + "\n" + div.querySelectorAll("script,b").length + " elements of strangers";
    } catch (e) { out[name] = "" + e; }
  }
  return out;
})`

// library is the path of mermaid.min.js (npm's mermaid, in dist), or skips the test. It
// is not NETLAB_MERMAID: by that name netlab, where a test starts it, would take the
// library for what --mermaid is to write, and write a diagram there.
func library(t *testing.T) string {
	t.Helper()
	path := os.Getenv("NETLAB_TEST_MERMAID")
	if path == "" {
		t.Skip("NETLAB_TEST_MERMAID does not say where mermaid.min.js is")
	}
	return path
}

// inBrowser has Mermaid's own parser read diagrams, and gives what it says of each.
func inBrowser(t *testing.T, diagrams map[string]string) map[string]string {
	t.Helper()
	lib, err := os.ReadFile(library(t))
	if err != nil {
		t.Fatal(err)
	}
	tab := browsertest.Open(t, []byte(`<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Mermaid</title><body></body></html>`), browsertest.Look{})
	browsertest.Ask[bool](tab, string(lib)+"; true")
	in, err := json.Marshal(diagrams) // which writes < as \u003c
	if err != nil {
		t.Fatal(err)
	}
	return browsertest.Ask[map[string]string](tab, reads+"("+string(in)+")")
}

// TestParser: Mermaid's own parser reads the diagram of every variant of the
// catalogue, in every way in which it may be written.
func TestParser(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser and the whole catalogue take ten seconds")
	}
	library(t) // before all is run
	diagrams := map[string]string{"empty": "sequenceDiagram\n", "bulk": draw(t, bulk(5000), mermaid.Options{All: true})}
	for _, name := range labs.Names() {
		for _, r := range labstest.All(t, name) {
			s := story.Fold(r.Log.All())
			diagrams[r.Name()] = draw(t, s, mermaid.Options{})
			diagrams[r.Name()+" zh"] = draw(t, s, mermaid.Options{Lang: words.Chinese, Letters: true, All: true})
		}
	}
	if len(diagrams) < 400 {
		t.Errorf("only %d diagrams were made", len(diagrams))
	}
	for name, what := range inBrowser(t, diagrams) {
		if what != "sequence" {
			t.Errorf("%s: %s\n%s", name, what, diagrams[name])
		}
	}
}

// TestShows: what Mermaid draws of hostile texts is those texts.
func TestShows(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser takes seconds")
	}
	got := inBrowser(t, map[string]string{"*hostile": draw(t, story.Fold(hostile().All()), mermaid.Options{})})["*hostile"]
	// A drawing has no runs of blanks; lines and marks of direction are no text.
	shown := strings.Join(strings.Fields(strings.NewReplacer("\n", "·", "\u2028", "·", "\u202e", "·").Replace(nasty)), " ")
	for _, want := range []string{"listen " + shown, "connect: " + shown, "✗ " + shown, "✗ rule 2: drop %%{init: {}}%%", "client-x; drop",
		"end netstack, client-x; drop netstack, " + shown + " netstack; virtual time, seed 1", "0 elements of strangers"} {
		if !strings.Contains(strings.Join(strings.Fields(got), " "), want) {
			t.Errorf("%q is not drawn in\n%s", want, got)
		}
	}
}
