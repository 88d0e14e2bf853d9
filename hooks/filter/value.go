package filter

import "fmt"

// A Value is a field whose number is asked for instead of compared: the answer
// to "which acknowledgement number does this segment bear?".
type Value struct {
	Name string
	read func(*Subject) (uint64, bool)
}

// Number finds a field that is one number, or a flag, which is 0 or 1. The error
// says which field there is none, or why it is not a number.
func Number(name string) (*Value, error) {
	f := named(name)
	if f == nil {
		var names []string
		for f := range all {
			if f.isNumber() {
				names = append(names, f.name)
			}
		}
		if near := meant(name, names); near != "" {
			return nil, fmt.Errorf("there is no field %q: %s", name, near)
		}
		return nil, fmt.Errorf("there is no field %q: netlab help fields lists them", name)
	}
	if !f.isNumber() {
		return nil, fmt.Errorf("%s is no number but %s: ask for one such as tcp.seq, tcp.ack_raw or tcp.flags.syn", name, f.typeName())
	}
	return &Value{name, f.num}, nil
}

// isNumber says whether the field is one number.
func (f *field) isNumber() bool { return f.num != nil && (f.kind == number || f.kind == boolean) }

// Of is the field's number in a packet; not ok where the packet has no such field.
func (v *Value) Of(s *Subject) (uint64, bool) {
	if s.Seg == nil {
		return 0, false
	}
	return v.read(s)
}
