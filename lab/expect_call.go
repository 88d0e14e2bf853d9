package lab

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"netlab/hooks/event"
)

// callCheck is the expectation "call".
type callCheck struct {
	aboutHosts
	host    event.HostID
	name    string // the host's, or the program's
	program string
	label   string
	op      string
	conn    string
	nth     int

	result []string
	value  *string
	bytes  *Range
	took   *Range
}

func compileCall(env *expectEnv, args Args) (check, error) {
	a := argReader{env: env, args: args}
	c := &callCheck{host: a.host("host"), program: args.One("program"), op: a.oneOf("op", callWords), conn: args.One("conn"),
		nth: a.number("nth"), result: args["result"], bytes: a.span("bytes", false), took: a.span("took", true)}
	if args.Has("value") {
		v := args.One("value")
		c.value = &v
	}
	if len(c.result) == 0 {
		c.result = []string{"ok"}
	}
	if step := args.One("step"); step != "" {
		program, label, ok := strings.Cut(step, ".")
		switch {
		case !ok || program == "" || label == "":
			a.fail("step", 0, fmt.Errorf("wanted a program and the label of one of its steps, as in client.sent, saw %s", quoteShort(step)))
		case c.program != "" && c.program != program:
			a.fail("program", 0, fmt.Errorf("step is one of program %s, so program cannot be %s", program, c.program))
		}
		c.program, c.label = program, label
	}
	about := c.program
	for _, arg := range []string{"step", "program"} {
		if c.program != "" && args.Has(arg) {
			if err := env.program(c.program); err != nil {
				a.fail(arg, 0, err)
			}
			break
		}
	}
	if c.program == "" {
		about = args.One("host")
	}
	switch {
	case about == "" && c.conn != "":
		a.fail("conn", 0, fmt.Errorf("a connection is one of a host's: write host too"))
	case about == "":
		a.fail("", 0, fmt.Errorf("whose call? Write host, program or step"))
	}
	c.aboutHosts, c.name = env.hostsNamed(about), about
	return c, a.done()
}

// candidates are the calls that are described, in the order in which they began.
func (c *callCheck) candidates(h *history) (list []*callPast) {
	for i := range h.calls {
		p := &h.calls[i]
		if (c.host == 0 || p.host == c.host) && (c.program == "" || p.program == c.program) &&
			(c.label == "" || p.label == c.label) && (c.op == "" || p.op == c.op) &&
			(c.conn == "" || slices.Contains(h.connsOf(p.host, c.conn), p.conn)) {
			list = append(list, p)
		}
	}
	return list
}

// score is how many of the conditions a call meets, and whether it is all of
// them.
func (c *callCheck) score(p *callPast) (n int, all bool) {
	if p.returned.index < 0 {
		return 0, false
	}
	all = true
	for _, met := range [...]bool{
		slices.Contains(c.result, "any") || slices.Contains(c.result, p.result),
		c.value == nil || *c.value == p.value,
		c.bytes == nil || c.bytes.Has(int64(p.bytes)),
		c.took == nil || c.took.Has(int64(p.returned.at-p.began.at)),
		true, // it returned at all
	} {
		if met {
			n++
		} else {
			all = false
		}
	}
	return n, all
}

// any names the calls that are meant.
func (c *callCheck) any() say {
	switch {
	case c.op != "":
		return same(c.op)
	case c.label != "":
		return same(c.label)
	}
	return wAnyCall
}

// callSay names the call.
func (c *callCheck) callSay() say {
	name := c.any()
	if c.nth > 0 {
		name = name.then(same("#" + strconv.Itoa(c.nth)))
	}
	return name
}

func (c *callCheck) judge(h *history) finding {
	what := c.callSay()
	var results []say
	for _, r := range c.result {
		results = append(results, same(r))
	}
	text := wReturns.with(c.name, what, listed(results, wOr))
	if slices.Contains(c.result, "any") {
		text = wReturnsAny.with(c.name, what)
	}
	if c.value != nil {
		text = text.then(wGives.with(*c.value))
	}
	if c.bytes != nil {
		text = text.then(wWith.with(c.bytes.octets()))
	}
	if c.took != nil {
		text = text.then(wAfter.with(c.took.words()))
	}
	f := finding{text: text, want: text}

	list := c.candidates(h)
	if len(list) == 0 || len(list) < c.nth {
		switch {
		case len(list) == 0:
			return f.fail(c.itCalled(h, wNotCalled.with(what)))
		case len(list) == 1:
			return f.fail(c.itCalled(h, wNotTwice.with(c.any())))
		}
		return f.fail(c.itCalled(h, wNotNth.with(c.any(), len(list))))
	}
	if c.nth > 0 {
		list = list[c.nth-1 : c.nth]
	}
	var best *callPast
	most := -1
	for _, p := range list {
		n, all := c.score(p)
		if all {
			return f.pass(c.returnedSay(p), h.numbers(p.began, p.returned)...)
		}
		if n > most {
			best, most = p, n
		}
	}
	return f.fail(c.returnedSay(best), h.numbers(best.began, best.returned)...)
}

// returnedSay tells what became of a call, as far as it was asked about.
func (c *callCheck) returnedSay(p *callPast) say {
	if p.returned.index < 0 {
		return wStillOut.with(p.program, p.op, seconds(p.began.at))
	}
	got := wReturned.with(p.program, p.op, p.result, seconds(p.returned.at))
	if c.value != nil {
		gives := wGivesNone
		if p.value != "" {
			gives = wGives.with(p.value)
		}
		got = got.then(gives)
	}
	if c.bytes != nil {
		got = got.then(wWith.with(exactly(p.bytes).octets()))
	}
	if c.took != nil {
		got = got.then(wAfter.with(seconds(p.returned.at - p.began.at)))
	}
	return got
}

// itCalled adds what the program, or the host, called instead.
func (c *callCheck) itCalled(h *history, got say) say {
	other := callCheck{host: c.host, program: c.program}
	var ops []string
	for _, p := range other.candidates(h) {
		if !slices.Contains(ops, p.op) {
			ops = append(ops, p.op)
		}
	}
	if len(ops) == 0 {
		return got
	}
	var items []say
	for _, op := range ops {
		items = append(items, same(op))
	}
	return wItCalled.with(got, listed(items, wAnd))
}
