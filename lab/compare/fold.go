package compare

import (
	"strings"

	"netlab/lab/report/ladder"
)

// fold draws rows, and leaves out the middle of a stretch that is dull on both
// sides: as much of it as the ladder does.
func (d *drawer) fold(rows [][2]*ladder.Piece, emit func([2]*ladder.Piece)) {
	for i := 0; i < len(rows); {
		n := 0
		for i+n < len(rows) && dullRow(rows[i+n]) {
			n++
		}
		if n < ladder.FoldHead+ladder.FoldMin+ladder.FoldTail || d.o.All {
			n = max(n, 1)
			for _, row := range rows[i : i+n] {
				emit(row)
			}
			i += n
			continue
		}
		for _, row := range rows[i : i+ladder.FoldHead] {
			emit(row)
		}
		d.line(strings.Repeat(" ", d.gutter+1) + d.ink(dim, d.t("folded", n-ladder.FoldHead-ladder.FoldTail)))
		for _, row := range rows[i+n-ladder.FoldTail : i+n] {
			emit(row)
		}
		i += n
	}
}

func dullRow(row [2]*ladder.Piece) bool {
	for _, p := range row {
		if p != nil && !p.Dull {
			return false
		}
	}
	return true
}
