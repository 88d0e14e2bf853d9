package lab

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/topology"
)

// What the steps of the table Steps do when a program comes to them. The
// arguments were checked when the file was read, and hosts' names were replaced
// by addresses when the plan was made.

// socket finds the socket that a step is about: the one it names, or the last
// that fits. Without any the program cannot go on.
func (p *program) socket(s *Step, arg string, last topology.Socket) topology.Socket {
	if name := s.Args.One(arg); name != "" {
		if sock := p.socks[name]; sock != nil {
			return sock
		}
		p.fail(wSocketNamed.with(name), wNoSocketNamed)
		p.phase = ended
		return nil
	}
	if last == nil {
		p.fail(wSocket, wNoSocket.with(s.Do))
		p.phase = ended
	}
	return last
}

// any is the program's last socket, of whatever kind.
func (p *program) any() topology.Socket {
	if p.last != nil {
		return p.last
	}
	return p.listener
}

// open makes a socket. The name is what the step calls it, or else what is done
// with it.
func (p *program) open(s *Step, addr netip.AddrPort, name string) topology.Socket {
	if as := s.Args.One("as"); as != "" {
		name = as
	}
	proto := s.Args.One("proto")
	if proto == "" {
		proto = "tcp"
	}
	host := p.run.net.Host(p.host)
	if host == nil {
		p.refuse("ENETDOWN")
		return nil
	}
	v6 := addr.Addr().Is6()
	if !addr.Addr().IsValid() {
		v6 = p.run.plan.IP == 6
	}
	sock, errno := host.Open(topology.SocketSpec{Proto: proto, Name: name, V6: v6})
	if errno != topology.OK {
		p.refuse(errno)
		return nil
	}
	p.last = sock
	p.name(sock, s.Args.One("as"))
	return sock
}

// refuse ends a call that could not even begin.
func (p *program) refuse(e topology.Errno) {
	p.sock, p.op = nil, topology.Op{}
	if ev := p.event(event.Call, event.CallInfo{Args: []string{p.step().String()}}); ev != nil {
		p.run.record(ev)
	}
	p.op.Done(e)
	p.finish("", 0)
}

// use is the socket that a step begins to use: the one it names, or the one that
// was made for it just before, or a new one.
func (p *program) use(s *Step, name string) topology.Socket {
	if s.Args.Has("sock") {
		return p.socket(s, "sock", nil)
	}
	if sock := p.fresh; sock != nil {
		if as := s.Args.One("as"); as != "" {
			p.name(sock, as)
		}
		return sock
	}
	return p.open(s, s.Addr, name)
}

func startBind(p *program, s *Step) {
	if sock := p.use(s, s.Args.One("to")); sock != nil {
		p.fresh = sock
		p.call(sock, topology.Op{Kind: topology.OpBind, Addr: s.Addr}, s.Args.One("to"))
	}
}

const defaultBacklog = 128

func startListen(p *program, s *Step) {
	backlog := defaultBacklog
	if s.Args.Has("backlog") {
		backlog = p.number("backlog")
	}
	op := topology.Op{Kind: topology.OpListen, Backlog: backlog}
	on := s.Args.One("on")
	if on == "" {
		if sock := p.socket(s, "sock", p.any()); sock != nil {
			p.fresh = nil
			p.call(sock, op)
		}
		return
	}
	if !strings.Contains(on, ":") {
		on = ":" + on
	}
	sock := p.use(s, on)
	if sock == nil {
		return
	}
	p.fresh = nil
	bind := topology.Op{Kind: topology.OpBind, Addr: s.Addr}
	if sock.Try(&bind); bind.Errno != topology.OK {
		// One step, two calls: what fails is the first.
		p.sock = sock
		p.run.record(p.event(event.Call, event.CallInfo{Args: []string{on}}))
		p.op = bind
		p.finish("", 0)
		return
	}
	p.call(sock, op, on)
}

func startAccept(p *program, s *Step) {
	if sock := p.socket(s, "sock", p.listener); sock != nil {
		p.call(sock, topology.Op{Kind: topology.OpAccept, NoWait: s.Args.One("nowait") == "true"})
	}
}

