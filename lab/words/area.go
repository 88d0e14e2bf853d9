package words

import "iter"

// Area goes over the texts of an area, "filter.", by their keys within it: for who
// says them elsewhere, such as a page in a browser.
func Area(prefix string) iter.Seq2[string, Text] {
	return func(yield func(string, Text) bool) {
		for i := range tables {
			if tables[i].area+"." != prefix {
				continue
			}
			for _, t := range *tables[i].of {
				if !yield(t.key, t.Text) {
					return
				}
			}
		}
	}
}
