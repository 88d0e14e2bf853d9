package markdown

import "netlab/lab/words"

// mostLosses is how many lost packets have a line of their own.
const mostLosses = 20

// losses is a table of what did not arrive, and what made up for it.
func (d *drawer) losses() {
	d.heading("markdown.losses")
	all := d.s.Losses()
	if len(all) == 0 {
		d.printf("\n%s\n", d.T("markdown.none-lost"))
		return
	}
	d.columns("time", "lost", "by", "repair", "after")
	for i := range all[:min(len(all), mostLosses)] {
		l := &all[i]
		after := ""
		if l.Repair != nil {
			after = words.Took(l.Repair.End - l.At)
		}
		who := text(d.Host(l.Author().Host))
		d.cells(d.Time(l.At), who+" "+text(d.What(l.Rung)), text(d.LostBy(l.Rung)), text(d.Repair(l)), after)
	}
	if rest := len(all) - mostLosses; rest > 0 {
		d.printf("\n%s\n", d.T("markdown.more-losses", rest))
	}
}
