package event

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// decoder reads JSON into structs by their json tags: every key that has no
// omitempty must stand, none may stand twice, none that the struct does not
// have, and no value may be of another type or too large.
type decoder struct {
	scanner
	structs map[reflect.Type][]structKey
}

type structKey struct {
	name     string
	optional bool
}

// pathError is an error and the keys that lead to its place.
type pathError struct {
	path string
	err  error
}

func (e *pathError) Error() string { return e.path + ": " + e.err.Error() }
func (e *pathError) Unwrap() error { return e.err }

// under puts a key before the path of err.
func under(key string, err error) error {
	if err == nil || err == errTorn {
		return err
	}
	if p, ok := err.(*pathError); ok {
		if !strings.HasPrefix(p.path, "[") {
			key += "."
		}
		return &pathError{key + p.path, p.err}
	}
	return &pathError{key, err}
}

// decode reads text, a whole JSON value, into the struct that to points to.
func (d *decoder) decode(text []byte, to any) error {
	d.text, d.at = text, 0
	if err := d.into(reflect.ValueOf(to).Elem()); err != nil {
		return err
	}
	return d.end()
}

func (d *decoder) into(v reflect.Value) (err error) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return d.into(v.Elem())
	case reflect.Struct:
		return d.object(v)
	case reflect.Slice:
		if v.Type() == rawType {
			return d.raw(v)
		}
		return d.array(v)
	case reflect.Map:
		return d.texts(v)
	case reflect.String:
		text, err := d.string()
		v.SetString(text)
		return err
	case reflect.Bool:
		c, err := d.peek()
		switch {
		case err != nil:
			return err
		case c == 't':
			v.SetBool(true)
			return d.literal("true")
		case c == 'f':
			return d.literal("false")
		}
		return fmt.Errorf("wanted true or false, saw %s", d.here())
	}
	return d.integer(v)
}

func (d *decoder) integer(v reflect.Value) error {
	c, err := d.peek()
	if err != nil {
		return err
	}
	if c != '-' && (c < '0' || c > '9') {
		return fmt.Errorf("wanted a number, saw %s", d.here())
	}
	text, err := d.number()
	if err != nil {
		return err
	}
	if bytes.ContainsAny(text, ".eE") {
		return fmt.Errorf("wanted a whole number, saw %s", clip(string(text)))
	}
	if v.CanInt() {
		n, err := strconv.ParseInt(string(text), 10, v.Type().Bits())
		v.SetInt(n)
		if err != nil {
			return fmt.Errorf("wanted a number of %d bits, saw %s", v.Type().Bits(), clip(string(text)))
		}
		return nil
	}
	n, err := strconv.ParseUint(string(text), 10, v.Type().Bits())
	if err != nil {
		return fmt.Errorf("wanted a number from 0 to %d, saw %s", uint64(1)<<v.Type().Bits()-1, clip(string(text)))
	}
	v.SetUint(n)
	return nil
}

func (d *decoder) object(v reflect.Value) error {
	if c, err := d.peek(); err != nil || c != '{' {
		return d.other("an object", err)
	}
	d.at++
	keys := d.keys(v.Type())
	var seen uint64
	for first := true; ; first = false {
		again, err := d.more('}', first)
		if err != nil {
			return err
		}
		if !again {
			break
		}
		key, err := d.key()
		if err != nil {
			return err
		}
		i := 0
		for i < len(keys) && keys[i].name != key {
			i++
		}
		switch {
		case i == len(keys):
			return unknownKey(key, keys)
		case seen&(1<<i) != 0:
			return under(key, fmt.Errorf("wanted once, saw it twice"))
		}
		seen |= 1 << i
		if err := d.into(v.Field(i)); err != nil {
			return under(key, err)
		}
	}
	for i, k := range keys {
		if seen&(1<<i) == 0 && !k.optional {
			return under(k.name, fmt.Errorf("wanted this key, saw none"))
		}
	}
	return nil
}

// key takes a key and its colon.
func (d *decoder) key() (string, error) {
	key, err := d.string()
	if err != nil {
		return "", err
	}
	return key, d.take(':')
}

func unknownKey(key string, keys []structKey) error {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.name
	}
	return unknown("a key of the format "+Format, key, names)
}

// keys are the keys of a struct's fields, in their order.
func (d *decoder) keys(t reflect.Type) []structKey {
	if keys, ok := d.structs[t]; ok {
		return keys
	}
	if d.structs == nil {
		d.structs = map[reflect.Type][]structKey{}
	}
	keys := make([]structKey, t.NumField())
	for i := range keys {
		keys[i].name, keys[i].optional = tagOf(t.Field(i))
	}
	d.structs[t] = keys
	return keys
}

func (d *decoder) array(v reflect.Value) error {
	if c, err := d.peek(); err != nil || c != '[' {
		return d.other("an array", err)
	}
	d.at++
	for i := 0; ; i++ {
		again, err := d.more(']', i == 0)
		if err != nil || !again {
			return err
		}
		v.Grow(1)
		v.SetLen(i + 1)
		if err := d.into(v.Index(i)); err != nil {
			return under("["+strconv.Itoa(i)+"]", err)
		}
	}
}

func (d *decoder) texts(v reflect.Value) error {
	if c, err := d.peek(); err != nil || c != '{' {
		return d.other("an object of strings", err)
	}
	d.at++
	texts := map[string]string{}
	for first := true; ; first = false {
		again, err := d.more('}', first)
		if err != nil {
			return err
		}
		if !again {
			break
		}
		key, err := d.key()
		if err != nil {
			return err
		}
		if _, twice := texts[key]; twice {
			return under(clip(key), fmt.Errorf("wanted once, saw it twice"))
		}
		if texts[key], err = d.string(); err != nil {
			return under(clip(key), err)
		}
	}
	if len(texts) > 0 {
		v.Set(reflect.ValueOf(texts))
	}
	return nil
}

// raw keeps a value as it stands; null is none.
func (d *decoder) raw(v reflect.Value) error {
	if _, err := d.peek(); err != nil {
		return err
	}
	from := d.at
	if err := d.value(0); err != nil {
		return err
	}
	if text := d.text[from:d.at]; string(text) != "null" {
		v.Set(reflect.ValueOf(json.RawMessage(bytes.Clone(text))))
	}
	return nil
}

func (d *decoder) other(wanted string, err error) error {
	if err != nil {
		return err
	}
	return fmt.Errorf("wanted %s, saw %s", wanted, d.here())
}
