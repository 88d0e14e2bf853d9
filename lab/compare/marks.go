package compare

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"netlab/lab/report/ladder"
	"netlab/lab/story"
)

// mark draws the ladders in pieces, and finds out which of them bear the numbers
// of differences, and how wide these are.
func (d *drawer) mark() {
	of := [2]map[*story.Rung][]int{{}, {}}
	for i := range d.Differences {
		for s := range d.pair {
			on := &d.Differences[i].On[s]
			for _, list := range [2][]*story.Rung{on.Rungs, on.Followed} {
				for _, r := range list {
					if !slices.Contains(of[s][r], i+1) {
						of[s][r] = append(of[s][r], i+1)
					}
				}
			}
		}
	}
	const most = 9 // cells that the numbers may take
	d.gutter = 1
	for s := range of {
		for r, list := range of[s] {
			sort.Ints(list)
			of[s][r] = list
			d.gutter = max(d.gutter, len(joined(list, most)))
		}
	}
	side := d.o
	side.Width = d.o.Width - d.gutter - 1
	if d.o.Width >= besides {
		side.Width = (d.o.Width - d.gutter - 4) / 2
	}
	for s := range d.pieces {
		d.pieces[s] = ladder.Take(d.Stories[s], side)
		d.marks[s] = map[*ladder.Piece]string{}
		done := map[*story.Rung]bool{}
		for i := range d.pieces[s].Rungs {
			p := &d.pieces[s].Rungs[i]
			if list := of[s][p.Rung]; list != nil && !done[p.Rung] {
				done[p.Rung] = true
				d.marks[s][p] = joined(list, most)
			}
		}
	}
}

// joined writes numbers into so many cells.
func joined(list []int, cells int) string {
	text := ""
	for i, n := range list {
		next := strconv.Itoa(n)
		if i > 0 {
			next = text + "," + next
		}
		if len(next)+1 > cells && i < len(list)-1 {
			return text + "+"
		}
		text = next
	}
	return text
}

// number is what stands in the gutter.
func (d *drawer) number(mark string) string {
	return strings.Repeat(" ", d.gutter-len(mark)) + d.ink(red, mark)
}

// union joins the numbers of both sides.
func union(a, b string) string {
	switch {
	case a == "" || a == b:
		return b
	case b == "" || len(a) >= len(b):
		return a
	}
	return b
}
