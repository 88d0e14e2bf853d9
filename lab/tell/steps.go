package tell

import (
	"slices"

	"netlab/lab/story"
)

// Steps are the steps of the story of which there is something to say, and, unless
// all is to be shown, which of them may be left out.
func (t *Teller) Steps(all bool) (steps []story.Step, gaps []story.Stretch) {
	steps = slices.DeleteFunc(t.s.Steps(), t.silent)
	if !all {
		gaps = t.s.Stretches(steps)
	}
	return steps, gaps
}

// silent says whether nothing is to be said of a step.
func (t *Teller) silent(st story.Step) bool {
	if st.What != story.Moment {
		return false
	}
	states := st.Rung.States
	if st.End {
		states = st.Rung.Arrived
	}
	return t.Moment(st.Rung, st.End) == "" && len(t.States(states)) == 0
}

// Gap is what goes on in a stretch that a picture leaves out: "120 data segments,
// 170400 octets, all acknowledged".
func (t *Teller) Gap(b *story.Stretch) string {
	acks := t.N("ladder.acks", b.Acks)
	if b.Segments == 0 {
		return acks
	}
	data := t.N("ladder.data", b.Segments) + t.T("ladder.comma") + t.N("ladder.octets", b.Octets)
	if b.Acked {
		return data + t.T("ladder.acked")
	}
	return data + t.T("sum.semicolon") + acks
}
