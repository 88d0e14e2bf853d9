package hooks

import (
	"fmt"
	"strconv"
	"strings"
)

// A Rule says what becomes of which packets. It is plain data: as JSON it stands
// in the plan of a run, as one line (String, ParseRule) it is written in a lab
// file and on the command line. Compile makes it a Hook.
type Rule struct {
	Name string `json:"name,omitempty"` // "": "rule N" by its place in the chain
	Off  bool   `json:"off,omitempty"`  // switched off at the start

	// Which packets. What is empty leaves the choice open.
	From   string  `json:"from,omitempty"`   // the end of the wire that wrote the packet
	To     string  `json:"to,omitempty"`     // the other end
	Wire   string  `json:"wire,omitempty"`   // a wire by its name
	Packet uint32  `json:"packet,omitempty"` // the packet of that number and no other; without Match and Nth
	Match  string  `json:"match,omitempty"`  // a role, "any", or an expression in Wireshark's display-filter language
	Nth    string  `json:"nth,omitempty"`    // which of those that match: "1", "2..4", "3..", "1,3"; they are counted as they reach the rule
	Chance float64 `json:"chance,omitempty"` // in per cent, over 0 to 100; 0: always

	Do string `json:"do"` // the action and its arguments: "delay 200ms"
}

// String is the rule in one line, its words in their canonical order. ParseRule
// of it gives the same rule.
func (r Rule) String() string {
	var words []string
	put := func(w string) {
		if w != "" {
			words = append(words, w)
		}
	}
	if r.Name != "" {
		put("name " + r.Name)
	}
	if r.Off {
		put("off")
	}
	put(endsText(r.From, r.To, r.Wire))
	if r.Packet != 0 {
		put("packet " + strconv.FormatUint(uint64(r.Packet), 10))
	}
	match := r.Match
	if r.Nth != "" {
		match += "#" + r.Nth
	}
	put(match)
	if r.Chance != 0 {
		put("chance " + strconv.FormatFloat(r.Chance, 'f', -1, 64) + "%")
	}
	put(r.Do)
	return strings.Join(words, " ")
}

// endsText writes where a packet goes, as rules and whens do.
func endsText(from, to, wire string) string {
	var words []string
	for _, clause := range [...]struct{ word, name string }{{"from", from}, {"to", to}, {"on", wire}} {
		if clause.name != "" {
			words = append(words, clause.word, clause.name)
		}
	}
	return strings.Join(words, " ")
}

// check says what is wrong with the parts of a rule that are no text.
func (r *Rule) check() error {
	if r.Packet != 0 && (r.Match != "" || r.Nth != "") {
		return &Error{Field: "packet", Problem: fmt.Sprintf("packet %d is one packet already: no match and no nth besides", r.Packet)}
	}
	if r.Chance != 0 {
		if err := checkChance(r.Chance); err != nil {
			return &Error{Field: "chance", Problem: err.Error()}
		}
	}
	return nil
}
