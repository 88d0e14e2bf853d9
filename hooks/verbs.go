package hooks

import (
	"strings"

	"netlab/hooks/event"
)

// A Verb is an action that a rule can take, for the manual.
type Verb struct {
	Action  event.Action
	Word    string // what it begins with
	Usage   string // its form, with optional parts in brackets
	About   string // what it does, in English
	Example string // a whole rule, which ParseRule reads in a lab with a client and a server
}

// A verb is the entry of the table that ParseRule, Compile and the manual go by.
type verb struct {
	Verb
	parse func(*scan) (action, error) // its arguments; the word is read
}

// An action is what a rule does, as it was written.
type action interface {
	String() string // in words: the canonical form
	compile(env Env) (act, error)
}

// An act is a compiled action.
type act struct {
	// do decides about a packet that the rule is for. The zero Verdict says that
	// the action has nothing to do with p, which then goes on as if the rule had
	// not matched.
	do func(v View, p *Packet, l luck) Verdict

	// watch, where set, is shown every packet that reaches the rule, also while
	// it is switched off.
	watch func(v View, p *Packet)

	// remembers says that do asks for packets that were at the desk before.
	remembers bool
}

// always is an act that decides alike about every packet.
func always(verdict Verdict) act {
	return act{do: func(View, *Packet, luck) Verdict { return verdict }}
}

// luck is what an act's draws depend on.
type luck struct{ seed, rule, ordinal uint64 }

func (l luck) draw(purpose Purpose) uint64 { return Draw(l.seed, purpose, l.rule, l.ordinal) }

// verbs is the table, in the order of the manual. The functions in it must not
// come back to it.
var verbs = []verb{
	dropVerb, delayVerb, reorderVerb, duplicateVerb, corruptVerb, rewriteVerb, injectVerb, rejectVerb, passVerb,
}

func verbNamed(word string) *verb {
	for i := range verbs {
		if verbs[i].Word == word {
			return &verbs[i]
		}
	}
	return nil
}

func verbWords() []string {
	words := make([]string, len(verbs))
	for i := range verbs {
		words[i] = verbs[i].Word
	}
	return words
}

// Verbs lists the actions, in the order of the manual.
func Verbs() []Verb {
	list := make([]Verb, len(verbs))
	for i := range verbs {
		list[i] = verbs[i].Verb
	}
	return list
}

// Parts lists the parts of a rule in front of its action, for the manual; Action
// is NoAction in them.
func Parts() []Verb { return append([]Verb(nil), parts...) }

// Manual is the English text of netlab help rules, written from the tables that
// ParseRule goes by. Its lines fit 80 columns.
func Manual() string {
	var b strings.Builder
	b.WriteString(`A rule says what becomes of which packets:

  [name NAME] [off] [from HOST] [to HOST] [on WIRE]
  [packet NUMBER | MATCH][#NTH] [chance P%] ACTION [ARGUMENTS]

`)
	b.WriteString(wrap(`Rules are read in order, and every rule that matches acts. What comes out of
a rule goes on to the next one: a packet that is held goes on when its time has come, a packet that is
dropped goes nowhere, and what is injected or passed goes straight to the wire.`, 0))
	b.WriteString("\nWhich packets\n")
	for i := range parts {
		parts[i].write(&b)
	}
	b.WriteString("\nActions\n")
	for i := range verbs {
		verbs[i].write(&b)
	}
	return b.String()
}

func (v *Verb) write(b *strings.Builder) {
	b.WriteString("\n  " + strings.ReplaceAll(v.Usage, "\n", "\n  ") + "\n")
	b.WriteString(wrap(v.About, 6))
	b.WriteString("      example: " + v.Example + "\n")
}

// wrap breaks words into lines of at most 80 columns.
func wrap(text string, indent int) string {
	var b strings.Builder
	column := 0
	for _, w := range strings.Fields(text) {
		switch {
		case column == 0:
			b.WriteString(strings.Repeat(" ", indent))
			column = indent
		case column+1+len(w) > 79:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			column = indent
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(w)
		column += len(w)
	}
	return b.String() + "\n"
}

var parts = []Verb{
	{Word: "from", Usage: "from HOST   to HOST   on WIRE",
		About: `The ends of the wire that the packet crosses, and the wire itself. With a router
in between, the other end of the client's wire is the router: from client is enough then.`,
		Example: "from server to client synack#1 drop"},
	{Word: "match", Usage: "MATCH",
		About: `A role in the connection (syn, synack, handshake-ack, data, ack, dup-ack, fin, fin-ack,
last-ack, rst, retransmission, ...), any, or an expression in Wireshark's display-filter language
(netlab help fields). A segment may play several roles, and each of them matches. Without it: any.`,
		Example: "(tcp.len > 0 && ip.ttl < 3) drop"},
	{Word: "#", Usage: "MATCH#NTH",
		About: `Which of the packets that match, counted from 1 as they reach the rule: #1, #2..4, #3..
(and all later ones), #1,3.`,
		Example: "from client data#2..4 drop"},
	{Word: "packet", Usage: "packet NUMBER",
		About:   `One packet by its number in an earlier run, instead of a match.`,
		Example: "packet 17 drop"},
	{Word: "chance", Usage: "chance P%",
		About: `Acts on that many of the packets, drawn from the run's seed, the rule and the packet's
ordinal, so that the luck of one rule does not depend on the others.`,
		Example: "from client data chance 10% duplicate"},
	{Word: "name", Usage: "name NAME   off",
		About: `A name for pictures and for steps that switch the rule on and off; off: switched off
at the start. A rule that is off does not count.`,
		Example: "name lossy off from client data drop"},
}
