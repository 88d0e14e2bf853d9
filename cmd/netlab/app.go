package main

import (
	"context"
	"slices"
	"strconv"

	"github.com/urfave/cli/v2"

	"netlab/hooks/segment"
	"netlab/lab/words"
)

// A call is a command being carried out.
type call struct {
	*world
	*command
	ctx   context.Context
	given map[string][]string // to flags, by name
	from  map[string]string   // what said so: --seed or NETLAB_SEED
	args  []string
	lang  words.Lang

	sources map[string][]byte // the labs' texts, by the names that errors call them
	keeper  *keeper           // of the network that run --keep keeps; nil: none is kept
}

// dispatch carries out the command line, joined with the environment.
func (w *world) dispatch(ctx context.Context, lang words.Lang) error {
	l, err := scan(w.args)
	if err != nil {
		return err
	}
	k := &call{world: w, lang: lang, given: map[string][]string{}, from: map[string]string{}}
	for _, s := range l.flags {
		k.from[s.flag.name] = s.flag.dashed()
	}
	for _, f := range l.command.itsFlags() {
		if v := w.getenv(f.env()); v != "" && k.from[f.name] == "" {
			l.flags, k.from[f.name] = append(l.flags, setting{f, v}), f.env()
		}
	}
	return w.app(k, l.command).RunContext(ctx, l.ordered())
}

// app is one command as urfave/cli runs it, made of the tables. What is
// wrong with a command line was told before, in the reader's language; so were
// help and the manual, which are printed from the same tables.
func (w *world) app(k *call, c *command) *cli.App {
	a := &cli.App{
		Name: "netlab", Writer: w.out, ErrWriter: w.err,
		HideHelp: true, HideVersion: true,
		DisableSliceFlagSeparator: true, // a rule may have commas in it
		ExitErrHandler:            func(*cli.Context, error) {},
	}
	cc := &cli.Command{Name: c.name, HideHelp: true, Action: func(ctx *cli.Context) error { return k.carry(c, ctx) }}
	for _, f := range c.itsFlags() {
		if k.from[f.name] != "" { // the others are at what they are when nobody speaks of them
			cc.Flags = append(cc.Flags, f.cli())
		}
	}
	a.Commands = []*cli.Command{cc}
	return a
}

// carry carries out a command with what urfave/cli has read.
func (k *call) carry(c *command, from *cli.Context) error {
	k.command, k.ctx, k.args = c, from.Context, from.Args().Slice()
	for _, f := range c.itsFlags() {
		switch {
		case k.from[f.name] == "":
			continue
		case f.many:
			k.given[f.name] = from.StringSlice(f.name)
		default:
			k.given[f.name] = []string{from.String(f.name)}
		}
		if err := k.check(f); err != nil {
			return err
		}
	}
	return c.do(k)
}

// check says whether a flag that was given takes what was given to it.
func (k *call) check(f *flag) error {
	v := k.text(f.name)
	if f.value == "" {
		if _, err := strconv.ParseBool(v); err != nil {
			return wrong("value", k.from[f.name], "true|false", v)
		}
		return nil
	}
	if f.words == nil || slices.Contains(f.words, v) {
		return nil
	}
	if _, spoken := words.ParseLang(v); f.name == "lang" && spoken {
		return nil // zh_CN.UTF-8 says it too
	}
	err := wrong("value", k.from[f.name], f.value, v)
	if n := segment.Nearest(v, f.words); n != "" {
		err.or("meant", n)
	}
	return err
}

// bad is the error for a flag's value that is none.
func (k *call) bad(flag, want string) error {
	return wrong("value", k.from[flag], want, k.text(flag))
}

// on says whether a switch is set; text and list are what was given to a flag.
func (k *call) on(name string) bool       { v, _ := strconv.ParseBool(k.text(name)); return v }
func (k *call) list(name string) []string { return k.given[name] }
func (k *call) text(name string) string {
	if v := k.given[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// t is a text of the command's own, in the language that was asked for.
func (k *call) t(key string, args ...any) string { return words.T(k.lang, "cmd."+key, args...) }

// interrupted says whether somebody asked the command to end.
func (k *call) interrupted() bool { return context.Cause(k.ctx) == errInterrupted }
