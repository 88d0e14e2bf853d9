package event

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

const (
	runLine = `{"n":1,"t_ns":0,"kind":"run","run":{"format":"netlab-events/1","lab":"l","seed":1,"clock":"virtual","framing":"ip",` +
		`"hosts":[{"name":"client","stack":"netstack","addrs":[]},{"name":"server","stack":"netstack","addrs":[]}],` +
		`"wires":[{"name":"w","ends":["client","server"],"link":"memory"}],"rules":[{"name":"","text":"drop it"}],"plan":null}}` + "\n"
	sendLine = `{"n":2,"t_ns":5,"kind":"send","host":"client","wire":"w","packet":1,` +
		`"seg":{"proto":"tcp","src":"10.0.0.1:1","dst":"10.0.0.2:80","flags":"S","seq":9,"len":0,"win":7,"role":"syn"},` +
		`"raw":"RQAAKAAAAABABmbOCgAAAQoAAAIAAQBQAAAACQAAAABQAgAHgGMAAA=="}` + "\n"
	endLine = `{"n":2,"t_ns":0,"kind":"end","end":{"reason":"done","standing":[]}}` + "\n"
)

func ignore(*Event) error { return nil }

func TestReadMinimal(t *testing.T) {
	for name, file := range map[string]string{
		"whole":                  runLine + endLine,
		"no newline at the end":  runLine + strings.TrimSuffix(endLine, "\n"),
		"carriage returns":       strings.ReplaceAll(runLine+endLine, "\n", "\r\n"),
		"keys in another order":  runLine + `{"kind":"end","t_ns":0,"end":{"standing":[],"reason":"done"},"n":2}`,
		"white space, escapes":   runLine + ` { "n" : 2, "t_ns":0 ,"kind":"\u0065nd","end":{"reason":"done","standing":[ ]} } `,
		"seg in another order":   runLine + strings.Replace(sendLine, `"proto":"tcp","src":"10.0.0.1:1"`, `"src":"10.0.0.1:1", "proto":"tcp"`, 1) + strings.Replace(endLine, `"n":2,"t_ns":0`, `"n":3,"t_ns":5`, 1),
		"a rule that came later": runLine + `{"n":2,"t_ns":0,"kind":"note","rule":9,"rule_text":"x","note":{}}` + "\n" + strings.Replace(endLine, `"n":2`, `"n":3`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			if err := Read(strings.NewReader(file), ignore); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	second := func(s string) string { return runLine + s + "\n" }
	seg := func(old, new string) string { return runLine + strings.Replace(sendLine, old, new, 1) }
	run := func(old, new string) string { return strings.Replace(runLine, old, new, 1) }
	for _, test := range []struct{ name, file, want string }{
		{"empty file", "", "line 1: wanted a run event, saw the end of the file"},
		{"empty line", "\n", "line 1: wanted an event, saw an empty line"},
		{"no JSON", "hello\n", `line 1: wanted an object, saw 'h'`},
		{"cut in the first line", runLine[:100], "line 1: wanted the rest of the line, saw its end"},
		{"not from the beginning", sendLine, "line 1: wanted a run event as the first, saw send: is this the beginning of a recording?"},
		{"run without a run", `{"n":1,"t_ns":0,"kind":"run"}` + "\n", "line 1: run: wanted this key, saw none"},
		{"another format", run("events/1", "events/2"), `line 1: run.format: wanted "netlab-events/1", saw "netlab-events/2": read it with the netlab that wrote it`},
		{"framing", run(`"ip"`, `"ipp"`), `line 1: run.framing: wanted a framing, saw "ipp": did you mean "ip"?`},
		{"two hosts of a name", run(`"name":"server"`, `"name":"client"`), `line 1: run.hosts: wanted different names, saw two hosts named "client"`},
		{"host without a name", run(`"name":"server"`, `"name":""`), `line 1: run.hosts: wanted a name for each host, saw one without`},
		{"run lacks a key", run(`"seed":1,`, ``), `line 1: run.seed: wanted this key, saw none`},
		{"run has another key", run(`"seed":1`, `"sed":1`), `line 1: run: wanted a key of the format netlab-events/1, saw "sed": did you mean "seed"?`},
		{"type deep in a run", run(`"stack":"netstack"`, `"stack":5`), `line 1: run.hosts[0].stack: wanted a string, saw a number`},
		{"second run", runLine + strings.Replace(runLine, `"n":1`, `"n":2`, 1), "line 2: wanted one run in a recording, saw the run event of another"},
		{"unknown key", second(`{"n":2,"t_ns":0,"kind":"note","hsot":"client"}`), `line 2: wanted a key of the format netlab-events/1, saw "hsot": did you mean "host"?`},
		{"key of another case", second(`{"n":2,"t_ns":0,"Kind":"note"}`), `line 2: wanted a key of the format netlab-events/1, saw "Kind": did you mean "kind"?`},
		{"key twice", second(`{"n":2,"n":2,"t_ns":0,"kind":"note"}`), "line 2: n: wanted once, saw it twice"},
		{"unknown kind", second(`{"n":2,"t_ns":0,"kind":"snd"}`), `line 2: kind: wanted a kind, saw "snd": did you mean "send"?`},
		{"unknown host", second(`{"n":2,"t_ns":0,"kind":"note","host":"clinet","note":{}}`), `line 2: host: wanted a host of the run, saw "clinet": did you mean "client"?`},
		{"unknown state", second(`{"n":2,"t_ns":0,"kind":"state","to":"SYN-SEND"}`), `line 2: to: wanted a state, saw "SYN-SEND": did you mean "SYN-SENT"?`},
		{"no state", second(`{"n":2,"t_ns":0,"kind":"state"}`), "line 2: event 2: a state event needs a new state: it has none"},
		{"state in a note", second(`{"n":2,"t_ns":0,"kind":"note","note":{},"to":"CLOSED"}`), "line 2: event 2: a note event cannot have a new state"},
		{"kernel_ns in a note", second(`{"n":2,"t_ns":0,"kind":"note","note":{},"kernel_ns":1}`), "line 2: event 2: a note event cannot have a new state"},
		{"negative kernel_ns", second(`{"n":2,"t_ns":0,"kind":"state","to":"CLOSED","kernel_ns":-1}`), "line 2: event 2: kernel_ns: wanted a time since the run began, saw -1"},
		{"conn without host", second(`{"n":2,"t_ns":0,"kind":"state","to":"CLOSED","conn":"c"}`), "line 2: conn: wanted the host beside it, saw none"},
		{"gap", second(`{"n":3,"t_ns":0,"kind":"note","note":{}}`), "line 2: n: wanted 2, saw 3: events are missing or not in their order"},
		{"time goes back", runLine + sendLine + `{"n":3,"t_ns":4,"kind":"note","note":{}}` + "\n", "line 3: t_ns: wanted 5 or later, saw 4: time never goes back"},
		{"negative time", second(`{"n":2,"t_ns":-1,"kind":"note","note":{}}`), "line 2: t_ns: wanted 0 or later, saw -1: time never goes back"},
		{"number too large", second(`{"n":4294967296,"t_ns":0,"kind":"note"}`), "line 2: n: wanted a number from 0 to 4294967295, saw 4294967296"},
		{"huge exponent", second(`{"n":2,"t_ns":1e999999999,"kind":"note"}`), "line 2: t_ns: wanted a whole number, saw 1e999999999"},
		{"leading zero", second(`{"n":02,"t_ns":0,"kind":"note"}`), "line 2: wanted ',', saw a number (column 7)"},
		{"cause in the future", second(`{"n":2,"t_ns":0,"cause":2,"kind":"note","note":{}}`), "line 2: cause: wanted an event before 2, saw 2"},
		{"absurd packet", second(`{"n":2,"t_ns":0,"packet":4000000000,"kind":"note","note":{}}`), "line 2: packet: wanted a number that a run can have reached, saw 4000000000"},
		{"event behind the end", runLine + endLine + strings.Replace(endLine, `"n":2`, `"n":3`, 1), "line 3: wanted nothing behind the end event, saw another event"},
		{"two values on a line", second(`{"n":2,"t_ns":0,"kind":"note","note":{}} {}`), "line 2: wanted the end of the line, saw an object"},
		{"half a surrogate", second(`{"n":2,"t_ns":0,"kind":"note","note":{"key":"\ud800 x    "}}`), `line 2: note.key: wanted a pair of surrogates, saw half of one (column 46)`},
		{"not UTF-8", second("{\"n\":2,\"t_ns\":0,\"kind\":\"\xff\"}"), "line 2: kind: wanted UTF-8, saw other octets (column 24)"},
		{"control character", second("{\"n\":2,\"t_ns\":0,\"kind\":\"\x01\"}"), `line 2: kind: wanted a string without control characters, saw '\x01' (column 25)`},
		{"nesting", run("null", strings.Repeat("[", 1000)), "line 1: run.plan: wanted objects and arrays nested 64 deep at most, saw more (column 399)"},
		{"call without its name", second(`{"n":2,"t_ns":0,"kind":"call","step":1}`), "line 2: op: wanted the call's name, saw none, but other keys of a call"},
		{"after_ns alone", second(`{"n":2,"t_ns":0,"kind":"timer","after_ns":1}`), "line 2: timer: wanted the timer's name beside after_ns, saw none"},
		{"rule_text alone", second(`{"n":2,"t_ns":0,"kind":"note","note":{},"rule_text":"x"}`), "line 2: rule_text: wanted the rule's number beside it, saw none"},
		{"another rule_text", second(`{"n":2,"t_ns":0,"kind":"note","note":{},"rule":1,"rule_text":"x"}`), `line 2: rule_text: wanted "drop it" as before, saw "x"`},
		{"stream too large", second(`{"n":2,"t_ns":0,"kind":"note","note":{},"stream":4294967295}`), "line 2: stream: wanted a smaller number, saw 4294967295"},
		{"packet of a note", seg(`"kind":"send"`, `"kind":"note","note":{}`), "line 2: seg: wanted no packet in an event of kind note, saw one"},
		{"send without a number", seg(`"packet":1,`, ``), "line 2: raw: wanted a packet's number beside it, saw none"},
		{"no bytes", seg(`"raw":"RQAAKAAAAABABmbOCgAAAQoAAAIAAQBQAAAACQAAAABQAgAHgGMAAA=="`, `"reason":"x"`), "line 2: raw: wanted the bytes of packet 1, which no earlier event has, saw none"},
		{"bytes twice", runLine + sendLine + strings.Replace(sendLine, `"n":2`, `"n":3`, 1), "line 3: raw: wanted the bytes of packet 1 once, saw them again"},
		{"no base64", seg(`"RQAA`, `"RQ*A`), `line 2: raw: wanted base64, saw "RQ*AKAAAAABABmbOCgAAAQoAAAIAAQBQAAAACQAAAABQAgAHgGMAAA=="`},
		{"seg contradicts raw", seg(`"flags":"S"`, `"flags":"S."`), `line 2: seg.flags: wanted "S", which the packet's bytes say, saw "S."`},
		{"seg leaves out", seg(`"win":7,`, ``), `line 2: seg.win: wanted 7, which the packet's bytes say, saw none`},
		{"seg invents", seg(`"win":7`, `"win":7,"urg":3`), `line 2: seg.urg: wanted none, which the packet's bytes say, saw 3`},
		{"unknown role", seg(`"role":"syn"`, `"role":"synn"`), `line 2: seg.role: wanted a role, saw "synn": did you mean "syn"?`},
		{"unknown key in seg", seg(`"win":7`, `"window":7`), `line 2: seg: wanted a key of the format netlab-events/1, saw "window"`},
		{"seen in the future", second(`{"n":2,"t_ns":0,"kind":"expect","expect":{"ok":true,"text":{},"want":{},"got":{},"seen":[9]}}`), "line 2: expect.seen: wanted events up to 2, saw 9"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := Read(strings.NewReader(test.file), ignore)
			if err == nil {
				t.Fatal("wanted an error, saw none")
			}
			if errors.Is(err, ErrCutShort) {
				t.Errorf("is ErrCutShort: %v", err)
			}
			if got := err.Error(); got != test.want {
				t.Errorf("\nwant %s\nsaw  %s", test.want, got)
			}
		})
	}
}

func TestReadRefusesEndlessLines(t *testing.T) {
	endless := io.MultiReader(strings.NewReader(`{"n":"`), repeat('x'))
	err := Read(endless, ignore)
	if want := "line 1: wanted a line of 16 MiB at most, saw a longer one"; err == nil || err.Error() != want {
		t.Errorf("\nwant %s\nsaw  %v", want, err)
	}
}

// repeat is an endless stream of one octet.
type repeat byte

func (r repeat) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(r)
	}
	return len(b), nil
}

