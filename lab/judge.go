package lab

import (
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
)

// judge says what became of everything that was expected: what the programs
// found wrong themselves, bytes that did not arrive as they were sent, and then
// the plan's expectations in their order. Each stands in the result and in the
// record.
func (r *run) judge(res *Result, log *event.Log) {
	bytes := r.bytes // a copy: the run itself, with its stacks, need not be kept
	res.bytes = &bytes
	found := r.unmet
	found = append(found, findings(r.plan, r.env, log, &r.bytes, time.Duration(res.Ended))...)
	for i := range found {
		f := &found[i]
		res.Expect = append(res.Expect, f.outcome())
		if r.rec != nil {
			r.record(&event.Event{Kind: event.Expect, More: &event.More{Expect: f.info()}})
		}
	}
}

// findings judges a plan's expectations by what was recorded, and by what the
// programs' bytes came to. It needs nothing of the run, which may be over for
// long. Expectations that are about other stacks than the plan's are left out.
func findings(p *Plan, names hooks.Env, log *event.Log, bytes *ledger, ended time.Duration) []finding {
	env := &expectEnv{Env: names, plan: p}
	type one struct {
		expect *Expectation
		check  check
		err    error
	}
	var all []one
	var said []*bytesCheck
	for i := range p.Expect {
		e := &p.Expect[i]
		c, err := compileExpectation(e, env)
		if err == nil && !p.runs(e.Stack, c.hosts()) {
			continue
		}
		if b, ok := c.(*bytesCheck); ok && err == nil {
			said = append(said, b)
		}
		all = append(all, one{e, c, err})
	}
	if len(all) == 0 && bytes.clean() {
		return nil // the log need not be read
	}
	h := read(p, env, log, bytes, ended)
	found := h.spoiltByDefault(said)
	for _, o := range all {
		var f finding
		if o.err != nil {
			text := same(o.expect.String())
			f = finding{text: text, want: text}.fail(wCannot.with(problems(o.err)))
		} else {
			f = o.check.judge(h)
		}
		f.at = o.expect.Place
		found = append(found, f)
	}
	return found
}

// runs says whether hosts, or, where there are none, every host that has a
// program, run a stack. "" is every stack.
func (p *Plan) runs(stack string, hosts []event.HostID) bool {
	if stack == "" {
		return true
	}
	if len(hosts) == 0 {
		for i := range p.Programs {
			hosts = append(hosts, event.HostID(p.Programs[i].Host+1))
		}
	}
	for _, h := range hosts {
		if h == 0 || int(h) > len(p.Network.Hosts) || p.Network.Hosts[h-1].Stack != stack {
			return false
		}
	}
	return true
}
