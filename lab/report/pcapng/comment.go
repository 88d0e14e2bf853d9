package pcapng

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"netlab/hooks/event"
)

// comment begins a comment, and says where: its text is appended to buf, then end
// closes it.
func (b *block) comment() int {
	b.buf = appendOption(b.buf, optComment, 0)
	return len(b.buf)
}

// end closes a comment. All comments of a block together have as much room as
// the longest that there may be; what comes behind is left out.
func (b *block) end(at int) {
	if text := b.buf[at:]; !utf8.Valid(text) {
		b.buf = append(b.buf[:at], bytes.ToValidUTF8(text, []byte("\uFFFD"))...)
	}
	before := at - 4 // the option's code and length
	b.buf = endText(b.buf, at, b.room)
	if len(b.buf) == at {
		b.buf = b.buf[:before]
	}
	b.room = max(b.room-(len(b.buf)-before), 0)
}

// role tells what the packet does in its connection.
func (b *block) role(w *words, i *event.Info) {
	if i.Role == event.NoRole {
		return
	}
	at := b.comment()
	b.buf = append(b.buf, i.Role.String()...)
	if i.Retransmit > 0 {
		b.buf = append(b.buf, w.comma...)
		b.buf = w.retransmission.appendNumber(b.buf, uint64(i.Retransmit))
	}
	b.end(at)
}

// number is a comment about a number.
func (b *block) number(t template, n uint32) {
	at := b.comment()
	b.buf = t.appendNumber(b.buf, uint64(n))
	b.end(at)
}

// deed tells what a rule did, in the words of one side of the wire. A hook that
// calls its action by a number of its own is told without a verb.
func (b *block) deed(w *words, verbs *[actions]template, d deed, names *event.Names) {
	var t template
	if int(d.action) < actions {
		t = verbs[d.action]
	}
	at := b.comment()
	b.buf = append(b.buf, t.before...)
	if d.rule == 0 {
		b.buf = append(b.buf, w.byLab...)
	} else {
		b.buf = append(b.buf, w.rule...)
		b.buf = strconv.AppendUint(b.buf, uint64(d.rule), 10)
	}
	b.buf = append(b.buf, t.after...)
	rule := names.Rule(d.rule)
	if text := rule.Text; text != "" || rule.Name != "" {
		if text == "" {
			text = rule.Name
		}
		b.buf = append(append(b.buf, w.colon...), text...)
	}
	b.end(at)
}

// lost tells why a packet was lost elsewhere than at the desk.
func (b *block) lost(w *words, reason string) {
	at := b.comment()
	b.buf = append(b.buf, w.lost...)
	if reason != "" {
		b.buf = append(append(b.buf, w.colon...), w.reason(reason)...)
	}
	b.end(at)
}

// change is a connection's step from one state to another, as events tell it.
type change struct {
	cause    uint32
	host     event.HostID
	conn     event.ConnID
	from, to event.State
	passed   bool
	reason   string
}

// state tells a change of a connection's state.
func (b *block) state(w *words, host string, c *change) {
	at := b.comment()
	b.buf = append(append(b.buf, host...), ": "...)
	if c.from != event.NoState {
		b.buf = append(append(b.buf, c.from.String()...), " -> "...)
	}
	b.buf = append(b.buf, c.to.String()...)
	if c.passed {
		b.buf = append(b.buf, w.passed...)
	}
	if c.reason != "" {
		b.buf = append(b.buf, " ("...)
		b.buf = append(append(b.buf, w.reason(c.reason)...), ')')
	}
	b.end(at)
}

// changesMax is how many changes may wait for their packet.
const changesMax = 64

// changed puts a change on the arrival that led to it, or lets it wait for the
// packet that is sent with it: changes stand in front of the sends of their beat.
func (c *capture) changed(e *event.Event) {
	ch := change{cause: e.Cause, host: e.Host, conn: e.Conn, from: e.From, to: e.To, passed: e.Passed}
	if e.More != nil {
		ch.reason = e.More.Reason
	}
	if b := c.arrival; b != nil && b.host == e.Host {
		b.state(c.words, e.Names.Host(e.Host), &ch)
		return
	}
	if len(c.changes) > 0 && c.changes[0].cause != e.Cause {
		c.changes = c.changes[:0]
	}
	if e.Cause != 0 && len(c.changes) < changesMax {
		c.changes = append(c.changes, ch)
	}
}

// accompany puts the changes that waited for a sent packet on it: those of its
// connection, with the same cause.
func (c *capture) accompany(b *block, e *event.Event) {
	if len(c.changes) == 0 {
		return
	}
	left := c.changes[:0]
	for _, ch := range c.changes {
		if ch.cause == e.Cause && ch.host == e.Host && ch.conn == e.Conn {
			b.state(c.words, e.Names.Host(e.Host), &ch)
		} else {
			left = append(left, ch)
		}
	}
	c.changes = left
}

// valid makes a text UTF-8, as all texts of a capture must be.
func valid(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }
