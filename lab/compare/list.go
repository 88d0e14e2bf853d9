package compare

import (
	"strconv"
	"strings"

	"netlab/lab/report/ladder"
	"netlab/lab/words"
)

// proseWidth is how wide a paragraph may be and still be easy to read.
const proseWidth = 96

// differences writes the differences, by kind, and what there is to say of the
// comparison as a whole.
func (d *drawer) differences() {
	var kind Kind
	for i := range d.Differences {
		f := &d.Differences[i]
		if f.Kind() != kind {
			if kind = f.Kind(); i > 0 {
				d.line("")
			}
			d.line(d.ink(bold, d.t("kind."+string(kind))))
		}
		d.difference(i+1, f)
	}
	if len(d.Differences) > 0 {
		d.line("")
	}
	for _, n := range d.Notes {
		d.paragraph("", d.plain(d.Said(d.o.Lang, n)))
	}
	d.total()
}

// difference writes one: what it is about, how it is on either side, why, and
// where that stands.
func (d *drawer) difference(number int, f *Difference) {
	names := d.Names()
	head := strconv.Itoa(number)
	indent := strings.Repeat(" ", 5)
	title := d.plain(ladder.Clean(d.Title(d.o.Lang, f)))
	short := title + d.t("colon") + d.plain(ladder.Clean(d.values(d.o.Lang, f)))
	top := strings.Repeat(" ", max(0, 3-len(head))) + d.ink(red, head) + "  "
	if ladder.Width(short) <= d.room() {
		d.line(top + d.ink(bold, title) + short[len(title):])
	} else {
		for i, l := range ladder.Wrap(title, d.room()) {
			if i > 0 {
				top = indent
			}
			d.line(top + d.ink(bold, l))
		}
		width := max(ladder.Width(names[A]), ladder.Width(names[B])) + 2
		for s := range f.On {
			if f.oneSided() && Side(s) != f.only() {
				continue
			}
			value := d.plain(ladder.Clean(f.Shown(d.o.Lang, Side(s))))
			for i, l := range ladder.Wrap(value, max(20, d.o.Width-len(indent)-width)) {
				name := ""
				if i == 0 {
					name = names[s]
				}
				d.line(indent + pad(name, width) + l)
			}
		}
	}
	if n := len(f.On[A].Followed) + len(f.On[B].Followed); n > 0 {
		d.paragraph(indent, d.n("followed", n))
	}
	if f.Known == nil {
		for _, l := range ladder.Wrap(d.t("new"), d.room()) {
			d.line(indent + d.ink(red, l))
		}
		return
	}
	if first := d.explained(number, f.Known); first > 0 {
		d.paragraph(indent, d.t("as", first))
		return
	}
	d.paragraph(indent, d.plain(words.Pick(d.o.Lang, f.Known.Why)))
	for _, l := range ladder.Wrap(d.t("known", strings.Join(f.Known.Source, d.t("semicolon"))), d.room()) {
		d.line(indent + d.ink(dim, l))
	}
}

// explained is the number of an earlier difference that has the same
// explanation; 0: there is none.
func (d *drawer) explained(number int, k *Known) int {
	for i := range d.Differences[:number-1] {
		if d.Differences[i].Known == k {
			return i + 1
		}
	}
	return 0
}

// room is how wide a paragraph of a difference may be.
func (d *drawer) room() int { return max(20, min(proseWidth, d.o.Width)-5) }

func (d *drawer) paragraph(indent, text string) {
	for _, l := range ladder.Wrap(text, max(20, min(proseWidth, d.o.Width)-len(indent))) {
		d.line(indent + l)
	}
}

// total says how many there are, and whether the runs did what the lab expects.
func (d *drawer) total() { d.paragraph("", d.plain(d.Total(d.o.Lang))) }

// Total says in a sentence or two how many differences there are, and whether the
// runs did what their lab expects.
func (c *Comparison) Total(lang words.Lang) string {
	names := c.Names()
	t := func(key string, args ...any) string { return say(lang, "compare."+key, args...) }
	n, fresh := len(c.Differences), len(c.New())
	var text string
	switch {
	case n == 0:
		text = t("same", c.Aligned())
	case fresh == 0:
		text = words.N(lang, "compare.all-known", n)
	case n == 1:
		text = t("some-new.one", n)
	default:
		text = t("some-new.more", n, fresh)
	}
	var met []string
	for s, st := range c.Stories {
		ok := 0
		for i := range st.Expects {
			if st.Expects[i].OK {
				ok++
			}
		}
		if len(st.Expects) > 0 {
			met = append(met, t("expected.of", names[s], ok, len(st.Expects)))
		}
	}
	if len(met) > 0 {
		gap := " "
		if lang == words.Chinese {
			gap = ""
		}
		text += gap + t("expected", strings.Join(met, t("comma")))
	}
	return text
}
