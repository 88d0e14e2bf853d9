package linux

import (
	"errors"
	"fmt"
	"net/netip"
	"os/exec"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"
)

// Abilities tries, in a namespace of its own, all that kernel hosts are made of,
// and leaves nothing behind.
func Abilities() []Ability {
	ns, err := newNamespace()
	if err != nil {
		return without(err)
	}
	defer ns.close()
	t := &trial{ns: ns}
	all := []Ability{
		judged(AbilityNamespace, Version(), nil),
		t.userNamespace(),
		t.device(AbilityTUN, topology.TUN, segment.IP),
		t.device(AbilityTAP, topology.TUN, segment.Ethernet),
		t.device(AbilityVeth, topology.Veth, segment.IP),
		t.sysctls(),
	}
	all = append(all, t.connections()...)
	return append(all, t.exec(), t.stamps())
}

// judged is an ability that was tried. An error that is an *Unable says what would
// allow it.
func judged(name, detail string, err error) Ability {
	a := Ability{Name: name, OK: err == nil, Detail: detail}
	if err != nil {
		a.Detail = err.Error()
		var u *Unable
		if errors.As(err, &u) {
			a.Detail, a.Remedy = u.Why, u.Remedy
		}
	}
	return a
}

// without is what remains where no namespace can be made: nothing else can be
// tried.
func without(err error) []Ability {
	var all []Ability
	for _, name := range AbilityNames() {
		switch name {
		case AbilityNamespace:
			all = append(all, judged(name, "", err))
		case AbilityRootless:
			all = append(all, new(trial).userNamespace())
		default:
			all = append(all, Ability{Name: name, Detail: "no network namespace to try it in"})
		}
	}
	return all
}

// trial tries things in a namespace.
type trial struct {
	ns   *namespace
	made int // interfaces
}

// probeWord is the hidden argument of a process that only tries Enter.
const probeWord = "__probe"

// userNamespace has nobody in particular try Enter.
func (t *trial) userNamespace() Ability {
	if rootless.inside {
		return judged(AbilityRootless, "", nil)
	}
	c := &exec.Cmd{Path: "/proc/self/exe", Args: []string{"netlab", probeWord}, Dir: "/"}
	if privileged() {
		c.SysProcAttr = &unix.SysProcAttr{Credential: nobody}
	}
	out, err := c.Output()
	if c.ProcessState == nil {
		return judged(AbilityRootless, "", err)
	}
	if c.ProcessState.Success() {
		return judged(AbilityRootless, "", nil)
	}
	u := &Unable{Why: err.Error()}
	if why, remedy, ok := strings.Cut(strings.TrimSpace(string(out)), "\t"); ok {
		u.Why, u.Remedy = why, remedy
	}
	return judged(AbilityRootless, "", u)
}

// probe is what userNamespace starts. What it says is read there.
func probe() int {
	err := Enter(Entry{})
	if err == nil {
		return 0
	}
	var u *Unable
	if errors.As(err, &u) {
		fmt.Printf("%s\t%s\n", u.Why, u.Remedy)
	}
	return 1
}

// device makes an interface and sends a packet through it, both ways.
func (t *trial) device(name, link string, framing segment.Framing) Ability {
	t.made++
	spec := ifaceSpec{
		name: fmt.Sprintf("try%d", t.made), framing: framing, link: link, mtu: 1500, mac: topology.HardwareAddr(1, t.made),
		addrs: []netip.Prefix{netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, byte(t.made), 1}), 24)},
	}
	d, _, err := t.ns.addInterface(spec)
	if err != nil {
		return judged(name, "", err)
	}
	defer d.close()
	return judged(name, "", t.carries(d, spec))
}

// carries says whether what is sent inside comes out of a device.
func (t *trial) carries(d *device, spec ifaceSpec) error {
	var s int
	err := t.ns.inside(func() (err error) {
		s, err = unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		return err
	})
	if err != nil {
		return err
	}
	defer unix.Close(s)
	const discard = 9 // the service of that name (RFC 863)
	to := &unix.SockaddrInet4{Addr: spec.addrs[0].Addr().Next().As4(), Port: discard}
	if err := unix.Sendto(s, []byte("netlab"), 0, to); err != nil {
		return fmt.Errorf("a packet was not sent: %w", err)
	}
	fds := []unix.PollFd{{Fd: int32(d.fd), Events: unix.POLLIN}}
	const patience = 1000 // ms
	if n, err := unix.Poll(fds, patience); n == 0 || err != nil {
		return errors.New("a packet that was sent did not come out")
	}
	_, err = d.read(make([]byte, spec.mtu+ethernetHeader))
	return err
}

