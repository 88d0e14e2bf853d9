package lab

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"netlab/hooks"
	"netlab/hooks/event"
)

// A thing is a moment of a run, in words: when a packet was sent, a state was
// reached, a call returned.
type thing struct {
	text  string
	kind  thingKind
	nth   int // from 1
	sight *sight

	host  event.HostID
	conn  string
	state event.State

	program  string // or a host's name
	label    string
	op       string
	which    int // which of the calls, from 1; 0: any
	returned bool
	result   string
}

type thingKind uint8

const (
	noThing thingKind = iota // what could not be read
	theStart
	theEnd
	packetThing
	stateThing
	callThing
)

// parseThing reads a moment:
//
//	start | end
//	[send | deliver | drop] MATCH[#N] [from HOST] [to HOST] [on WIRE]
//	HOST [CONNECTION] STATE[#N]
//	PROGRAM OP[#N] called | returns [RESULT]
//	PROGRAM.LABEL called | returns [RESULT]
//
// #N is the how manieth packet, or the how manieth time that a state is reached,
// or the how manieth such call, whatever it returns; left out, the first that
// is as described. Its error is a *hooks.Error.
func parseThing(text string, env *expectEnv) (*thing, error) {
	p := thingParser{text: text, env: env, thing: &thing{text: strings.Join(strings.Fields(text), " "), nth: 1}}
	p.split()
	err := p.parse()
	var e *hooks.Error
	if err != nil && !errors.As(err, &e) {
		err = &hooks.Error{Text: text, Problem: err.Error()}
	}
	return p.thing, err
}

// thingParser takes the words of a thing apart.
type thingParser struct {
	text  string
	env   *expectEnv
	words []string
	at    []int // where each word begins
	thing *thing
}

func (p *thingParser) split() {
	for rest, off := p.text, 0; ; {
		trimmed := strings.TrimLeft(rest, " \t\r\n\v\f")
		off += len(rest) - len(trimmed)
		if trimmed == "" {
			return
		}
		n := strings.IndexAny(trimmed, " \t\r\n\v\f")
		if n < 0 {
			n = len(trimmed)
		}
		p.words, p.at = append(p.words, trimmed[:n]), append(p.at, off)
		rest, off = trimmed[n:], off+n
	}
}

func (p *thingParser) fail(word int, hint, format string, args ...any) error {
	at := len(p.text)
	if word < len(p.at) {
		at = p.at[word]
	}
	return &hooks.Error{Text: p.text, Offset: at, Problem: fmt.Sprintf(format, args...), Hint: hint}
}

func (p *thingParser) parse() error {
	w := p.words
	last := len(w) - 1
	call := slices.IndexFunc(w, func(s string) bool { return s == "returns" || s == "called" })
	switch {
	case len(w) == 0:
		return p.fail(0, "such as "+thingForms, "the moment is empty")
	case len(w) == 1 && w[0] == "start":
		p.thing.kind = theStart
		return nil
	case len(w) == 1 && w[0] == "end":
		p.thing.kind = theEnd
		return nil
	case call == 1 || call == 2:
		return p.call(call)
	case slices.Contains(p.env.Hosts, w[0]):
		return p.state()
	case last == 1 && isState(w[last]):
		return p.fail(0, didYouMean(w[0], p.env.Hosts), "no host is called %q", w[0])
	}
	return p.packet()
}

func isState(word string) bool {
	word, _, _ = strings.Cut(word, "#")
	_, ok := event.ParseState(word)
	return ok
}

// numbered takes #N off a word.
func (p *thingParser) numbered(word int) (string, error) {
	name, n, ok := strings.Cut(p.words[word], "#")
	if !ok {
		return name, nil
	}
	v, err := strconv.ParseUint(n, 10, 31)
	if err != nil || v == 0 {
		return name, p.fail(word, "", "behind # belongs a number from 1 on, not %s", quoteShort(n))
	}
	p.thing.nth = int(v)
	return name, nil
}

// state reads HOST [CONNECTION] STATE[#N].
func (p *thingParser) state() error {
	t, last := p.thing, len(p.words)-1
	t.kind, t.host = stateThing, event.HostID(1+slices.Index(p.env.Hosts, p.words[0]))
	if last == 0 || last > 2 {
		return p.fail(1, "client ESTABLISHED, or client connect returns", "behind a host belongs a state, or a call and what it does")
	}
	word, err := p.numbered(last)
	if err != nil {
		return err
	}
	state, ok := event.ParseState(word)
	if !ok {
		if slices.Contains(callWords, word) {
			return p.fail(last+1, "", "what does %s do? Write %s returns, or %s called", word, word, word)
		}
		return p.fail(last, didYouMean(word, event.StateNames()), "no state is called %q", word)
	}
	if t.state = state; last == 2 {
		t.conn = p.words[1]
	}
	return nil
}

