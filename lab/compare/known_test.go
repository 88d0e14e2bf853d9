package compare_test

import (
	"strings"
	"testing"

	"netlab/lab/compare"
	"netlab/lab/story"
)

const entry = `
- id: a
  what: window.syn
  stacks: {netstack: any, kernel: any}
  title: {en: t, zh: t}
  why: {en: w, zh: w}
  source: [s]
`

func TestParseErrors(t *testing.T) {
	for _, tt := range []struct{ name, change, to, want string }{
		{"all is well", "", "", ""},
		{"an unknown key", "source:", "sources:", `known.yaml:7:3: no key is called "sources": did you mean "source"?`},
		{"a key is missing", "  source: [s]\n", "", "known.yaml:2:3: the entry has no source"},
		{"a key twice", "source: [s]", "source: [s]\n  id: b", `known.yaml:8:3: the key "id" stands here a second time`},
		{"an id twice", "source: [s]", "source: [s]\n- {id: a, what: window.syn, stacks: {a: any}, title: {en: t, zh: t}, why: {en: t, zh: t}, source: x}", `known.yaml:8:8: "a" is the id of another entry`},
		{"a kind that is none", "window.syn", "windows.syn", `known.yaml:3:9: "windows.syn" begins with no kind`},
		{"a pattern that is none", "window.syn", "window.[", `known.yaml:3:9: "window.[" is no pattern`},
		{"one language", "title: {en: t, zh: t}", "title: {en: t}", "known.yaml:5:10: wanted the text in both languages"},
		{"another language", "title: {en: t, zh: t}", "title: {en: t, zh: t, de: t}", `known.yaml:5:25: texts are in en and zh, not in "de"`},
		{"no stacks and no setting", "  stacks: {netstack: any, kernel: any}\n", "", "known.yaml:2:3: the entry wants stacks or setting"},
		{"a peer that is none", "  title:", "  peer: no\n  title:", "known.yaml:5:9: peer: wanted true, also, or the key left out"},
		{"an empty list", "[s]", "[]", "known.yaml:7:11: the list is empty"},
		{"an anchor", "id: a", "id: &a a", "known.yaml:2:7: wanted a text"},
		{"no YAML", "- id: a", "- id: [", "known.yaml: "},
		{"not a list", "- id: a\n ", "id: a\n ", "known.yaml"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := compare.ParseKnown("known.yaml", []byte(strings.Replace(entry, tt.change, tt.to, 1)))
			switch {
			case tt.want == "" && err != nil:
				t.Error(err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("wanted %q, got %v", tt.want, err)
			}
		})
	}
}

// TestKnown asks what an entry's conditions mean: whether they explain that the
// window of a SYN is 29184 on the one side and 64240 on the other.
func TestKnown(t *testing.T) {
	a := usual
	b := with(usual, func(p *play) { p.stack, p.window = "kernel", 64240 })
	for _, tt := range []struct {
		conditions string
		want       bool
	}{
		{"stacks: {netstack: any, kernel: any}", true},
		{"stacks: {netstack: 29184, kernel: 64240}", true},
		{"stacks: {netstack: 29184, kernel: 64241}", false},
		{"stacks: {netstack: 20000..30000, kernel: some}", true},
		{"stacks: {netstack: 20000..29000, kernel: some}", false},
		{"stacks: {netstack: '2*', kernel: some}", true},
		{"stacks: {netstack: some, kernel: none}", false},
		{"stacks: {netstack: any}", false},
		{"stacks: {netstack: any, kernel: any}\n  peer: true", true},
		{"stacks: {netstack: any, kernel: any}\n  peer: also", true},
		{"stacks: {netstack: any, kernel: any}\n  lab: play/*", true},
		{"stacks: {netstack: any, kernel: any}\n  lab: [other/*, play/one]", true},
		{"stacks: {netstack: any, kernel: any}\n  lab: other/*", false},
		{"setting: tcp_rmem", false},
	} {
		text := strings.Replace(entry, "stacks: {netstack: any, kernel: any}", tt.conditions, 1)
		table, err := compare.ParseKnown("known.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []*compare.Comparison{compare.Stories(a.story(), b.story(), table), compare.Stories(b.story(), a.story(), table)} {
			if got := c.Differences[0].Known != nil; got != tt.want {
				t.Errorf("%s: known is %v, wanted %v", tt.conditions, got, tt.want)
			}
		}
	}
	t.Run("one stack does not differ by its stack", func(t *testing.T) {
		table, _ := compare.ParseKnown("known.yaml", []byte(entry))
		b := with(usual, func(p *play) { p.window = 64240 })
		if c := compare.Stories(a.story(), b.story(), table); len(c.New()) != len(c.Differences) {
			t.Error("two runs of netstack differ by what netstack is")
		}
	})
}