// sysctls makes all the settings of a host, and says which of them this kernel
// lacks: that is no fault, kernels come without some.
func (t *trial) sysctls() Ability {
	c, err := t.ns.configure(&topology.HostPlan{}, false)
	if err != nil {
		return judged(AbilitySysctls, "", err)
	}
	var missing []string
	for i := range sysctls() {
		for _, path := range sysctls()[i].paths() {
			if _, there := c.set[dotted(path)]; !there {
				missing = append(missing, dotted(path))
			}
		}
	}
	slices.Sort(missing)
	return judged(AbilitySysctls, strings.Join(missing, ", "), nil)
}

// connections asks for the states that are no sockets, and ends one of them.
func (t *trial) connections() []Ability {
	asked, ended := t.states()
	a := judged(AbilityDiag, "", asked)
	if asked != nil {
		return []Ability{a, {Name: AbilityDestroy, Detail: "no connection to try it on"}}
	}
	return []Ability{a, judged(AbilityDestroy, "", ended)}
}

func (t *trial) states() (asked, ended error) {
	if err := t.ns.loopbackUp(); err != nil {
		return err, nil
	}
	d, err := newDiag(t.ns)
	if err != nil {
		return err, nil
	}
	defer d.close()
	var l, c int
	err = t.ns.inside(func() (err error) {
		if l, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0); err != nil {
			return err
		}
		if c, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0); err != nil {
			unix.Close(l)
		}
		return err
	})
	if err != nil {
		return err, nil
	}
	defer unix.Close(l)
	client, server, err := handshake(l, c)
	if err != nil {
		unix.Close(c)
		return err, nil
	}
	if err := inState(d, server, client, event.SynReceived); err != nil {
		unix.Close(c)
		return err, nil
	}
	if err := timeWait(l, c); err != nil {
		return err, nil
	}
	if err := inState(d, client, server, event.TimeWait); err != nil {
		return err, nil
	}
	if err := d.destroy(client, server); err != nil {
		return nil, err
	}
	var s diagSock
	if found, err := d.get(client, server, false, &s); found || err != nil {
		return nil, errors.Join(errors.New("the kernel said that it had, and TIME-WAIT goes on"), err)
	}
	return nil, nil
}

// handshake connects two sockets over the loopback interface. The server's end
// stays a request in SYN-RECEIVED until there is data (TCP_DEFER_ACCEPT).
func handshake(l, c int) (client, server netip.AddrPort, err error) {
	local := [4]byte{127, 0, 0, 1}
	if err = unix.SetsockoptInt(l, unix.IPPROTO_TCP, unix.TCP_DEFER_ACCEPT, 10); err == nil {
		err = unix.Bind(l, &unix.SockaddrInet4{Addr: local})
	}
	if err == nil {
		err = unix.Listen(l, 1)
	}
	var at, from unix.Sockaddr
	if err == nil {
		at, err = unix.Getsockname(l)
	}
	if err == nil {
		err = unix.Connect(c, at)
	}
	if err == nil {
		from, err = unix.Getsockname(c)
	}
	if err != nil {
		return client, server, fmt.Errorf("a connection over lo: %w", err)
	}
	of := func(a unix.Sockaddr) netip.AddrPort {
		return netip.AddrPortFrom(netip.AddrFrom4(local), uint16(a.(*unix.SockaddrInet4).Port))
	}
	return of(from), of(at), nil
}

// timeWait closes such a connection, the client's end first.
func timeWait(l, c int) error {
	_, err := unix.Write(c, []byte{1})
	unix.Close(c)
	if err != nil {
		return err
	}
	s, _, err := unix.Accept4(l, unix.SOCK_CLOEXEC)
	if err != nil {
		return err
	}
	defer unix.Close(s)
	for b := make([]byte, 8); ; { // to the end: what is left unread would make close a reset
		if n, err := unix.Read(s, b); n <= 0 || err != nil {
			return err
		}
	}
}

// inState says whether a connection is found, in the state that it must be in.
func inState(d *diag, local, remote netip.AddrPort, want event.State) error {
	var s diagSock
	found, err := d.get(local, remote, false, &s)
	switch {
	case err != nil:
		return err
	case !found:
		return fmt.Errorf("a connection in %v is not found", want)
	case s.State != want:
		return fmt.Errorf("a connection in %v is told as in %v", want, s.State)
	}
	return nil
}

// exec runs a program that does nothing.
func (t *trial) exec() Ability {
	p, err := startIn(t.ns, &topology.Command{Args: []string{"true"}, Hosts: []topology.HostName{{Addr: netip.IPv4Unspecified(), Name: "host"}}, Keep: true}, func() {})
	if err == nil {
		if status := p.Wait(); status != 0 {
			err = fmt.Errorf("exit status %d: %s", status, strings.TrimSpace(string(p.Output())))
		}
	}
	return judged(AbilityExec, "", err)
}

// stamps loads the program that stamps state changes with the kernel's time.
func (t *trial) stamps() Ability {
	tracer, err := openTracer()
	if err == nil {
		tracer.close()
	}
	return judged(AbilityStamps, "", err)
}
