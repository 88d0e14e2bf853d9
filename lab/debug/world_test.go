package debug_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/debug"
	"netlab/lab/file"
	"netlab/labs"
	"netlab/topology"
	"netlab/topology/netstack"
)

// makers are the stacks that the tests run on.
var makers = map[string]topology.Maker{topology.Netstack: netstack.New}

// run carries out a plan, as cmd/netlab does.
func run(ctx context.Context, p *lab.Plan, o lab.RunOptions) (*lab.Result, error) {
	o.Makers = makers
	return lab.Run(ctx, p, o)
}

// options are how a session is made of a lab's text.
func options(path, variant string, text []byte) debug.Options {
	resolve := func(path string, text []byte, rules []hooks.Rule) (*lab.Plan, error) {
		l, errs := file.Load(path, text, file.Options{})
		if len(errs) > 0 {
			return nil, errs
		}
		v := l.Variant(variant)
		if v == nil {
			return nil, fmt.Errorf("%s has no variant %q", path, variant)
		}
		p, bad := lab.Resolve(l, v, lab.Settings{Seed: 7, Rules: rules})
		if len(bad) > 0 {
			return nil, bad[0]
		}
		return p, nil
	}
	return debug.Options{
		Plan: func(rules []hooks.Rule) (*lab.Plan, error) { return resolve(path, text, rules) },
		Run:  run,
		Text: func(rules []hooks.Rule) ([]byte, error) { return file.AppendRules(text, variant, rules) },
		Load: func(path string, text []byte) (*lab.Plan, error) { return resolve(path, text, nil) },
		Command: func(path string) string {
			return "netlab run " + path + " --variant " + variant + " --seed 7"
		},
	}
}

// ofLab are the options of a variant of the catalogue.
func ofLab(t testing.TB, name, variant string) debug.Options {
	t.Helper()
	text, err := labs.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	return options(labs.Path(name), variant, text)
}

// session begins a session.
func session(t testing.TB, o debug.Options) *debug.Session {
	t.Helper()
	s, err := debug.New(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// view is what is seen at the cursor.
func view(t testing.TB, s debug.Debugger) *debug.View {
	t.Helper()
	v, err := s.View()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// jsonl writes a record as netlab run --json does.
func jsonl(t rapid.TB, l *event.Log) string {
	t.Helper()
	var b bytes.Buffer
	s := event.NewJSONL(&b)
	for e := range l.All() {
		if err := s.Put(e); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	return b.String()
}

// told writes a view down.
func told(v *debug.View) string {
	var b strings.Builder
	host := v.Story.Names.Host
	fmt.Fprintf(&b, "event %d of %d at %v: %s", v.N, v.Of, v.Now, v.Event.Kind)
	if v.Event.Packet != 0 {
		fmt.Fprintf(&b, " packet %d", v.Event.Packet)
	}
	fmt.Fprintf(&b, " %s\n", host(v.Event.Host))
	for _, c := range v.Conns {
		fmt.Fprintf(&b, "  %s %s %s moved %v current %v, known %b changed %b", host(c.Host), c.Name, c.State, c.Moved, c.Current, c.Vars.Known, c.Changed)
		fmt.Fprintf(&b, " SND.UNA %d SND.NXT %d RCV.NXT %d\n", c.Vars.SndUna-c.Vars.ISS, c.Vars.SndNxt-c.Vars.ISS, c.Vars.RcvNxt-c.Vars.IRS)
	}
	if d := v.Desk; d != nil {
		fmt.Fprintf(&b, "  desk: packet %d, %s %s; reached at %v", d.Packet, host(d.Rung.Host), d.Rung.Info.Role, d.Reach)
		for _, a := range d.Fate {
			fmt.Fprintf(&b, "; %s %q %s at %v", a.Name, a.Text, a.Action, a.At)
		}
		for _, a := range d.Decided {
			fmt.Fprintf(&b, "; by hand %s at %v", a.Action, a.At)
		}
		if d.Refused != nil {
			fmt.Fprintf(&b, "; %v", d.Refused)
		}
		b.WriteString("\n")
	}
	if v.Coming != 0 {
		fmt.Fprintf(&b, "  coming: packet %d\n", v.Coming)
	}
	for _, t := range v.Timers {
		fmt.Fprintf(&b, "  timer: %s %s conn %d, %v left of %v, fires in %d\n", host(t.Host), t.Name, t.Conn, t.Left, t.After, t.Fires)
	}
	for _, p := range v.Packets {
		fmt.Fprintf(&b, "  packet %d, held %v by hand %v until %q, at %v, %v left\n", p.Packet, p.Held, p.Hand, p.Until, p.At, p.Left)
	}
	for _, p := range v.Programs {
		fmt.Fprintf(&b, "  program %s step %d %q call %v done %v", p.Name, p.Step, p.Text, p.Call, p.Done)
		if p.Timed {
			fmt.Fprintf(&b, ", %v left", p.Left)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// eventLine is the cursor's event as netlab run --json writes it, but for the bytes of
// a packet that an earlier event has; ok is false for those that need them.
func eventLine(v *debug.View) (line string, ok bool) {
	if v.Event.Packet != 0 && v.Event.Kind != event.Send || v.N == 1 {
		return "", false
	}
	var b bytes.Buffer
	s := event.NewJSONL(&b)
	if s.Put(&v.Event) != nil {
		return "", false
	}
	s.Close()
	return b.String(), true
}
