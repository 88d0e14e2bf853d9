package event

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The following append `key` and a value, and nothing where the value is zero.
// The key comes with its comma and colon.

func appendName(b []byte, key, name string) []byte {
	if name == "" {
		return b
	}
	return appendString(append(b, key...), name)
}

func appendCount(b []byte, key string, v uint64) []byte {
	if v == 0 {
		return b
	}
	return strconv.AppendUint(append(b, key...), v, 10)
}

func appendInt(b []byte, key string, v int64) []byte {
	if v == 0 {
		return b
	}
	return strconv.AppendInt(append(b, key...), v, 10)
}

// appendString appends s as a JSON string that may also stand inside a script
// element of HTML: < > & are escaped, and the two line ends that JavaScript did
// not allow in strings. Bytes that are not UTF-8 become U+FFFD.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	plain := 0 // s[plain:i] needs no escape
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&' && c != 0x7f {
				i++
				continue
			}
			b = appendEscape(append(b, s[plain:i]...), rune(c))
			i++
			plain = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			b = append(b, s[plain:i]...)
			b = utf8.AppendRune(b, utf8.RuneError)
			plain = i + size
		case r == '\u2028' || r == '\u2029':
			b = appendEscape(append(b, s[plain:i]...), r)
			plain = i + size
		}
		i += size
	}
	return append(append(b, s[plain:]...), '"')
}

func appendEscape(b []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(b, '\\', byte(r))
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	}
	const hex = "0123456789abcdef"
	return append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
}

var rawType = reflect.TypeFor[json.RawMessage]()

// appendAny appends one of the structs that few events have, by its json tags:
// keys in the order of the fields, those of maps sorted.
func appendAny(b []byte, v any) ([]byte, error) { return appendReflect(b, reflect.ValueOf(v).Elem()) }

func appendReflect(b []byte, v reflect.Value) (_ []byte, err error) {
	switch v.Kind() {
	case reflect.Pointer:
		return appendReflect(b, v.Elem())
	case reflect.String:
		return appendString(b, v.String()), nil
	case reflect.Bool:
		return strconv.AppendBool(b, v.Bool()), nil
	case reflect.Int, reflect.Int64:
		return strconv.AppendInt(b, v.Int(), 10), nil
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return strconv.AppendUint(b, v.Uint(), 10), nil
	case reflect.Slice:
		if v.Type() == rawType {
			return appendRaw(b, v.Bytes())
		}
		b = append(b, '[')
		for i := range v.Len() {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = appendReflect(b, v.Index(i)); err != nil {
				return b, err
			}
		}
		return append(b, ']'), nil
	case reflect.Map: // of texts
		b = append(b, '{')
		texts := v.Interface().(map[string]string)
		for i, key := range sortedKeys(texts) {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendString(b, key), ':')
			b = appendString(b, texts[key])
		}
		return append(b, '}'), nil
	case reflect.Struct:
		b = append(b, '{')
		first := true
		for i := range v.NumField() {
			key, optional := tagOf(v.Type().Field(i))
			f := v.Field(i)
			if optional && (f.IsZero() || f.Kind() == reflect.Slice && f.Len() == 0 || f.Kind() == reflect.Map && f.Len() == 0) {
				continue
			}
			if !first {
				b = append(b, ',')
			}
			first = false
			b = append(appendString(b, key), ':')
			if b, err = appendReflect(b, f); err != nil {
				return b, fmt.Errorf("%s: %w", key, err)
			}
		}
		return append(b, '}'), nil
	}
	panic("event: no JSON for " + v.Type().String())
}

// tagOf is a field's key in JSON, and whether a zero value is left out.
func tagOf(f reflect.StructField) (key string, optional bool) {
	key, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
	return key, rest == "omitempty"
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// appendRaw appends JSON that somebody else wrote, on one line and with its
// strings escaped as ours are.
func appendRaw(b, raw []byte) ([]byte, error) {
	if len(raw) == 0 {
		return append(b, "null"...), nil
	}
	s := scanner{text: raw, out: b, copy: true}
	if err := s.document(); err != nil {
		return b, err
	}
	return s.out, nil
}
