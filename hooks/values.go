package hooks

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"netlab/hooks/segment"
)

func (s *scan) host(after string) (string, error) { return s.name(after, "host", s.env.Hosts) }
func (s *scan) wire(after string) (string, error) { return s.name(after, "wire", s.env.Wires) }

func (s *scan) name(after, kind string, names []string) (string, error) {
	w, at := s.peek()
	switch {
	case oneOf(w, names):
		s.at += len(w)
		return w, nil
	case w == "" || oneOf(w, clauseWords):
		return "", s.fail(at, list(names), "the name of a %s belongs after %s, not %s", kind, after, s.seen())
	}
	return "", s.fail(at, meant(w, names), "no %s is called %q", kind, w)
}

// duration reads a time with its unit, over 0.
func (s *scan) duration(after string) (time.Duration, error) {
	w, at := s.word()
	d, err := parseDuration(w)
	if err != nil {
		if w == "" {
			return 0, s.fail(at, "", "a time belongs after %s, such as 10ms, 1.5s or 2m, not %s", after, s.seen())
		}
		return 0, s.fail(at, "", "%s", err)
	}
	return d, nil
}

// maxDuration is more than any run lasts: a year.
const maxDuration = 366 * 24 * time.Hour

func parseDuration(w string) (time.Duration, error) {
	d, err := time.ParseDuration(w)
	switch {
	case err != nil && isNumber(w):
		return 0, fmt.Errorf("%s has no unit: %sms? %ss?", w, w, w)
	case w == "":
		return 0, fmt.Errorf("a time is missing: write 10us, 10ms, 1.5s, 2m or 1h")
	case err != nil:
		return 0, fmt.Errorf("%q is no time: write 10us, 10ms, 1.5s, 2m or 1h", w)
	case d < 0:
		return 0, fmt.Errorf("%s is before now: a time is over 0", w)
	case d > maxDuration:
		return 0, fmt.Errorf("%s is longer than a year", w)
	}
	return d, nil
}

func isNumber(w string) bool {
	_, err := strconv.ParseFloat(w, 64)
	return err == nil
}

// formatDuration writes a time as a person does: 1m0s is 1m.
func formatDuration(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = s[:len(s)-2]
	}
	if strings.HasSuffix(s, "h0m") {
		s = s[:len(s)-2]
	}
	return s
}

// count reads a number from 1 to most, if a number stands there; otherwise it
// is normally.
func (s *scan) count(what string, normally, most int) (int, error) {
	w, at := s.peek()
	if w == "" || w[0] < '0' || w[0] > '9' {
		return normally, nil
	}
	n, err := strconv.Atoi(w)
	if err != nil || n < 1 || n > most {
		return 0, s.fail(at, "", "%s is a number from 1 to %d, not %q", what, most, w)
	}
	s.at += len(w)
	return n, nil
}

// percent reads "10%".
func (s *scan) percent() (float64, error) {
	w, at := s.word()
	digits, ok := strings.CutSuffix(w, "%")
	p, err := strconv.ParseFloat(digits, 64)
	if err == nil && !ok {
		return 0, s.fail(at, "write "+digits+"%", "a chance is given in per cent")
	}
	if err != nil {
		return 0, s.fail(at, "", "a chance belongs here, such as 10%%, not %s", quoted(w))
	}
	return p, s.atOffset(at, checkChance(p))
}

func checkChance(p float64) error {
	switch {
	case p == 0:
		return fmt.Errorf("a rule with chance 0%% never acts: leave it out, or begin it with off")
	case p < 0, p > 100, math.IsNaN(p):
		return fmt.Errorf("a chance is over 0%% and at most 100%%")
	}
	return nil
}

func oneOf(w string, words []string) bool {
	for _, x := range words {
		if x == w {
			return true
		}
	}
	return false
}

// meant is the hint for a word that is not one of the words.
func meant(w string, words []string) string {
	if near := segment.Nearest(w, words); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return list(words)
}

// list is the hint that names the words there are, the first of them where
// there are many.
func list(words []string) string {
	const most = 24
	switch {
	case len(words) == 0:
		return ""
	case len(words) > most:
		return "there are " + strings.Join(words[:most], ", ") + ", ..."
	}
	return "there are " + strings.Join(words, ", ")
}
