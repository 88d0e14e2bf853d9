package html

import (
	"encoding/json"
	"strconv"
	"strings"
)

// shapes gathers what packets have by which fields those are.
type shapes struct {
	list []*shape
	by   map[string]*shape
	text []byte // scratch
}

// A row is what one packet has.
type row struct {
	names []string
	cells []any // numbers, lists of numbers and texts, equally many to a name
}

// add enters a field with its cells.
func (r *row) add(name string, cells ...any) {
	r.names, r.cells = append(r.names, name), append(r.cells, cells...)
}

// enter takes over the row of the packet at a place.
func (s *shapes) enter(place int, r *row) {
	key := strings.Join(r.names, " ")
	sh := s.by[key]
	if sh == nil {
		if s.by == nil {
			s.by = map[string]*shape{}
		}
		sh = &shape{Names: append([]string{}, r.names...), Packets: []int{}, columns: make([]column, len(r.cells))}
		s.by[key] = sh
		s.list = append(s.list, sh)
	}
	for i, cell := range r.cells {
		s.text = appendCell(s.text[:0], cell)
		sh.columns[i].add(s.text, len(sh.Packets))
	}
	sh.Packets = append(sh.Packets, place)
}

// all are the shapes, in the order in which they were first met.
func (s *shapes) all() []*shape {
	for _, sh := range s.list {
		sh.Columns = []json.RawMessage{}
		for i := range sh.columns {
			sh.Columns = append(sh.Columns, sh.columns[i].list())
		}
	}
	return append([]*shape{}, s.list...)
}

// A column is a list in JSON, of which most have the same value in all rows: it
// then stands once.
type column struct {
	first []byte
	all   []byte // the rows so far, with commas; nil: all are as the first
}

// add takes the cell of the next row, which is the n-th from 0.
func (c *column) add(cell []byte, n int) {
	switch {
	case n == 0:
		c.first = append(c.first, cell...)
		return
	case c.all == nil && string(cell) == string(c.first):
		return
	case c.all == nil:
		c.all = append(c.all, c.first...)
		for range n - 1 {
			c.all = append(append(c.all, ','), c.first...)
		}
	}
	c.all = append(append(c.all, ','), cell...)
}

// list is the column in JSON.
func (c *column) list() json.RawMessage {
	values := c.all
	if values == nil {
		values = c.first
	}
	return append(append([]byte{'['}, values...), ']')
}

// appendCell writes a cell in JSON.
func appendCell(b []byte, cell any) []byte {
	switch v := cell.(type) {
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case uint64:
		return strconv.AppendUint(b, v, 10)
	}
	text, _ := json.Marshal(cell) // lists of numbers and texts: nothing that could fail
	return append(b, text...)
}
