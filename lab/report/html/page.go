package html

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"

	"netlab/hooks/event"
	"netlab/lab/report/svg"
	"netlab/lab/story"
	"netlab/lab/words"
)

// Options say how a page begins. The zero Options open it in English.
type Options struct {
	Lang    words.Lang // the language that it opens in; the reader can switch. "": English
	Version string     // of the netlab that writes the page; "": it is not told
}

//go:embed assets/page.css
var pageCSS string

//go:embed assets/model.js
var modelJS string

//go:embed assets/ladder.js
var ladderJS string

//go:embed assets/segment.js
var segmentJS string

//go:embed assets/ends.js
var endsJS string

//go:embed assets/list.js
var listJS string

//go:embed assets/page.js
var pageJS string

// Page writes a run as a page: the story and the log that it was folded from, of
// a run that is over or was cut short. It returns the first error in writing.
func Page(w io.Writer, s *story.Story, log *event.Log, o Options) error {
	if o.Lang == "" {
		o.Lang = words.English
	}
	b := newBuilder(s, log, o)
	f := Frame{Lang: o.Lang, Title: b.title(), Lead: b.lead(), Command: b.tellers[0].Command(), Version: o.Version, CSS: []string{svg.CSS(), pageCSS}}
	if log.Len() == 0 {
		f.Body = func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "<p>%s</p>\n", Say("page.empty"))
			return err
		}
		return Shell(w, f)
	}
	if tooLong(log) {
		f.Body = b.long
		return Shell(w, f)
	}
	b.gather()
	f.Wide, f.JS = true, append(filterScripts(), svg.Relay, modelJS, ladderJS, segmentJS, endsJS, listJS, pageJS)
	data, err := b.json()
	if err != nil {
		return err
	}
	var body bytes.Buffer
	b.body(&body)
	f.Body = func(w io.Writer) error {
		if _, err := w.Write(body.Bytes()); err != nil {
			return err
		}
		_, err := fmt.Fprintf(w, "<script type=\"application/json\" id=\"data\">%s</script>\n", data)
		return err
	}
	return Shell(w, f)
}
