package file

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab"
)

// args reads what goes with a step or an expectation, by its word's table.
func (r *reader) args(w *lab.Word, key, value *node) (args lab.Args, ok bool) {
	args, ok = lab.Args{}, true
	r.key = w.Name
	put := func(p *lab.Param, n *node) {
		v, right := r.arg(p, n)
		ok = ok && right
		args[p.Name] = v
	}
	switch {
	case value.kind == table:
		for _, pr := range value.pairs {
			if p := w.Param(pr.key.text); p != nil {
				r.key = w.Name + "." + p.Name
				put(p, pr.value)
				continue
			}
			ok = false
			r.fail(pr.key, meant(pr.key.text, paramNames(w)), "%s has no argument %s", w.Name, quote(pr.key.text))
		}
	case value.kind == nothing:
	default:
		main := mainParam(w)
		if main == nil {
			r.fail(value, "write "+w.Example, "%s: wanted a map of arguments, saw %s", w.Name, value.saw())
			return args, false
		}
		put(main, value)
	}
	for i := range w.Params {
		if p := &w.Params[i]; p.Must && !args.Has(p.Name) {
			ok = false
			r.fail(key, "write "+w.Example, "%s: its %s is missing: %s", w.Name, p.Name, p.Doc)
		}
	}
	if len(args) == 0 {
		args = nil
	}
	return args, ok
}

func mainParam(w *lab.Word) *lab.Param {
	for i := range w.Params {
		if w.Params[i].Main {
			return &w.Params[i]
		}
	}
	return nil
}

func paramNames(w *lab.Word) []string {
	var names []string
	for _, p := range w.Params {
		names = append(names, p.Name)
	}
	return names
}

// arg reads an argument: a word, or a list of them.
func (r *reader) arg(p *lab.Param, n *node) (v lab.Value, ok bool) {
	items := []*node{n}
	if n.kind == list {
		if !p.List {
			r.wrong(n, "one value", "")
			return nil, false
		}
		if items = n.items; len(items) == 0 {
			r.wrong(n, "at least one value", "")
			return nil, false
		}
	}
	ok = true
	for _, i := range items {
		if i.kind != scalar || i.text == "" && p.Type != lab.AnyText {
			hint := ""
			if i.kind == nothing && i != n {
				hint = "put it into quotes if it is a text"
			}
			r.wrong(i, wants[p.Type].takes, hint)
			ok = false
			continue
		}
		ok = r.check(p, i) && ok
		v = append(v, i.text)
	}
	return v, ok
}

// check checks an argument's word against its type. The names of rules and
// steps wait until all of them are known.
func (r *reader) check(p *lab.Param, n *node) bool {
	s := n.text
	bad := func(hint string) bool {
		r.wrong(n, wants[p.Type].takes, hint)
		return false
	}
	if p.Type != lab.AnyText && len(s) > maxText {
		return bad(fmt.Sprintf("%d octets are too many for one", len(s)))
	}
	switch p.Type {
	case lab.Number:
		if i, err := strconv.ParseInt(s, 10, strconv.IntSize); err != nil || i < 0 || i > maxNumber {
			return bad("")
		}
	case lab.ExitStatus:
		if _, err := strconv.ParseUint(s, 10, 8); err != nil && s != "any" {
			return bad("")
		}
	case lab.Duration:
		if _, err := parseDuration(s); err != nil {
			return bad(err.Error())
		}
	case lab.HostName:
		if !r.isHost[s] {
			r.unknown(n, 0, "host", s, r.env.Hosts)
			return false
		}
	case lab.WireName:
		if !slices.Contains(r.env.Wires, s) {
			r.unknown(n, 0, "wire", s, r.env.Wires)
			return false
		}
	case lab.RuleName:
		r.later(func() { r.ruleExists(n) })
	case lab.ProgramStep:
		r.later(func() { r.stepExists(n, 0, s) })
	case lab.SocketName:
		if strings.ContainsAny(s, " \t\r\n") {
			return bad("a name has no spaces")
		}
	case lab.Address:
		return r.address(n)
	case lab.OptionName:
		if !slices.Contains(socketOptions, s) {
			return bad(meant(s, socketOptions))
		}
	case lab.Errno:
		if !slices.Contains(errnos, s) {
			return bad(meant(s, errnos))
		}
	case lab.StateName:
		if _, ok := event.ParseState(s); !ok {
			return bad(meant(s, event.StateNames()))
		}
	case lab.MatchExpr:
		_, err := hooks.CompileMatch(hooks.MatchSpec{Match: s}, r.env)
		return r.hookErrors(n, err)
	case lab.StateExpr:
		if _, ok := event.ParseState(s); !ok {
			if bareWord(s) {
				return bad(meant(s, event.StateNames()))
			}
			return r.stateExpr(n, "write packet: instead of state: to wait for such a packet")
		}
	case lab.Pattern:
		_, err := segment.ParsePattern(s)
		return r.textError(n, err)
	case lab.RangeText:
		_, err := lab.ParseRange(s)
		return r.textError(n, err)
	case lab.OneOf:
		return r.oneOf(n, p.Words) != ""
	case lab.Flag:
		if _, err := parseFlag(s); err != nil {
			return bad(err.Error())
		}
	}
	return true
}

