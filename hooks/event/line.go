package event

import "encoding/json"

// line is one line of the JSON form. A pointer is for keys whose zero value says
// something else than their absence.
type line struct {
	N        uint32          `json:"n"`
	T        int64           `json:"t_ns"`
	Kind     string          `json:"kind"`
	Host     string          `json:"host,omitempty"`
	Peer     string          `json:"peer,omitempty"`
	Wire     string          `json:"wire,omitempty"`
	Conn     string          `json:"conn,omitempty"`
	Stream   *uint32         `json:"stream,omitempty"`
	Packet   uint32          `json:"packet,omitempty"`
	Origin   uint32          `json:"origin,omitempty"`
	Cause    uint32          `json:"cause,omitempty"`
	Seg      json.RawMessage `json:"seg,omitempty"` // a segLine
	Raw      string          `json:"raw,omitempty"`
	Action   string          `json:"action,omitempty"`
	Rule     uint16          `json:"rule,omitempty"`
	RuleText string          `json:"rule_text,omitempty"`
	From     string          `json:"from,omitempty"`
	To       string          `json:"to,omitempty"`
	Passed   bool            `json:"passed,omitempty"`
	Kernel   int64           `json:"kernel_ns,omitempty"`
	Reason   string          `json:"reason,omitempty"`
	Op       *string         `json:"op,omitempty"`
	Args     []string        `json:"args,omitempty"`
	Result   string          `json:"result,omitempty"`
	Value    string          `json:"value,omitempty"`
	Bytes    int             `json:"bytes,omitempty"`
	Program  string          `json:"program,omitempty"`
	Step     int             `json:"step,omitempty"`
	Timer    *string         `json:"timer,omitempty"`
	After    int64           `json:"after_ns,omitempty"`
	TCB      *TCB            `json:"tcb,omitempty"`
	Note     *NoteInfo       `json:"note,omitempty"`
	Expect   *ExpectInfo     `json:"expect,omitempty"`
	End      *EndInfo        `json:"end,omitempty"`
	Run      *RunInfo        `json:"run,omitempty"`
}

// segLine is the seg object.
type segLine struct {
	Proto      string      `json:"proto"`
	Src        string      `json:"src,omitempty"`
	Dst        string      `json:"dst,omitempty"`
	Flags      string      `json:"flags,omitempty"`
	Seq        *uint32     `json:"seq,omitempty"`
	Ack        *uint32     `json:"ack,omitempty"`
	Type       *uint8      `json:"type,omitempty"`
	Code       *uint8      `json:"code,omitempty"`
	Name       string      `json:"name,omitempty"`
	MTU        uint32      `json:"mtu,omitempty"`
	Quoted     *quotedLine `json:"quoted,omitempty"`
	Protocol   *uint8      `json:"protocol,omitempty"`
	RSeq       *uint32     `json:"rseq,omitempty"`
	RAck       *uint32     `json:"rack,omitempty"`
	Len        uint32      `json:"len"`
	Win        *uint16     `json:"win,omitempty"`
	Urg        uint16      `json:"urg,omitempty"`
	Opts       string      `json:"opts,omitempty"`
	Frag       *fragLine   `json:"frag,omitempty"`
	Problem    string      `json:"problem,omitempty"`
	Role       string      `json:"role,omitempty"`
	Roles      *[]string   `json:"roles,omitempty"`
	Retransmit uint16      `json:"retransmit,omitempty"`
}

// quotedLine is the packet that an ICMP error quotes.
type quotedLine struct {
	Proto string  `json:"proto"`
	Src   string  `json:"src,omitempty"`
	Dst   string  `json:"dst,omitempty"`
	Seq   *uint32 `json:"seq,omitempty"`
}

// fragLine is what the IP header says of fragmentation.
type fragLine struct {
	ID     uint32 `json:"id"`
	Offset uint16 `json:"offset"`
	More   bool   `json:"more"`
}
