package html

import (
	"strconv"

	"netlab/lab/words"
)

// texts keeps what the page says, each sentence once. Two sentences that differ
// in their numbers only are one: most of a run's do. The page's script puts the
// numbers in (fill in model.js).
type texts struct {
	list  [][2]string // English, Chinese; U+0001 and the next stand for the first number and the next
	known map[[2]string]int
}

// maxNumbers is how many numbers are taken out of a sentence: as many as there
// are control characters to stand for them, which no text of a record has (clean).
const maxNumbers = 0x1f

// ref is how the page's data refer to a text: its place in the table, or, where
// it has numbers, a list of the place and the numbers. nil: the text is empty.
func (t *texts) ref(x words.Text) any {
	if x == (words.Text{}) {
		return nil
	}
	en, zh := clean(x.EN), clean(x.ZH)
	var numbers []string
	en = eachNumber(en, func(n string) int {
		if len(numbers) == maxNumbers {
			return -1
		}
		numbers = append(numbers, n)
		return len(numbers) - 1
	})
	taken := make([]bool, len(numbers))
	zh = eachNumber(zh, func(n string) int {
		for i := range numbers {
			if numbers[i] == n && !taken[i] {
				taken[i] = true
				return i
			}
		}
		return -1
	})
	pair := [2]string{en, zh}
	if t.known == nil {
		t.known = map[[2]string]int{}
	}
	place, ok := t.known[pair]
	if !ok {
		place = len(t.list)
		t.list, t.known[pair] = append(t.list, pair), place
	}
	if len(numbers) == 0 {
		return place
	}
	ref := []any{place}
	for _, n := range numbers {
		if v, err := strconv.ParseUint(n, 10, 50); err == nil && strconv.FormatUint(v, 10) == n {
			ref = append(ref, v) // shorter than a string by its quotes
		} else {
			ref = append(ref, n)
		}
	}
	return ref
}

// eachNumber replaces the numbers of a text ("12", "1.030", "10.0.0.1") by the
// sign of the place that take gives them; those stay for which that is negative.
func eachNumber(s string, take func(string) int) string {
	var out []byte
	digit := func(i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }
	for i := 0; i < len(s); {
		if !digit(i) {
			out = append(out, s[i])
			i++
			continue
		}
		j := i + 1
		for digit(j) || j < len(s) && s[j] == '.' && digit(j+1) {
			j++
		}
		if place := take(s[i:j]); place >= 0 {
			out = append(out, byte(place+1))
		} else {
			out = append(out, s[i:j]...)
		}
		i = j
	}
	return string(out)
}
