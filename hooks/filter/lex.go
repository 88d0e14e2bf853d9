package filter

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind is what a piece of an expression is.
type tokenKind uint8

const (
	endToken    tokenKind = iota
	wordToken             // a name, a number, an address, octets: whatever stands without quotes
	stringToken           // "..." or r"..."; value is what it says
	charToken             // 'c'; likewise
	signToken             // an operator or a bracket
	badToken              // not of the language: value says why, hint what to do
)

type token struct {
	kind        tokenKind
	text        string // as written
	at          int    // its offset
	value, hint string
}

func (t token) end() int            { return t.at + len(t.text) }
func (t token) is(text string) bool { return t.kind == signToken && t.text == text }

// signs in the order in which they are tried: longer ones first.
var signs = []string{"===", "!==", "==", "!=", "~=", "<=", ">=", "&&", "||", "^^", "..",
	"<", ">", "!", "&", "~", "(", ")", "{", "}", ","}

// hints are for signs that other languages have.
var hints = map[string]string{"=": "write ==", "|": "write ||", "^": "write ^^ or xor",
	"'": "a character is written 'c'", "[": "a slice follows a field directly: tcp.payload[0:4]"}

// lex reads the token at src[at:], skipping spaces. It never fails: what cannot
// be read is a badToken, which hurts only if somebody needs it.
func lex(src string, at int) token {
	for at < len(src) && strings.IndexByte(" \t\r\n", src[at]) >= 0 {
		at++
	}
	s := src[at:]
	switch {
	case s == "":
		return token{at: at}
	case s[0] == '"':
		return lexString(s, at, 1)
	case len(s) > 1 && (s[0] == 'r' || s[0] == 'R') && s[1] == '"':
		return lexRaw(s, at)
	case s[0] == '\'':
		return lexChar(s, at)
	}
	for _, sign := range signs {
		if strings.HasPrefix(s, sign) {
			return token{kind: signToken, text: sign, at: at}
		}
	}
	if n := wordLen(s); n > 0 {
		return token{kind: wordToken, text: s[:n], at: at}
	}
	r, n := utf8.DecodeRuneInString(s)
	bad := token{kind: badToken, text: s[:n], at: at, hint: hints[s[:n]]}
	switch {
	case r >= 0xff01 && r <= 0xff5e: // full-width forms of ASCII
		bad.hint = fmt.Sprintf("this is a full-width character: write %c", r-0xff01+'!')
	case r == '“' || r == '”' || r == '„':
		bad.hint = `this is a typographic quotation mark: write "`
	}
	bad.value = fmt.Sprintf("%s is not understood here", show(s[:n]))
	return bad
}

// wordLen is how much of s is a word. Two dots end one: 1000..2000 is a range.
func wordLen(s string) int {
	for i, r := range s {
		if r == utf8.RuneError || strings.HasPrefix(s[i:], "..") ||
			!unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_.-:/", r) {
			return i
		}
	}
	return len(s)
}

// lexString reads a string from s[from:], behind its opening quote.
func lexString(s string, at, from int) token {
	var b strings.Builder
	for i := from; i < len(s); i++ {
		switch c := s[i]; c {
		case '"':
			return token{kind: stringToken, text: s[:i+1], at: at, value: b.String()}
		case '\\':
			v, n := unescape(s[i:])
			if n == 0 {
				_, size := utf8.DecodeRuneInString(s[min(i+1, len(s)):])
				return token{kind: badToken, text: s[i : i+1+size], at: at + i,
					value: show(s[i:i+1+size]) + " is no escape sequence", hint: `write \\ for a backslash, or r"..." for a raw string`}
			}
			b.WriteByte(v)
			i += n - 1
		default:
			b.WriteByte(c)
		}
	}
	return unclosed(s, at)
}

// lexRaw reads r"...", in which a backslash stands for itself, also before a
// quote that it keeps from ending the string.
func lexRaw(s string, at int) token {
	for i := 2; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return token{kind: stringToken, text: s[:i+1], at: at, value: s[2:i]}
		}
	}
	return unclosed(s, at)
}

// lexChar reads 'c' or an escape sequence in single quotes: one octet.
func lexChar(s string, at int) token {
	if len(s) >= 3 && s[1] != '\\' && s[1] != '\'' && s[1] < utf8.RuneSelf && s[2] == '\'' {
		return token{kind: charToken, text: s[:3], at: at, value: s[1:2]}
	}
	if len(s) > 2 && s[1] == '\\' {
		if v, n := unescape(s[1:]); n > 0 && strings.HasPrefix(s[1+n:], "'") {
			return token{kind: charToken, text: s[:n+2], at: at, value: string([]byte{v})}
		}
	}
	return token{kind: badToken, text: s[:1], at: at, value: "a character in single quotes is one octet",
		hint: `write 'c', or "..." for a string`}
}

func unclosed(s string, at int) token {
	return token{kind: badToken, text: s, at: at, value: "the string is not closed", hint: `end it with "`}
}

// unescape reads the escape sequence at the beginning of s and gives its octet
// and its length, 0 where there is none. They are C's.
func unescape(s string) (byte, int) {
	if len(s) < 2 {
		return 0, 0
	}
	if i := strings.IndexByte(`abfnrtv\'"`, s[1]); i >= 0 {
		return "\a\b\f\n\r\t\v\\'\""[i], 2
	}
	digits, base, longest := s[1:], 8, 3
	if s[1] == 'x' {
		digits, base, longest = s[2:], 16, 2
	}
	n := 0
	for n < min(longest, len(digits)) && digitOf(digits[n]) < base {
		n++
	}
	v, err := strconv.ParseUint(digits[:n], base, 8)
	if err != nil {
		return 0, 0
	}
	return byte(v), len(s) - len(digits) + n
}

func digitOf(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return 99
}

// quote writes s so that lex reads it back.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case r == utf8.RuneError && n == 1, !unicode.IsPrint(r):
			for _, c := range []byte(s[i : i+n]) {
				fmt.Fprintf(&b, `\x%02x`, c)
			}
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	b.WriteByte('"')
	return b.String()
}
