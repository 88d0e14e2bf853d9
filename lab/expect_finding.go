package lab

import "netlab/hooks/event"

// A finding is what became of an expectation, in words of both languages.
type finding struct {
	ok   bool
	text say // what is expected, as a short sentence
	want say
	got  say
	seen []uint32 // events that decided it
	at   Place
}

// fail is the finding that what was wanted was not there.
func (f finding) fail(got say, seen ...uint32) finding {
	f.ok, f.got, f.seen = false, got, seen
	return f
}

// pass is the finding that it was.
func (f finding) pass(got say, seen ...uint32) finding {
	f.ok, f.got, f.seen = true, got, seen
	return f
}

// outcome is the finding for the result: in English, as JSON always is.
func (f *finding) outcome() Outcome {
	return Outcome{OK: f.ok, Text: f.text.en, Want: f.want.en, Got: f.got.en, Seen: f.seen, At: f.at}
}

// info is the finding for the record.
func (f *finding) info() *event.ExpectInfo {
	return &event.ExpectInfo{
		OK: f.ok, Text: event.NoteInfo{Text: f.text.byLang()}, Want: f.want.byLang(), Got: f.got.byLang(),
		Seen: f.seen, Place: f.at.String(),
	}
}
