package event

import (
	"encoding/json"
	"time"
)

// More carries what only few kinds of event have. At most the fields of the
// event's kind are set.
type More struct {
	Run *RunInfo

	// PlanOf is what Run.Plan is written from where that is nil: most runs are
	// never written, and a plan is the longest thing in them. It must not change
	// as long as the event, or a Log that holds it, lives.
	PlanOf any

	Call   *CallInfo
	Timer  *TimerInfo
	Note   *NoteInfo
	Expect *ExpectInfo
	End    *EndInfo
	Reason string // Drop: why the packet was lost; Change: why, where it was a reset or a timeout ("reset", "timeout", "aborted", "no time-wait", "crash")
	TCB    *TCB   // Deliver, Timer: the connection's variables after it, where the stack tells them

	// Kernel is when a Change really happened, since the run began, where the
	// stack can tell; else 0. It may be somewhat before or after the event's own
	// time, which is that of its beat.
	Kernel time.Duration
}

// RunInfo opens a run: everything that is needed to do it again.
type RunInfo struct {
	Format       string            `json:"format"` // "netlab-events/1"
	Lab          string            `json:"lab"`
	Variant      string            `json:"variant,omitempty"`
	Title        map[string]string `json:"title,omitempty"`         // by language
	VariantTitle map[string]string `json:"variant_title,omitempty"` // likewise
	Seed         uint64            `json:"seed"`
	Clock        string            `json:"clock"`   // "virtual" or "real"
	Framing      string            `json:"framing"` // "ip" or "ethernet"
	Hosts        []HostInfo        `json:"hosts"`   // HostID i+1
	Wires        []WireInfo        `json:"wires"`   // WireID i+1
	Rules        []RuleInfo        `json:"rules"`   // RuleID i+1
	Plan         json.RawMessage   `json:"plan"`    // the resolved lab, as lab.Plan writes itself
}

// run is the run with its plan as text.
func (m *More) run() (*RunInfo, error) {
	if m.Run.Plan != nil || m.PlanOf == nil {
		return m.Run, nil
	}
	text, err := json.Marshal(m.PlanOf)
	w := *m.Run
	w.Plan = text
	return &w, err
}

// HostInfo names a host and what it runs.
type HostInfo struct {
	Name     string            `json:"name"`
	Stack    string            `json:"stack"`
	Version  string            `json:"version,omitempty"`
	Addrs    []string          `json:"addrs"`
	Router   bool              `json:"router,omitempty"`
	Settings map[string]string `json:"settings,omitempty"` // what was really set, under the stack's own names
}

// WireInfo names a wire and its ends.
type WireInfo struct {
	Name string   `json:"name"`
	Ends []string `json:"ends"`
	Link string   `json:"link"` // memory, tun, veth, ...
}

// RuleInfo names a rule and gives its one-line text.
type RuleInfo struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// CallInfo is a socket call or its return.
type CallInfo struct {
	Program string   `json:"program"`
	Step    int      `json:"step"` // from 1
	Op      string   `json:"op"`
	Args    []string `json:"args,omitempty"`
	Result  string   `json:"result,omitempty"` // Return: "ok" or the errno's name
	Value   string   `json:"value,omitempty"`  // Return: what the call gave (octets read, an option's value, the accepted connection)
	Bytes   int      `json:"bytes,omitempty"`  // Return: how many octets were sent or received
}

// TimerInfo names a timer that fired.
type TimerInfo struct {
	Name  string        `json:"timer"` // retransmission, probe, persist, keepalive, time-wait, fin-wait-2, delayed-ack, ... or "timer"
	After time.Duration `json:"after_ns"`
}

// NoteInfo is a remark, by language where it has several; "" is every language.
// Key, where set, is a text of netlab's own that a reader words in its language
// with Args.
type NoteInfo struct {
	Key  string            `json:"key,omitempty"`
	Args []string          `json:"args,omitempty"`
	Text map[string]string `json:"text,omitempty"`
}

// ExpectInfo is an expectation and what became of it.
type ExpectInfo struct {
	OK    bool              `json:"ok"`
	Text  NoteInfo          `json:"text"`           // the expectation as a sentence
	Want  map[string]string `json:"want"`           // by language, as NoteInfo.Text
	Got   map[string]string `json:"got"`            // likewise
	Seen  []uint32          `json:"seen,omitempty"` // events that decided it
	Place string            `json:"place,omitempty"`
}

// EndInfo closes a run.
type EndInfo struct {
	Reason string      `json:"reason"` // "done", "until", "limit", "interrupted", "error"
	Detail string      `json:"detail,omitempty"`
	Late   int64       `json:"late_ns,omitempty"` // on a real clock, where it matters: by how much the machine was late
	Hosts  []HostStand `json:"standing"`
}

// HostStand says where a host stood when the run ended.
type HostStand struct {
	Host  string      `json:"host"`
	Conns []ConnStand `json:"conns,omitempty"`
	Steps []StepStand `json:"programs,omitempty"`
}

// ConnStand is a connection's last state.
type ConnStand struct {
	Conn  string `json:"conn"`
	State string `json:"state"`
}

// StepStand says which step a program stood at, and what it waited for.
type StepStand struct {
	Program string `json:"program"`
	Step    int    `json:"step"`
	Waiting string `json:"waiting,omitempty"`
	Done    bool   `json:"done,omitempty"`
}

// TCB is a connection's variables, as far as the stack tells them. Windows and
// cwnd, ssthresh are octets; RFC 9293 (3.3.1), RFC 5681, RFC 6298.
type TCB struct {
	Snd struct {
		Una uint32 `json:"una"`
		Nxt uint32 `json:"nxt"`
		Wnd uint32 `json:"wnd"`
	} `json:"snd"`
	Rcv struct {
		Nxt uint32 `json:"nxt"`
		Wnd uint32 `json:"wnd"`
	} `json:"rcv"`
	Cwnd     uint32        `json:"cwnd"`
	Ssthresh uint32        `json:"ssthresh"`
	RTO      time.Duration `json:"rto"`  // nanoseconds in JSON
	SRTT     time.Duration `json:"srtt"` // nanoseconds in JSON
}
