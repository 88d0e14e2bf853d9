package segment

import (
	"fmt"
	"strconv"
)

// A SyntaxError says where in a text of netlab's small notations something else
// was wanted. Callers that print the text put a caret under Offset.
type SyntaxError struct {
	Text   string // the whole text
	Offset int    // in octets; len(Text) where more was wanted
	Reason string // what was wanted and what to do
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s: at character %d: %s", strconv.Quote(e.Text), e.Offset+1, e.Reason)
}
