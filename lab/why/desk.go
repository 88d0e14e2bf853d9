package why

import (
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
	"netlab/lab/words"
)

// made is why a packet exists that no stack wrote.
func (w *Reasons) made(r *story.Rung) []Reason {
	by := w.rule(r.MadeBy)
	switch r.Made {
	case event.Duplicate:
		return because("", "made.duplicate", by)
	case event.Rewrite:
		return because("", "made.rewrite", by)
	case event.Corrupt:
		if r.Bad {
			return because(secChecksum, "made.corrupt", by)
		}
		return because(secChecksum, "made.corrupt.unseen", by)
	case event.Inject:
		return because("", "made.inject", by, w.name(r.Host))
	case event.Reject:
		return because("", "made.reject", by, w.name(r.Host))
	}
	return nil
}

// rule names the rule that acted; none is a decision by hand or a step of the lab's
// own.
func (w *Reasons) rule(id event.RuleID) Part {
	if id == 0 {
		return part("by.hand")
	}
	rule := w.s.Names.Rule(id)
	var name any = rule.Name
	if rule.Name == "" || rule.Name == words.T(words.English, "ladder.rule", int(id)) {
		name = Part{Key: "ladder.rule", Args: []any{int(id)}} // it has none of its own
	}
	if text := strings.TrimSpace(strings.TrimPrefix(rule.Text, "name "+rule.Name+" ")); text != "" {
		return part("by.rule", name, text)
	}
	return part("by.hook", name)
}

// lost is what became of a packet that did not come to its peer. Of one that another
// was put in the place of, that other tells: see made.
func (w *Reasons) lost(r *story.Rung) []Reason {
	switch r.Fate {
	case story.Dropped:
		for _, a := range r.Acts {
			if a.Action == event.Reject {
				return because("", "lost.reject", w.rule(r.Rule))
			}
		}
		return because("", "lost.drop", w.rule(r.Rule), w.name(r.Peer))
	case story.Lost:
		if words.Has("lost." + r.Why) {
			return because("", "lost.link", Part{Key: "lost." + r.Why}, w.name(r.Peer))
		}
		return because("", "lost.link", r.Why, w.name(r.Peer))
	}
	return nil
}

// forwarded is why a router passed a packet on.
func (w *Reasons) forwarded(r *story.Rung) []Reason {
	if o := r.Origin; o.Seg.Dst.IsValid() && o.Seg.TTL > r.Seg.TTL {
		return because(secForwards, "forward", w.name(r.Host), r.Seg.Dst.String(), o.Seg.TTL, r.Seg.TTL)
	}
	return nil
}

// transit is what a router made of a packet that it was only to pass.
func (w *Reasons) transit(r *story.Rung) []Reason {
	name := w.name(r.Peer)
	switch {
	case r.Passage == story.Forwarded:
		return because(secForwards, "in.transit", name, r.Seg.Dst.String())
	case r.Passage == story.Discarded && r.Notice != nil && r.Notice.Seg.Proto == segment.ICMPv4 && r.Notice.ICMP() == "need frag":
		return because(secNeedFrag, "in.toobig", name)
	case r.Passage == story.Discarded && r.Notice != nil && r.Notice.Seg.Proto == segment.ICMPv6 && r.Notice.ICMP() == "too big":
		return because(secTooBig, "in.toobig", name)
	case r.Passage == story.Discarded && r.Notice != nil:
		return because("", "in.notpassed", name, r.Notice.ICMP())
	}
	return nil
}
