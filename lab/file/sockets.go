package file

import (
	"slices"
	"strings"

	"netlab/lab"
)

// sockets are the names by which a program can call its sockets, as far as its
// steps have come: those that it gave with as, and those that a socket has without.
type sockets struct {
	given []string
	own   []string
}

// step checks the sockets that a step names, and adds the one that it makes.
func (k *sockets) step(r *reader, n *node, s *lab.Step) {
	w := lab.FindStep(s.Do)
	for i := range w.Params {
		p := &w.Params[i]
		if name := s.Args.One(p.Name); p.Type == lab.SocketName && name != "" && !k.has(name) {
			at := argNode(n, p.Name)
			if at == n && p.Main && n.kind == table {
				at = n.pairs[0].value
			}
			hint := meant(name, k.given)
			if len(k.given) == 0 {
				hint = "give one a name where it is made: {connect: {to: \"server:80\", as: web}}"
			}
			r.fail(at, hint, "%s: no socket that the program has by then is called %s", s.Do, quote(name))
		}
	}
	if as := s.Args.One("as"); as != "" {
		k.given = append(k.given, as)
	}
	switch s.Do {
	case "bind", "connect":
		k.own = append(k.own, s.Args.One("to"))
	case "setsockopt":
		k.own = append(k.own, "socket")
	case "listen":
		if on := s.Args.One("on"); strings.Contains(on, ":") {
			k.own = append(k.own, on)
		} else {
			k.own = append(k.own, ":"+on)
		}
	}
}

// has says whether a name is one that a socket can have by then. A second socket
// of a name is NAME-2, and the first that came in through a listener is NAME/1.
func (k *sockets) has(name string) bool {
	for _, cut := range []string{"", "/", "-"} {
		if cut != "" {
			base, n, ok := cutLast(name, cut)
			if !ok || n == "" || strings.Trim(n, "0123456789") != "" {
				continue
			}
			name = base
		}
		if slices.Contains(k.given, name) || slices.Contains(k.own, name) {
			return true
		}
	}
	return false
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
