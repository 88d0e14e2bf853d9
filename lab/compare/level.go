package compare

import (
	"slices"
	"sort"

	"netlab/lab/story"
)

// level finds the pieces that can stand at the same height: as many as possible
// of those that are each other's like, so that both ladders keep their order.
func (d *drawer) level() (pairs [][2]int) {
	type end struct {
		rung   *story.Rung
		arrive bool
	}
	in := map[end]int{}
	for j := range d.pieces[B].Rungs {
		p := &d.pieces[B].Rungs[j]
		in[end{p.Rung, p.Arrive}] = j
	}
	// The longest rising sequence, by patience: tails[k] is the last of the best of
	// length k+1.
	var tails, back []int
	var all [][2]int
	for i := range d.pieces[A].Rungs {
		p := &d.pieces[A].Rungs[i]
		like := d.pair[A][p.Rung]
		j, ok := in[end{like, p.Arrive}]
		if like == nil || !ok {
			continue
		}
		k := sort.Search(len(tails), func(k int) bool { return all[tails[k]][B] >= j })
		all, back = append(all, [2]int{i, j}), append(back, -1)
		if k > 0 {
			back[len(all)-1] = tails[k-1]
		}
		if k == len(tails) {
			tails = append(tails, 0)
		}
		tails[k] = len(all) - 1
	}
	if len(tails) == 0 {
		return nil
	}
	for x := tails[len(tails)-1]; x >= 0; x = back[x] {
		pairs = append(pairs, all[x])
	}
	slices.Reverse(pairs)
	return pairs
}
