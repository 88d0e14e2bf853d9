package file

import (
	"strconv"
	"strings"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/lab"
)

// together checks what a step's arguments mean together, which no table says.
func (r *reader) together(w *lab.Word, key, value *node, args lab.Args) bool {
	switch w.Name {
	case "wait":
		return r.wait(w, key, value, args)
	case "exec":
		return r.exec(w, key, value, args)
	case "send":
		if !args.Has("text") && !args.Has("bytes") {
			r.fail(key, "write {send: hello} or {send: {bytes: 1000}}", "send: there is nothing to send")
			return false
		}
		if args.Has("fill") && len(args.One("fill")) != 1 {
			r.fail(argAt(key, value, w, "fill", 0), "write one of ASCII's, x for instance", "send.fill: wanted one character")
			return false
		}
	}
	return true
}

// wait checks that one thing is waited for.
func (r *reader) wait(w *lab.Word, key, value *node, args lab.Args) bool {
	spec := hooks.WhenSpec{Packet: args.One("packet"), From: args.One("from"), To: args.One("to"), State: args.One("state"), Step: args.One("step")}
	spec.After, _ = parseDuration(args.One("for")) // each was checked by itself
	spec.At, _ = parseDuration(args.One("at"))
	spec.Nth, _ = strconv.Atoi(args.One("nth"))
	if args.Has("delivered") && !args.Has("packet") {
		r.fail(argAt(key, value, w, "delivered", 0), "write {wait: {packet: fin, delivered: true}}", "wait.delivered: there is no packet to be delivered")
		return false
	}
	if args.Has("acked") {
		return r.waitAcked(w, key, value, args)
	}
	if spec == (hooks.WhenSpec{}) && !args.Has("for") && !args.Has("at") {
		r.fail(key, "write {wait: 1s}, {wait: {state: ESTABLISHED}} or {wait: {packet: fin}}", "wait: for what?")
		return false
	}
	spec.Within, _ = parseDuration(args.One("within"))
	if _, ok := event.ParseState(spec.State); ok { // of the program's own socket, which no WhenSpec knows
		spec.State = "frame.time_relative > 0" // any expression does: how the parts go together is asked
	}
	_, err := spec.Compile(r.env)
	for _, e := range hooks.Errors(err) {
		field := e.Field
		switch field {
		case "after":
			field = "for"
		case "step": // was checked by itself, with its program
			continue
		}
		r.fail(argAt(key, value, w, field, 0), e.Hint, "wait: %s", e.Problem)
	}
	if err == nil {
		r.apart(hooks.MatchSpec{From: spec.From, To: spec.To}, func(part string) (*node, int) { return argAt(key, value, w, part, 0), 0 })
	}
	return err == nil
}

// waitAcked checks a wait for what a socket has sent, which no WhenSpec knows.
func (r *reader) waitAcked(w *lab.Word, key, value *node, args lab.Args) bool {
	at := func(arg string) *node { return argAt(key, value, w, arg, 0) }
	if args.One("acked") != "true" {
		r.fail(at("acked"), "leave it out, or write {wait: {acked: true}}", "wait.acked: nothing is waited for")
		return false
	}
	for i := range w.Params {
		switch name := w.Params[i].Name; {
		case name == "acked", name == "sock", name == "within", name == "label", !args.Has(name):
		default:
			r.fail(at(name), "leave one of them out", "wait: one thing is waited for at a time, not %s and acked", name)
			return false
		}
	}
	return true
}

// exec checks a command to run, and what is asked of it.
func (r *reader) exec(w *lab.Word, key, value *node, args lab.Args) bool {
	command := args["command"]
	at := func(arg string) *node { return argAt(key, value, w, arg, 0) }
	switch {
	case command[0] == "":
		r.fail(at("command"), "write "+w.Example, "exec: the program's name is empty")
	case len(command) == 1 && strings.ContainsAny(command[0], " \t\n"):
		r.fail(at("command"), "write ["+strings.Join(strings.Fields(command[0]), ", ")+"]: no shell takes the line apart", "exec: %s is one word", quote(command[0]))
	case args.One("background") == "true" && (args.Has("status") || args.Has("text") || args.Has("within")):
		for _, arg := range []string{"status", "text", "within"} {
			if args.Has(arg) {
				r.fail(at(arg), "leave it out, or background", "exec.%s: nobody waits for a program in the background", arg)
			}
		}
	default:
		return true
	}
	return false
}
