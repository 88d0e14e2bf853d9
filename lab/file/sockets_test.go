package file

import (
	"strings"
	"testing"
)

// TestSocketNames: a socket can be named once it is there, by what the program
// calls it or by the name that it has without.
func TestSocketNames(t *testing.T) {
	for _, c := range []struct{ steps, want string }{
		{`[{connect: {to: "server:80", as: s}}, {send: {text: x, sock: s}}, {close: s}]`, ""},
		{`[{connect: "server:80"}, {send: {text: x, sock: "server:80"}}]`, ""},
		{`[{connect: "server:80"}, {connect: "server:80"}, {close: "server:80-2"}]`, ""},
		{`[listen: 80, {accept: ":80"}, {send: {text: x, sock: ":80/1"}}, {close: ":80"}]`, ""},
		{`[{listen: {on: 80, as: l}}, accept, {close: l/1}]`, ""},
		{`[{setsockopt: {option: TCP_NODELAY, value: 1}}, {connect: {to: "server:80", sock: socket}}]`, ""},
		{`[{bind: {to: ":5000", as: b}}, {connect: {to: "server:80", sock: b}}]`, ""},
		{`[{connect: {to: "server:80", as: first}}, {close: frist}]`,
			`lab.yaml:2:70: close: no socket that the program has by then is called "frist": did you mean "first"?`},
		{`[{send: {text: x, sock: s}}, {connect: {to: "server:80", as: s}}]`,
			`lab.yaml:2:44: send: no socket that the program has by then is called "s": give one a name where it is made: {connect: {to: "server:80", as: web}}`},
		{`[{connect: "server:80"}, {close: "server:81"}]`, `lab.yaml:2:53: close: no socket that the program has by then is called "server:81"`},
		{`[listen: 80, {close: ":80/x"}]`, `lab.yaml:2:41: close: no socket that the program has by then is called ":80/x"`},
	} {
		_, errs := Load("lab.yaml", []byte("hosts: [client, server]\nprograms: {client: "+c.steps+"}\n"), Options{})
		if got := errs.Error(); !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s\ngot  %s\nwant %s", c.steps, got, c.want)
		}
	}
}
