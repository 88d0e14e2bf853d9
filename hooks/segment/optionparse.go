package segment

import (
	"encoding/binary"
	"strconv"
	"strings"
)

// optionWords are the words that an option may begin with, for suggestions.
var optionWords = []string{"mss", "sackOK", "sack", "TS", "nop", "eol", "wscale", "uto", "tfo", "FO", "unknown-N", "raw"}

// ParseOptions reads options as tcpdump and String write them, or packetdrill
// ("sack 1:1001 2001:3001", "FO 1234abcd", with or without its < >), and pads
// them with zeros to whole words (RFC 9293, 3.1). The error is a *SyntaxError.
func ParseOptions(text string) (Options, error) {
	sc := &scanner{text: text}
	angle := sc.take("<")
	var b []byte
	for first := true; ; first = false {
		if angle && sc.take(">") {
			break
		}
		if sc.done() {
			if angle {
				return Options{}, sc.fail(sc.at, "the options are not closed: put a > behind them")
			}
			break
		}
		if !first && !sc.take(",") {
			return Options{}, sc.fail(sc.at, "wanted a comma between options, saw %s", sc.here())
		}
		from := sc.at
		w, err := sc.option(false)
		if err != nil {
			return Options{}, err
		}
		if b = append(b, w.bytes()...); len(b) > maxOptions {
			return Options{}, sc.fail(from, "with this option they take %d octets, and a header has room for %d", len(b), maxOptions)
		}
	}
	if !sc.done() {
		return Options{}, sc.fail(sc.at, "wanted nothing behind the options, saw %s", sc.here())
	}
	for len(b)%4 != 0 {
		b = append(b, kindEOL)
	}
	o, _ := DecodeOptions(b)
	return o, nil
}

// optionWant is one option as it was written: its bytes, and in a pattern which
// of them count.
type optionWant struct {
	kind uint8
	raw  bool // data are all there is, without kind and length
	any  bool // whatever its data are
	data []byte
	mask []byte // as long as data; 0: this octet may be anything
}

func (w *optionWant) bytes() []byte {
	switch {
	case w.raw:
		return w.data
	case w.kind == kindEOL || w.kind == kindNOP:
		return []byte{w.kind}
	}
	return append([]byte{w.kind, uint8(len(w.data) + 2)}, w.data...)
}

// matches says whether the option is one that was wanted.
func (w *optionWant) matches(o Option) bool {
	if w.kind != o.Kind || w.any {
		return w.kind == o.Kind
	}
	if len(w.data) != len(o.Data) {
		return false
	}
	for i, m := range w.mask {
		if (w.data[i]^o.Data[i])&m != 0 {
			return false
		}
	}
	return true
}

// put adds a number of that many octets; what is open may be anything.
func (w *optionWant) put(v uint64, octets int, open bool) {
	b := binary.BigEndian.AppendUint64(nil, v)[8-octets:]
	w.data = append(w.data, b...)
	for range octets {
		if open {
			w.mask = append(w.mask, 0)
		} else {
			w.mask = append(w.mask, 0xff)
		}
	}
}

func (w *optionWant) putBytes(b []byte) {
	for _, x := range b {
		w.put(uint64(x), 1, false)
	}
}

// option takes one option. In a pattern its values may be left out or "...".
func (s *scanner) option(pattern bool) (w optionWant, err error) {
	word, from := s.word()
	switch lower := strings.ToLower(word); lower {
	case "nop":
		w.kind = kindNOP
	case "eol":
		w.kind = kindEOL
	case "sackok":
		w.kind = kindSACKOK
	case "mss":
		w.kind = kindMSS
		err = s.value(&w, "the maximum segment size", 2, pattern)
	case "wscale":
		w.kind = kindWScale
		err = s.value(&w, "the window's shift", 1, pattern)
	case "ts":
		w.kind = kindTimestamps
		err = s.timestamps(&w, pattern)
	case "sack":
		w.kind = kindSACK
		err = s.sack(&w, pattern)
	case "uto":
		w.kind = kindUserTimeout
		err = s.userTimeout(&w, pattern)
	case "tfo", "fo":
		w.kind = kindFastOpen
		err = s.cookie(&w, pattern)
	case "raw":
		w.raw = true
		var b []byte
		if b, err = s.hex("bytes that need not be an option"); err == nil {
			w.putBytes(b)
		}
		if pattern && err == nil {
			err = s.fail(from, "raw bytes are for crafting; a pattern names options")
		}
	default:
		number, ok := strings.CutPrefix(lower, "unknown-")
		kind, bad := strconv.ParseUint(number, 10, 8)
		if !ok || bad != nil || kind <= kindNOP {
			return w, s.fail(from, "%s", s.noOption(word))
		}
		w.kind = uint8(kind)
		if s.digitsHere() {
			var b []byte
			if b, err = s.hex("the option's data"); len(b) > maxOptions {
				err = s.fail(from, "an option with %d octets of data: a header has room for %d in all", len(b), maxOptions)
			}
			w.putBytes(b)
		} else {
			w.any = pattern
		}
	}
	return w, err
}

