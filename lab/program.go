package lab

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"netlab/hooks/event"
	"netlab/topology"
	"netlab/topology/clock"
)

// program is a program of a plan at work: a list of steps, one of which it
// stands at.
//
// A step that calls a socket records the call, tries it, and, if it would block,
// parks: the call is tried again whenever its host has news. A step that waits
// parks on a condition. Whatever a step is, the program moves by move (one thing
// at a time, so that what follows from each call is settled before the next) or
// by the beat that it asked for.
type program struct {
	run   *run
	plan  *ProgramPlan
	host  event.HostID
	at    int // the step it stands at
	phase phase
	beat  clock.Beat

	op       topology.Op
	sock     topology.Socket // the op's
	got      int             // octets that the recv in progress has read
	gave     int             // octets that the send in progress has given
	text     []byte          // and they themselves, where the step says what they must be
	deadline bool            // the beat is that of "within"
	wait     topology.Wait
	guest    guest
	left     time.Duration // when the last guest did

	socks    map[string]topology.Socket
	listener topology.Socket // the last one
	last     topology.Socket // the last socket that is not a listener
	fresh    topology.Socket // made by bind or setsockopt, for the step that uses it
}

type phase uint8

const (
	starting phase = iota // its first beat has not come
	ready                 // its next step may begin
	calling               // parked on a call
	waiting               // parked on a condition or a time
	hosting               // parked on a program of the machine's
	ended
)

func newProgram(r *run, pl *ProgramPlan) (*program, error) {
	p := &program{run: r, plan: pl, host: event.HostID(pl.Host + 1), socks: map[string]topology.Socket{}}
	for i := range pl.Steps {
		if FindStep(pl.Steps[i].Do) == nil {
			return nil, fmt.Errorf("program %s, step %d: there is no step %q", pl.Name, i+1, pl.Steps[i].Do)
		}
	}
	return p, nil
}

// String is the step as a person would write it: "recv {until: eof}".
func (s Step) String() string {
	w := FindStep(s.Do)
	if w == nil {
		return s.Do
	}
	var parts []string
	for i := range w.Params {
		p := &w.Params[i]
		if v, ok := s.Args[p.Name]; ok {
			text := shown(strings.Join(v, " "))
			if p.Main && len(s.Args) == 1 {
				return s.Do + " " + text
			}
			parts = append(parts, p.Name+": "+text)
		}
	}
	if len(parts) == 0 {
		return s.Do
	}
	return s.Do + " {" + strings.Join(parts, ", ") + "}"
}

// shown is an argument as it stands in a line: one with a line end or another control
// character in it, as what is sent may have, is quoted.
func shown(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) && r != '\u3000' }) {
		return strconv.Quote(text)
	}
	return text
}

// Do implements clock.Doer: the program's first beat, or a time that it asked
// for.
func (p *program) Do() {
	switch {
	case p.deadline && p.phase == calling:
		p.deadline = false
		p.op.Done("EAGAIN")
		p.returned()
	case p.deadline && p.phase == hosting:
		p.deadline = false
		p.guestLate()
	case p.deadline && p.phase == waiting:
		p.deadline = false
		p.run.net.StopWaiting(&p.wait)
		p.fail(wWaited.with(p.step().Args.One("within")), wWaitedInVain)
		p.next()
	case p.phase == starting:
		p.phase = ready
		p.skipEnd()
	case p.phase == waiting:
		p.next()
	}
	p.run.net.Wake(p.host)
}

func (p *program) step() *Step { return &p.plan.Steps[p.at] }

// move does one thing, if there is one to do now.
func (p *program) move() bool {
	switch p.phase {
	case ready:
		s := p.step()
		FindStep(s.Do).start(p, s)
		return true
	case calling:
		return p.tryAgain()
	case hosting:
		return p.lookAtGuest()
	}
	return false
}

// next goes on to the next step.
func (p *program) next() {
	if label := p.step().Args.One("label"); label != "" {
		p.run.net.StepPassed(p.plan.Name + "." + label)
	}
	if p.deadline {
		p.deadline = false
		p.run.net.Cancel(&p.beat)
	}
	p.at++
	p.phase = ready
	p.skipEnd()
}

func (p *program) skipEnd() {
	if p.at >= len(p.plan.Steps) {
		p.phase = ended
	}
}

// fail notes that a step did not go as the lab says. The lab is not met.
func (p *program) fail(want, got say) {
	s := p.step()
	p.run.unmet = append(p.run.unmet, finding{text: wStep.with(p.plan.Name, p.at+1, s.String()), want: want, got: got, at: s.Place})
}

// call begins a socket call: records it, tries it, and parks if it would block.
func (p *program) call(s topology.Socket, op topology.Op, args ...string) {
	p.sock, p.op, p.got, p.gave, p.text = s, op, 0, 0, nil
	done := false
	p.run.net.Call(p.host, func() (*event.Event, bool) {
		// The call is recorded first, and what it does at once follows.
		done = s.Try(&p.op)
		p.enterSent()
		return p.event(event.Call, event.CallInfo{Args: args}), true
	})
	if done {
		p.returned()
		return
	}
	p.park(calling)
}

// park waits for the call to go on, at most as long as the step says.
func (p *program) park(as phase) {
	p.phase = as
	if within := p.step().Args.One("within"); within != "" && !p.deadline {
		d, _ := time.ParseDuration(within) // checked when the file was read
		p.deadline = true
		p.run.net.At(&p.beat, p.run.net.Now()+d, p)
	}
}

