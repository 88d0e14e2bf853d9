package why

import (
	"strconv"
	"time"

	"netlab/lab/story"
)

// A user timeout ends a connection whose data have been unacknowledged for so long,
// however often they were sent again: RFC 9293 (3.8.3). It is only looked at when the
// retransmission timer runs out.

// outOfPatience is the user timeout that a connection was given, and by what, if its
// oldest data have been unacknowledged for longer at a timer of its; a timeout of 0 if
// not.
func (w *Reasons) outOfPatience(r *story.Rung) (limit time.Duration, by Part) {
	b := w.book(r.Conn)
	limit, by = b.patience, part("by.setsockopt")
	if !b.patient {
		limit, by = milliseconds(w.s.Host(r.Host).Settings["tcp_user_timeout"]), part("by.setting")
	}
	if !b.waiting || r.At-b.since < limit {
		return 0, Part{}
	}
	return limit, by
}

// milliseconds reads the value of the option and of the setting; 0, which is none, if
// it is no number.
func milliseconds(text string) time.Duration {
	n, err := strconv.ParseUint(text, 10, 31) // as wide as the option
	if err != nil {
		return 0
	}
	return time.Duration(n) * time.Millisecond
}