func startConnect(p *program, s *Step) {
	if sock := p.use(s, s.Args.One("to")); sock != nil {
		p.fresh, p.last = nil, sock
		p.call(sock, topology.Op{Kind: topology.OpConnect, Addr: s.Addr, NoWait: s.Args.One("nowait") == "true"}, s.Args.One("to"))
	}
}

// msgOOB is how send(2) and recv(2) are asked for urgent data.
const msgOOB = "MSG_OOB"

func startSend(p *program, s *Step) {
	sock := p.socket(s, "sock", p.last)
	if sock == nil {
		return
	}
	op := topology.Op{Kind: topology.OpSend, NoWait: s.Args.One("nowait") == "true", Urgent: s.Args.One("urgent") == "true"}
	var args []string
	switch n := p.number("bytes"); {
	case n > 0 && s.Args.Has("fill"):
		op.Data = []byte(strings.Repeat(s.Args.One("fill")[:1], n))
		args = append(args, fmt.Sprintf("%d octets", n))
	case n > 0:
		op.Data = pattern(p.run.bytes.sentBy(sock.Conn()), n)
		args = append(args, fmt.Sprintf("%d octets", n))
	default:
		op.Data = []byte(s.Args.One("text"))
		args = append(args, fmt.Sprintf("%q", clip(op.Data)))
	}
	if to := s.Args.One("to"); to != "" {
		op.Addr = s.Addr
		args = append(args, to)
	}
	if op.Urgent {
		args = append(args, msgOOB)
	}
	p.call(sock, op, args...)
}

func startRecv(p *program, s *Step) {
	sock := p.socket(s, "sock", p.last)
	if sock == nil {
		return
	}
	var args []string
	if s.Args.One("until") == "eof" {
		args = []string{"until eof"}
	} else if n := p.number("bytes"); n > 0 {
		args = []string{fmt.Sprintf("%d octets", n)}
	}
	op := topology.Op{Kind: topology.OpRecv, Max: p.number("bytes"), NoWait: s.Args.One("nowait") == "true", Urgent: s.Args.One("urgent") == "true"}
	if op.Urgent {
		args = append(args, msgOOB)
	}
	p.call(sock, op, args...)
}

func startShutdown(p *program, s *Step) {
	how := s.Args.One("how")
	if how == "" {
		how = "wr"
	}
	if sock := p.socket(s, "sock", p.any()); sock != nil {
		p.call(sock, topology.Op{Kind: topology.OpShutdown, How: how}, how)
	}
}

func startClose(p *program, s *Step) {
	if sock := p.socket(s, "sock", p.any()); sock != nil {
		p.call(sock, topology.Op{Kind: topology.OpClose})
	}
}

func startAbort(p *program, s *Step) {
	if sock := p.socket(s, "sock", p.any()); sock != nil {
		p.call(sock, topology.Op{Kind: topology.OpAbort})
	}
}

func startSetsockopt(p *program, s *Step) {
	sock := p.any()
	if s.Args.Has("as") || sock == nil && !s.Args.Has("sock") {
		// An option that must be set before bind or connect makes the socket.
		if sock = p.open(s, netip.AddrPort{}, "socket"); sock == nil {
			return
		}
		p.fresh = sock
	} else if sock = p.socket(s, "sock", sock); sock == nil {
		return
	}
	op := topology.Op{Kind: topology.OpSetsockopt, Option: s.Args.One("option"), Value: s.Args.One("value")}
	p.call(sock, op, op.Option, op.Value)
}

func startGetsockopt(p *program, s *Step) {
	if sock := p.socket(s, "sock", p.any()); sock != nil {
		op := topology.Op{Kind: topology.OpGetsockopt, Option: s.Args.One("option")}
		p.call(sock, op, op.Option)
	}
}