// call reads what stands around "returns" or "called".
func (p *thingParser) call(verb int) error {
	t := p.thing
	t.kind, t.program, t.returned = callThing, p.words[0], p.words[verb] == "returns"
	if verb == 1 {
		program, label, ok := strings.Cut(t.program, ".")
		if !ok || program == "" || label == "" {
			return p.fail(0, "client connect returns, or client.label returns", "a program and one of its calls, or PROGRAM.LABEL, belong in front of %s", p.words[verb])
		}
		t.program, t.label = program, label
	} else {
		op, err := p.numbered(1)
		if err != nil {
			return err
		}
		if strings.Contains(p.words[1], "#") {
			t.which, t.nth = t.nth, 1
		}
		if t.op = op; !slices.Contains(callWords, op) {
			return p.fail(1, didYouMean(op, callWords), "no call is called %q", op)
		}
	}
	if !slices.Contains(p.env.Hosts, t.program) {
		if err := p.env.program(t.program); err != nil {
			return p.fail(0, "", "%s", err)
		}
	}
	rest := p.words[verb+1:]
	switch {
	case len(rest) > 1 || len(rest) == 1 && !t.returned:
		return p.fail(len(p.words)-1, "", "nothing more belongs here")
	case len(rest) == 1:
		t.result = rest[0]
	}
	return nil
}

// packetKinds are the words in front of a match.
var packetKinds = map[string]fate{"send": sent, "deliver": delivered, "drop": dropped}

// packet reads the rest as rules and whens write a packet.
func (p *thingParser) packet() error {
	t := p.thing
	f, ok := packetKinds[p.words[0]]
	first := 0
	if ok {
		first = 1
	}
	if first == len(p.words) {
		return p.fail(first, "deliver synack#1", "which packet?")
	}
	switch w := p.words[first]; w {
	case "t", "state", "step":
		return p.fail(first, "such as "+thingForms, "no role or field is called %q", w)
	}
	if len(p.words) == 1 && !strings.ContainsAny(p.text, ".#&|=!<>[(") {
		// One bare word is a role, or was meant as anything else.
		words := slices.Concat(event.RoleNames(), []string{"any", "start", "end"})
		if !slices.Contains(words, p.words[0]) {
			if _, err := hooks.CompileMatch(hooks.MatchSpec{Match: p.words[0]}, p.env.Env); err != nil {
				return p.fail(0, didYouMean(p.words[0], words), "no moment is called %q", p.words[0])
			}
		}
	}
	const until = "until "
	spec, err := hooks.ParseWhen(until+p.text[p.at[first]:], p.env.Env)
	var e *hooks.Error
	switch {
	case errors.As(err, &e):
		e.Field, e.Text, e.Offset = "", p.text, p.at[first]+max(0, e.Offset-len(until))
		return e
	case err != nil:
		return err
	case spec.Within != 0:
		return p.fail(len(p.words)-2, "", "within has no meaning here: the run is over when it is judged")
	}
	t.kind, t.nth = packetThing, max(spec.Nth, 1)
	t.sight, err = newSight(hooks.MatchSpec{From: spec.From, To: spec.To, Wire: spec.Wire, Match: spec.Packet}, f, p.env)
	return err
}

// hosts are those that a thing names.
func (t *thing) hosts(env *expectEnv) []event.HostID {
	if t == nil {
		return nil
	}
	name := t.program
	if t.sight != nil {
		if name = t.sight.spec.From; name == "" {
			name = t.sight.spec.To
		}
	}
	if t.host != 0 {
		return []event.HostID{t.host}
	}
	return env.hostsNamed(name)
}

// all are the moments at which such a thing happened, whichever its number, in
// order.
func (t *thing) all(h *history) (list []moment) {
	switch t.kind {
	case theStart:
		return []moment{{index: -1}}
	case theEnd:
		return []moment{{h.log.Len(), h.ended}}
	case packetThing:
		return t.sight.hits
	case stateThing:
		for _, id := range t.conns(h) {
			for _, s := range h.conn(id).steps {
				if s.to == t.state {
					list = append(list, s.moment)
				}
			}
		}
	case callThing:
		n := 0
		for i := range h.calls {
			c := &h.calls[i]
			if !t.fits(c, h) {
				continue
			}
			n++
			switch {
			case t.which != 0 && t.which != n:
			case !t.returned:
				list = append(list, c.began)
			case c.returned.index >= 0 && (t.result == "" || t.result == c.result):
				list = append(list, c.returned)
			}
		}
	}
	slices.SortFunc(list, func(a, b moment) int { return a.index - b.index })
	return list
}

// conns are the connections whose states a thing is about: listeners too, where
// it is about listening.
func (t *thing) conns(h *history) []event.ConnID {
	list := h.connsOf(t.host, t.conn)
	if t.conn == "" && t.state == event.Listen {
		for i := range h.conns {
			if c := &h.conns[i]; c.host == t.host && c.listener {
				list = append(list, event.ConnID(i+1))
			}
		}
	}
	return list
}

func (t *thing) fits(c *callPast, h *history) bool {
	return (c.program == t.program || t.label == "" && h.names.Host(c.host) == t.program) &&
		(t.label == "" || c.label == t.label) && (t.op == "" || c.op == t.op)
}

// find is the moment of the thing, and whether it came.
func (t *thing) find(h *history) (moment, bool) {
	list := t.all(h)
	if len(list) < t.nth {
		return moment{}, false
	}
	return list[t.nth-1], true
}
