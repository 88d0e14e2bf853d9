package file

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"netlab/lab"
)

// syntax words an error of YAML's grammar. The library stops at the first.
func (p *parser) syntax(err error) *Error {
	var e *yaml.LoadError
	if !errors.As(err, &e) {
		return &Error{Place: lab.Place{File: p.file}, Problem: "the YAML cannot be read: " + err.Error()}
	}
	at := e.Mark
	if e.Mark.Line == 0 {
		at = e.ContextMark
	}
	place := lab.Place{File: p.file, Line: max(at.Line, 1), Column: max(at.Column, 1)}
	rest := p.src.text[p.src.offset(place.Line, place.Column):]
	if strings.HasPrefix(rest, "\t") {
		return &Error{place, "a tab stands where YAML wants spaces", "indent with spaces only"}
	}
	for _, m := range mistakes {
		if !strings.Contains(e.ContextMsg, m.while) || !strings.Contains(e.Message, m.saw) {
			continue
		}
		if m.where && e.ContextMark.Line > 0 {
			place.Line, place.Column = e.ContextMark.Line, max(e.ContextMark.Column, 1)
		}
		return &Error{place, strings.ReplaceAll(m.problem, "SEEN", seenAt(rest)), m.hint}
	}
	problem := "YAML: " + e.Message
	if e.ContextMsg != "" {
		problem += " " + e.ContextMsg
	}
	return &Error{place, problem, "put texts with : # { } [ ] , & * ! | > ' \" % @ in them into quotes, and check the indentation"}
}

// seenAt is the word that a text begins with.
func seenAt(rest string) string {
	end := strings.IndexAny(rest, " \t\r\n")
	if end < 0 {
		end = len(rest)
	}
	if end == 0 {
		return "the end of the line"
	}
	return quote(rest[:end])
}

// mistakes are the ways in which YAML is mostly got wrong, by the library's
// words for them (go.yaml.in/yaml/v4 4.0.0, internal/libyaml, scanner.go and
// parser.go).
var mistakes = []struct {
	while, saw string // parts of the library's context and message
	where      bool   // the error is where the context began
	problem    string // SEEN: the word at the place
	hint       string
}{
	{"", "exceeded max depth", false, fmt.Sprintf("lists and maps are nested more than %d deep", maxDepth), "no lab needs so many"},
	{"", "unknown anchor", false, "YAML takes SEEN for a reference (an alias)", "put the text in quotes"},
	{"scanning an anchor", "", true, "YAML takes & and * at the beginning for anchors and aliases", "put the text in quotes"},
	{"scanning an alias", "", true, "YAML takes & and * at the beginning for anchors and aliases", "put the text in quotes"},
	{"scanning a tag", "", true, "YAML takes ! at the beginning for a tag", "put the text in quotes"},
	{"parsing a node", "tag", true, "YAML takes ! at the beginning for a tag", "put the text in quotes"},
	{"scanning a directive", "", true, "YAML takes % at the beginning of a line for a directive", "put the text in quotes"},
	{"", "incompatible YAML document", false, "this file asks for a version of YAML", "leave the line with % out"},
	{"scanning a block scalar", "", true, "YAML takes > and | at the beginning for texts of several lines", `put the text in quotes: ">= 2"`},
	{"", "could not find expected ':'", true, "a key has no colon behind it", "write KEY: VALUE, with a space behind the colon"},
	{"", "mapping values are not allowed", false, "YAML did not expect a key and its colon here", `put texts with ": " in them into quotes; if it is none, the indentation is wrong or the line before lacks its colon`},
	{"parsing a flow sequence", "", true, "the list that opens with [ here goes wrong before its ]", "put a comma between its items, quote texts with , [ ] { } in them, and close it"},
	{"parsing a flow mapping", "", true, "the map that opens with { here goes wrong before its }", "put a comma between its pairs, quote texts with , [ ] { } in them, and close it"},
	{"scanning a quoted scalar", "unknown escape", false, "SEEN begins with no escape that YAML knows", `in double quotes a backslash is written \\; in single quotes it stands for itself`},
	{"scanning a quoted scalar", "", true, "the quotes that open here are not closed", `close them; inside "..." a " is written \", inside '...' a ' is written ''`},
	{"parsing a quoted scalar", "escape", false, "SEEN begins with no escape that YAML knows", `in double quotes a backslash is written \\; in single quotes it stands for itself`},
	{"parsing a block mapping", "", false, "a key of the map that this belongs to was expected, not SEEN", "keys of one map begin in the same column"},
	{"parsing a block collection", "", false, "an item of the list that this belongs to was expected, not SEEN", "items of one list begin with - in the same column"},
	{"", "cannot start any token", false, "YAML does not let a text begin as SEEN does", "put the text in quotes"},
	{"", "<document start>", false, "nothing more was expected here, but there is SEEN", "check the indentation and the quotes above"},
	{"", "block sequence entries are not allowed", false, "a list cannot begin here", "put its first - on a line of its own"},
}
