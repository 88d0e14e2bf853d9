package main

import (
	"fmt"
	"strings"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/filter"
	"netlab/hooks/segment"
	"netlab/lab"
	"netlab/lab/file"
	"netlab/topology"
	"netlab/topology/linux"
	"netlab/topology/netstack"
)

// A topic is a part of the manual. Its text is printed from the tables that
// dispatch, in English.
type topic struct {
	name   string
	text   func() string
	schema func() []byte // nil: there is none
}

// topics is the table, in the order of help.
func topics() []topic {
	return []topic{
		{"lab", labManual, file.Schema},
		{"programs", programsManual, nil},
		{"rules", hooks.Manual, nil},
		{"fields", fieldsManual, nil},
		{"expectations", expectationsManual, nil},
		{"events", eventsManual, event.Schema},
	}
}

func topicNamed(name string) *topic {
	all := topics()
	for i := range all {
		if all[i].name == name {
			return &all[i]
		}
	}
	return nil
}

// help prints what there is, or the manual of one thing.
func help(k *call) error {
	if len(k.args) == 0 {
		if k.on("schema") {
			return wrong("schema-of")
		}
		k.overview()
		return nil
	}
	word := k.args[0]
	if t := topicNamed(word); t != nil {
		switch {
		case k.on("schema") && t.schema == nil:
			return wrong("schema-none", word)
		case k.on("schema"):
			_, err := k.out.Write(t.schema())
			return err
		}
		_, err := k.out.WriteString(t.text())
		return err
	}
	c := commandNamed(word)
	if c == nil || c.hidden {
		return unknownTopic(word)
	}
	if k.on("schema") {
		return wrong("schema-none", word)
	}
	k.manualOf(c)
	return nil
}

func unknownTopic(word string) error {
	err := wrong("topic-unknown", word)
	if n := segment.Nearest(word, helpWords()); n != "" {
		return err.or("meant", n)
	}
	return err.or("there-are", strings.Join(helpWords(), ", "))
}

// helpWords are all that help knows.
func helpWords() (names []string) {
	for _, t := range topics() {
		names = append(names, t.name)
	}
	for _, c := range visible() {
		names = append(names, c.name)
	}
	return names
}

// overview lists the commands and the topics.
func (k *call) overview() {
	fmt.Fprint(k.out, wrap(k.t("help.intro"), "", 79))
	fmt.Fprintf(k.out, "\n%s\n", k.t("help.commands"))
	for _, c := range visible() {
		fmt.Fprint(k.out, hang("  "+c.name+" "+c.args, k.t("does."+c.name), 28, 79))
	}
	fmt.Fprintf(k.out, "\n%s\n", k.t("help.topics"))
	for _, t := range topics() {
		fmt.Fprint(k.out, hang("  help "+t.name, k.t("topic."+t.name), 28, 79))
	}
	fmt.Fprintf(k.out, "\n%s", wrap(k.t("help.more"), "", 79))
	fmt.Fprintf(k.out, "\n%s\n", k.t("help.status"))
	for _, code := range statuses {
		fmt.Fprintf(k.out, "  %3d  %s\n", code, k.t(fmt.Sprintf("status.%d", code)))
	}
}

// manualOf explains a command and its flags.
func (k *call) manualOf(c *command) {
	fmt.Fprintf(k.out, "netlab %s\n\n", strings.TrimSpace(c.name+" "+c.args+" ["+k.t("help.flags")+"]"))
	fmt.Fprint(k.out, wrap(k.t("does."+c.name), "  ", 79))
	if key := "more." + c.name; k.hasText(key) {
		fmt.Fprint(k.out, "\n", wrap(k.t(key), "  ", 79))
	}
	fmt.Fprintf(k.out, "\n")
	for _, f := range c.itsFlags() {
		usage, does := f.usage(), "flag."+f.name
		if f.name == "variant" && !c.has(flagNamed("all")) {
			usage, does = f.dashed()+" NAME", "flag.variant.one"
		}
		fmt.Fprint(k.out, hang("  "+usage, k.t(does), 28, 79))
	}
	fmt.Fprint(k.out, "\n", wrap(k.t("help.env"), "", 79))
}

