package event

import (
	"encoding/json"
	"testing"
)

func TestParseState(t *testing.T) {
	for state, words := range map[State][]string{
		Closed:      {"CLOSED", "closed", "TCP_CLOSE", "unconn", "UNCONN"},
		Listen:      {"LISTEN", "listen", "TCP_LISTEN"},
		SynSent:     {"SYN-SENT", "syn-sent", "SYN_SENT", "TCP_SYN_SENT"},
		SynReceived: {"SYN-RECEIVED", "syn-recv", "SYN_RECV", "TCP_SYN_RECV", "TCP_NEW_SYN_RECV", "SYN-RCVD"},
		Established: {"ESTABLISHED", "estab", "TCP_ESTABLISHED", "Established"},
		FinWait1:    {"FIN-WAIT-1", "fin-wait-1", "TCP_FIN_WAIT1", "FIN_WAIT_1", "FinWait1"},
		FinWait2:    {"FIN-WAIT-2", "fin-wait-2", "TCP_FIN_WAIT2"},
		CloseWait:   {"CLOSE-WAIT", "close-wait", "TCP_CLOSE_WAIT"},
		Closing:     {"CLOSING", "closing", "TCP_CLOSING"},
		LastAck:     {"LAST-ACK", "last-ack", "TCP_LAST_ACK"},
		TimeWait:    {"TIME-WAIT", "time-wait", "TCP_TIME_WAIT"},
		NoState:     {"", "tcp", "open", "SYN", "FIN-WAIT", "FIN-WAIT-3", "ESTABLISHED ESTABLISHED"},
	} {
		for _, word := range words {
			if got, ok := ParseState(word); got != state || ok != (state != NoState) {
				t.Errorf("%q is %v, %v; wanted %v", word, got, ok, state)
			}
		}
	}
}

func TestStateWords(t *testing.T) {
	words := StateWords()
	for word, state := range words {
		if got, ok := ParseState(word); !ok || got != state {
			t.Errorf("%q is %v, and is listed for %v", word, got, state)
		}
	}
	if words["estab"] != Established || len(words) < len(StateNames()) {
		t.Errorf("the list is %v", words)
	}
	words["estab"] = Closed // the list is the caller's
	if got, _ := ParseState("estab"); got != Established {
		t.Error("a caller changed what is read")
	}
}

// Every word is read back from what it writes, in Go and in JSON.
func TestWordsReadBack(t *testing.T) {
	for i := range roleCount {
		readsBack(t, i, len(i.String()) > 0 || i == 0)
	}
	for i := range State(len(stateNames)) {
		if s, ok := ParseState(i.String()); i != 0 && (!ok || s != i) {
			t.Errorf("%v is read as %v", i, s)
		}
		readsBack(t, i, true)
	}
	for i := range Action(len(actionNames)) {
		readsBack(t, i, true)
	}
	for i := range Kind(len(kindNames)) {
		readsBack(t, i, true)
	}
	if int(roleCount) != len(roleNames) {
		t.Errorf("%d roles, %d names", roleCount, len(roleNames))
	}
}

func readsBack[T comparable](t *testing.T, v T, named bool) {
	t.Helper()
	text, err := json.Marshal(v)
	var back T
	if err == nil {
		err = json.Unmarshal(text, &back)
	}
	if err != nil || back != v || !named {
		t.Errorf("%v is written %s and read as %v: %v", v, text, back, err)
	}
}

func TestUnknownWords(t *testing.T) {
	var r Role
	if err, want := r.UnmarshalText([]byte("keep-alive")), `wanted a role, saw "keep-alive": did you mean "keepalive"?`; err == nil || err.Error() != want {
		t.Errorf("\nwant %s\nsaw  %v", want, err)
	}
	var a Action
	if err, want := a.UnmarshalText([]byte("explode")), `wanted an action, saw "explode": it is one of `+
		`pass, drop, delay, reorder, duplicate, corrupt, rewrite, inject, reject`; err == nil || err.Error() != want {
		t.Errorf("\nwant %s\nsaw  %v", want, err)
	}
}

func TestAddConnNamesOnce(t *testing.T) {
	n := &Names{Hosts: []string{"a", "b"}, Conns: []ConnName{{1, "c"}}}
	for i, want := range []string{"c#2", "c#3", "c#2#2", "d"} {
		if got := n.Conn(n.AddConn(1, []string{"c", "c", "c#2", "d"}[i])); got != want {
			t.Errorf("wanted %s, saw %s", want, got)
		}
	}
	if got := n.Conn(n.AddConn(2, "c")); got != "c" {
		t.Errorf("the name of another host's connection became %s", got)
	}
}
