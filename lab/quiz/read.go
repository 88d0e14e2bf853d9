package quiz

import (
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab"
)

// What a student writes, read by the kind of the question. Each reader takes what a
// person may well write, full-width letters and all, and says what it wants where it
// cannot make sense of it.

// maxAnswer bounds an answer, in octets: five rules, with room.
const maxAnswer = 2000

// clean is an answer without the space around it, and with ASCII for the full-width
// forms that Chinese keyboards give (U+FF01 to U+FF5E).
func clean(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '　':
			return ' '
		case r == '、' || r == '，':
			return ','
		case r == '。':
			return '.'
		case r == '；':
			return ';'
		case r == '→' || r == '➜' || r == '⇒':
			return '>'
		}
		return r
	}, text))
}

// Printable is what a student wrote as text for a terminal: control characters and
// what is no UTF-8 are escaped, and the rest is cut where it is long.
func Printable(text string) string {
	const most = 200
	var b strings.Builder
	for i, r := range text {
		switch {
		case b.Len() > most:
			return b.String() + "..."
		case r == utf8.RuneError:
			if _, n := utf8.DecodeRuneInString(text[i:]); n == 1 {
				b.WriteString(`\x` + strconv.FormatUint(uint64(text[i]), 16))
				continue
			}
			b.WriteRune(r)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		}
	}
	return b.String()
}

