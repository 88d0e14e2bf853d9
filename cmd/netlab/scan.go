package main

import (
	"strings"

	"netlab/hooks/segment"
	"netlab/labs"
)

// A line is a command line, taken apart.
type line struct {
	command *command
	flags   []setting
	args    []string
	help    bool
}

// setting is a flag with what was given to it.
type setting struct {
	flag  *flag
	value string
}

// scan takes a command line apart. Flags may stand anywhere: before the command,
// before its arguments, behind them, up to "--". "-" is an argument.
func scan(args []string) (*line, error) {
	var l line
	var words []string
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			words = append(words, args[i+1:]...)
			break
		}
		if len(arg) < 2 || arg[0] != '-' {
			words = append(words, arg)
			if words[0] == "__complete" { // what follows is another command line
				words = append(words, args[i+1:]...)
				break
			}
			continue
		}
		name, value, given := strings.Cut(strings.TrimPrefix(arg[1:], "-"), "=")
		if name == "version" {
			words = append([]string{"version"}, words...)
			continue
		}
		f := flagNamed(name)
		if f == nil {
			return nil, unknownFlag(arg, name, words)
		}
		switch {
		case given:
		case f.value == "":
			value = "true"
		case i+1 == len(args):
			return nil, wrong("flag-value", f.dashed(), f.value)
		case flagLike(args[i+1]):
			return nil, wrong("flag-value", f.dashed(), f.value).or("flag-equals", f.dashed(), args[i+1])
		default:
			i++
			value = args[i]
		}
		l.flags = append(l.flags, setting{f, value})
	}
	return l.sort(words)
}

// ordered is the line as urfave/cli wants it: the command, the flags, the
// arguments. It would take a flag behind an argument for another argument.
func (l *line) ordered() []string {
	words := []string{"netlab", l.command.name}
	for _, s := range l.flags {
		words = append(words, s.flag.dashed()+"="+s.value)
	}
	return append(append(words, "--"), l.args...)
}

// flagLike says whether a word is another flag rather than a value.
func flagLike(word string) bool {
	name, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(word, "-"), "-"), "=")
	return len(word) > 1 && word[0] == '-' && flagNamed(name) != nil
}

// sort finds the command among the words, and whether it takes what was given.
func (l *line) sort(words []string) (*line, error) {
	l.flags = keep(l.flags, func(s setting) bool {
		l.help = l.help || s.flag.name == "help"
		return s.flag.name != "help"
	})
	if len(words) == 0 {
		if l.help {
			l.command = commandNamed("help")
			return l, nil
		}
		return nil, wrong("no-command")
	}
	l.command, l.args = commandNamed(words[0]), words[1:]
	if l.command == nil {
		return nil, unknownCommand(words[0])
	}
	if l.help {
		l.args, l.flags, l.command = []string{l.command.name}, nil, commandNamed("help")
		return l, nil
	}
	for _, s := range l.flags {
		if !l.command.has(s.flag) {
			return nil, wrong("flag-elsewhere", l.command.name, s.flag.dashed(), strings.Join(takers(s.flag), ", "))
		}
	}
	c := l.command
	switch {
	case len(l.args) < c.least:
		return nil, wrong("args-few", c.name, c.args)
	case c.most == 0 && len(l.args) > 0:
		return nil, wrong("args-none", c.name, l.args[0])
	case c.most >= 0 && len(l.args) > c.most:
		return nil, wrong("args-many", c.name, c.args, l.args[c.most])
	}
	return l, nil
}

func keep(all []setting, ok func(setting) bool) []setting {
	var kept []setting
	for _, s := range all {
		if ok(s) {
			kept = append(kept, s)
		}
	}
	return kept
}

// takers are the commands that take a flag.
func takers(f *flag) (names []string) {
	for _, c := range visible() {
		if c.has(f) {
			names = append(names, c.name)
		}
	}
	return names
}

// unknownFlag is the error for a flag that there is not. The nearest is looked
// for among those of the command, where it is known already.
func unknownFlag(arg, name string, words []string) error {
	var c *command
	if len(words) > 0 {
		c = commandNamed(words[0])
	}
	var names []string
	for i := range flags {
		if c == nil || c.has(&flags[i]) {
			names = append(names, flags[i].name)
		}
	}
	arg, _, _ = strings.Cut(arg, "=")
	err := wrong("flag-unknown", arg)
	switch n := segment.Nearest(name, names); {
	case n != "":
		return err.or("meant", "--"+n)
	case c != nil:
		return err.or("see-help", c.name)
	}
	return err.or("see-help-all")
}

// unknownCommand is the error for a command that there is not.
func unknownCommand(word string) error {
	err := wrong("command-unknown", word)
	if labs.Has(word) || isFile(word) {
		return err.or("meant", "netlab run "+word)
	}
	var names []string
	for _, c := range visible() {
		names = append(names, c.name)
	}
	if n := segment.Nearest(word, names); n != "" {
		return err.or("meant", n)
	}
	if n := segment.Nearest(word, labs.Names()); n != "" {
		return err.or("meant", "netlab run "+n)
	}
	return err.or("see-help-all")
}

// langIn finds the language that a command line asks for before anything else is
// known of it, so that what is wrong with it can be said in that language.
func langIn(args []string) string {
	for i, a := range args {
		if a == "--" {
			break
		}
		name, value, given := strings.Cut(strings.TrimLeft(a, "-"), "=")
		switch {
		case name != "lang" || !strings.HasPrefix(a, "-"):
		case given:
			return value
		case i+1 < len(args):
			return args[i+1]
		}
	}
	return ""
}
