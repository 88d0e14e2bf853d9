package event

import (
	"errors"
	"fmt"
	"reflect"
	"time"

	"netlab/hooks/segment"
)

// learn takes the names from the run event.
func (r *reader) learn(run *RunInfo) {
	r.names = NewNames(run)
	r.framing, _ = segment.ParseFraming(run.Framing)
	r.hosts, r.wires, r.conns = map[string]HostID{}, map[string]WireID{}, map[ConnName]ConnID{}
	for i, name := range r.names.Hosts {
		r.hosts[name] = HostID(i + 1)
	}
	for i, name := range r.names.Wires {
		r.wires[name] = WireID(i + 1)
	}
}

// named turns names into numbers.
func (r *reader) named(in *line, e *Event) error {
	var ok bool
	if e.Host, ok = r.hosts[in.Host]; !ok && in.Host != "" {
		return under("host", unknown("a host of the run", in.Host, r.names.Hosts))
	}
	if e.Peer, ok = r.hosts[in.Peer]; !ok && in.Peer != "" {
		return under("peer", unknown("a host of the run", in.Peer, r.names.Hosts))
	}
	if e.Wire, ok = r.wires[in.Wire]; !ok && in.Wire != "" {
		return under("wire", unknown("a wire of the run", in.Wire, r.names.Wires))
	}
	if in.Conn != "" {
		if e.Host == 0 {
			return under("conn", errors.New("wanted the host beside it, saw none"))
		}
		name := ConnName{e.Host, in.Conn}
		if e.Conn, ok = r.conns[name]; !ok {
			r.names.Conns = append(r.names.Conns, name)
			e.Conn = ConnID(len(r.names.Conns))
			r.conns[name] = e.Conn
		}
	}
	return r.rule(in)
}

// rule learns the text of a rule that joined during the run.
func (r *reader) rule(in *line) error {
	if in.Rule == 0 {
		if in.RuleText != "" {
			return under("rule_text", errors.New("wanted the rule's number beside it, saw none"))
		}
		return nil
	}
	for len(r.names.Rules) < int(in.Rule) {
		r.names.Rules = append(r.names.Rules, RuleInfo{})
	}
	known := &r.names.Rules[in.Rule-1].Text
	if *known == "" {
		*known = in.RuleText
	}
	if *known != in.RuleText {
		return under("rule_text", fmt.Errorf("wanted %q as before, saw %q", clip(*known), clip(in.RuleText)))
	}
	return nil
}

// words reads the fields that have words of their own.
func (r *reader) words(in *line, e *Event) (err error) {
	word := func(key, text string, to interface{ UnmarshalText([]byte) error }) {
		if e := under(key, to.UnmarshalText([]byte(text))); e != nil && err == nil {
			err = e
		}
	}
	word("action", in.Action, &e.Action)
	word("from", in.From, &e.From)
	word("to", in.To, &e.To)
	return err
}

// extras gathers what only few events have.
func (r *reader) extras(in *line, e *Event) error {
	m := More{Run: in.Run, Note: in.Note, Expect: in.Expect, End: in.End, Kernel: time.Duration(in.Kernel), Reason: in.Reason, TCB: in.TCB}
	call := CallInfo{Program: in.Program, Step: in.Step, Args: in.Args, Result: in.Result, Value: in.Value, Bytes: in.Bytes}
	switch {
	case in.Op != nil:
		call.Op = *in.Op
		m.Call = &call
	case !reflect.ValueOf(call).IsZero():
		return under("op", errors.New("wanted the call's name, saw none, but other keys of a call"))
	}
	switch {
	case in.Timer != nil:
		m.Timer = &TimerInfo{*in.Timer, time.Duration(in.After)}
	case in.After != 0:
		return under("timer", errors.New("wanted the timer's name beside after_ns, saw none"))
	}
	if m != (More{}) {
		e.More = &m
	}
	return nil
}