// tryAgain tries the call that the program is parked on.
func (p *program) tryAgain() bool {
	before := p.op.N
	done := false
	p.run.net.Call(p.host, func() (*event.Event, bool) {
		done = p.sock.Try(&p.op)
		p.enterSent()
		return nil, done || p.op.N != before
	})
	if done {
		p.returned()
	}
	return done
}

// enterSent enters what a send in progress has given to its socket: the other
// end may read it before the call returns.
func (p *program) enterSent() {
	if op := &p.op; op.Kind == topology.OpSend && op.N > p.gave {
		p.run.bytes.sent(p.sock.Conn(), op.Data[p.gave:op.N])
		p.gave = op.N
		if op.Urgent && op.N == len(op.Data) {
			p.run.bytes.sentUrgent(p.sock.Conn())
		}
	}
}

// event prepares a call's or a return's event, in the run's scratch: it is
// recorded before the next one is made.
func (p *program) event(k event.Kind, c event.CallInfo) *event.Event {
	r := p.run
	if !r.net.Recording() {
		return nil
	}
	c.Program, c.Step, c.Op = p.plan.Name, p.at+1, p.step().Do
	r.call = c
	r.more = event.More{Call: &r.call}
	r.ev = event.Event{Kind: k, Host: p.host, More: &r.more}
	if p.sock != nil {
		r.ev.Conn = p.sock.Conn().ID
	}
	return &r.ev
}

// returned handles a call that is done: recv may want more, everything else
// returns to the program.
func (p *program) returned() {
	op := &p.op
	if op.Kind == topology.OpRecv && op.Errno == topology.OK {
		if op.Urgent {
			p.run.bytes.receivedUrgent(p.sock.Conn(), op.Received)
		} else {
			p.run.bytes.received(p.sock.Conn(), op.Received)
		}
		p.got += len(op.Received)
		if p.step().Args.Has("text") {
			p.text = append(p.text, op.Received...)
		}
		if p.wantsMore() {
			max := p.recvMax()
			p.op = topology.Op{Kind: topology.OpRecv, Max: max}
			p.park(calling)
			p.tryAgain()
			return
		}
	}
	p.finish(p.value())
}

// value is what a call gave, in words.
func (p *program) value() (value string, bytes int) {
	op := &p.op
	switch op.Kind {
	case topology.OpRecv:
		if p.got == 0 && op.EOF {
			return "eof", 0
		}
		return "", p.got
	case topology.OpSend:
		return "", op.N
	case topology.OpGetsockopt:
		return op.Value, 0
	case topology.OpAccept:
		if op.Accepted != nil {
			return op.Accepted.Conn().Name, 0
		}
	}
	return "", 0
}

// finish records the return, checks it against what the step expects, and goes
// on, or ends the program where the result is another one.
func (p *program) finish(value string, bytes int) {
	op, s := &p.op, p.step()
	if e := p.event(event.Return, event.CallInfo{Result: string(op.Errno), Value: value, Bytes: bytes}); e != nil {
		p.run.record(e)
	}
	p.keep(op)
	if !p.resultFits(op.Errno) {
		want := []string{string(topology.OK)}
		if s.Args.Has("result") {
			want = s.Args["result"]
		}
		p.fail(same(strings.Join(want, " | ")), same(string(op.Errno)))
		p.phase = ended
		return
	}
	p.checkValue(value)
	p.next()
}

// keep remembers the sockets that a call made or ended.
func (p *program) keep(op *topology.Op) {
	switch {
	case op.Accepted != nil:
		p.last = op.Accepted
		p.name(op.Accepted, p.step().Args.One("as"))
		p.run.bytes.alias(op.Accepted.Conn())
	case op.Kind == topology.OpListen && op.Errno == topology.OK:
		p.listener = p.sock
		if p.last == p.sock {
			p.last = nil
		}
	}
}

func (p *program) name(s topology.Socket, as string) {
	p.socks[s.Conn().Name] = s
	if as != "" {
		p.socks[as] = s
	}
}

func (p *program) resultFits(e topology.Errno) bool {
	want := p.step().Args["result"]
	if len(want) == 0 {
		return e == topology.OK || e == "EINPROGRESS" && p.op.NoWait
	}
	for _, w := range want {
		if w == "any" || w == string(e) {
			return true
		}
	}
	return false
}

// checkValue compares what was read with what the step says must be.
func (p *program) checkValue(value string) {
	s := p.step()
	if p.op.Errno != topology.OK {
		return
	}
	switch p.op.Kind {
	case topology.OpRecv:
		if want, ok := s.Args["text"]; ok && string(p.text) != want[0] {
			p.fail(same(strconv.Quote(want[0])), same(strconv.Quote(clip(p.text))))
		}
		if want := p.number("bytes"); want > 0 && p.got != want {
			p.fail(wSomeOctets.with(want), wOctetsThenEnd.with(p.got))
		}
	case topology.OpGetsockopt:
		if want, ok := s.Args["value"]; ok && value != want[0] {
			p.fail(same(want[0]), same(value))
		}
	}
}

func clip(b []byte) string {
	const most = 200
	if len(b) > most {
		return string(b[:most]) + "..."
	}
	return string(b)
}

func (p *program) number(arg string) int {
	text := p.step().Args.One(arg)
	if text == "" {
		return 0
	}
	n, _ := strconv.Atoi(text) // checked when the file was read
	return n
}

// wantsMore says whether recv goes on.
func (p *program) wantsMore() bool {
	if p.op.EOF {
		return false
	}
	if p.step().Args.One("until") == "eof" {
		return true
	}
	return p.got < p.number("bytes")
}

// recvMax is how much the next recv may take at most.
func (p *program) recvMax() int {
	if n := p.number("bytes"); n > 0 {
		return n - p.got
	}
	return 0
}
