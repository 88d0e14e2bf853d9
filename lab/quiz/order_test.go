package quiz

import (
	"slices"
	"strings"
	"testing"
)

// TestOrderHides: an order shows nothing of a segment that another question about the same
// run asks for, and enough to have something to sort.
func TestOrderHides(t *testing.T) {
	const head = `hosts: [client, server]
wires: [{ends: [client, server], delay: 10ms}]
programs: {server: [listen: 80, accept, recv: {until: eof}, close], client: [connect: "server:80", send: hello, close]}
default: one
variants: {one: , two: }
questions:
  - {id: sort, ask: x, explain: x, order: {from: client, first: 4}}
`
	for _, c := range []struct{ name, other, want string }{
		{"nothing else is asked", "", ".|F.|P.|S"},
		{"of another run", "{variant: two, blank: {of: syn, field: tcp.flags}}", ".|F.|P.|S"},
		{"flags", "{blank: {of: syn, field: tcp.flags}}", "0:0(0)|1:1(0)|1:6(5)|6:6(0)"},
		{"sequence numbers", "{number: {field: tcp.seq_raw, of: fin from client}}", ".|F.|P.|S"},
		{"all of it", "{choice: [{text: a, if: [segments: {match: fin, seq: [F. 6:6(0), F. 1:1(0)]}]}, {text: b, if: [segments: {match: rst}]}]}", "(0)|(0)|(0)|(5)"},
		{"a flag in a choice", "{choice: [{text: a, if: [segments: {match: tcp.flags.syn == 1, count: 2}]}, {text: b, if: [segments: {match: rst}]}]}", "0:0(0)|1:1(0)|1:6(5)|6:6(0)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := head
			if c.other != "" {
				text += "  - {id: other, ask: x, explain: x, " + strings.TrimPrefix(c.other, "{") + "\n"
			}
			q, err := Open(t.Context(), Source{Name: "order.yaml", YAML: []byte(text)}, "", runner)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			a := q.Question("sort")
			for _, g := range a.Given {
				got = append(got, g.Notation)
			}
			slices.Sort(got)
			if text := strings.Join(got, "|"); text != c.want {
				t.Errorf("it shows %s, want %s", text, c.want)
			}
			if m, err := q.Check(t.Context(), a, right(t, a)); err != nil || !m.Right {
				t.Errorf("the right order is not: %+v, %v", m, err)
			}
		})
	}
}