func startWait(p *program, s *Step) {
	p.phase = waiting
	now := p.run.net.Now()
	if d := s.Args.One("for"); d != "" {
		t, _ := time.ParseDuration(d) // checked when the file was read
		p.run.net.At(&p.beat, now+t, p)
		return
	}
	if at := s.Args.One("at"); at != "" {
		t, _ := time.ParseDuration(at) // checked when the file was read
		p.run.net.At(&p.beat, max(t, now), p)
		return
	}
	p.wait = topology.Wait{Wake: p.woken, Delivered: s.Args.One("delivered") == "true"}
	if s.Args.One("acked") == "true" {
		if !p.waitAcked(s) {
			return
		}
	} else if state, ok := event.ParseState(s.Args.One("state")); ok {
		sock := p.socket(s, "sock", p.any())
		if sock == nil {
			return
		}
		p.wait.Holds = func() bool { return sock.Conn().State == state }
	} else {
		w := hooks.WhenSpec{State: s.Args.One("state"), Packet: s.Args.One("packet"), Nth: p.number("nth"),
			From: s.Args.One("from"), To: s.Args.One("to"), Step: s.Args.One("step")}
		when, err := w.Compile(p.run.env)
		if err != nil {
			p.fail(wCondition, same(err.Error()))
			p.phase = ended
			return
		}
		p.wait.Until = when.Until
	}
	p.run.net.WaitFor(&p.wait)
	if within := s.Args.One("within"); within != "" {
		d, _ := time.ParseDuration(within) // checked when the file was read
		p.deadline = true
		p.run.net.At(&p.beat, now+d, p)
	}
}

// waitAcked waits until what a socket has sent is acknowledged. It is asked when
// something has happened, never by the clock; a socket that cannot tell ends the
// program.
func (p *program) waitAcked(s *Step) (ok bool) {
	sock := p.socket(s, "sock", p.last)
	if sock == nil {
		return false
	}
	if _, errno := sock.Acked(); errno != topology.OK {
		p.fail(wAcked, same(string(errno)))
		p.phase = ended
		return false
	}
	p.wait.Holds = func() bool {
		all, errno := sock.Acked()
		return all && errno == topology.OK
	}
	return true
}

// woken ends a wait: what it was for has happened.
func (p *program) woken() {
	p.next()
	p.run.net.Wake(p.host)
}

// did records a step that is no socket call, and goes on.
func (p *program) did(args ...string) {
	p.sock = nil
	if e := p.event(event.Call, event.CallInfo{Args: args}); e != nil {
		p.run.record(e)
	}
	p.next()
}

// hostArg is the host that a step is about: the one it names, or the program's.
func (p *program) hostArg(s *Step) (event.HostID, string) {
	name := s.Args.One("host")
	if name == "" {
		name = p.run.env.Hosts[p.plan.Host]
	}
	return event.HostID(p.run.plan.Network.Host(name) + 1), name
}

func startCrash(p *program, s *Step) {
	h, name := p.hostArg(s)
	p.did(name)
	p.run.net.Crash(h)
	if h != p.host {
		p.run.net.Wake(h)
	}
}

func startReboot(p *program, s *Step) {
	h, name := p.hostArg(s)
	if err := p.run.net.Reboot(h); err != nil {
		p.fail(wHostDown, same(err.Error()))
	}
	p.did(name)
}

// wireArg is the wire that a step is about: the one it names, or the first.
func (p *program) wireArg(s *Step) (event.WireID, string) {
	name := s.Args.One("wire")
	if name == "" {
		name = p.run.env.Wires[0]
	}
	return event.WireID(p.run.plan.Network.Wire(name) + 1), name
}

func startUnplug(p *program, s *Step) {
	w, name := p.wireArg(s)
	p.run.net.Plug(w, false)
	p.did(name)
}

func startPlug(p *program, s *Step) {
	w, name := p.wireArg(s)
	p.run.net.Plug(w, true)
	p.did(name)
}

func startRule(p *program, s *Step) {
	name, set := s.Args.One("name"), s.Args.One("set")
	if !p.run.chain.SetOn(name, set == "on") && !p.run.chain.SetOn("rule "+name, set == "on") {
		p.fail(wRuleNamed.with(name), wNoRuleNamed)
	}
	p.did(name, set)
}

func startNote(p *program, s *Step) {
	text := map[string]string{}
	for _, lang := range []string{"en", "zh"} {
		if t := s.Args.One(lang); t != "" {
			text[lang] = t
		}
	}
	p.run.record(&event.Event{Kind: event.Note, Host: p.host, More: &event.More{Note: &event.NoteInfo{Text: text}}})
	p.next()
}
