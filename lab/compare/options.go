package compare

import (
	"strconv"
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
)

// offered are the options that a SYN or a SYN-ACK may offer, with their values;
// a timestamp's value is the time, and no choice.
var offered = []struct {
	name  string
	has   segment.OptionSet
	value func(*segment.Options) int // nil: it has none
}{
	{"mss", segment.HasMSS, func(o *segment.Options) int { return int(o.MSS) }},
	{"sack", segment.HasSACKOK, nil},
	{"timestamps", segment.HasTimestamps, nil},
	{"wscale", segment.HasWScale, func(o *segment.Options) int { return int(o.WScale) }},
	{"user-timeout", segment.HasUserTimeout, func(o *segment.Options) int { return int(o.UserTimeout) }},
	{"fast-open", segment.HasFastOpen, func(o *segment.Options) int { return int(o.CookieLen) }},
}

// options compares what two segments offer.
func (f *finder) options(a, b *story.Rung) {
	oa, _ := a.Seg.Options(a.Head)
	ob, _ := b.Seg.Options(b.Head)
	if !a.Seg.Has(segment.SYN) {
		f.blocks(a, b, &oa, &ob)
		return
	}
	for _, o := range offered {
		seen := [2]Seen{}
		for s, opts := range [2]*segment.Options{&oa, &ob} {
			switch {
			case opts.Has&o.has == 0:
			case o.value == nil:
				seen[s].Value = "offered"
			default:
				seen[s].number(o.value(opts), true)
			}
		}
		if seen[A].Value != seen[B].Value {
			d := f.about("option."+o.name, [2]*story.Rung{a, b})
			for s := range seen {
				d.On[s].Value, d.On[s].Number = seen[s].Value, seen[s].Number
			}
			f.put(d)
		}
	}
	if oa.Has == ob.Has {
		if la, lb := layout(&a.Seg, a.Head), layout(&b.Seg, b.Head); la != lb {
			d := f.about("option.order", [2]*story.Rung{a, b})
			d.On[A].Value, d.On[B].Value = la, lb
			f.put(d)
		}
	}
}

// layout names a header's options in their order, without their values.
func layout(seg *segment.Segment, head []byte) string {
	var names []string
	for o := range strings.SplitSeq(string(segment.AppendOptions(nil, seg.OptionBytes(head), 0)), ",") {
		name, _, _ := strings.Cut(o, " ")
		names = append(names, name)
	}
	return strings.Join(names, ",")
}

// blocks compares the SACK blocks of two acknowledgements: whether there are
// any, and whether the first tells of a duplicate, RFC 2883 (4).
func (f *finder) blocks(a, b *story.Rung, oa, ob *segment.Options) {
	ka, kb := blockKind(&a.Seg, oa), blockKind(&b.Seg, ob)
	if ka == kb {
		return
	}
	what := "option.sack-blocks"
	if ka == "dsack" || kb == "dsack" {
		what = "option.dsack"
	}
	d := f.about(what, [2]*story.Rung{a, b})
	for s, o := range [2]*segment.Options{oa, ob} {
		r := d.On[s].Rungs[0]
		if o.Has&segment.HasSACK != 0 && r.Info.Known&event.KnownAck != 0 {
			base := r.Seg.Ack - r.Info.RAck
			d.On[s].Value = [2]string{ka, kb}[s] + " " + strconv.Itoa(int(o.SACK[0].Left-base)) + ":" + strconv.Itoa(int(o.SACK[0].Right-base))
		}
	}
	d.Role = ""
	f.put(d)
}

func blockKind(seg *segment.Segment, o *segment.Options) string {
	switch {
	case o.Has&segment.HasSACK == 0:
		return ""
	case segment.LessEq(o.SACK[0].Right, seg.Ack),
		o.SACKs > 1 && segment.LessEq(o.SACK[1].Left, o.SACK[0].Left) && segment.LessEq(o.SACK[0].Right, o.SACK[1].Right):
		return "dsack"
	}
	return "sack"
}
