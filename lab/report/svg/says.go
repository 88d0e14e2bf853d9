package svg

import (
	"netlab/lab/story"
	"netlab/lab/tell"
	"netlab/lab/words"
)

// A sayer says in one language what stands in a picture.
type sayer struct {
	*tell.Teller
	s    *story.Story
	lang words.Lang
}

func sayers(s *story.Story, how story.Numbers) [2]sayer {
	return [2]sayer{
		{tell.New(s, words.English, how), s, words.English},
		{tell.New(s, words.Chinese, how), s, words.Chinese},
	}
}

// gap is what stands between two sentences.
func (s *sayer) gap() string {
	if s.lang == words.Chinese {
		return ""
	}
	return " "
}

// moment is what happened at one host; "" where nothing needs saying. There is room to
// tell also that a connect that took its time came back.
func (s *sayer) moment(r *story.Rung, end bool) string {
	text := s.Moment(r, end)
	switch {
	case r.Kind == story.Call && end && text == "" && r.Return.Op == "connect" && r.Return.Result == "ok" && r.End > r.At:
		return s.Tag(r.Stream) + r.Return.Op + ": ok"
	case r.Kind == story.Change && text != "" && r.States[0].Reason != "":
		return s.Tag(r.Stream) + text
	}
	return text
}

// failed says whether a call returned an error.
func failed(r *story.Rung) bool {
	result := r.Return.Result
	return result != "" && result != "ok" && result != "EINPROGRESS"
}

// ends says who talks in a conversation.
func (s *sayer) ends(t *story.Stream) string {
	text := s.Tag(t.ID)
	for i, e := range t.Ends {
		if e.Host == 0 {
			continue
		}
		if i > 0 {
			text += " → "
		}
		text += s.Host(e.Host)
		if name := s.s.Names.Conn(e.Conn); name != "" {
			text += " (" + tell.Clean(name) + ")"
		}
	}
	return text
}
