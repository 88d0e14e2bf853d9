package file

import (
	"strings"
	"testing"
)

// TestApart: what is looked for between the ends of no wire is warned of, in its
// place, and the lab is loaded all the same.
func TestApart(t *testing.T) {
	const head = "hosts: {client: , router: {forward: true}, server: }\nwires: [{ends: [client, router], name: near}, {ends: [router, server]}]\n"
	for _, c := range []struct{ name, src, want string }{
		{"a rule's line", `rules: ["from client to server syn#1 drop"]`,
			"lab.yaml:3:25: this matches nothing: no wire joins client and server: from and to are the two ends of one wire: write from client alone, or to the host at the other end of its wire"},
		{"a rule's map", "rules: [{from: server, to: client, do: drop}]", "lab.yaml:3:28: this matches nothing: no wire joins server and client"},
		{"a rule's wire", "rules: [\"from server on near drop\"]", "lab.yaml:3:15: this matches nothing: wire near has no end at server: it joins client and router"},
		{"the other way round", `rules: ["from router to client drop"]`, ""},
		{"one end", `rules: ["from client syn#1 drop"]`, ""},
		{"segments", "expect: [segments: {from: client, to: server, match: syn}]", "lab.yaml:3:39: this matches nothing: no wire joins client and server"},
		{"a moment", "expect: [time: {of: synack from server to client, since: syn from client, is: 1s}]", "lab.yaml:3:21: this matches nothing: no wire joins server and client"},
		{"never, the second", "expect: [never: [rst from client, rst from client to server]]", "lab.yaml:3:35: this matches nothing: no wire joins client and server"},
		{"a wait", "programs: {client: [wait: {packet: fin, from: client, to: server}]}", "lab.yaml:3:59: this matches nothing: no wire joins client and server"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var saw []string
			l, errs := Load("lab.yaml", []byte(head+c.src+"\n"), Options{Warn: func(e *Error) { saw = append(saw, e.Error()) }})
			if l == nil {
				t.Fatal(errs)
			}
			if got := strings.Join(saw, "; "); !strings.HasPrefix(got, c.want) || c.want == "" && got != "" || len(saw) > 1 {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
