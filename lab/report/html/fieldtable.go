package html

import (
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"

	"netlab/hooks/event"
	"netlab/hooks/filter"
	"netlab/hooks/segment"
	"netlab/lab/words"
)

// The filter language in the browser, each file standing on those before it.
var (
	//go:embed assets/filterlex.js
	filterLexJS string
	//go:embed assets/filtervalues.js
	filterValuesJS string
	//go:embed assets/pattern.js
	patternJS string
	//go:embed assets/packets.js
	packetsJS string
	//go:embed assets/filter.js
	filterJS string
)

// filterScripts are the scripts that a page needs to open a fieldTable, in order.
func filterScripts() []string {
	return []string{filterLexJS, filterValuesJS, patternJS, packetsJS, filterJS}
}

// A fieldTable is what the page knows of a run's packets besides what the story
// tells: their bytes, their header fields with their places, and the values of
// every field that a filter may ask for, as hooks/filter itself reads them, so
// that the browser decodes no packet. assets/packets.js opens it, and
// assets/filter.js asks it:
//
//	const packets = netlabFilter.open(table)
//	packets.bytes(7)                     // Uint8Array, of packet 7; empty: the record has none
//	packets.header(7)                    // [{name, value, at, bits}, ...], as packetFields
//	const f = netlabFilter.compile(text, packets)
//	f.error                              // {at, length, message: {en, zh}, hint: {en, zh}}; undefined: it compiles
//	f.test({n: 12, at: 250000000})       // whether it holds at event 12, which happened after 250 ms
//
// Offsets in errors count UTF-16 units, as the browser does.
type fieldTable struct {
	Hosts  []string             `json:"hosts"`  // HostID i+1
	Wires  []string             `json:"wires"`  // WireID i+1
	Fields []fieldEntry         `json:"fields"` // what a filter may ask for
	Roles  []string             `json:"roles"`  // from number 1
	States []string             `json:"states"` // likewise
	Words  map[string]int       `json:"words"`  // other names of states
	Says   map[string][2]string `json:"says"`   // what the language says of an expression that is wrong, in English and Chinese

	Packets []uint32 `json:"packets"` // the packets' numbers, in the order of all that follows
	Sizes   []int    `json:"sizes"`   // octets of each
	Bytes   string   `json:"bytes"`   // all of them behind each other, packed, in base64
	Header  []*shape `json:"header"`  // header fields and their places
	Values  []*shape `json:"values"`  // fields as a filter asks for them
	Texts   []string `json:"texts"`   // addresses, written out, that values are numbers of

	About []uint32   `json:"about"` // by n-1: the packet that the event is about; 0: none
	Stand []int      `json:"stand"` // by n-1: which of Sets holds at it
	Sets  [][]uint32 `json:"sets"`  // by host: the states that a filter finds, as bits
}

// fieldEntry is a field of the language.
type fieldEntry struct {
	Name  string   `json:"name"`
	Kind  string   `json:"kind"`
	Bits  int      `json:"bits,omitempty"`
	Words []string `json:"words,omitempty"`
	Free  bool     `json:"free,omitempty"`
	Head  int      `json:"head,omitempty"`
}

// A shape is packets that have the same fields, by columns.
type shape struct {
	Names   []string          `json:"names"`
	Packets []int             `json:"packets"` // places in fieldTable.Packets
	Columns []json.RawMessage `json:"columns"` // equally many to a name; each a list
	columns []column
}

// maxGap is how many events may be missing in a record, besides as many as it has: it
// may be a part of a longer one.
const maxGap = 1 << 16

