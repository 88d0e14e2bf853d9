package compare

import (
	"strconv"
	"strings"
	"time"

	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/words"
)

// A finder gathers differences.
type finder struct {
	*Comparison
	found   []Difference
	grouped map[string]int // index in found, by what makes two of them one
}

// about begins a difference of two rungs, one of which may be nil.
func (f *finder) about(what string, rungs [2]*story.Rung) Difference {
	d := Difference{What: what}
	for s, r := range rungs {
		if r == nil {
			continue
		}
		f.who(&d, Side(s), author(r), author(r).Peer)
		d.On[s].Rungs = append(d.On[s].Rungs, r)
		if r.Kind != story.Packet {
			continue
		}
		if role := r.Info.Role.String(); d.Role == "" || role < d.Role {
			d.Role = role
		}
	}
	f.stacks(&d)
	return d
}

// author is the rung on which a stack wrote a packet; of another rung, itself.
func author(r *story.Rung) *story.Rung {
	if r.Kind != story.Packet {
		return r
	}
	return r.Author()
}

// who sets whose difference it is: the first that is asked for decides.
func (f *finder) who(d *Difference, s Side, r *story.Rung, peer event.HostID) {
	st := f.Stories[s]
	if d.Host != "" {
		return
	}
	d.Host = st.Names.Host(r.Host)
	if t, _ := st.Stream(r.Stream); t != nil {
		if peer = t.Ends[1].Host; peer == r.Host {
			peer = t.Ends[0].Host
		}
	}
	if peer != 0 && peer != r.Host {
		d.Peer = st.Names.Host(peer)
	}
	d.Conn = st.Names.Conn(r.Conn)
}

// stacks looks up what a difference's hosts run on each side.
func (f *finder) stacks(d *Difference) {
	for s, st := range f.Stories {
		if st.Run == nil {
			continue
		}
		for _, h := range st.Run.Hosts {
			switch h.Name {
			case d.Host:
				d.On[s].Stack = h.Stack
			case d.Peer:
				d.On[s].PeerStack = h.Stack
			default:
				if d.Peer == "" && len(st.Run.Hosts) == 2 { // nobody else can have to do with it
					d.On[s].PeerStack = h.Stack
				}
			}
		}
	}
}

// put enters a difference; what shows in the same way in several places is one.
func (f *finder) put(d Difference) {
	key := strings.Join([]string{d.What, d.Host, d.Role, d.Arg, d.On[A].Value, d.On[B].Value}, "\x00")
	if i, ok := f.grouped[key]; ok {
		for s := range d.On {
			on := &f.found[i].On[s]
			on.Rungs, on.Followed = append(on.Rungs, d.On[s].Rungs...), append(on.Followed, d.On[s].Followed...)
		}
		return
	}
	f.grouped[key] = len(f.found)
	f.found = append(f.found, d)
}

// number sets a value that is a number, "" for one that there is not.
func (s *Seen) number(n int, is bool) {
	if is {
		s.Value, s.Number = strconv.Itoa(n), float64(n)
	}
}

// times sets a value that is one time or several.
func (s *Seen) times(all []time.Duration) {
	const most = 6
	var texts []string
	for i, d := range all {
		if i == most && len(all) > most {
			texts = append(texts, "...")
			break
		}
		texts = append(texts, words.Duration(d.Round(roundTo(d))))
	}
	s.Value = strings.Join(texts, ", ")
	if len(all) > 0 {
		s.Number = all[0].Seconds()
	}
}

// roundTo is the unit to which a time is worth telling: three digits.
func roundTo(d time.Duration) time.Duration {
	unit := time.Nanosecond
	for d.Abs() >= 1000*unit {
		unit *= 10
	}
	return unit
}
