package ladder

import (
	"fmt"
	"time"

	"netlab/lab/story"
	"netlab/lab/words"
)

// nearby is how long before a failed expectation's end rungs are shown.
const nearby = 4

func (d *Drawer) expectations() {
	if len(d.s.Expects) == 0 {
		return
	}
	d.print(nil)
	for i := range d.s.Expects {
		d.expectation(&d.s.Expects[i])
	}
}

func (d *Drawer) expectation(x *story.Expect) {
	w := min(d.o.Width, defaultWidth)
	verdict, st := d.t("expect.yes"), plain
	if !x.OK {
		verdict, st = d.t("expect.no"), red
	}
	indent := width(d.t("expect.expected")) + 2
	lines := wrap(d.plain(d.tell.Note(&x.Text)), w-indent-width(verdict)-2)
	for i, text := range lines {
		c := newCanvas(d.o.Width)
		if i == 0 {
			c.put(0, d.t("expect.expected"), dim)
			c.put(w-width(verdict), verdict, st)
		}
		c.put(indent, text, plain)
		d.print(c)
	}
	if x.OK {
		return
	}
	d.paragraph(indent, d.t("expect.want")+d.t("ladder.colon")+clean(words.Pick(d.o.Lang, x.Want)), plain)
	d.paragraph(indent, d.t("expect.got")+d.t("ladder.colon")+clean(words.Pick(d.o.Lang, x.Got)), red)
	rungs, key := x.Rungs, "expect.seen"
	if len(rungs) == 0 {
		if d.told {
			return
		}
		d.told, key = true, "expect.rungs"
		for i := len(d.s.Rungs) - 1; i >= 0 && len(rungs) < nearby; i-- {
			if d.s.Rungs[i].Kind == story.Packet {
				rungs = append([]*story.Rung{d.s.Rungs[i]}, rungs...)
			}
		}
	}
	if len(rungs) == 0 {
		return
	}
	d.paragraph(indent, d.t(key), dim)
	for _, r := range rungs[max(0, len(rungs)-nearby):] {
		d.rungLine(indent+2, r)
	}
}

// rungLine writes a rung outside the ladder, with its time.
func (d *Drawer) rungLine(indent int, r *story.Rung) {
	text, st := "", plain
	switch r.Kind {
	case story.Packet:
		text, st = d.sentence(r), look(r)
	default:
		if text, st = d.says(r, r.Return != nil); text == "" && r.Call != nil {
			text = d.plain(d.tell.Called(r.Call))
		}
		text = clean(d.s.Names.Host(r.Host)) + d.t("ladder.colon") + d.withStates(text, r.States)
	}
	at := fmt.Sprintf("%.*f", d.grid.digits, r.At.Round(time.Microsecond).Seconds())
	c := newCanvas(d.o.Width)
	x := c.put(indent, at+"  ", plain)
	c.put(x, clip(text, d.o.Width-x, d.glyph.more), st)
	d.print(c)
}
