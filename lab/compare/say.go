package compare

import (
	"slices"
	"strings"

	"netlab/hooks/event"
	"netlab/lab/words"
)

// Names are what the two sides are called: by their stack where each has only
// one, and they are not the same; else A and B.
func (c *Comparison) Names() [2]string {
	var name [2]string
	for s, st := range c.Stories {
		if st.Run == nil {
			return [2]string{"A", "B"}
		}
		for _, h := range st.Run.Hosts {
			if name[s] != "" && name[s] != h.Stack {
				return [2]string{"A", "B"}
			}
			name[s] = h.Stack
		}
	}
	if name[A] == name[B] {
		return [2]string{"A", "B"}
	}
	return name
}

// Title says in a few words what a difference is about.
func (c *Comparison) Title(lang words.Lang, d *Difference) string {
	t := func(key string, args ...any) string { return say(lang, "compare."+key, args...) }
	role := words.T(lang, "what."+whatRole(d.Role))
	only := c.Names()[d.only()]
	part := strings.Split(d.What, ".")
	switch key := part[0] + "." + part[1]; key {
	case "segment.extra":
		switch {
		case part[2] == "desk":
			return t("segment.extra.desk", d.Host, role, only)
		case part[len(part)-1] == "again":
			return t("segment.extra.again", d.Host, role, only)
		}
		return t(key, d.Host, role, only)
	case "timer.name":
		return t(key, d.Host, role)
	case "state.extra":
		return t(key, d.Host, only)
	case "timing.state", "call.result", "call.value", "call.bytes", "timing.call":
		return t(key, d.Host, d.Arg)
	case "call.made":
		return t(key, d.Host, d.Arg, only)
	}
	switch d.Kind() {
	case Option:
		if part[1] == "dsack" || part[1] == "sack-blocks" {
			return t("option."+part[1], d.Host)
		}
		return t("option."+part[1], d.Host, role)
	case Window:
		return t("window."+part[1], d.Host)
	case Segment:
		return t("segment."+part[1], d.Host, role)
	case Timer:
		name := d.Arg
		if words.Has("timer.long." + name) {
			name = words.T(lang, "timer.long."+name)
		}
		switch {
		case len(part) == 2:
			return t("timer", d.Host, name)
		case part[2] == "only":
			return t("timer.only", d.Host, name, role, only)
		}
		return t("timer.sends", d.Host, name, role)
	case Timing:
		return t("timing.segment", d.Host, role)
	}
	return t("state."+part[1], d.Host)
}

// say is a text of netlab's own.
func say(lang words.Lang, key string, args ...any) string {
	return tight(lang, words.T(lang, key, args...))
}

// tight is a text without the blanks around those of its arguments that are Chinese.
func tight(lang words.Lang, text string) string {
	if lang == words.Chinese {
		return words.Tight(text)
	}
	return text
}

// only is the side on which a difference shows, where it is only one.
func (d *Difference) only() Side {
	if d.On[A].Value == "" {
		return B
	}
	return A
}

// whatRole is the role as lab/words knows it.
func whatRole(role string) string {
	if words.Has("what." + role) {
		return role
	}
	return event.Other.String()
}

// Shown is a side's value for people: what is a word of English is told in their
// language.
func (d *Difference) Shown(lang words.Lang, s Side) string {
	v := d.On[s].Value
	if v == "" {
		return words.T(lang, "compare.none")
	}
	switch key := "compare.value." + v; {
	case d.What == "state.reason" && words.Has("reason."+v):
		return words.T(lang, "reason."+v)
	case words.Has(key):
		return words.T(lang, key)
	case strings.HasPrefix(d.What, "timer.name."):
		if name, took, _ := strings.Cut(v, " "); words.Has("timer.long." + name) {
			return strings.TrimSpace(words.T(lang, "timer.long."+name)) + " " + took
		}
	}
	return v
}

// Said is a note in a language.
func (c *Comparison) Said(lang words.Lang, n Note) string {
	return say(lang, "compare.note."+n.Key, append([]any{c.Names()[n.Side]}, n.Args...)...)
}

// Settings are the settings of hosts that run the same stack on both sides, as
// far as they differ: "client tcp_sack=0".
func (c *Comparison) Settings(s Side) (all []string) {
	run, other := c.Stories[s].Run, c.Stories[1-s].Run
	if run == nil || other == nil {
		return nil
	}
	for _, h := range run.Hosts {
		i := slices.IndexFunc(other.Hosts, func(o event.HostInfo) bool { return o.Name == h.Name && o.Stack == h.Stack })
		if i < 0 {
			continue
		}
		var set []string
		for name, v := range h.Settings {
			if w, ok := other.Hosts[i].Settings[name]; !ok || v != w {
				set = append(set, name+"="+v)
			}
		}
		if slices.Sort(set); set != nil {
			all = append(all, h.Name+" "+strings.Join(set, " "))
		}
	}
	return all
}

// Line is a difference on one line: what it is about, and how it is on either
// side; where its title says that it is only on one, how it is there.
func (c *Comparison) Line(lang words.Lang, d *Difference) string {
	return c.Title(lang, d) + words.T(lang, "compare.colon") + c.values(lang, d)
}

// values are both sides' on one line.
func (c *Comparison) values(lang words.Lang, d *Difference) string {
	names, comma := c.Names(), "compare.comma"
	if d.oneSided() {
		return d.Shown(lang, d.only())
	}
	if strings.Contains(d.On[A].Value+d.On[B].Value, ", ") {
		comma = "compare.semicolon"
	}
	return tight(lang, names[A]+" "+d.Shown(lang, A)+words.T(lang, comma)+names[B]+" "+d.Shown(lang, B))
}

// OneSided says whether a difference is on one side only, which its title tells, and
// on which.
func (d *Difference) OneSided() (Side, bool) { return d.only(), d.oneSided() }

func (d *Difference) oneSided() bool {
	part := strings.Split(d.What, ".")
	switch part[1] {
	case "extra", "made":
		return true
	}
	return d.Kind() == Timer && len(part) > 2 && part[2] == "only"
}