// A recording that is cut anywhere behind its first line is read up to there.
func TestReadCutShort(t *testing.T) {
	whole := written(t)
	first := bytes.IndexByte(whole, '\n')
	for cut := range whole {
		lines := bytes.Count(whole[:cut], []byte("\n"))
		if rest := whole[cut:]; len(rest) > 0 && rest[0] == '\n' {
			lines++ // only the line's end is missing
		}
		l, err := ReadLog(bytes.NewReader(whole[:cut]))
		switch {
		case cut < first:
			if err == nil || errors.Is(err, ErrCutShort) {
				t.Fatalf("cut at %d: %v", cut, err)
			}
		case cut == len(whole)-1:
			if err != nil {
				t.Fatalf("cut at %d: %v", cut, err)
			}
		case !errors.Is(err, ErrCutShort) || l.Len() != lines:
			t.Fatalf("cut at %d: wanted %d events, read %v: %v", cut, lines, l, err)
		}
	}
}

func TestReadStopsWithSink(t *testing.T) {
	enough, n := errors.New("enough"), 0
	err := Read(bytes.NewReader(written(t)), func(*Event) error {
		if n++; n == 3 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || n != 3 {
		t.Errorf("%d events, %v", n, err)
	}
}

func TestReadTellsWhereReadingFailed(t *testing.T) {
	broken := errors.New("broken")
	err := Read(io.MultiReader(strings.NewReader(runLine+"{"), failing{broken}), ignore)
	if !errors.Is(err, broken) || !strings.HasPrefix(fmt.Sprint(err), "line 2: ") {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// Whatever can be read is written the same way twice.
func FuzzRead(f *testing.F) {
	f.Add(written(f))
	for line := range bytes.Lines(written(f)) {
		f.Add(append([]byte(runLine), line...))
	}
	f.Add([]byte(runLine + sendLine))
	f.Add([]byte(runLine + endLine))
	f.Fuzz(func(t *testing.T, file []byte) {
		l, err := ReadLog(bytes.NewReader(file))
		if err != nil && !errors.Is(err, ErrCutShort) {
			return
		}
		once := rewrite(t, l)
		read, err := ReadLog(bytes.NewReader(once))
		if err != nil && !errors.Is(err, ErrCutShort) {
			t.Fatalf("%v\n%s", err, once)
		}
		same(t, l, read)
		if again := rewrite(t, read); !bytes.Equal(once, again) {
			t.Fatalf("once  %s\nagain %s", once, again)
		}
	})
}
