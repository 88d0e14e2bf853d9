package topology

import (
	"math"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
)

// link is one direction of a wire: what it does to every packet, in the order
// loss, queue and rate, delay and jitter, as tc-netem(8) does it.
type link struct {
	props   LinkProps
	seed    uint64
	key     uint64          // which link, for the draws
	carried uint64          // packets that came to it
	busy    time.Duration   // until then the line is taken, at its rate
	leaving []time.Duration // when each packet in the queue will have left it
}

var (
	forLoss   = hooks.PurposeOf("link loss")
	forJitter = hooks.PurposeOf("link jitter")
)

// toLink hands a packet that has passed the desk to the link.
func (n *Network) toLink(f *flight) {
	if !f.judged && n.rec != nil {
		n.verdict(f, event.Pass, 0, 0)
	}
	if f.wire.unplugged {
		n.lose(f, "unplugged")
		return
	}
	l := &f.wire.links[f.dir]
	at, lost := l.carry(n.clock.Now(), len(f.Raw))
	if lost != "" {
		n.lose(f, lost)
		return
	}
	f.stage = onLink
	n.flying++
	n.queue.Put(&f.Beat, at, f)
}

// carry says when a packet of so many octets arrives, or why it does not.
func (l *link) carry(now time.Duration, octets int) (at time.Duration, lost string) {
	ordinal := l.carried
	l.carried++
	if l.props.Loss > 0 && hooks.Fraction(hooks.Draw(l.seed, forLoss, l.key, ordinal)) < l.props.Loss {
		return 0, "link loss"
	}
	at = now
	if l.props.Rate > 0 {
		if at, lost = l.queue(now, octets); lost != "" {
			return 0, lost
		}
	}
	delay := l.props.Delay
	if j := l.props.Jitter; j > 0 {
		draw := hooks.Fraction(hooks.Draw(l.seed, forJitter, l.key, ordinal))
		delay = max(0, later(delay, time.Duration((2*draw-1)*float64(j)))) // nothing arrives before it has left
	}
	return later(at, delay), ""
}

// never is the last moment that a clock can tell: 292 years.
const never = time.Duration(math.MaxInt64)

// later is a moment so long after another, at most never.
func later(at, d time.Duration) time.Duration {
	if d > never-at {
		return never
	}
	return at + d
}

// queue lets a packet wait for the line and take it for as long as its octets
// need at the link's rate.
func (l *link) queue(now time.Duration, octets int) (at time.Duration, lost string) {
	gone := 0
	for gone < len(l.leaving) && l.leaving[gone] <= now {
		gone++
	}
	l.leaving = append(l.leaving[:0], l.leaving[gone:]...)
	if l.props.Queue > 0 && len(l.leaving) >= l.props.Queue {
		return 0, "queue full"
	}
	l.busy = later(max(l.busy, now), time.Duration(int64(octets)*8*int64(time.Second)/l.props.Rate))
	l.leaving = append(l.leaving, l.busy)
	return l.busy, ""
}
