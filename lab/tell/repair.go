package tell

import (
	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
)

// Repair says what made up for a packet that was lost; "" for one that nobody
// would make up for, such as a pure acknowledgement or what the desk had made.
func (t *Teller) Repair(l *story.Loss) string {
	who, what, rep := t.Who(l.Rung), t.What(l.Rung), l.Repair
	switch {
	case rep != nil && rep.Said:
		return t.T("sum.repair.said", who, what)
	case rep != nil:
		return t.again(rep)
	case l.Seg.Proto != segment.TCP || l.Seg.Len() == 0 || l.Journey.Made != event.NoAction:
		return ""
	case l.Before || l.Acked:
		return t.T("sum.repair.other", who, what)
	}
	return t.T("sum.repair.none", who, what)
}

// again says what made a sender send again.
func (t *Teller) again(rep *story.Repair) string {
	who, what, timer, asked := t.Who(rep.Rung), t.What(rep.Rung), rep.Timer, rep.Asked
	switch {
	case asked == nil && timer == nil:
		return t.T("sum.repair.plain", who, what)
	case asked == nil:
		return t.T("sum.repair.timer", who, t.TimerName(timer), t.Ran(timer), what)
	case timer != nil && asked.Again() > 0:
		return t.T("sum.repair.asked", t.Who(asked), t.TimerName(timer), t.Ran(timer), t.What(asked), who, what)
	case asked.Info.Roles.Has(event.DupAck):
		return t.T("sum.repair.dupack", t.Who(asked), who, what)
	}
	return t.T("sum.repair.came", t.Who(asked), t.What(asked), who, what)
}