// maxText bounds what is more than a text, as hooks bounds rules.
const maxText = 4096

// maxNumber bounds counts and octets: a run sends no more.
const maxNumber = 1 << 40

// bareWord says whether a text is a word without an operator or a field.
func bareWord(s string) bool { return !strings.ContainsAny(s, " .=<>!&|()") }

// stateExpr checks an expression on hosts' states. forPacket is the hint for one
// that is about packets.
func (r *reader) stateExpr(n *node, forPacket string) bool {
	_, err := hooks.WhenSpec{State: n.text}.Compile(r.env)
	for _, e := range hooks.Errors(err) {
		if strings.HasPrefix(e.Hint, "write until ") { // as a rule would say it
			e.Hint = forPacket
		}
	}
	return r.hookErrors(n, err)
}

// hookErrors tells what the desk says of a node's text.
func (r *reader) hookErrors(n *node, err error) bool {
	for _, e := range hooks.Errors(err) {
		r.failAt(n, min(e.Offset, len(n.text)), r.commented(n, e.Hint), "%s: %s", r.key, e.Problem)
	}
	return err == nil
}

// textError tells what a small notation's parser says of a node's text.
func (r *reader) textError(n *node, err error) bool {
	var e *segment.SyntaxError
	switch {
	case errors.As(err, &e):
		lead := max(strings.Index(n.text, e.Text), 0) // it reads without the space around
		r.failAt(n, min(e.Offset+lead, len(n.text)), r.commented(n, ""), "%s: %s", r.key, e.Reason)
	case err != nil:
		r.fail(n, "", "%s: %s", r.key, err)
	}
	return err == nil
}

// address checks PORT, :PORT, HOST:PORT and ADDRESS:PORT.
func (r *reader) address(n *node) bool {
	s := n.text
	if _, err := netip.ParseAddrPort(s); err == nil {
		return true
	}
	if a, err := netip.ParseAddr(s); err == nil {
		hint := "write " + s + ":80"
		if a.Is6() {
			hint = "write [" + s + "]:80"
		}
		r.wrong(n, wants[lab.Address].takes, "its port is missing: "+hint)
		return false
	}
	host, port := "", s
	if i := strings.LastIndexByte(s, ':'); i >= 0 {
		host, port = s[:i], s[i+1:]
	} else if r.isHost[s] {
		r.wrong(n, wants[lab.Address].takes, "its port is missing: write "+s+":80")
		return false
	}
	if host != "" && !r.isHost[host] {
		r.unknown(n, 0, "host", host, r.env.Hosts)
		return false
	}
	if i, err := strconv.Atoi(port); err != nil || i < 0 || i > 65535 || strings.Trim(port, "0123456789") != "" {
		r.failAt(n, len(s)-len(port), "ports are numbers from 0 to 65535", "%s: wanted a port, saw %s", r.key, quote(port))
		return false
	}
	return true
}
