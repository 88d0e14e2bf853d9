package netstack

import (
	"math"
	"runtime"
	"strings"
	"sync"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"

	"netlab/topology"
	"netlab/topology/clock"
)

// stackClock is the run's clock as the stack reads it.
//
// The stack's clock runs ahead of the run's by one nanosecond for each packet
// that the stack has written: segments written at one instant then have different
// times of sending, which RACK needs to tell which was sent first (with equal
// times its tie-break takes the wrong one, and one loss in a burst costs six
// retransmissions). Timers are set on the run's time, so they fire at round
// moments, and the stack, being ahead, never finds that one came too early.
//
// What the stack does with its neighbours' addresses it does in timers of no time
// at all, where it would otherwise hold a lock: ask for an address, send what
// waited for the answer. These are no timers but part of what they came of, and
// are done when the host is settled.
type stackClock struct {
	host    *host
	ahead   time.Duration
	running map[*timer]struct{}
	atOnce  []*timer
}

func newClock(h *host) *stackClock {
	return &stackClock{host: h, running: make(map[*timer]struct{})}
}

// epoch is the wall clock's reading when a run begins. Any will do.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func (c *stackClock) now() time.Duration { return c.host.env.Time.Clock.Now() }

func (c *stackClock) tick() { c.ahead++ }

// Now implements tcpip.Clock.
func (c *stackClock) Now() time.Time { return epoch.Add(c.now() + c.ahead) }

// NowMonotonic implements tcpip.Clock.
func (c *stackClock) NowMonotonic() tcpip.MonotonicTime {
	if c.host.initial.mayApply() && calledBy("tcp.generateSecureISN") {
		if t, ok := c.host.reading(); ok {
			return t
		}
	}
	return tcpip.MonotonicTime{}.Add(c.now() + c.ahead)
}

// AfterFunc implements tcpip.Clock.
func (c *stackClock) AfterFunc(d time.Duration, f func()) tcpip.Timer {
	t := &timer{clock: c, act: f}
	t.info.Name = timerName()
	if d <= 0 && t.info.Name == neighbour {
		t.atOnce = true
		c.atOnce = append(c.atOnce, t)
		return t
	}
	t.Reset(d)
	return t
}

// doAtOnce does what the stack has put off for no time, in the order in which it
// did, and says whether there was anything.
func (c *stackClock) doAtOnce() (done bool) {
	for ; len(c.atOnce) > 0; done = true {
		t := c.atOnce[0]
		c.atOnce = c.atOnce[1:]
		if t.atOnce {
			t.atOnce = false
			t.act()
		}
	}
	return done
}

// stopAll takes every timer out of the queue.
func (c *stackClock) stopAll() {
	for t := range c.running {
		c.host.env.Time.Queue.Take(&t.beat)
	}
	clear(c.running)
	c.atOnce = nil
}

// timer is one of the stack's timers in the run's queue.
type timer struct {
	beat   clock.Beat
	clock  *stackClock
	act    func()
	info   topology.TimerInfo
	firing bool
	atOnce bool // it waits for the host to be settled, and not for a time
	rest   bool // set for the rest of a longer time: the stack lets a timer run on that it has restarted meanwhile
}

// Stop implements tcpip.Timer.
func (t *timer) Stop() bool {
	if t.atOnce {
		t.atOnce = false
		return true
	}
	delete(t.clock.running, t)
	return t.clock.host.env.Time.Queue.Take(&t.beat)
}

// Reset implements tcpip.Timer.
func (t *timer) Reset(d time.Duration) {
	if t.clock.host.down {
		return
	}
	now := t.clock.now()
	d = min(max(d, 0), math.MaxInt64-now)
	t.info.After, t.rest = d, t.firing && calledBy("tcp.(*timer).checkExpiration")
	t.clock.running[t] = struct{}{}
	t.clock.host.env.Time.Queue.Put(&t.beat, now+d, t)
}

// Do implements clock.Doer: the timer's time has come.
func (t *timer) Do() {
	h := t.clock.host
	delete(t.clock.running, t)
	h.dirty = true
	info, rest := t.info, t.rest
	h.env.Time.Fire(h.env.ID, &info, func() {
		sent := len(h.sent)
		t.firing, h.watch.still = true, true
		t.act()
		t.firing, h.watch.still = false, false
		if len(h.sent) > sent {
			first := &h.sent[sent]
			h.watch.owner(&info, first.Raw[h.links[first.Iface].header:], rest)
		}
	})
}

// Awaited implements topology.Awaited.
func (t *timer) Awaited() (topology.Pending, bool) {
	return topology.Pending{Kind: topology.TimerPending, Host: t.clock.host.env.ID, Name: t.info.Name, After: t.info.After}, true
}

// calledBy says whether that function called the clock.
func calledBy(function string) bool {
	var pc [1]uintptr
	runtime.Callers(3, pc[:])
	f, _ := runtime.CallersFrames(pc[:]).Next()
	return strings.HasSuffix(f.Function, function)
}

// timerName tells what a timer is for by who sets it. The stack does not say,
// and what comes of a timer would not always tell: a repeated segment can come of
// a retransmission timer or of a tail loss probe. It is asked once a timer, not
// once a start, and remembered by the calling place.
func timerName() string {
	var pcs [3]uintptr // who sets it is its caller, or its caller's
	n := runtime.Callers(3, pcs[:])
	timerNames.Lock()
	defer timerNames.Unlock()
	if name, ok := timerNames.at[pcs]; ok {
		return name
	}
	name := "timer"
	frames := runtime.CallersFrames(pcs[:n])
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		if known := timerOf(f.Function); known != "" {
			name = known
			break
		}
	}
	timerNames.at[pcs] = name
	return name
}

// timerNames remembers what is set from where.
var timerNames = struct {
	sync.Mutex
	at map[[3]uintptr]string
}{at: make(map[[3]uintptr]string)}

// timerSetters are the stack's functions that set a timer, and what it is called
// in the RFCs.
var timerSetters = []struct{ function, name string }{
	{"tcp.(*sender).schedulePTO", "probe"},                  // RFC 8985 (7.2): the tail loss probe's PTO
	{"tcp.(*rackControl)", "reordering"},                    // RFC 8985 (6.2)
	{"tcp.(*sender).rackLossDetect", "reordering"},          //
	{"tcp.(*Endpoint).resetKeepaliveTimer", "keepalive"},    // RFC 9293 (3.8.4)
	{"tcp.newBackoffTimer", "retransmission"},               // RFC 6298, of a SYN or SYN-ACK
	{"tcp.startTimeWait", "time-wait"},                      // RFC 9293 (3.6)
	{"tcp.(*Endpoint).closeNoShutdownLocked", "fin-wait-2"}, // tcp_fin_timeout
	{"tcp.(*receiver).consumeSegment", "fin-wait-2"},        //
	{"tcp.(*sender).maybeSendSegment", "cork"},              // TCP_CORK
	{"tcp.(*sender)", "retransmission"},                     // RFC 6298 (5)
	{"fragmentation.", "reassembly"},                        // RFC 791 (3.2)
	{"stack.(*neighborEntry)", neighbour},                   // RFC 4861 (7.3): an address is asked for again, or no longer certain
}

const neighbour = "neighbour"

func timerOf(function string) string {
	_, short, _ := strings.Cut(function, "transport/")
	if short == "" {
		short = function[strings.LastIndexByte(function, '/')+1:]
	}
	for _, s := range timerSetters {
		if strings.HasPrefix(short, s.function) {
			return s.name
		}
	}
	return ""
}
