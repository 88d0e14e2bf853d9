package lab

import (
	"fmt"
)

// What moments are called in sentences: "the second SYN from client", "server
// (:80/2) reaches CLOSED", "client's connect returns ok".

// clause is the moment behind "after" and "before".
func (t *thing) clause(h *history) say {
	switch t.kind {
	case theStart:
		return wRunBegins
	case theEnd:
		return wRunEnds
	case stateThing:
		return glue(t.subject(h), t.reaches())
	case callThing:
		return t.callClause()
	}
	return t.packetClause()
}

// named is the moment as the lab writes it; in Chinese a state's and a call's is a clause.
func (t *thing) named(h *history) say {
	if t.kind == stateThing || t.kind == callThing {
		return say{t.text, t.clause(h).zh}
	}
	return same(t.text)
}

// happens is the moment as a sentence of its own.
func (t *thing) happens(h *history) say {
	if t.kind == packetThing && t.sight.fate == sent {
		return wComes.with(t.clause(h))
	}
	return t.clause(h)
}

// happensSince is the sentence, and the moment that it counts from, where the two
// have so much in common that it need not be said twice.
func (t *thing) happensSince(since *thing, h *history) (of, after say) {
	switch {
	case t.kind == stateThing && since.kind == stateThing && t.host == since.host && t.conn == since.conn:
		after = since.clause(h)
		if since.nth == 1 {
			after.en = since.state.String()
		}
		return say{t.clause(h).en, t.reaches().zh}, after
	case t.kind == packetThing && since.kind == packetThing && t.nth != since.nth && t.sight.fate == sent && since.sight.fate == sent &&
		t.sight.spec == since.sight.spec:
		nth := ordinal(t.nth)
		return say{t.happens(h).en, glued("出现", nth.zh)}, say{ordinal(since.nth).en, since.clause(h).zh}
	}
	return t.happens(h), since.clause(h)
}

// subject is whose state a moment is about.
func (t *thing) subject(h *history) say {
	name := same(h.names.Host(t.host))
	if t.conn != "" {
		name = wConn.with(name, t.conn)
	}
	return name
}

func (t *thing) reaches() say {
	if t.nth > 1 {
		return wReachesNth.with(t.state.String(), say{ordinal(t.nth).en, fmt.Sprint(t.nth)})
	}
	return wReaches.with(t.state.String())
}

func (t *thing) callClause() say {
	call := same(t.program + "." + t.label)
	if t.label == "" {
		op := t.op
		if t.which > 0 {
			op += fmt.Sprintf("#%d", t.which)
		}
		call = wCallOf.with(t.program, op)
	}
	if !t.returned {
		return wIsCalled.with(call)
	}
	if t.result != "" {
		return wDoesReturn.with(call, t.result)
	}
	return wDoesReturnAny.with(call)
}

func (t *thing) packetClause() say {
	n, nth := nounOf(t.sight.spec.Match), ordinal(t.nth)
	way, place := t.sight.way(), t.sight.place("")
	text := say{nth.en + " " + n.one + way.en + place.en, place.zh + glued(way.zh, nth.zh, n.zh)}
	switch t.sight.fate {
	case delivered:
		return wArrives.with(text)
	case dropped:
		return wIsLost.with(text)
	}
	return text
}

// glue puts two parts of a sentence side by side.
func glue(a, b say) say { return say{a.en + " " + b.en, glued(a.zh, b.zh)} }

// ordinal is the n-th: "the second", "第 2 个".
func ordinal(n int) say {
	word := fmt.Sprint(n)
	switch {
	case n <= 3:
		word = [...]string{"", "first", "second", "third"}[n]
	case n%10 == 1 && n%100 != 11:
		word += "st"
	case n%10 == 2 && n%100 != 12:
		word += "nd"
	case n%10 == 3 && n%100 != 13:
		word += "rd"
	default:
		word += "th"
	}
	return say{"the " + word, fmt.Sprintf("第 %d 个", n)}
}
