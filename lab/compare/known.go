package compare

import (
	_ "embed"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
)

// Known explains a difference: an entry of the table of known differences.
type Known struct {
	ID     string
	Title  map[string]string // by language
	Why    map[string]string // likewise
	Source []string          // RFC sections, and the stacks' own places

	what    []string         // patterns of Difference.What
	peer    string           // "true": stacks are those of the host's peer; "also": of either
	stacks  map[string]value // what each stack shows
	setting []string         // or: which settings differ
	lab     []string         // patterns of lab/variant
	joined  bool             // only acknowledgements that a later segment of the other side brought
}

// Knowledge is a table of known differences.
type Knowledge []*Known

//go:embed known.yaml
var knownYAML []byte

// Table is the table that netlab comes with. It panics if that is wrong, which a
// test would have told.
var Table = sync.OnceValue(func() Knowledge {
	k, err := ParseKnown("known.yaml", knownYAML)
	if err != nil {
		panic(err)
	}
	return k
})

// find is the first entry that explains a difference; nil if none does.
func (k Knowledge) find(c *Comparison, d *Difference) *Known {
	for _, e := range k {
		if e.explains(c, d) {
			return e
		}
	}
	return nil
}

func (e *Known) explains(c *Comparison, d *Difference) bool {
	if !slices.ContainsFunc(e.what, func(p string) bool { return matches(p, d.What) }) || !e.inLab(c) || e.joined && !c.joined(d) {
		return false
	}
	if e.setting != nil {
		return slices.ContainsFunc(e.setting, func(name string) bool { return c.setsDiffer(d, name) })
	}
	host := [2]string{d.On[A].Stack, d.On[B].Stack}
	peer := [2]string{d.On[A].PeerStack, d.On[B].PeerStack}
	switch e.peer {
	case "":
		return e.shows(d, host)
	case "true":
		return e.shows(d, peer)
	}
	return e.shows(d, host) || e.shows(d, peer)
}

// shows says whether a difference is what the entry says of these stacks. Two runs
// of one stack differ by something else than the stack.
func (e *Known) shows(d *Difference, stacks [2]string) bool {
	for s, stack := range stacks {
		want, ok := e.stacks[stack]
		if !ok || !want.fits(&d.On[s]) {
			return false
		}
	}
	return stacks[A] != stacks[B]
}

// matches reads a pattern: * stands for anything.
func matches(pattern, text string) bool {
	ok, err := path.Match(pattern, text)
	return ok && err == nil
}

func (e *Known) inLab(c *Comparison) bool {
	if e.lab == nil {
		return true
	}
	run := c.Stories[A].Run
	return run != nil && slices.ContainsFunc(e.lab, func(p string) bool {
		return matches(p, run.Lab+"/"+run.Variant)
	})
}

// maxDelay is the longest that a stack holds an acknowledgement back, as
// tolerantly as times are compared (TCP_DELACK_MAX: Linux include/net/tcp.h).
const maxDelay = 200*time.Millisecond + realNoise

// joined says whether all acknowledgements that only one side has were not left
// out on the other: there a segment that came soon after what they acknowledge
// says the same.
func (c *Comparison) joined(d *Difference) bool {
	for s := range d.On {
		for _, r := range d.On[s].Rungs {
			if r.Kind != story.Packet || !c.joinedBy(Side(s), author(r)) {
				return false
			}
		}
	}
	return true
}

func (c *Comparison) joinedBy(s Side, ack *story.Rung) bool {
	if ack.Cause == nil || ack.Cause.Kind != story.Packet || ack.Info.Known&event.KnownAck == 0 {
		return false
	}
	came := c.pair[s][ack.Cause]
	if came == nil || came.EndN == 0 {
		return false
	}
	return slices.ContainsFunc(c.Stories[1-s].Rungs, func(r *story.Rung) bool {
		return r.Kind == story.Packet && r.Host == came.Peer && r.Conn == came.PeerConn && r.At >= came.End && r.At-came.End <= maxDelay &&
			r.Seg.Has(segment.ACK) && r.Info.Known&event.KnownAck != 0 && int32(r.Info.RAck-ack.Info.RAck) >= 0
	})
}

// setsDiffer says whether a setting of the difference's host, or of its peer, is
// not the same on both sides, where the same stack runs on both.
func (c *Comparison) setsDiffer(d *Difference, name string) bool {
	x, y := &d.On[A], &d.On[B]
	for _, host := range []string{d.Host, d.Peer} {
		if host == d.Host && x.Stack != y.Stack || host == d.Peer && x.PeerStack != y.PeerStack {
			continue
		}
		a, okA := c.setting(A, host, name)
		b, okB := c.setting(B, host, name)
		if a != b || okA != okB {
			return true
		}
	}
	return false
}

func (c *Comparison) setting(s Side, host, name string) (string, bool) {
	run := c.Stories[s].Run
	if run == nil || host == "" {
		return "", false
	}
	i := slices.IndexFunc(run.Hosts, func(h event.HostInfo) bool { return h.Name == host })
	if i < 0 {
		return "", false
	}
	settings := run.Hosts[i].Settings
	if v, ok := settings[name]; ok {
		return v, true
	}
	v, ok := settings["net.ipv4."+name] // as the kernel calls it
	return v, ok
}

// A value is what an entry wants of one side.
type value struct {
	any, none, some bool
	text            string
	low, high       float64
	ranged          bool
}

// fits says whether a side shows the value.
func (v value) fits(s *Seen) bool {
	switch {
	case v.any:
		return true
	case v.none:
		return s.Value == ""
	case s.Value == "":
		return false
	case v.some:
		return true
	case v.ranged:
		return s.Number >= v.low && s.Number <= v.high
	}
	return matches(v.text, s.Value)
}

// parseValue reads any, none, some (whatever it is), a range of numbers or times
// (1..3, 180ms..260ms), or a text, in which * stands for anything.
func parseValue(text string) value {
	switch text {
	case "any":
		return value{any: true}
	case "none":
		return value{none: true}
	case "some":
		return value{some: true}
	}
	if low, high, ok := strings.Cut(text, ".."); ok {
		l, okL := parseNumber(low)
		h, okH := parseNumber(high)
		if okL && okH && l <= h {
			return value{ranged: true, low: l, high: h}
		}
	}
	return value{text: text}
}

func parseNumber(text string) (float64, bool) {
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		return n, true
	}
	d, err := time.ParseDuration(text)
	return d.Seconds(), err == nil
}
