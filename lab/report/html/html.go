// Package html draws a run as a page: one file that holds its pictures, its data
// and the little program that steps through them, and asks nothing of any
// network. It opens from a disk, from a mail, from a teacher's server, and looks
// the same everywhere.
//
// The page has two halves. One is the ladder, drawn by package svg. Beside it
// stands all that is known of the event at the cursor: what it is and why it
// came about, the packet with every field and octet, the variables and states of
// both ends before and after. The arrow keys move the cursor. Without JavaScript
// the ladder and a list of the events are left, and both are enough to read.
//
// Shell is the frame around it, which the comparison and the index of a folder
// of reports have too: languages, light and dark, and how to make the page again.
//
// What comes out of a record (names, notes, what packets carry) may be anybody's.
// It is only ever written as text: escaped here, set by textContent there; and the
// page's own policy runs no script and loads no style but the ones that it was
// made with, whose hashes it names.
package html

import (
	stdhtml "html"

	"netlab/lab/tell"
	"netlab/lab/words"
)

// Text makes a text from a record fit to stand between tags or in an attribute's
// quotes. What would change how its neighbours are read is replaced: control
// characters, marks of direction, bytes that are no UTF-8.
func Text(s string) string { return stdhtml.EscapeString(clean(s)) }

// clean replaces what a text of a record must not do to the text around it.
func clean(s string) string { return tell.Clean(s) }

// Both is a text in both languages, of which the page shows one. A text that is
// the same in both stands once.
func Both(t words.Text) string {
	if t.EN == t.ZH {
		return Text(t.EN)
	}
	return `<span class="en" lang="en">` + Text(t.EN) + `</span><span class="zh" lang="zh">` + Text(t.ZH) + `</span>`
}

// Say is a text of netlab's own in both languages. Arguments that are texts
// themselves, words.Text, are put in by language.
func Say(key string, args ...any) string { return Both(say(key, args...)) }

func say(key string, args ...any) words.Text {
	speak := func(lang words.Lang) string {
		own := make([]any, len(args))
		for i, a := range args {
			if t, ok := a.(words.Text); ok {
				a = in(t, lang)
			}
			own[i] = a
		}
		return words.T(lang, key, own...)
	}
	return words.Text{EN: speak(words.English), ZH: words.Tight(speak(words.Chinese))}
}

// in is a text in a language.
func in(t words.Text, lang words.Lang) string {
	if lang == words.Chinese {
		return t.ZH
	}
	return t.EN
}

// Attr is an attribute in both languages, with a blank before it: the page's
// script sets the one that is spoken. Without a script it is that of lang.
func Attr(name string, lang words.Lang, t words.Text) string {
	if t.EN == t.ZH {
		return ` ` + name + `="` + Text(t.EN) + `"`
	}
	return ` ` + name + `="` + Text(in(t, lang)) + `" data-says="` + name + `" data-en="` + Text(t.EN) + `" data-zh="` + Text(t.ZH) + `"`
}
