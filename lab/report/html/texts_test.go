package html

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"netlab/lab/words"
)

// filled is what the page's script makes of a ref: say in model.js.
func filled(t *texts, ref any, lang int) string {
	list, ok := ref.([]any)
	if !ok {
		list = []any{ref}
	}
	text := t.list[list[0].(int)][lang]
	return replaceSigns(text, list[1:])
}

func replaceSigns(text string, numbers []any) string {
	var b strings.Builder
	for _, r := range text {
		if r > 0 && r <= maxNumbers {
			fmt.Fprint(&b, numbers[r-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// TestTexts checks that a text that went through the table is the text again.
func TestTexts(t *testing.T) {
	var table texts
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9]{1,20}(\.[0-9]{1,3}){0,4}`), rapid.SampledFrom([]string{"0", "007", "1.", ".5", "18446744073709551616", "\x01", "10.0.0.1:80", "S. 0:0(0) ack 1"}))
		text := func() string { return strings.Join(rapid.SliceOfN(part, 0, 20).Draw(t, "parts"), " ") }
		x := words.Text{EN: text(), ZH: text()}
		if rapid.Bool().Draw(t, "same") {
			x.ZH = x.EN
		}
		ref := table.ref(x)
		if x == (words.Text{}) {
			if ref != nil {
				t.Fatal("no text has a ref")
			}
			return
		}
		for lang, want := range []string{clean(x.EN), clean(x.ZH)} {
			if got := filled(&table, ref, lang); got != want {
				t.Fatalf("language %d: %q became %q", lang, want, got)
			}
		}
	})
}

func TestTextsOnce(t *testing.T) {
	var table texts
	for i := range 100 {
		table.ref(words.Text{EN: fmt.Sprintf("%d of %d.5", i, i+1), ZH: fmt.Sprintf("%d.5 中的 %d", i+1, i)})
	}
	if len(table.list) != 1 {
		t.Errorf("%d texts for sentences that differ in their numbers only: %q", len(table.list), table.list)
	}
}
