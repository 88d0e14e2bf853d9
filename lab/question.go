package lab

import (
	"strconv"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
)

// A Vary is a part of a lab that differs from student to student: a KEY of --set,
// and the range that its value is drawn from. The lab's story must be the same for
// every value in it.
type Vary struct {
	Key   string
	Range Range
	Place Place
}

// Setting is the KEY=VALUE that gives the part a value of the range.
func (v *Vary) Setting(value int64) string {
	if v.Range.Time {
		return v.Key + "=" + time.Duration(value).String()
	}
	return v.Key + "=" + strconv.FormatInt(value, 10)
}

// A Question is asked of a student before the run that answers it is shown. But for
// the options of a choice, whose truth a run decides too, no answer is written down.
type Question struct {
	ID      string
	Ask     Text
	Variant string // whose run answers
	Hints   []Text // in steps, each telling more than the one before it
	Explain Text   // after the answer

	Kind    QuestionKind
	Look    Look     // AskNumber, AskPath, AskBlank, AskOrder: what is read off the run
	Options []Option // AskChoice, AskWhy
	Task    *Task    // AskRule
	Place   Place
}

// QuestionKind is what a student is to answer with.
type QuestionKind string

// The kinds, by their keys in a lab file.
const (
	AskNumber QuestionKind = "number" // a number or a time
	AskChoice QuestionKind = "choice" // one of the options: the only one that is true of the run
	AskPath   QuestionKind = "path"   // the states that a connection goes through
	AskBlank  QuestionKind = "blank"  // one field of a segment
	AskOrder  QuestionKind = "order"  // the order in which packets were sent
	AskRule   QuestionKind = "rule"   // rules that make something happen
	AskWhy    QuestionKind = "why"    // one of the options, each shown by a run of its own
)

// A Look is what a question reads off a run: a word of Looks, and its arguments.
type Look struct {
	Word string
	Args Args
}

// An Option is one of the answers that a choice or a why offers. It is true where
// all of If holds in the run: the question's, or, where there is one, that of Run.
type Option struct {
	Text  Text
	If    []Expectation
	Run   *Counterfactual
	Place Place
}

// A Counterfactual is a run that shows what would be if: a variant with something
// changed.
type Counterfactual struct {
	Variant string
	Rules   []string // lines, behind the variant's
	Set     []string // KEY=VALUE, as --set
}

// A Task is to write rules that make something happen.
type Task struct {
	Make     []Expectation
	Rules    int      // how many the student may write
	Solution []string // rules that do it
	Alone    bool     // the student's rules stand instead of the variant's, not behind them
}

// Looks are what a question can have read off a run: what stands under number, by
// its key there, and the kinds that read by themselves. Their arguments are those of
// the expectations of the same subject, but for what would give the answer away.
func Looks() []Word {
	of := Param{Name: "of", Type: AnyText, Must: true, Doc: "which packet: " + packetForms}
	return []Word{
		about("time", "time", "how much time lies between two moments", `time: {of: client ESTABLISHED, since: syn#1 from client}`, "is"),
		about("count", "segments", "how many packets were on the wire", `count: {from: client, match: syn}`, "count", "seq", "all"),
		{"field", "what a field of a packet is", `{field: tcp.ack_raw, of: synack#1 from server}`, []Param{
			{Name: "field", Type: AnyText, Must: true, Doc: "one that is a number (netlab help fields); the raw ones differ from student to student"}, of}},
		about("tcb", "tcb", "what a variable of a connection is", `tcb: {host: client, var: cwnd, at: max}`, "is"),
		{"bytes", "how many octets a host's programs received or sent", `bytes: {host: server, received: true}`, []Param{
			{Name: "host", Type: HostName, Must: true, Doc: "whose programs"},
			withDoc(connParam, "left out: all connections of the host together"),
			{Name: "received", Type: Flag, Doc: "true: those received"},
			{Name: "sent", Type: Flag, Doc: "true: those given to the sockets"}}},
		{"path", "the states that a connection goes through", `path: {host: client}`, []Param{
			{Name: "host", Type: HostName, Must: true, Doc: "whose connection"},
			withDoc(connParam, "left out: the host's only connection, listeners apart")}},
		{"blank", "a field of a segment that is shown without it", `blank: {of: synack#1 from server, field: tcp.ack}`, []Param{
			of, {Name: "field", Type: AnyText, Must: true, Doc: "the field that is left out: one that is a number (netlab help fields)"}}},
		about("order", "segments", "packets in the order in which they were sent", `order: {match: syn || fin}`, "count", "seq", "all", "fate").
			and(Param{Name: "first", Type: Number, Doc: "only so many of them; left out: all. There must be 3 to 7"}),
	}
}

// packetForms is what a moment that is a packet looks like, for the manual.
const packetForms = "syn#2 from client, data#1 from client to server"

// about is a look at what an expectation is about, without the arguments that say
// what it should be, and without the stack: a question is about one run.
func about(name, expectation, does, example string, without ...string) Word {
	w := Word{Name: name, Does: does, Example: example}
	for _, p := range FindExpectation(expectation).Params {
		keep := p.Name != stackParam.Name
		for _, other := range without {
			keep = keep && p.Name != other
		}
		if keep {
			w.Params = append(w.Params, p)
		}
	}
	return w
}

func (w Word) and(p Param) Word {
	w.Params = append(w.Params, p)
	return w
}

// FindLook is the word of Looks of that name; nil if there is none.
func FindLook(name string) *Word {
	for _, w := range Looks() {
		if w.Name == name {
			return &w
		}
	}
	return nil
}

// CheckLook reads a look as it will be read when it is asked of a run. The names in
// it are those of env. The error is every *ArgError that there is, joined.
func CheckLook(l Look, env hooks.Env) error {
	_, err := compileLook(l, &expectEnv{Env: env})
	return err
}

// An Answer is what a run says to a look.
type Answer struct {
	Known  bool              // the run says anything; if not, Reason tells why
	Reason map[string]string // by language

	Value  int64 // of a time in nanoseconds
	IsTime bool
	States []event.State // of a path, from the one that the connection began in
	Passed []bool        // and which of these it left in the event in which it came to them
	Seen   []uint32      // the events that show it; of an order one for each packet, in order
}
