package file

import "strings"

// An editor puts lines into a YAML text without touching the rest.
type editor struct {
	src     string
	text    *source
	newline string
}

func (e *editor) at(n *node) int { return e.text.offset(n.at.Line, n.at.Column) }

// append writes items behind a list of rules, which is made where there is none.
func (e *editor) append(o owner, items []string) string {
	i := -1
	if o.table.kind == table {
		i = indexOf(o.table.pairs, "rules")
	}
	if i >= 0 {
		p := o.table.pairs[i]
		next := o.next
		if i+1 < len(o.table.pairs) {
			next = o.table.pairs[i+1].key
		}
		return e.extend(p, next, items)
	}
	list := "[" + strings.Join(items, ", ") + "]"
	switch {
	case o.table.kind == nothing: // "synack:" or "synack: null"
		if from := e.at(o.table); o.table.src != nil && strings.HasPrefix(e.src[from:], "null") {
			return e.src[:from] + "{rules: " + list + "}" + e.src[from+len("null"):]
		}
		colon := strings.IndexByte(e.src[e.at(o.key):], ':')
		if colon < 0 {
			return e.src
		}
		after := e.at(o.key) + colon + 1
		return e.src[:after] + " {rules: " + list + "}" + e.src[after:]
	case e.flow(o.table):
		return e.close(o.table, "rules: "+list)
	}
	first := o.table.pairs[0].key
	indent := strings.Repeat(" ", first.at.Column-1)
	block := indent + "rules:" + e.newline
	for _, item := range items {
		block += indent + "  - " + item + e.newline
	}
	return e.insert(e.end(first, o.next), block)
}

// extend writes items behind those of a list.
func (e *editor) extend(p pair, next *node, items []string) string {
	switch {
	case p.value.kind != list: // "rules:" with nothing
		colon := e.at(p.key) + len("rules")
		if !strings.HasPrefix(e.src[colon:], ":") {
			return e.src
		}
		return e.src[:colon+1] + " [" + strings.Join(items, ", ") + "]" + e.src[colon+1:]
	case e.flow(p.value):
		return e.close(p.value, strings.Join(items, ", "))
	}
	indent := strings.Repeat(" ", p.value.at.Column-1)
	block := ""
	for _, item := range items {
		block += indent + "- " + item + e.newline
	}
	return e.insert(e.end(p.value, next), block)
}

// flow says whether a list or a table is written in brackets.
func (e *editor) flow(n *node) bool {
	at := e.at(n)
	return at < len(e.src) && (e.src[at] == '[' || e.src[at] == '{')
}

// end is the offset behind the last line that belongs to a block whose first
// line has n, or its items' dashes, in some column: what follows and is not
// indented so far does not belong to it. Lines that are empty or hold only a
// comment count when more of the block comes behind them.
func (e *editor) end(n, next *node) int {
	last := len(e.text.lines)
	if next != nil {
		last = next.at.Line - 1
	}
	end := n.at.Line
	for line := n.at.Line + 1; line <= last; line++ {
		text := e.line(line)
		body := strings.TrimLeft(text, " ")
		switch indent := len(text) - len(body); {
		case strings.TrimSpace(body) == "":
		case body[0] == '#' && indent < n.at.Column:
		case indent >= n.at.Column-1:
			end = line
		}
	}
	if end == len(e.text.lines) {
		return len(e.src)
	}
	return e.text.lines[end]
}

// line is a line's text, from 1, without its end.
func (e *editor) line(n int) string {
	from, to := e.text.lines[n-1], len(e.src)
	if n < len(e.text.lines) {
		to = e.text.lines[n]
	}
	return strings.TrimRight(e.src[from:to], "\r\n")
}

// insert puts whole lines in front of an offset, which begins a line or is the
// end of the text.
func (e *editor) insert(at int, block string) string {
	before := e.src[:at]
	if before != "" && !strings.HasSuffix(before, "\n") {
		before += e.newline
	}
	return before + block + e.src[at:]
}

// close writes text behind what stands in brackets, before the closing one.
func (e *editor) close(n *node, text string) string {
	at := e.at(n)
	end := closing(e.src, at)
	if end < 0 {
		return e.src
	}
	before := strings.TrimRight(e.src[:end], " \t\r\n")
	switch {
	case strings.LastIndexByte(before, '#') > strings.LastIndexByte(before, '\n'): // perhaps a comment
		before = e.src[:end]
		if len(n.items)+len(n.pairs) > 0 {
			text = ", " + text
		}
		return before + text + e.src[end:]
	case len(n.items)+len(n.pairs) > 0 && before[len(before)-1] != ',':
		text = ", " + text
	case len(n.items)+len(n.pairs) > 0:
		text = " " + text
	}
	return before + text + e.src[len(before):]
}

// closing is where the bracket that opens at an offset is closed; -1 if it is
// not.
func closing(s string, at int) int {
	depth := 0
	for i := at; i < len(s); i++ {
		switch c := s[i]; {
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			if depth--; depth == 0 {
				return i
			}
		case c == '#' && strings.IndexByte(" \t\n", s[i-1]) >= 0:
			n := strings.IndexByte(s[i:], '\n')
			if n < 0 {
				return -1
			}
			i += n
		case (c == '"' || c == '\'') && strings.IndexByte(" \t\n[{,:", s[i-1]) >= 0:
			i = quoteEnd(s, i)
		}
	}
	return -1
}

// quoteEnd is where the quotes that open at an offset are closed.
func quoteEnd(s string, at int) int {
	for i := at + 1; i < len(s); i++ {
		switch {
		case s[at] == '"' && s[i] == '\\':
			i++
		case s[i] != s[at]:
		case s[at] == '\'' && strings.HasPrefix(s[i+1:], "'"):
			i++
		default:
			return i
		}
	}
	return len(s)
}
