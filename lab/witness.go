package lab

import (
	"time"

	"netlab/hooks/event"
)

// A Witness is a run that is over, and can be asked about.
type Witness struct {
	plan *Plan
	log  *event.Log
	made *ledger
	end  time.Duration
}

// NewWitness makes a witness of a plan, what became of it, and what was recorded.
// The log is only read.
func NewWitness(p *Plan, res *Result, log *event.Log) *Witness {
	w := &Witness{plan: p, log: log, made: res.bytes, end: time.Duration(res.Ended)}
	if w.made == nil {
		w.made = new(ledger) // the result was read from JSON: what the programs' octets were is not in it
	}
	return w
}

// Ask reads something off the run. The error is of a look that cannot be asked: a
// loader has told it.
func (w *Witness) Ask(l Look) (Answer, error) {
	env := w.env()
	k, err := compileLook(l, env)
	if err != nil {
		return Answer{}, err
	}
	return k.ask(read(w.plan, env, w.log, w.made, w.end)), nil
}

// Holds says of each expectation whether it holds in the run, and in words what was
// seen. One that is about another stack does not: its OK is false.
func (w *Witness) Holds(list []Expectation) (out []event.ExpectInfo, all bool) {
	env := w.env()
	all = true
	checks := make([]check, len(list))
	errs := make([]error, len(list))
	for i := range list {
		checks[i], errs[i] = compileExpectation(&list[i], env)
	}
	h := read(w.plan, env, w.log, w.made, w.end)
	for i := range list {
		text := same(list[i].String())
		f := finding{text: text, want: text}
		switch {
		case errs[i] != nil:
			f = f.fail(wCannot.with(problems(errs[i])))
		case !w.plan.runs(list[i].Stack, checks[i].hosts()):
			f = checks[i].judge(h)
			f = f.fail(wOtherStack.with(list[i].Stack))
		default:
			f = checks[i].judge(h)
		}
		f.at = list[i].Place
		out = append(out, *f.info())
		all = all && f.ok
	}
	return out, all
}

func (w *Witness) env() *expectEnv {
	env := &expectEnv{plan: w.plan}
	for i := range w.plan.Network.Hosts {
		env.Hosts = append(env.Hosts, w.plan.Network.Hosts[i].Name)
	}
	for i := range w.plan.Network.Wires {
		env.Wires = append(env.Wires, w.plan.Network.Wires[i].Name)
	}
	return env
}
