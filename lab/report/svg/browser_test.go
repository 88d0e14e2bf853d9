//go:build !js

package svg_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"netlab/lab/report/html/browsertest"
	"netlab/lab/report/svg"
	"netlab/lab/story"
	"netlab/lab/words"
	"netlab/labs"
	"netlab/labs/labstest"
)

func TestMain(m *testing.M) { browsertest.Main(m) }

// around is a page with ladders in it.
func around(lang words.Lang, bodies ...string) []byte {
	return []byte(`<!DOCTYPE html><html lang="` + string(lang) + `"><meta charset="utf-8"><title>-</title><style>` + svg.CSS() + `</style><body>` + strings.Join(bodies, "\n") + `<script>` + svg.Relay + `</script>`)
}

// TestBrowserRelay moves ladders to linear time and back: everything comes back to
// where it was drawn, and in linear time every arrow runs from mark to mark.
func TestBrowserRelay(t *testing.T) {
	for _, v := range [][2]string{{"stale-syn", "over"}, {"segment-size", "told"}, {"old-duplicate", "entered"}, {"slow-start", "loss"}} {
		t.Run(v[0], func(t *testing.T) {
			s := one(t, v[0], v[1])
			l := svg.NewLadder(s, svg.Options{All: true})
			var marks [][4]float64
			for _, m := range l.Marks {
				marks = append(marks, [4]float64{m.From, m.To, m.LinFrom, m.LinTo})
			}
			data, _ := json.Marshal(map[string]any{"width": l.Width, "height": l.Height, "linHeight": l.LinHeight, "top": l.Top, "bottom": l.Bottom, "linBottom": l.LinBottom, "marks": marks})
			b := browsertest.Open(t, around("en", string(l.Body)), browsertest.Look{})
			for _, fault := range browsertest.Ask[[]string](b, `(() => {
				const svg = document.querySelector("svg"), data = `+string(data)+`, faults = [];
				// places are the numbers that say where everything is.
				const places = () => [...svg.querySelectorAll("*")].flatMap(e => {
					const m = e.transform && e.transform.baseVal.numberOfItems ? e.transform.baseVal.consolidate().matrix : null;
					return ["y", "height", "y1", "y2"].map(a => e.hasAttribute(a) ? +e.getAttribute(a) : 0).concat(m ? [m.b, m.e, m.f] : []);
				});
				const drawn = places();
				relay(svg, data, true);
				for (const g of svg.querySelectorAll("g[data-w]")) {
					const m = g.transform.baseVal.getItem(0).matrix, at = data.marks[g.dataset.r], to = m.f + m.b * g.dataset.w;
					if (Math.abs(m.f - at[2]) > 0.1 || Math.abs(to - at[3]) > 0.1) faults.push("rung " + g.dataset.r + " runs from " + m.f + " to " + to + ", its marks are " + at);
				}
				relay(svg, data, false);
				places().forEach((p, i) => { if (Math.abs(p - drawn[i]) > 0.3) faults.push("place " + i + " was " + drawn[i] + " and is " + p); });
				return faults;
			})()`) {
				t.Error(fault)
			}
		})
	}
}

// TestBrowserRoom draws the whole catalogue and measures its texts as the browser sets
// them: none is cut off, and next to none lies on another. Some do: where a dozen
// packets cross there is not room for all that is to be said.
func TestBrowserRoom(t *testing.T) {
	var bodies []string
	for _, name := range labs.Names() {
		for _, r := range labstest.All(t, name) {
			body := svg.NewLadder(story.Fold(r.Log.All()), svg.Options{ID: fmt.Sprintf("l%d", len(bodies))}).Body
			bodies = append(bodies, `<section data-name="`+r.Name()+`">`+string(body)+`</section>`)
		}
	}
	for _, lang := range languages {
		b := browsertest.Open(t, around(lang, bodies...), browsertest.Look{})
		found := browsertest.Ask[struct {
			Texts           int
			Cut, Overlapped []string
		}](b, room)
		for _, text := range found.Cut {
			t.Errorf("%s: cut off: %s", lang, text)
		}
		if n := len(found.Overlapped); n > found.Texts/250 || found.Texts < 10_000 {
			t.Errorf("%s: of %d texts %d lie on another:\n%s", lang, found.Texts, n, strings.Join(found.Overlapped, "\n"))
		}
		t.Logf("%s: of %d texts %d lie on another", lang, found.Texts, len(found.Overlapped))
	}
}

// room finds texts that are cut off or lie on each other: two quadrangles, each a
// text's box as it leans, a little less high than its font, with no line between
// them.
const room = `(() => {
	const quad = t => {
		const b = t.getBBox(), m = t.getCTM(), up = b.height * 0.22;
		return [[b.x + 1, b.y + up], [b.x + b.width - 1, b.y + up], [b.x + b.width - 1, b.y + b.height - up], [b.x + 1, b.y + b.height - up]]
			.map(([x, y]) => [m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f]);
	};
	const meet = (p, q) => {
		for (const a of [p, q]) for (let i = 0; i < 4; i++) {
			const [x1, y1] = a[i], [x2, y2] = a[(i + 1) % 4], along = ([x, y]) => x * (y2 - y1) + y * (x1 - x2);
			const ps = p.map(along), qs = q.map(along);
			if (Math.max(...ps) <= Math.min(...qs) || Math.max(...qs) <= Math.min(...ps)) return false;
		}
		return true;
	};
	const Cut = [], Overlapped = [];
	let Texts = 0;
	for (const s of document.querySelectorAll("section")) {
		const width = s.querySelector("svg").viewBox.baseVal.width;
		const texts = [...s.querySelectorAll("text")].filter(t => t.getClientRects().length), quads = texts.map(quad);
		Texts += texts.length;
		quads.forEach((q, i) => { if (q.some(([x]) => x < 0 || x > width)) Cut.push(s.dataset.name + " " + texts[i].textContent); });
		for (let i = 0; i < quads.length; i++) for (let j = i + 1; j < quads.length; j++) {
			if (Math.abs(quads[i][0][1] - quads[j][0][1]) < 80 && meet(quads[i], quads[j])) Overlapped.push(s.dataset.name + " " + texts[i].textContent + " | " + texts[j].textContent);
		}
	}
	return { Texts, Cut, Overlapped };
})()`
