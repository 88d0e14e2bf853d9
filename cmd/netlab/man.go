package main

import (
	"fmt"
	"strings"
)

// man prints the manual page, in roff's man macros, from the tables of commands
// and flags: netlab man | man -l -
func man(k *call) error {
	p := func(format string, args ...any) { fmt.Fprintf(k.out, format, args...) }
	p(".TH NETLAB 1\n.SH %s\nnetlab \\- %s\n", k.t("man.name"), roff(k.t("man.line")))
	p(".SH %s\n.B netlab\n\\fICOMMAND\\fR [\\fI%s\\fR] [\\fI%s\\fR]\n", k.t("man.synopsis"), roff(k.t("help.flags")), roff(k.t("man.args")))
	p(".SH %s\n%s\n", k.t("man.description"), roff(k.t("help.intro")))
	p(".SH %s\n", k.t("man.commands"))
	for _, c := range visible() {
		p(".TP\n.B netlab %s\n%s.\n", roff(strings.TrimSpace(c.name+" "+c.args)), roff(k.t("does."+c.name)))
		if key := "more." + c.name; k.hasText(key) {
			p("%s\n", roff(k.t(key)))
		}
		var own []string
		for _, f := range c.itsFlags() {
			own = append(own, f.dashed())
		}
		p(".br\n%s\n", roff(k.t("man.takes", strings.Join(own, " "))))
	}
	p(".SH %s\n", k.t("man.options"))
	for i := range flags {
		p(".TP\n.B %s\n%s\n", roff(flags[i].usage()), roff(k.t("flag."+flags[i].name)))
	}
	p(".SH %s\n", k.t("man.topics"))
	for _, t := range topics() {
		p(".TP\n.B netlab help %s\n%s\n", t.name, roff(k.t("topic."+t.name)))
	}
	p(".SH %s\n", k.t("man.environment"))
	p("%s\n", roff(k.t("help.env")))
	p(".SH %s\n", k.t("man.status"))
	for _, code := range statuses {
		p(".TP\n.B %d\n%s\n", code, roff(k.t(fmt.Sprintf("status.%d", code))))
	}
	return nil
}

// roff makes a text safe for roff: its dashes stay what they are, and nothing in
// it begins a request.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, `-`, `\-`).Replace(s)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	return s
}
