package tell

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"netlab/hooks/event"
	"netlab/lab/words"
)

// Name is which lab was run: "handshake-loss / synack"; "" where the record has
// no beginning.
func (t *Teller) Name() string {
	r := t.s.Run
	if r == nil {
		return ""
	}
	name := Clean(r.Lab)
	if r.Variant != "" {
		name += " / " + Clean(r.Variant)
	}
	return name
}

// Title is the lab's and the variant's: "Losing each leg of the handshake: the
// SYN-ACK is lost".
func (t *Teller) Title() string {
	r := t.s.Run
	if r == nil {
		return ""
	}
	lab, variant := Clean(words.Pick(t.lang, r.Title)), Clean(words.Pick(t.lang, r.VariantTitle))
	switch {
	case variant == "":
		return lab
	case lab == "":
		return variant
	}
	return t.T("ladder.title", lab, continued(variant))
}

// proper are words that keep their capital in the middle of a line: the names
// of people and of programs that books on TCP begin a title with.
var proper = []string{"Nagle", "Karn", "Clark", "Jacobson", "Linux", "Wireshark", "Internet", "Ethernet"}

// continued makes a title fit to stand in the middle of a line: the word that it
// begins with loses its capital. A word with a second capital, a digit or an
// underscore is a name ("SYN", "M1", "TIME-WAIT", "SO_REUSEADDR") and keeps it.
func continued(title string) string {
	first, rest, _ := strings.Cut(title, " ")
	if first == "" {
		return title
	}
	begin, n := utf8.DecodeRuneInString(first)
	name := strings.ContainsFunc(first[n:], func(r rune) bool { return unicode.IsUpper(r) || unicode.IsDigit(r) || r == '_' })
	stem, _, _ := strings.Cut(strings.TrimRight(first, ",.:;"), "'")
	if name || slices.Contains(proper, stem) {
		return title
	}
	return strings.TrimSpace(string(unicode.ToLower(begin)) + first[n:] + " " + rest)
}

// mostHosts is how many hosts Setting names.
const mostHosts = 6

// Setting says which stacks ran, on which clock: "client netstack, server
// netstack; virtual time, seed 1".
func (t *Teller) Setting() string {
	r := t.s.Run
	if r == nil {
		return ""
	}
	var stacks []string
	for _, h := range t.Hosts() {
		info := t.s.Host(h)
		text := Clean(info.Name) + " " + Clean(info.Stack)
		if info.Router {
			text += t.T("ladder.aside", t.T("ladder.router"))
		}
		stacks = append(stacks, text)
	}
	if len(stacks) > mostHosts {
		stacks = append(stacks[:mostHosts], "…")
	}
	clock := t.T("ladder.clock." + map[bool]string{true: "real", false: "virtual"}[r.Clock == "real"])
	return strings.Join(stacks, t.T("list.comma")) + t.T("sum.semicolon") + clock + t.T("ladder.comma") + t.T("ladder.seed", r.Seed)
}

// Command is the command that runs the lab again, on the same stacks, from the same
// seed. What else was changed about the lab for this run stands in the run
// event's plan.
func (t *Teller) Command() string {
	r := t.s.Run
	if r == nil {
		return ""
	}
	argv := []string{"netlab", "run", shell(r.Lab)}
	if r.Variant != "" {
		argv = append(argv, "--variant", shell(r.Variant))
	}
	if stacks := stacks(r); stacks != "" {
		argv = append(argv, "--stack", shell(stacks))
	} else if r.Clock == "real" {
		argv = append(argv, "--time", "real")
	}
	return strings.Join(append(argv, "--seed", strconv.FormatUint(r.Seed, 10)), " ")
}

// stacks is what --stack must say; "" where every host runs netstack, as it does
// when nothing is said.
func stacks(r *event.RunInfo) string {
	var each []string
	same, usual := true, true
	for _, h := range r.Hosts {
		each = append(each, h.Name+"="+h.Stack)
		same = same && h.Stack == r.Hosts[0].Stack
		usual = usual && h.Stack == "netstack"
	}
	switch {
	case usual:
		return ""
	case same:
		return r.Hosts[0].Stack
	}
	return strings.Join(each, ",")
}

// shell writes a word so that a shell takes it as it is.
func shell(word string) string {
	word = Clean(word)
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./=,", r)
	}
	if word != "" && !strings.HasPrefix(word, "-") && !strings.ContainsFunc(word, func(r rune) bool { return !plain(r) }) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
