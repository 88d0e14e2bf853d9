package html

// pageData is what the page's script knows. A text stands for a ref of texts: in
// both languages, once.
type pageData struct {
	Labels map[string][2]string `json:"labels"` // what the page itself says, by key
	Texts  [][2]string          `json:"texts"`
	Digits int                  `json:"digits"` // of a second, so that no two times look the same that are not

	Hosts    []hostData   `json:"hosts"`   // HostID i+1
	Columns  []int        `json:"columns"` // HostIDs, from left to right
	Conns    []*connData  `json:"conns"`   // ConnID i+1
	Streams  []streamData `json:"streams"` // conversations
	Vars     []varData    `json:"vars"`    // a connection's variables, as they are shown
	Events   []eventData  `json:"events"`
	Rungs    []rungData   `json:"rungs"`
	Sections []string     `json:"sections"` // of RFCs, which reasons name
	Expects  []expectData `json:"expects"`

	Ladder ladderData   `json:"ladder"`
	Plots  [][7]float64 `json:"plots"` // of each plot: x of its first and last time, these times in nanoseconds, top, bottom, place in Streams + 1

	Packets fieldTable `json:"packets"`
}

type hostData struct {
	Name   string `json:"name"`
	Stack  string `json:"stack"`
	Router bool   `json:"router,omitempty"`
}

type connData struct {
	Name   string  `json:"name"`
	Host   int     `json:"host"`
	Listen bool    `json:"listen,omitempty"`
	States [][]any `json:"states,omitempty"` // [n, state]: the state from event n on
	Vars   [][]any `json:"vars,omitempty"`   // [n, known, told, changed, values of what changed...]: sets are bits, by place in pageData.Vars
}

type varData struct {
	Name string `json:"name"`
	Kind string `json:"kind"`           // number, octets or span
	From int    `json:"from,omitempty"` // a number counts from this variable: its place + 1
}

type streamData struct {
	Label any    `json:"label"`
	Conns [2]int `json:"conns"` // 0: not told
}

// eventData is an event, as a list, since there are many: n, nanoseconds, kind,
// host, peer, connection, conversation (place in Streams + 1), packet, cause, rung
// (place in Rungs + 1), text; of a change also "FROM>TO".
type eventData []any

// rungData is a rung: the event that began it, the one that ended it (0: none),
// why it began, why it ended so.
type rungData []any

// whyData is a reason: its text, and its section's place in Sections + 1.
type whyData []any

// ladderData are the places in the ladder, as svg.Relay wants them.
type ladderData struct {
	Width     float64      `json:"width"`
	Height    float64      `json:"height"`
	LinHeight float64      `json:"linHeight"`
	Top       float64      `json:"top"`
	Bottom    float64      `json:"bottom"`
	LinBottom float64      `json:"linBottom"`
	Columns   []float64    `json:"columns"` // where each of pageData.Columns stands, across
	Marks     [][4]float64 `json:"marks"`   // by rung: where it begins and ends, in rows and in linear time
}

type expectData struct {
	OK   bool     `json:"ok"`
	Text any      `json:"x"`
	Want any      `json:"want,omitempty"`
	Got  any      `json:"got,omitempty"`
	Seen []uint32 `json:"seen,omitempty"`
}
