package main

import (
	"embed"
	"fmt"
	"strings"

	"netlab/hooks/segment"
	"netlab/lab/file"
	"netlab/lab/report/plot"
	"netlab/labs"
)

//go:embed completion
var completions embed.FS

// shells are those that there is a script for.
var shells = []string{"bash", "zsh", "fish"}

// completion prints a shell's script, which asks __complete at every TAB.
func completion(k *call) error {
	b, err := completions.ReadFile("completion/netlab." + k.args[0])
	if err != nil {
		f := wrong("shell-unknown", k.args[0])
		if n := segment.Nearest(k.args[0], shells); n != "" {
			return f.or("meant", n)
		}
		return f.or("there-are", strings.Join(shells, ", "))
	}
	_, err = k.out.Write(b)
	return err
}

// complete prints what may stand where the last of its arguments is begun: a
// candidate a line. The arguments are the words of a command line. No candidate
// means that it is a file's name, or anything.
func complete(k *call) error {
	words := k.args
	if len(words) == 0 {
		return nil
	}
	for _, c := range k.candidates(words[:len(words)-1], words[len(words)-1]) {
		if strings.HasPrefix(c, words[len(words)-1]) {
			fmt.Fprintln(k.out, c)
		}
	}
	return nil
}

func (k *call) candidates(before []string, word string) []string {
	var c *command
	var args []string
	for i := 0; i < len(before); i++ {
		if w := before[i]; len(w) > 1 && w[0] == '-' {
			f := flagNamed(strings.TrimLeft(w, "-"))
			if f == nil || f.value == "" {
				continue
			}
			if i++; i == len(before) {
				return k.values(f, args)
			}
			continue
		}
		if c == nil {
			if c = commandNamed(before[i]); c == nil {
				return nil
			}
			continue
		}
		args = append(args, before[i])
	}
	switch {
	case strings.HasPrefix(word, "-"):
		return flagWords(c)
	case c == nil:
		return commandWords()
	}
	switch c.takes {
	case labNames:
		return labs.Names()
	case topicNames:
		return helpWords()
	case shellNames:
		return shells
	}
	return nil
}

// values are what a flag may be given, behind a command's arguments.
func (k *call) values(f *flag, args []string) []string {
	switch {
	case f.name == "variant":
		all := []string{"all"}
		for _, a := range args {
			if l, err := k.load(a, file.Options{}); err == nil {
				all = append(all, variantNames(l)...)
			}
		}
		return all
	case f.name == "stack":
		return stackNames
	case f.name == "done":
		return labs.Names()
	case f.name == "plot":
		return plot.Names()
	}
	return f.words
}

func flagWords(c *command) (all []string) {
	for i := range flags {
		if c == nil || c.has(&flags[i]) {
			all = append(all, flags[i].dashed())
		}
	}
	return all
}

func commandWords() (all []string) {
	for _, c := range visible() {
		all = append(all, c.name)
	}
	return all
}