// thousands is a number whose thousands are set apart. It is compiled when a number is
// read, which no run does: netlab starts faster so.
var thousands = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9]{1,3}([,_ ][0-9]{3})+$`) })

// amount is an answer without the full stop that ends a sentence.
func amount(text string) string { return strings.TrimRight(clean(text), ". ") }

// number reads an integer, in decimal or in hexadecimal.
func number(text string) (int64, *Fault) {
	s, base := amount(text), 10
	if thousands().MatchString(s) {
		s = strings.NewReplacer(",", "", "_", "", " ", "").Replace(s)
	}
	if hex, ok := strings.CutPrefix(strings.ToLower(s), "0x"); ok {
		s, base = hex, 16
	}
	n, err := strconv.ParseUint(s, base, 63)
	if err != nil {
		if _, err := strconv.ParseFloat(clean(text), 64); err == nil {
			return 0, fault("number-whole", text)
		}
		return 0, fault("number", text)
	}
	return int64(n), nil
}

// units are the words for units of time, by what time.ParseDuration calls them. The
// longer ones stand first.
var units = strings.NewReplacer("milliseconds", "ms", "millisecond", "ms", "microseconds", "us", "microsecond", "us", "seconds", "s", "second", "s",
	"minutes", "m", "minute", "m", "msec", "ms", "sec", "s", "min", "m", "毫秒", "ms", "微秒", "us", "秒", "s", "分钟", "m", "分", "m", " ", "")

// span reads a time with its unit, and says how finely it was written: the last
// digit's worth.
func span(text string) (d, digit time.Duration, f *Fault) {
	s := units.Replace(strings.ToLower(amount(text)))
	if n, err := strconv.ParseFloat(s, 64); err == nil && n != 0 {
		return 0, 0, fault("time-unit", text)
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, 0, fault("time", text)
	}
	letters := func(r rune) bool { return r >= 'a' && r <= 'z' || r == 'µ' || r == 'μ' }
	figures := strings.TrimRightFunc(s, letters)
	unit, _ := time.ParseDuration("1" + s[len(figures):]) // d had it
	if _, frac, ok := strings.Cut(figures[strings.LastIndexFunc(figures, letters)+1:], "."); ok {
		unit = time.Duration(float64(unit) / math.Pow10(len(frac)))
	}
	return d, unit, nil
}

// letters reads so many letters out of the first n, each once.
func letters(text string, n, many int) ([]int, *Fault) {
	wrong := func() *Fault {
		if many == 1 {
			return fault("letter", letter(0), letter(n-1), text)
		}
		return fault("letters", many, letter(0), letter(n-1), text)
	}
	var all []int
	seen := map[int]bool{}
	for _, r := range strings.ToLower(clean(text)) {
		i := int(r - 'a')
		switch {
		case strings.ContainsRune(" ,;.()[]->\t\n", r):
			continue
		case i < 0 || i >= n || seen[i]:
			return nil, wrong()
		}
		seen[i] = true
		all = append(all, i)
	}
	if len(all) != many {
		return nil, wrong()
	}
	return all, nil
}

// states reads a path: names of states with anything between them.
func states(text string) (path []event.State, f *Fault) {
	split := func(r rune) bool { return strings.ContainsRune(" ,;>\t\n|", r) }
	for _, word := range strings.FieldsFunc(strings.ReplaceAll(clean(text), "->", ">"), split) {
		if strings.Trim(word, "-=.") == "" {
			continue
		}
		name := strings.Trim(strings.ToUpper(strings.ReplaceAll(word, "_", "-")), "-=.")
		s, ok := event.ParseState(name)
		if !ok {
			if near := segment.Nearest(name, event.StateNames()); near != "" {
				return nil, fault("state-meant", word, near)
			}
			return nil, fault("state", word)
		}
		path = append(path, s)
	}
	if len(path) == 0 {
		return nil, fault("states", text)
	}
	return path, nil
}

// flags reads flags: as a number, as tcpdump's letters (S.), or by their names.
func flags(text string) (int64, *Fault) {
	s := clean(text)
	if n, err := strconv.ParseUint(s, 0, 12); err == nil {
		return int64(n), nil
	}
	if f, err := segment.ParseFlags(s); err == nil {
		return int64(f), nil
	}
	names := map[string]segment.Flags{"FIN": segment.FIN, "SYN": segment.SYN, "RST": segment.RST, "PSH": segment.PSH, "ACK": segment.ACK,
		"URG": segment.URG, "ECE": segment.ECE, "CWR": segment.CWR, "AE": segment.AE}
	var all segment.Flags
	words := strings.FieldsFunc(strings.ToUpper(s), func(r rune) bool { return strings.ContainsRune(" ,;+|&-/\t\n", r) })
	for _, w := range words {
		name, value, given := strings.Cut(w, "=") // SYN=1
		f, ok := names[name]
		if !ok || given && value != "0" && value != "1" {
			return 0, fault("flags", text)
		}
		if value != "0" {
			all |= f
		}
	}
	if len(words) == 0 {
		return 0, fault("flags", text)
	}
	return int64(all), nil
}

// rules reads the rules that a student writes, a line each.
func rules(text string, most int, env hooks.Env) (lines []string, f *Fault) {
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' || r == ';' || r == '；' }) {
		if line = strings.Trim(clean(line), `"'`); line == "" {
			continue
		}
		if len(lines) == most {
			return nil, fault("rules-many", most)
		}
		rule, err := hooks.ParseRule(line, env)
		if err == nil {
			_, err = hooks.Compile([]hooks.Rule{rule}, env)
		}
		var e *hooks.Error
		switch {
		case errors.As(err, &e):
			return nil, fault("rule", line, e.Message())
		case err != nil:
			return nil, fault("rule", line, err.Error())
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return nil, fault("rules")
	}
	return lines, nil
}

// A reading is an answer as it was understood.
type reading struct {
	number int64
	digit  time.Duration // of a time: the worth of the last digit
	order  []int         // letters
	path   []event.State
	rules  []string
}

// read reads an answer to the question.
func (a *Asked) read(text string) (r reading, f *Fault) {
	switch {
	case len(text) > maxAnswer:
		return r, fault("long", maxAnswer)
	case clean(text) == "":
		return r, fault("empty")
	}
	switch a.Kind {
	case lab.AskChoice, lab.AskWhy:
		r.order, f = letters(text, len(a.Options), 1)
	case lab.AskOrder:
		r.order, f = letters(text, len(a.Given), len(a.Given))
	case lab.AskPath:
		r.path, f = states(text)
	case lab.AskRule:
		r.rules, f = rules(text, a.Task.Rules, a.run.Plan.RuleEnv())
	default:
		switch {
		case a.answer.IsTime:
			var d time.Duration
			d, r.digit, f = span(text)
			r.number = int64(d)
		case a.Look.Args.One("field") == "tcp.flags":
			r.number, f = flags(text)
		default:
			r.number, f = number(text)
		}
	}
	return r, f
}