// usage is the flag as help shows it: -t, --times r|d|a
func (f *flag) usage() string {
	s := f.dashed()
	if f.short != "" {
		s = "-" + f.short + ", " + s
	}
	if f.value != "" {
		s += " " + f.value
	}
	return s
}

// fieldsManual explains what an expression may ask for.
func fieldsManual() string {
	var b strings.Builder
	b.WriteString(wrap(`A match is a role of a segment (netlab help rules), or an expression in Wireshark's display-filter language: tcp.flags.syn == 1 && tcp.len > 0, ip.addr == 10.0.0.0/24, tcp.port in {80, 443}, tcp.options.mss_val, role == synack, client.state == ESTABLISHED. A field alone asks whether the packet has it. Fields:`, "", 79))
	b.WriteByte('\n')
	for _, f := range filter.Fields() {
		b.WriteString(hang("  "+f.Name, f.Type+": "+f.Doc, 30, 79))
	}
	return b.String()
}

// eventsManual explains the keys of a recording.
func eventsManual() string {
	var b strings.Builder
	b.WriteString(wrap("A recording has one JSON object a line, in the format "+event.Format+". The first is a run event, the last an end event. Keys, with their type, and behind in: the kinds of event that have them:", "", 79))
	b.WriteByte('\n')
	for _, f := range event.Fields() {
		text := f.Type + ": " + f.Text
		if w := f.Words(); len(w) > 0 {
			text += " (" + strings.Join(w, ", ") + ")"
		}
		if f.In != "" {
			text += "; in: " + strings.ReplaceAll(f.In, " ", ", ")
		}
		b.WriteString(hang("  "+f.Key, text, 30, 79))
	}
	return b.String()
}

func programsManual() string {
	var b strings.Builder
	b.WriteString(wrap("A program is a list of steps on a host, done one after the other. A step is a word, {word: value}, or {word: {argument: value, ...}}; value is the argument that is marked with *.", "", 79))
	for i := range lab.Steps {
		writeWord(&b, &lab.Steps[i].Word)
	}
	b.WriteString("\n" + wrap("The socket options that netstack has: "+strings.Join(netstack.SocketOptions(), ", ")+".", "", 79))
	b.WriteString("\n" + wrap("Those that the kernel has: "+strings.Join(linux.SocketOptions(), ", ")+".", "", 79))
	return b.String()
}

// labManual is what a file may say, and what may stand under a host's set.
func labManual() string {
	var b strings.Builder
	b.WriteString(file.Manual())
	b.WriteString("\n" + wrap("What may stand under a host's set. A setting that is for one stack alone stands under its name: set: {tcp_sack: 0, kernel: {tcp_syn_retries: 1}, netstack: {tcp_timewait_len: 5s}}; so does a value that one stack alone is to have.", "", 79))
	b.WriteString("\nFor netstack:\n")
	writeSettings(&b, netstack.Settings())
	b.WriteString("\nFor the kernel:\n")
	writeSettings(&b, linux.Settings())
	return b.String()
}

func writeSettings(b *strings.Builder, settings []topology.Setting) {
	for _, s := range settings {
		b.WriteString(hang("  "+s.Name, s.Doc+" ("+s.Values+")", 26, 79))
	}
}

func expectationsManual() string {
	var b strings.Builder
	b.WriteString(wrap("An expectation is what a run must show, written as {word: {argument: value, ...}}; where an argument is marked with *, {word: value} gives it.", "", 79))
	for i := range lab.Expectations {
		writeWord(&b, &lab.Expectations[i].Word)
	}
	return b.String()
}

// writeWord explains an entry of a table of words.
func writeWord(b *strings.Builder, w *lab.Word) {
	b.WriteString("\n" + hang("  "+w.Name, w.Does, 15, 79))
	b.WriteString(strings.Repeat(" ", 15) + w.Example + "\n")
	for i := range w.Params {
		p := &w.Params[i]
		name := p.Name
		if p.Main {
			name += "*"
		}
		text := p.Doc
		if len(p.Words) > 0 {
			text += " (" + strings.Join(p.Words, ", ") + ")"
		}
		if p.Must {
			text += "; it must be given"
		}
		b.WriteString(hang("    "+name, text, 15, 79))
	}
}