// newFieldTable makes the table of a record.
func newFieldTable(log *event.Log) fieldTable {
	t := fieldTable{Hosts: []string{}, Wires: []string{}, Packets: []uint32{}, Sizes: []int{}, Texts: []string{}, Says: map[string][2]string{},
		Roles: event.RoleNames(), States: event.StateNames(), Words: map[string]int{}}
	for word, state := range event.StateWords() {
		t.Words[word] = int(state)
	}
	for _, f := range filter.Fields() {
		t.Fields = append(t.Fields, fieldEntry{f.Name, f.Kind, f.Bits, f.Words, f.Free, f.Head})
	}
	for key, text := range words.Area("filter.") {
		t.Says[key] = [2]string{text.EN, text.ZH}
	}
	b := tableMaker{table: &t, fields: segment.Fields(), seen: map[uint32]bool{}, texts: map[string]int{}}
	if n := log.Names(); n != nil {
		t.Hosts, t.Wires = append(t.Hosts, n.Hosts...), append(t.Wires, n.Wires...)
	}
	states := newStandings(t.Hosts, log.Names())
	for e := range log.All() {
		if e.More != nil && e.More.Run != nil {
			b.framing, _ = segment.ParseFraming(e.More.Run.Framing)
		}
		states.see(e)
		gap := int(e.N) - len(t.About) - 1
		if gap < 0 || int(e.N) > 2*log.Len()+maxGap {
			continue // a damaged record: what has no place of its own is not asked
		}
		t.About, t.Stand = append(t.About, make([]uint32, gap)...), append(t.Stand, make([]int, gap)...)
		t.About = append(t.About, e.Packet)
		t.Stand = append(t.Stand, states.at(e))
		if e.Packet != 0 && !b.seen[e.Packet] {
			b.packet(e)
		}
	}
	t.Sets = states.sets
	t.Header, t.Values = b.header.all(), b.values.all()
	t.Bytes = base64.StdEncoding.EncodeToString(pack(b.bytes))
	return t
}

// tableMaker fills a table packet by packet.
type tableMaker struct {
	table          *fieldTable
	framing        segment.Framing
	fields         []segment.Field
	seen           map[uint32]bool
	texts          map[string]int
	bytes          []byte
	header, values shapes
}

// packet enters a packet by its first event.
func (b *tableMaker) packet(e *event.Event) {
	b.seen[e.Packet] = true
	place := len(b.table.Packets)
	b.table.Packets = append(b.table.Packets, e.Packet)
	b.table.Sizes = append(b.table.Sizes, len(e.Raw))
	b.bytes = append(b.bytes, e.Raw...)

	var r row
	for _, f := range packetFields(b.fields, b.framing, e) {
		r.add(f.Name, shownValue(f.Value), f.At, f.Bits)
	}
	b.header.enter(place, &r)

	from, to := e.Host, e.Peer
	if e.Kind == event.Deliver { // the record begins in the middle
		from, to = to, from
	}
	r = row{names: r.names[:0], cells: r.cells[:0]}
	s := &filter.Subject{Seg: &e.Seg, Raw: e.Raw, Info: &e.Info, From: from, To: to, Wire: e.Wire, Packet: e.Packet, Origin: e.Origin}
	for reading := range filter.Readings(s) {
		r.add(reading.Name, b.value(reading, e.Raw))
	}
	b.values.enter(place, &r)
}

// shownValue writes a value that is a plain number as one, to save its quotes.
func shownValue(text string) any {
	if n, err := strconv.ParseUint(text, 10, 50); err == nil && strconv.FormatUint(n, 10) == text {
		return n
	}
	return clean(text)
}

// value is what a table holds of a field: a number, or a list where the field may
// stand several times; of octets where they begin and how many there are, of a
// protocol likewise for its header; of text and IPv6 addresses their place in
// Texts; nothing, 1, where a field is only there or not.
func (b *tableMaker) value(r *filter.Reading, raw []byte) any {
	switch {
	case len(r.Octets) > 0:
		out := []int{placeIn(raw, r.Octets[0]), len(r.Octets[0])}
		if r.Head != nil {
			out = append(out, placeIn(raw, r.Head), len(r.Head))
		}
		return out
	case len(r.Texts) > 0:
		out := make([]int, len(r.Texts))
		for i, text := range r.Texts {
			out[i] = b.text(text)
		}
		return out
	case len(r.Addrs) > 0:
		out := make([]int, len(r.Addrs))
		for i, a := range r.Addrs {
			out[i] = b.text(a.String())
		}
		return out
	case len(r.Numbers) == 1:
		return r.Numbers[0]
	case len(r.Numbers) > 1:
		return slices.Clone(r.Numbers)
	}
	return 1
}

// text is the number of a text in Texts.
func (b *tableMaker) text(text string) int {
	i, ok := b.texts[text]
	if !ok {
		i = len(b.table.Texts)
		b.texts[text] = i
		b.table.Texts = append(b.table.Texts, text)
	}
	return i
}

// placeIn is where a part of a packet begins in it.
func placeIn(raw, part []byte) int {
	for i := range raw {
		if len(part) > 0 && &raw[i] == &part[0] {
			return i
		}
	}
	return 0
}
