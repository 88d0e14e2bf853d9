//go:build !js

package tui

import (
	"fmt"
	"strings"
	"time"

	"netlab/hooks/event"
	"netlab/lab/story"
	"netlab/lab/tell"
	"netlab/lab/words"
)

// header says where the world stands: in which run, at which event, what that is.
func (m *Model) header() []string {
	v := m.v
	place := m.p.t("step.place", v.N, v.Of, seconds(v.Now))
	if v.Forward {
		place = m.p.t("step.place.live", v.N, seconds(v.Now))
	}
	title, branch := clean(m.o.Title), "  "+m.branchName(m.v.Branch)+"  "
	if stacks := "  " + clean(m.o.Stacks); cells(title+stacks+branch+place) <= m.w {
		title += stacks
	}
	first := m.p.fit(title+branch, m.w-cells(place)) + place
	second := m.happened()
	if d := v.Desk; d != nil && d.Packet != v.Event.Packet {
		waits := "  " + m.p.t("step.waits", d.Packet)
		second = m.p.fit(second, m.w-cells(waits)) + waits
	}
	return []string{m.p.as(barred, m.p.fit(first, m.w)), m.p.fit(second, m.w)}
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.6f s", d.Seconds()) }

// host is how a host is called.
func (m *Model) host(h event.HostID) string { return clean(m.v.Story.Names.Host(h)) }

// segment is a packet in the notation of the ladder, and brief is it without options.
func (m *Model) segment(r *story.Rung) string { return clean(m.parts(r).String()) }

func (m *Model) brief(r *story.Rung) string {
	p := m.parts(r)
	p.Opts = nil
	return clean(p.String())
}

func (m *Model) parts(r *story.Rung) story.Parts {
	var letters story.Letters
	return m.v.Story.Parts(r, story.NumbersOf(m.o.Letters, m.o.Absolute), &letters)
}

// happened is the event at the cursor in one sentence.
func (m *Model) happened() string {
	e, r := &m.v.Event, m.v.Rung
	who := m.host(e.Host)
	if e.Packet != 0 && r != nil && r.Kind == story.Packet {
		switch e.Kind {
		case event.Send:
			return m.p.t("step.event.send", who, e.Packet, m.brief(r))
		case event.Verdict:
			if e.Action == event.Pass || e.Action == event.NoAction {
				return m.p.t("step.event.pass", e.Packet, m.brief(r))
			}
			return m.p.t("step.event.verdict", e.Packet, words.T(m.p.lang, "action."+e.Action.String()), m.rule(e.Rule), m.brief(r))
		case event.Deliver:
			return m.p.t("step.event.deliver", who, e.Packet, m.brief(r))
		case event.Drop:
			return m.p.t("step.event.drop", e.Packet, m.brief(r))
		}
	}
	more := e.More
	if more == nil {
		more = &event.More{}
	}
	switch {
	case e.Kind == event.Change:
		return m.p.t("step.event.state", who, e.From, e.To)
	case e.Kind == event.Call && more.Call != nil:
		return m.p.t("step.event.call", who, call(more.Call))
	case e.Kind == event.Return && more.Call != nil:
		return m.p.t("step.event.return", who, call(more.Call), more.Call.Result)
	case e.Kind == event.Timer && more.Timer != nil:
		return m.p.t("step.event.timer", who, m.timer(more.Timer.Name))
	case e.Kind == event.Note && more.Note != nil:
		return m.p.t("step.event.note", m.note(more.Note))
	case e.Kind == event.Expect && more.Expect != nil:
		if more.Expect.OK {
			return m.p.t("step.event.met", m.note(&more.Expect.Text))
		}
		return m.p.t("step.event.unmet", m.note(&more.Expect.Text))
	case e.Kind == event.End && more.End != nil:
		reason := clean(more.End.Reason)
		if key := "step.end." + reason; words.Has(key) {
			reason = m.p.t(key)
		}
		return m.p.t("step.event.end", reason)
	}
	return m.p.t("step.event.run")
}

func call(c *event.CallInfo) string {
	return clean(strings.TrimSpace(c.Op + " " + strings.Join(c.Args, " ")))
}

// note is what somebody says of the run.
func (m *Model) note(n *event.NoteInfo) string {
	return m.p.own(tell.New(m.v.Story, m.p.lang, story.Relative).Note(n))
}

// timer is a timer's name.
func (m *Model) timer(name string) string {
	if words.Has("timer.long." + name) {
		return m.p.own(words.T(m.p.lang, "timer.long."+name))
	}
	return clean(name)
}

// rule is how a rule is called.
func (m *Model) rule(id event.RuleID) string {
	if id == 0 {
		return m.p.own(words.T(m.p.lang, "ladder.byhand"))
	}
	return m.p.own(words.T(m.p.lang, "ladder.rule", id))
}
