package lab

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// say is a text in netlab's languages.
type say struct{ en, zh string }

// same is a text that is the same in every language: names, numbers, notation.
func same(text string) say { return say{text, text} }

// with fills a text's verbs, which are fmt's %s and %d, with indices where the
// languages want another order. An argument that is itself a say is filled in by
// language; in Chinese, a space is put where the two writings meet.
func (s say) with(args ...any) say {
	en, zh := make([]any, len(args)), make([]string, len(args))
	for i, a := range args {
		if t, ok := a.(say); ok {
			en[i], zh[i] = t.en, t.zh
		} else {
			en[i], zh[i] = a, fmt.Sprint(a)
		}
	}
	return say{fmt.Sprintf(s.en, en...), filled(s.zh, zh)}
}

// filled fills in a Chinese text.
func filled(text string, args []string) string {
	out, next := "", 0
	for {
		before, verb, ok := strings.Cut(text, "%")
		out = glued(out, before)
		if !ok {
			return out
		}
		if index, rest, ok := strings.Cut(verb, "]"); ok && verb[0] == '[' {
			next, verb = int(index[1]-'1'), rest
		}
		out, text = glued(out, args[next]), verb[1:]
		next++
	}
}

// then is one text behind the other.
func (s say) then(t say) say { return say{s.en + t.en, glued(s.zh, t.zh)} }

// byLang is the text as events and labs keep it.
func (s say) byLang() map[string]string {
	if s.en == s.zh {
		return map[string]string{"": s.en}
	}
	return map[string]string{"en": s.en, "zh": s.zh}
}

// glued joins parts of a Chinese sentence, with a space where Chinese and other
// writing meet.
func glued(parts ...string) string {
	out := ""
	for _, p := range parts {
		last, _ := utf8.DecodeLastRuneInString(out)
		first, _ := utf8.DecodeRuneInString(p)
		if out != "" && p != "" && (isWord(last) && unicode.Is(unicode.Han, first) || unicode.Is(unicode.Han, last) && isWord(first)) {
			out += " "
		}
		out += p
	}
	return out
}

// isWord says whether a rune is one of the other writing's, and not what closes
// a clause.
func isWord(r rune) bool { return r < utf8.RuneSelf && !strings.ContainsRune(" ,;", r) }

// listed joins texts: "a, b and c". What stands behind the last comma is word:
// and, or.
func listed(items []say, word say) say {
	var out say
	for i, t := range items {
		switch {
		case i == 0:
			out = t
		case i == len(items)-1:
			out = out.then(word).then(t)
		default:
			out = out.then(say{", ", "、"}).then(t)
		}
	}
	return out
}

// seconds writes a moment, with as many decimals as it needs, three at least. A rate
// makes moments that end in nanoseconds, which nobody asks for: they are rounded to
// microseconds, but for what is shorter than a millisecond.
func seconds(d time.Duration) string { return decimals(d) + " s" }

func decimals(d time.Duration) string {
	if d.Abs() >= time.Millisecond {
		d = d.Round(time.Microsecond)
	}
	digits := 9
	for _, unit := range []struct {
		of     time.Duration
		digits int
	}{{time.Millisecond, 3}, {time.Microsecond, 6}} {
		if d%unit.of == 0 {
			digits = unit.digits
			break
		}
	}
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	frac := fmt.Sprintf("%09d", d%time.Second)
	return sign + strconv.FormatInt(int64(d/time.Second), 10) + "." + frac[:digits]
}

// times writes when something happened, again and again: the first ones and the
// last where it was often.
func times(moments []moment) say {
	const most = 6
	var items []say
	for i, m := range moments {
		if len(moments) > most && i >= most-2 && i < len(moments)-1 {
			if i == most-2 {
				items = append(items, same("..."))
			}
			continue
		}
		items = append(items, same(decimals(m.at)))
	}
	return listed(items, wAnd).then(same(" s"))
}

// words is a range in words: at least 2, 2 to 4.
func (r Range) words() say {
	t := r.text
	for _, op := range []struct {
		text string
		say  say
	}{{">=", wAtLeast}, {"<=", wAtMost}, {">", wMore}, {"<", wLess}} {
		if rest, ok := strings.CutPrefix(t, op.text); ok {
			return op.say.with(strings.TrimSpace(rest))
		}
	}
	low, high, ok := strings.Cut(t, "..")
	low, high = strings.TrimSpace(low), strings.TrimSpace(high)
	switch {
	case !ok:
		return same(strings.NewReplacer("+/-", "±", "+-", "±").Replace(t))
	case high == "":
		return wAtLeast.with(low)
	case low == "":
		return wAtMost.with(high)
	}
	return wFromTo.with(low, high)
}

// one says whether what the range counts is called by the singular: 1, at least
// 1.
func (r Range) one() bool { return strings.Trim(r.text, "<>=. ") == "1" && r.text[0] != '<' }

// octets is so many octets.
func (r Range) octets() say {
	if r.one() {
		return wOctet.with(r.words())
	}
	return wOctets.with(r.words())
}

// exactly is the range of one number.
func exactly(n int) Range {
	return Range{Low: int64(n), High: int64(n), text: strconv.Itoa(n)}
}

// value writes a value as the range's values are written.
func value(v int64, times bool) string {
	if times {
		return seconds(time.Duration(v))
	}
	return strconv.FormatInt(v, 10)
}
