package compare

import (
	"slices"
	"strings"

	"netlab/lab/report/ladder"
)

// titles writes what was run, once if it is the same on both sides.
func (d *drawer) titles() {
	same := slices.Equal(d.pieces[A].Title, d.pieces[B].Title) && slices.Equal(d.pieces[A].Rules, d.pieces[B].Rules)
	for s, p := range d.pieces {
		if s == int(A) || !same {
			for _, l := range p.Title {
				d.line(l)
			}
		}
		if s == int(B) || !same {
			d.stacks(same)
			for _, l := range p.Rules {
				d.line(l)
			}
		}
	}
}

// stacks says what each side is.
func (d *drawer) stacks(both bool) {
	if !both {
		return
	}
	names := d.Names()
	width := max(ladder.Width(names[A]), ladder.Width(names[B]))
	for s, p := range d.pieces {
		text := p.Stack
		if set := d.Settings(Side(s)); len(set) > 0 {
			text += d.t("semicolon") + strings.Join(set, d.t("comma"))
		}
		for i, l := range ladder.Wrap(ladder.Clean(text), d.o.Width-width-2) {
			head := ""
			if i == 0 {
				head = names[s]
			}
			d.line(d.ink(bold, pad(head, width)) + "  " + d.ink(dim, l))
		}
	}
}

// below draws one ladder above the other; where nothing differs, one for both.
func (d *drawer) below() {
	d.titles()
	names := d.Names()
	for s, p := range d.pieces {
		if len(d.Differences) == 0 {
			if s == int(B) {
				break
			}
			names[s] += d.t("comma") + names[B]
		}
		d.line("")
		d.line(d.ink(bold, names[s]))
		empty := strings.Repeat(" ", d.gutter+1)
		for _, l := range p.Head {
			d.line(empty + l)
		}
		var rows [][2]*ladder.Piece
		for i := range p.Rungs {
			rows = append(rows, [2]*ladder.Piece{&p.Rungs[i], nil})
		}
		d.fold(rows, func(row [2]*ladder.Piece) {
			q := row[A]
			if q.Pause != "" {
				d.line(empty + q.Pause)
			}
			for j, l := range q.Lines {
				mark := ""
				if j == 0 {
					mark = d.marks[s][q]
				}
				d.line(d.number(mark) + " " + l)
			}
		})
	}
}

// besides draws the ladders side by side, what is alike at the same height.
func (d *drawer) besides() {
	d.titles()
	d.line("")
	half := (d.o.Width - d.gutter - 4) / 2
	row := func(left, mark, right string) {
		d.line(pad(left, half) + "  " + d.number(mark) + "  " + right)
	}
	names := d.Names()
	row(d.ink(bold, names[A]), "", d.ink(bold, names[B]))
	a, b := d.pieces[A], d.pieces[B]
	height := max(len(a.Head), len(b.Head))
	for i := range height {
		var left, right string
		if k := i - height + len(a.Head); k >= 0 {
			left = a.Head[k]
		}
		if k := i - height + len(b.Head); k >= 0 {
			right = b.Head[k]
		}
		row(left, "", right)
	}
	blank := [2]string{a.Blank, b.Blank}
	// emit draws the pieces that stand at one height; nil: nothing on that side.
	emit := func(side [2]*ladder.Piece) {
		var lines [2][]string
		mark, pause := "", [2]string{blank[A], blank[B]}
		height := 0
		for s, p := range side {
			if p == nil {
				continue
			}
			if p.Pause != "" {
				pause[s] = p.Pause
			}
			lines[s] = p.Lines
			height = max(height, len(p.Lines))
			mark = union(mark, d.marks[s][p])
		}
		if side[A] != nil && side[A].Pause != "" || side[B] != nil && side[B].Pause != "" {
			row(pause[A], "", pause[B])
		}
		for s, p := range side {
			if p != nil {
				blank[s] = p.Blank
			}
		}
		for i := range height {
			var text [2]string
			for s := range text {
				text[s] = blank[s]
				if i < len(lines[s]) {
					text[s] = lines[s][i]
				}
			}
			row(text[A], mark, text[B])
			mark = ""
		}
	}
	var rows [][2]*ladder.Piece
	i, j := 0, 0
	upTo := func(x, y int) {
		for ; i < x; i++ {
			rows = append(rows, [2]*ladder.Piece{&a.Rungs[i], nil})
		}
		for ; j < y; j++ {
			rows = append(rows, [2]*ladder.Piece{nil, &b.Rungs[j]})
		}
	}
	for _, at := range d.level() {
		upTo(at[A], at[B])
		rows = append(rows, [2]*ladder.Piece{&a.Rungs[i], &b.Rungs[j]})
		i++
		j++
	}
	upTo(len(a.Rungs), len(b.Rungs))
	d.fold(rows, emit)
}
