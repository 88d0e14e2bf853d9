package html

import (
	"bytes"
	"fmt"
	"io"

	"netlab/hooks/event"
)

// mostEvents is how many events a page steps through. A browser is not to be given
// more: each is some half a kilobyte, and twice that while the page is written.
const mostEvents = 20_000

func tooLong(log *event.Log) bool { return log.Len() > mostEvents }

// long is the page of a run that has more events: the ladder with its long stretches
// folded, the plots, and what to do instead.
func (b *builder) long(w io.Writer) error {
	var body bytes.Buffer
	b.about(&body)
	fmt.Fprintf(&body, "<p>%s</p>\n", Say("page.long", b.log.Len(), mostEvents))
	body.Write(b.ladder.Body)
	for i := range b.plots {
		body.Write(b.plots[i].Body)
	}
	_, err := w.Write(body.Bytes())
	return err
}
