package main

import "slices"

// A command is an entry of the table that dispatches. What it does stands in the
// catalogue, under cmd.does.NAME.
type command struct {
	name   string
	args   string // what it takes, as help shows it
	least  int    // how many arguments it wants
	most   int    // and takes; -1: any number
	flags  []string
	takes  candidates // what its arguments may be, for completions and suggestions
	hidden bool       // for completions, not for people
	do     func(*call) error
}

// candidates is what an argument may be.
type candidates uint8

const (
	anything candidates = iota
	labNames
	files
	topicNames
	shellNames
)

// Flags that belong together.
var (
	pictureFlags = []string{"pace", "absolute", "letters", "times", "show-all", "ascii", "color", "quiet"}
	chosenFlags  = []string{"variant", "all", "stack", "link", "time", "ip", "seed", "set", "rule", "limit-time", "limit-events", "limit-wall", "allow-exec"}
	everyFlags   = []string{"lang", "help"}
)

// commands is the table, in the order of help. It is a function because what the
// commands do comes back to it.
func commands() []command {
	return []command{
		{name: "list", flags: []string{"json"}, do: list},
		{name: "show", args: "LAB|FILE.yaml", least: 1, most: 1, takes: labNames, flags: []string{"expectations"}, do: show},
		{name: "run", args: "LAB|FILE.yaml...", most: -1, takes: labNames,
			flags: slices.Concat(chosenFlags, []string{"student", "keep", "json", "out", "pcap"}, faceFlags(), pictureFlags, []string{"explain", "plot"}), do: run},
		{name: "step", args: "LAB|FILE.yaml", least: 1, most: 1, takes: labNames,
			flags: []string{"variant", "stack", "link", "ip", "seed", "set", "rule", "limit-time", "limit-events", "limit-wall", "absolute", "letters", "times", "ascii", "color"}, do: step},
		{name: "what-if", args: "LAB|FILE.yaml", least: 1, most: 1, takes: labNames,
			flags: slices.Concat(slices.DeleteFunc(slices.Clone(chosenFlags), func(f string) bool { return f == "all" }), []string{"at", "do", "each", "json", "absolute", "letters", "ascii", "color", "quiet"}), do: whatIf},
		{name: "learn", flags: []string{"done", "reset", "json", "ascii", "color"}, do: learn},
		{name: "quiz", args: "LAB|FILE.yaml", least: 1, most: 1, takes: labNames,
			flags: []string{"variant", "student", "export", "force", "absolute", "letters", "times", "show-all", "ascii", "color"}, do: askQuiz},
		{name: "grade", args: "FILE...", least: 1, most: -1, takes: files,
			flags: []string{"format", "answers", "lab", "ascii", "color"}, do: grade},
		{name: "exec", args: "LAB|FILE.yaml HOST -- CMD...", least: 3, most: -1, takes: labNames,
			flags: slices.Concat(slices.DeleteFunc(slices.Clone(chosenFlags), func(f string) bool { return f == "all" }), []string{"out", "pcap"}), do: execute},
		{name: "compare", args: "LAB|FILE.yaml|A.jsonl B.jsonl", most: 2, takes: labNames,
			flags: slices.Concat(chosenFlags, []string{"json", "out", "html"}, slices.DeleteFunc(slices.Clone(pictureFlags), func(f string) bool { return f == "pace" })), do: compareRuns},
		{name: "replay", args: "EVENTS.jsonl", least: 1, most: 1, takes: files,
			flags: slices.Concat([]string{"pcap", "explain", "plot"}, faceFlags(), pictureFlags), do: replay},
		{name: "lint", args: "FILE...", least: 1, most: -1, takes: files, do: lint},
		{name: "new", args: "NAME", least: 1, most: 1, do: create},
		{name: "doctor", flags: []string{"json", "color"}, do: doctor},
		{name: "help", args: "[COMMAND|TOPIC]", most: 1, takes: topicNames, flags: []string{"schema"}, do: help},
		{name: "version", do: version},
		{name: "completion", args: "bash|zsh|fish", least: 1, most: 1, takes: shellNames, do: completion},
		{name: "man", do: man},
		{name: "__complete", most: -1, hidden: true, do: complete},
	}
}

// commandNamed finds a command; nil if there is none.
func commandNamed(name string) *command {
	all := commands()
	for i := range all {
		if all[i].name == name {
			return &all[i]
		}
	}
	return nil
}

// visible are the commands that people use.
func visible() []command {
	return slices.DeleteFunc(commands(), func(c command) bool { return c.hidden })
}

// has says whether the command takes a flag.
func (c *command) has(f *flag) bool {
	return slices.Contains(c.flags, f.name) || slices.Contains(everyFlags, f.name)
}

// itsFlags are the flags that the command takes, in the order of the table.
func (c *command) itsFlags() []*flag {
	var own []*flag
	for i := range flags {
		if c.has(&flags[i]) {
			own = append(own, &flags[i])
		}
	}
	return own
}
