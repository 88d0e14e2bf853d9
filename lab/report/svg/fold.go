package svg

import "netlab/lab/story"

// A fold is a stretch in which nothing happens but that data and acknowledgements
// go to and fro: a line of text stands for it.
type fold struct {
	key  int // of its first point
	text said
}

// fold finds what is folded: of what the story would leave out, the packets that leave
// there, and the calls.
func (d *drawing) fold() {
	if d.o.All {
		return
	}
	steps, gaps := d.sayers[0].Steps(false)
	for i := range gaps {
		g := &gaps[i]
		var gone []*story.Rung
		for _, st := range steps[g.From:g.To] {
			if st.What != story.Arrive && !st.End {
				gone = append(gone, st.Rung)
			}
		}
		if len(gone) < story.StretchMin { // what else there is are arrivals
			continue
		}
		first := gone[0].Index
		for _, r := range gone {
			first = min(first, r.Index)
			d.things[r.Index].folded = len(d.folds) + 1
		}
		d.folds = append(d.folds, fold{2 * first, d.both(func(s *sayer) string { return "… " + s.Gap(g) + " …" })})
	}
}
