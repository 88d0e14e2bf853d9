package lab

import (
	"encoding/json"
	"fmt"
)

// Args are the arguments of a step or an expectation, by name.
type Args map[string]Value

// Value is an argument: one word, or a list of them.
type Value []string

// One is an argument's only word; "" where it was not given.
func (a Args) One(name string) string {
	if v := a[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Has says whether an argument was given.
func (a Args) Has(name string) bool { _, ok := a[name]; return ok }

// MarshalJSON writes a single word as a string, and more as an array.
func (v Value) MarshalJSON() ([]byte, error) {
	if len(v) == 1 {
		return json.Marshal(v[0])
	}
	return json.Marshal([]string(v))
}

// UnmarshalJSON reads what MarshalJSON writes.
func (v *Value) UnmarshalJSON(b []byte) error {
	var one string
	if err := json.Unmarshal(b, &one); err == nil {
		*v = Value{one}
		return nil
	}
	var many []string
	if err := json.Unmarshal(b, &many); err != nil {
		return fmt.Errorf("an argument is a string or an array of strings: %w", err)
	}
	*v = many
	return nil
}

// ArgType says what an argument may be. A file is checked against it before
// anything runs.
type ArgType uint8

const (
	AnyText     ArgType = iota // any text
	Number                     // an integer, 0 or more
	Duration                   // 10ms, 1.5s, 2m; with Ranges also 1s..2s
	HostName                   // a host of the lab
	WireName                   // a wire of the lab
	RuleName                   // a rule of the lab, by its name or number
	SocketName                 // a socket of the program
	Address                    // HOST:PORT, :PORT, an address with a port
	OptionName                 // a socket option by its real name
	Errno                      // ok, any, ECONNREFUSED, ...; a list is any of them
	StateName                  // TIME-WAIT, or ss's word for it
	MatchExpr                  // a role or a filter expression on packets
	StateExpr                  // an expression on hosts' states
	Pattern                    // S. 0:0(0) ack 1
	OneOf                      // one of Words
	RangeText                  // 3, 2..4, >= 2, 1s..2s
	ProgramStep                // program.label
	Flag                       // true or false
	ExitStatus                 // 0 to 255, or any
)

// Param describes an argument in a table of words.
type Param struct {
	Name  string
	Type  ArgType
	Main  bool     // what a bare value after the word is
	Must  bool     // cannot be left out
	List  bool     // may be a list
	Words []string // of OneOf
	Doc   string
}
