package lab

import (
	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"
	"netlab/topology/clock"
)

// What a run tells of itself: what it is at its beginning, where everything stands
// while it waits, and where everything stood at its end.

// info is what the run's first event says.
func (r *run) info(o RunOptions, names *event.Names) *event.RunInfo {
	p := r.plan
	info := &event.RunInfo{
		Format: event.Format, Lab: p.Lab, Variant: p.Variant, Title: p.Title, VariantTitle: p.VariantTitle, Seed: p.Network.Seed,
		Clock: p.Clock, Framing: p.framing().String(), Rules: names.Rules,
	}
	for i := range p.Network.Hosts {
		h := &p.Network.Hosts[i]
		hi := event.HostInfo{Name: h.Name, Stack: h.Stack, Router: h.Forward, Settings: h.Set}
		if d, ok := r.net.Host(event.HostID(i + 1)).(topology.Describer); ok {
			hi.Version, hi.Settings = d.Describe()
		} else if o.Version != nil {
			hi.Version = o.Version(h.Stack)
		}
		for _, f := range h.Ifaces {
			for _, a := range f.Addrs {
				hi.Addrs = append(hi.Addrs, a.String())
			}
		}
		info.Hosts = append(info.Hosts, hi)
	}
	for i := range p.Network.Wires {
		w := &p.Network.Wires[i]
		info.Wires = append(info.Wires, event.WireInfo{Name: w.Name, Link: w.Link,
			Ends: []string{r.env.Hosts[w.Ends[0].Host], r.env.Hosts[w.Ends[1].Host]}})
	}
	return info
}

// framing is what a packet of the plan begins with, on every wire.
func (p *Plan) framing() segment.Framing {
	if len(p.Network.Wires) == 0 {
		return segment.IP
	}
	return p.Network.Wires[0].Framing
}

// standing is where every host stands.
func (r *run) standing() (all []event.HostStand) {
	for h := range r.byHost {
		st := event.HostStand{Host: r.env.Hosts[h]}
		for _, c := range r.net.Book(event.HostID(h + 1)).All() {
			st.Conns = append(st.Conns, event.ConnStand{Conn: c.Name, State: c.State.String()})
		}
		for _, p := range r.byHost[h] {
			s := event.StepStand{Program: p.plan.Name, Step: p.at + 1, Done: p.phase == ended}
			if p.at < len(p.plan.Steps) && !s.Done {
				s.Waiting = p.plan.Steps[p.at].String()
			}
			st.Steps = append(st.Steps, s)
		}
		all = append(all, st)
	}
	return all
}

// end records the run's last event: why it ended, and where everything stood.
func (r *run) end(res *Result) {
	if r.rec == nil {
		return
	}
	res.Standing = r.standing()
	if r.clock != nil {
		res.Late = r.clock.Late()
	}
	end := &event.EndInfo{Reason: res.Reason, Detail: res.Detail, Hosts: res.Standing}
	if res.Late > clock.Behind {
		end.Late = int64(res.Late)
	}
	r.record(&event.Event{Kind: event.End, More: &event.More{End: end}})
	res.Events = r.rec.Last()
}
