package why_test

import (
	"bytes"
	"strings"
	"testing"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
	"netlab/lab/why"
	"netlab/lab/words"
)

// FuzzReasons reads damaged records: whatever they tell, a reason is a text without
// gaps, or there is none.
func FuzzReasons(f *testing.F) {
	r := storytest.New("test", "client", "server")
	c := r.Flow("client", "server", 0)
	c.Listen().Open(0, 10)
	r.Ms(30).Call("client", c.Conn[0], "send", "5 octets")
	r.Deliver(c.Out(0, psh, 1, 1, 5), c.Conn[1])
	c.In(c.Out(1, ack, 1, 6, 0))
	r.Ms(200).Timer("client", c.Conn[0], "probe", 1)
	c.In(c.Out(0, psh, 1, 1, 5))
	r.Call("client", c.Conn[0], "close")
	c.In(c.Out(0, fin, 6, 1, 0))
	r.Deliver(c.Out(1, segment.RST, 1, 0, 0), c.Conn[0])
	r.Return("client", c.Conn[0], "close", "ok", "", 0)
	var lines bytes.Buffer
	w := event.NewJSONL(&lines)
	for e := range r.End("done").All() {
		w.Put(e)
	}
	w.Close()
	f.Add(lines.Bytes())
	f.Fuzz(func(t *testing.T, in []byte) {
		log, _ := event.ReadLog(bytes.NewReader(in))
		if log == nil {
			return
		}
		s := story.Fold(log.All())
		w := why.New(s)
		for _, r := range s.Rungs {
			for _, reason := range w.Rung(r) {
				for _, lang := range []words.Lang{words.English, words.Chinese} {
					if text := reason.Text(lang); strings.Contains(text, "%!") {
						t.Errorf("rung %d: %q", r.Index, text)
					}
				}
			}
		}
	})
}
