package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"netlab/lab"
	"netlab/lab/file"
	"netlab/lab/words"
	"netlab/labs"
)

// show tells what a lab is about and what is in it: its default variant, and how
// the others differ.
func show(k *call) error {
	l, err := k.load(k.args[0], file.Options{})
	if err != nil {
		return k.blame([]error{err})
	}
	readme := labs.Readme(l.Name, string(k.lang))
	if isFile(k.args[0]) {
		readme = ""
	}
	s := shown{call: k, width: min(k.width(), 100), hides: readme != "" && !k.on("expectations")}
	s.about(l)
	v := l.Variant(l.Default)
	s.network(v)
	s.programs(v)
	if v.Until != "" {
		s.item(s.t("show.until", v.Until))
	}
	s.variants(l)
	if s.hides {
		fmt.Fprintf(k.out, "\n%s", wrap(s.t("show.expects"), "", s.width))
	}
	if readme != "" {
		fmt.Fprintf(k.out, "\n%s", uncommented(readme))
	}
	return nil
}

// uncommented is a text without the lines that are for the programs that check it.
func uncommented(readme string) string {
	var b strings.Builder
	for line := range strings.Lines(readme) {
		if !strings.HasPrefix(line, "<!--") {
			b.WriteString(line)
		}
	}
	return b.String()
}

type shown struct {
	*call
	width int
	hides bool // expectations, of a lab whose text asks to predict them
}

// head writes a heading, and item a line under it.
func (s *shown) head(key string) { fmt.Fprintf(s.out, "\n%s\n", s.t("show."+key)) }
func (s *shown) item(text string) {
	fmt.Fprint(s.out, bullet(text, "  ", s.width))
}

func (s *shown) about(l *lab.Lab) {
	lang := string(s.lang)
	fmt.Fprintf(s.out, "%s: %s\n", l.Name, l.Title.In(lang))
	if text := l.Summary.In(lang); text != "" {
		fmt.Fprint(s.out, wrap(text, "", s.width))
	}
	a := &l.About
	if len(a.Objectives) > 0 {
		s.head("objectives")
		for _, o := range a.Objectives {
			s.item("- " + o.In(lang))
		}
	}
	var facts []string
	if a.Level != "" {
		facts = append(facts, s.t("level."+a.Level))
	}
	if a.Minutes > 0 {
		facts = append(facts, s.t("show.minutes", a.Minutes))
	}
	if len(a.Reading) > 0 {
		facts = append(facts, s.t("show.reading", strings.Join(a.Reading, "; ")))
	}
	if len(facts) > 0 {
		fmt.Fprintf(s.out, "\n%s", wrap(strings.Join(facts, s.t("show.comma")), "", s.width))
	}
}

func (s *shown) network(v *lab.Variant) {
	s.head("hosts")
	for _, h := range v.Hosts {
		text := h.Name
		if h.Stack != "" {
			text += "  " + h.Stack
		}
		if h.Forward {
			text += "  " + s.t("show.router")
		}
		for _, set := range settingsOf(h.Set) {
			text += "  " + set
		}
		s.item(text)
	}
	s.head("wires")
	for _, line := range drawing(v, s.width-2) {
		fmt.Fprintf(s.out, "  %s\n", line)
	}
	for _, w := range v.Wires {
		text := fmt.Sprintf("%s  %s - %s", w.Name, endText(w.Ends[0]), endText(w.Ends[1]))
		if w.Props[0] == w.Props[1] {
			text += propsText(w.Props[0])
		} else {
			for e, p := range w.Props {
				if of := propsText(p); of != "" {
					text += "  " + s.t("show.from", w.Ends[e].Host) + of
				}
			}
		}
		if w.MTU != 0 {
			text += "  mtu " + strconv.Itoa(w.MTU)
		}
		if w.GRO {
			text += "  gro"
		}
		s.item(text)
	}
}

// propsText is a direction's properties in netem's units.
func propsText(p lab.Props) string {
	var b strings.Builder
	add := func(name, value string) { b.WriteString("  " + name + " " + value) }
	if p.Delay > 0 {
		add("delay", p.Delay.String())
	}
	if p.Jitter > 0 {
		add("jitter", p.Jitter.String())
	}
	if p.Rate > 0 {
		add("rate", words.Rate(p.Rate))
	}
	if p.Queue > 0 {
		add("queue", strconv.Itoa(p.Queue))
	}
	if p.Loss > 0 {
		add("loss", strconv.FormatFloat(p.Loss*100, 'g', -1, 64)+"%")
	}
	return b.String()
}

func (s *shown) programs(v *lab.Variant) {
	s.head("programs")
	for _, p := range v.Programs {
		s.item(programText(p))
	}
}

func programText(p lab.Program) string {
	steps := make([]string, len(p.Steps))
	for i, step := range p.Steps {
		steps[i] = step.String()
	}
	name := p.Host
	if p.Name != p.Host && p.Name != "" {
		name += "." + p.Name
	}
	return name + ":  " + strings.Join(steps, "; ")
}

// variants tells of each variant what it adds to the network.
func (s *shown) variants(l *lab.Lab) {
	if len(l.Variants) == 1 {
		s.decides(&l.Variants[0], "  ")
		return
	}
	s.head("variants")
	base := l.Variant(l.Default)
	for i := range l.Variants {
		v := &l.Variants[i]
		text := v.Name
		if t := v.Title.In(string(s.lang)); t != "" {
			text += "  " + t
		}
		if v == base {
			text += "  " + s.t("show.default")
		}
		s.item(text)
		for j, p := range v.Programs {
			if j >= len(base.Programs) || programText(p) != programText(base.Programs[j]) {
				fmt.Fprint(s.out, bullet(programText(p), "      ", s.width))
			}
		}
		if v.Until != base.Until {
			fmt.Fprint(s.out, bullet(s.t("show.until", v.Until), "      ", s.width))
		}
		s.decides(v, "      ")
	}
}

// decides tells of a variant's rules, expectations and needs.
func (s *shown) decides(v *lab.Variant, indent string) {
	write := func(text string) { fmt.Fprint(s.out, bullet(text, indent, s.width)) }
	for _, r := range v.Rules {
		write(s.t("show.rule", r.String()))
	}
	for _, e := range v.Expect {
		if !s.hides {
			write(s.t("show.expect", e.String()))
		}
	}
	if len(v.Needs) > 0 {
		write(s.t("show.needs", words.And(s.lang, v.Needs)))
	}
	keys := slices.Clone(stackOrder)
	for _, h := range v.Hosts {
		for _, stack := range stackOrder {
			keys = append(keys, lab.OnHost(h.Name, stack))
		}
	}
	for _, key := range keys {
		if why := v.Unsupported[key]; why != nil {
			write(s.t("skip-unsupported", key, why.In(string(s.lang))))
		}
	}
}