// TestPeer asks whose stacks an entry means, of a difference of the client's between
// two runs with other servers.
func TestPeer(t *testing.T) {
	a, b := usual.story(), with(usual, func(p *play) { p.window = 64240 }).story()
	b.Run.Hosts[1].Stack = "kernel"
	for peer, want := range map[string]bool{"": false, "\n  peer: true": true, "\n  peer: also": true} {
		text := strings.Replace(entry, "stacks: {netstack: any, kernel: any}", "stacks: {netstack: 29184, kernel: 64240}"+peer, 1)
		table, err := compare.ParseKnown("known.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := compare.Stories(a, b, table).Differences[0].Known != nil; got != want {
			t.Errorf("with %q known is %v, wanted %v", peer, got, want)
		}
	}
}

// TestJoined: an acknowledgement that is left out is explained only where a segment
// that soon followed says the same; else it is lost, and new.
func TestJoined(t *testing.T) {
	text := strings.NewReplacer("window.syn", "'segment.extra.*'", "stacks: {netstack: any, kernel: any}", "stacks: {netstack: some, kernel: none}\n  joined: true").Replace(entry)
	table, err := compare.ParseKnown("known.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		change func(*play)
		what   string
		known  bool
	}{
		{"the FIN brings it", func(p *play) { p.passed = true }, "segment.extra.fin-ack", true},
		{"nothing does for a second", func(p *play) { p.ack = -1 }, "segment.extra.ack", false},
	} {
		kernel := with(usual, tt.change)
		kernel.stack = "kernel"
		c := compare.Stories(usual.story(), kernel.story(), table)
		if len(c.Differences) != 1 || c.Differences[0].What != tt.what || (c.Differences[0].Known != nil) != tt.known {
			t.Errorf("%s: %v, and new %d", tt.name, lines(c), len(c.New()))
		}
	}
}

func FuzzParseKnown(f *testing.F) {
	f.Add([]byte(entry))
	f.Add([]byte(knows))
	f.Add([]byte("- {}\n- [a]\n- b"))
	f.Fuzz(func(t *testing.T, text []byte) {
		k, err := compare.ParseKnown("f", text)
		if err != nil && k != nil {
			t.Error("a table with errors is given all the same")
		}
		for _, e := range k {
			if e.ID == "" || e.Title["en"] == "" || e.Why["zh"] == "" || len(e.Source) == 0 {
				t.Errorf("an entry is not whole: %+v", e)
			}
		}
	})
}

// TestSetting: a setting explains what differs between two runs of one stack, under
// whichever name the stack tells it; between two stacks it explains nothing.
func TestSetting(t *testing.T) {
	text := strings.Replace(entry, "stacks: {netstack: any, kernel: any}", "setting: tcp_rmem", 1)
	table, err := compare.ParseKnown("known.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, a, b, setting string
		want                bool
	}{
		{"of netstack's", "netstack", "netstack", "tcp_rmem", true},
		{"of the kernel's", "kernel", "kernel", "net.ipv4.tcp_rmem", true},
		{"another", "kernel", "kernel", "net.ipv4.tcp_wmem", false},
		{"between two stacks", "netstack", "kernel", "net.ipv4.tcp_rmem", false},
	} {
		a := with(usual, func(p *play) { p.stack = tt.a }).story()
		b := with(usual, func(p *play) { p.stack, p.window = tt.b, 8192 }).story()
		for i, s := range []*story.Story{a, b} {
			for h := range s.Run.Hosts {
				s.Run.Hosts[h].Settings = map[string]string{tt.setting: []string{"1", "2"}[i]}
			}
		}
		if got := compare.Stories(a, b, table).Differences[0].Known != nil; got != tt.want {
			t.Errorf("a setting %s: known is %v, wanted %v", tt.name, got, tt.want)
		}
	}
}
