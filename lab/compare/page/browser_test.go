//go:build !js

package page_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"netlab/lab/compare"
	"netlab/lab/compare/page"
	"netlab/lab/report/html/browsertest"
)

func TestMain(m *testing.M) { browsertest.Main(m) }

func compared(t *testing.T) []byte {
	c := compare.Stories(run(t, "fast-retransmit", "three"), recorded(t, "fast-retransmit.three"), compare.Table())
	return []byte(write(t, c, page.Options{Command: "netlab compare fast-retransmit"}))
}

// TestBrowserEverybody looks at the page in all its colours, languages and sizes,
// with a difference chosen.
func TestBrowserEverybody(t *testing.T) {
	browsertest.Everybody(t, "compare", compared(t), func(b *browsertest.Tab) { b.Keys("nnn") })
}

// TestBrowserChoose goes through the differences by keys, by a number and by a place:
// what each is about is lit in both ladders, and nothing else.
func TestBrowserChoose(t *testing.T) {
	b := browsertest.Open(t, compared(t), browsertest.Look{})
	type state struct {
		Chosen, Hash, Lit string
		InSight           bool
	}
	now := func() state {
		return browsertest.Ask[state](b, `(() => {
			const box = document.getElementById("ladders").getBoundingClientRect();
			const lit = [...document.querySelectorAll(".rung.lit")];
			return {
				Chosen: [...document.querySelectorAll("li.chosen")].map(e => e.id).join(" "), Hash: location.hash,
				Lit: lit.map(e => e.id).join(" "),
				InSight: lit.every(e => { const r = e.getBoundingClientRect(); return r.bottom > box.top && r.top < box.bottom; }),
			};
		})()`)
	}
	shows := browsertest.Ask[[][]string](b, `JSON.parse(document.getElementById("shows").textContent)`)
	if len(shows) < 4 {
		t.Fatalf("%d differences", len(shows))
	}
	want := func(what string, n int) {
		t.Helper()
		id := "d" + string(rune('0'+n))
		if got := now(); got.Chosen != id || got.Hash != "#"+id || got.Lit != strings.Join(shows[n-1], " ") || !got.InSight {
			t.Errorf("%s: got %+v, want %s and %v", what, got, id, shows[n-1])
		}
	}
	if got := now(); got.Chosen != "" || got.Lit != "" {
		t.Errorf("something is chosen at first: %+v", got)
	}
	b.Keys("n")
	want("n", 1)
	b.Keys("nn")
	want("n n", 3)
	b.Keys("p")
	want("p", 2)
	browsertest.Ask[bool](b, `document.querySelector('.mark[data-d="4"]').dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}))`)
	want("a number between the ladders", 4)
	browsertest.Ask[bool](b, `document.querySelector('#`+shows[2][0]+` text').dispatchEvent(new MouseEvent("click", {bubbles: true})); true`)
	want("a rung", 3)
	browsertest.Ask[bool](b, `document.querySelector('#d1 a.place').click(); true`)
	if got := now(); got.Chosen != "d1" || got.Hash != "#"+shows[0][0] {
		t.Errorf("a place: got %+v", got)
	}
	b.Keys(kb.Escape)
	if got := now(); got.Chosen != "" || got.Lit != "" {
		t.Errorf("Esc: got %+v", got)
	}
}
