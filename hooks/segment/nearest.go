package segment

import "strings"

// Nearest is the word of the list that was most likely meant by a word that is
// not in it, or "" where none is near: the one that takes the fewest edits (a
// letter put in, taken out, replaced, or swapped with its neighbour), the first
// of these in the list. A third of the letters may be wrong, at least one, and
// upper and lower case are the same. A word of which the given one is the
// beginning counts as near too. Of a list longer than a person could have meant
// a word of only the first thousand are looked at.
func Nearest(word string, of []string) string {
	of = of[:min(len(of), 1000)]
	w := strings.ToLower(word)
	if w == "" || len(w) > 64 { // nobody mistypes longer words; hostile input costs nothing
		return ""
	}
	best, least := "", max(1, len(w)/3)+1
	for _, candidate := range of {
		if len(candidate) > 64 {
			continue
		}
		c := strings.ToLower(candidate)
		if d := distance(w, c); d < least {
			best, least = candidate, d
		}
	}
	if best == "" && len(w) >= 2 {
		for _, candidate := range of {
			if strings.HasPrefix(strings.ToLower(candidate), w) {
				return candidate
			}
		}
	}
	return best
}

// distance counts the edits between two words (optimal string alignment).
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