func (s *scanner) noOption(word string) string {
	if word == "" {
		return "wanted a TCP option (mss, sackOK, TS, wscale, nop, ...), saw " + s.here()
	}
	text := "no TCP option is called " + strconv.Quote(word)
	if n := Nearest(word, optionWords); n != "" {
		return text + ": did you mean " + n + "?"
	}
	return text + ": there are " + strings.Join(optionWords, ", ")
}

// value takes an option's one number.
func (s *scanner) value(w *optionWant, what string, octets int, pattern bool) error {
	if pattern && (s.take("...") || !s.digitsHere()) {
		w.put(0, octets, true)
		return nil
	}
	v, err := s.number(what, 1<<(8*octets)-1)
	w.put(v, octets, false)
	return err
}

func (s *scanner) timestamps(w *optionWant, pattern bool) error {
	for _, name := range [...]string{"val", "ecr"} {
		if !s.take(name) && !pattern {
			return s.fail(s.at, "wanted TS val N ecr N, saw %s", s.here())
		}
		if err := s.value(w, "the timestamp's "+name, 4, pattern); err != nil {
			return err
		}
	}
	return nil
}

func (s *scanner) sack(w *optionWant, pattern bool) error {
	count := uint64(0)
	for from := s.at; ; {
		brace := s.take("{")
		if !brace && !s.digitsHere() {
			break
		}
		left, err := s.number("the block's left edge, or how many blocks", 1<<32-1)
		if err != nil {
			return err
		}
		if !brace && len(w.data) == 0 && count == 0 && !strings.HasPrefix(s.rest(), ":") {
			if count = left; count == 0 || count > 4 {
				return s.fail(from, "sack %d: a header has room for 1 to 4 blocks", count)
			}
			continue
		}
		if !s.take(":") {
			return s.fail(s.at, "wanted a block LEFT:RIGHT, saw %s", s.here())
		}
		right, err := s.number("the block's right edge", 1<<32-1)
		if err != nil {
			return err
		}
		if brace && !s.take("}") {
			return s.fail(s.at, "wanted } behind the block, saw %s", s.here())
		}
		w.put(left, 4, false)
		w.put(right, 4, false)
		if len(w.data) > 4*8 {
			return s.fail(from, "a header has room for 4 blocks")
		}
	}
	n := uint64(len(w.data) / 8)
	switch {
	case n == 0 && pattern && count == 0:
		w.any = true
	case n == 0 || count != 0 && n != count:
		return s.fail(s.at, "wanted %d blocks LEFT:RIGHT behind sack, saw %d", max(count, 1), n)
	}
	return nil
}

func (s *scanner) userTimeout(w *optionWant, pattern bool) error {
	if !s.digitsHere() && pattern {
		s.take("...")
		w.any = true
		return nil
	}
	word, from := s.word()
	minutes := uint64(0)
	digits := strings.TrimSuffix(word, "s")
	if d, ok := strings.CutSuffix(word, "min"); ok {
		digits, minutes = d, 0x8000
	}
	v, err := strconv.ParseUint(digits, 10, 15)
	if err != nil {
		return s.fail(from, "wanted a time from 0s to 32767s, or in minutes as 5min, saw %q", word)
	}
	w.put(v|minutes, 2, false)
	return nil
}

func (s *scanner) cookie(w *optionWant, pattern bool) error {
	if s.take("cookiereq") {
		return nil
	}
	named := s.take("cookie")
	s.space()
	if !named && (s.at == len(s.text) || !isWord(s.text[s.at])) {
		w.any = pattern // packetdrill's bare FO asks for a cookie
		if s.take("...") && !pattern {
			return s.fail(s.at, "wanted a cookie, saw ...")
		}
		return nil
	}
	from := s.at
	b, err := s.hex("the cookie")
	if err != nil {
		return err
	}
	if !cookieFits(len(b)) || len(b) == 0 {
		return s.fail(from, "a cookie has 4 to 16 octets, an even number (RFC 7413, 4.1.1), not %d", len(b))
	}
	w.putBytes(b)
	return nil
}
