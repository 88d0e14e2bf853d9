package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/words"
)

// TestProgress: where stderr is no terminal a long wait has a line, once, which says
// for what; in the reader's language.
func TestProgress(t *testing.T) {
	const s = time.Second
	hosts := []event.HostStand{
		{Host: "client", Conns: []event.ConnStand{{Conn: "server:80", State: "SYN-SENT"}}, Steps: []event.StepStand{{Program: "client", Step: 1, Waiting: "connect server:80"}}},
		{Host: "server", Conns: []event.ConnStand{{Conn: ":80", State: "LISTEN"}}, Steps: []event.StepStand{{Program: "server", Step: 2, Done: true}}},
	}
	for _, c := range []struct {
		name  string
		lang  words.Lang
		quiet bool
		told  []*lab.Waiting
		want  string
	}{
		{"short", words.English, false, []*lab.Waiting{{Now: s, Next: 4 * s, Due: true}, nil}, ""},
		{"long", words.English, false, []*lab.Waiting{{Since: s, Now: s, Next: 61 * s, Due: true}, {Since: s, Now: 2 * s, Next: 61 * s, Due: true}, nil},
			"waiting: 1.000 s into the run, until 61.000 s; client at connect server:80; client SYN-SENT\n"},
		{"for news", words.English, false, []*lab.Waiting{{Now: 4 * s}, {Now: 5 * s}, {Now: 6 * s}, nil},
			"waiting: 5.000 s into the run, for the next packet; client at connect server:80; client SYN-SENT\n"},
		{"twice", words.English, false, []*lab.Waiting{{Now: 5 * s}, nil, {Since: 6 * s, Now: 12 * s}},
			"waiting: 5.000 s into the run, for the next packet; client at connect server:80; client SYN-SENT\n" +
				"waiting: 12.000 s into the run, for the next packet; client at connect server:80; client SYN-SENT\n"},
		{"Chinese", words.Chinese, false, []*lab.Waiting{{Now: 5 * s}}, "等待中：现在 5.000 s，等待新的报文或事件；client 停在 connect server:80；client SYN-SENT\n"},
		{"quiet", words.English, true, []*lab.Waiting{{Now: 5 * s}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			k := &call{world: &world{err: &out}, lang: c.lang, given: map[string][]string{}}
			if c.quiet {
				k.given["quiet"] = []string{"true"}
			}
			tell := k.progress()
			if (tell == nil) != c.quiet {
				t.Fatalf("told: %v", tell != nil)
			}
			for _, w := range c.told {
				if w != nil {
					w.Hosts = hosts
				}
				if tell != nil {
					tell(w)
				}
			}
			if out.String() != c.want {
				t.Errorf("got  %q\nwant %q", &out, c.want)
			}
		})
	}
}

// TestTransient: a line of a terminal is one line, whatever is shown, and goes.
func TestTransient(t *testing.T) {
	var out bytes.Buffer
	l := &transient{to: &out, width: 20}
	l.clear()
	l.show("short")
	l.show(strings.Repeat("等待", 10))
	l.clear()
	l.clear()
	if want := "\r\x1b[Kshort\r\x1b[K等待等待等待等待...\r\x1b[K"; out.String() != want {
		t.Errorf("got  %q\nwant %q", &out, want)
	}
}

// TestStacksElsewhere: only Linux has the kernel.
func TestStacksElsewhere(t *testing.T) {
	for system, want := range map[string]string{"linux": "netstack kernel|", "darwin": "netstack|kernel", "windows": "netstack|kernel", "js": "netstack|kernel"} {
		has, lacks := stacksOn(system)
		if got := strings.Join(has, " ") + "|" + strings.Join(lacks, " "); got != want {
			t.Errorf("%s: %s, wanted %s", system, got, want)
		}
	}
}
