package compare

import (
	"strconv"

	"netlab/lab/story"
)

// calls compares what the programs' calls gave.
func (f *finder) calls() {
	for _, a := range f.Stories[A].Rungs {
		b := f.pair[A][a]
		if a.Kind != story.Call || b == nil {
			continue
		}
		f.call(a, b)
	}
	for s := range f.Stories {
		f.unmade(Side(s))
	}
}

// waits is the value of a call that has not returned.
const waits = "waits"

func (f *finder) call(a, b *story.Rung) {
	put := func(what, x, y string) {
		d := f.about(what, [2]*story.Rung{a, b})
		d.Arg = a.Call.Op
		d.On[A].Value, d.On[B].Value = x, y
		f.put(d)
	}
	x, y := a.Return, b.Return
	switch {
	case x == nil && y == nil:
	case x == nil && f.beyond(B, b.End), y == nil && f.beyond(A, a.End):
	case x == nil:
		put("call.result", waits, y.Result)
	case y == nil:
		put("call.result", x.Result, waits)
	case x.Result != y.Result:
		put("call.result", x.Result, y.Result)
	case x.Op == "getsockopt" && x.Value != y.Value:
		put("call.value", x.Value, y.Value)
	case x.Bytes != y.Bytes:
		put("call.bytes", strconv.Itoa(x.Bytes), strconv.Itoa(y.Bytes))
	}
}

// unmade tells of the first call of each program that only one run came to,
// though the call before it ended alike in both: what stopped there is the call's
// own difference.
func (f *finder) unmade(s Side) {
	type program struct {
		host int
		name string
	}
	last := map[program]*story.Rung{}
	for _, r := range f.Stories[s].Rungs {
		if r.Kind != story.Call {
			continue
		}
		p := program{f.host[s][r.Host], r.Call.Program}
		before, known := last[p]
		last[p] = r
		if f.pair[s][r] != nil || known && f.pair[s][before] == nil || f.beyond(s, r.At) {
			continue
		}
		if before != nil && (before.Return == nil || f.pair[s][before].Return == nil) {
			continue
		}
		var both [2]*story.Rung
		both[s] = r
		d := f.about("call.made", both)
		d.Arg = r.Call.Op
		d.On[s].Value = "made"
		f.put(d)
	}
}
