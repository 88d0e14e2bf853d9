package mermaid

import (
	"fmt"
	"slices"
	"strings"

	"netlab/hooks/event"
)

// reserved are the words that a statement may begin with, or that stand in one;
// Mermaid reads them whatever their case.
var reserved = []string{
	"accdescr", "acctitle", "activate", "actor", "alt", "and", "as", "autonumber", "box", "break", "create", "critical",
	"deactivate", "destroy", "details", "else", "end", "left", "link", "links", "loop", "note", "nowrap", "off", "opt", "option",
	"over", "par", "par_over", "participant", "properties", "rect", "right", "sequencediagram", "title", "wrap",
}

// identifiers are what the hosts are called in the text: their names, where those
// are plain words, so that a person can go on writing; else h and a number.
func identifiers(d *drawer) map[event.HostID]string {
	ids, taken := map[event.HostID]string{}, map[string]bool{}
	var others []event.HostID
	for _, h := range d.hosts {
		name := d.Host(h)
		if !isWord(name) || taken[name] {
			others = append(others, h)
			continue
		}
		ids[h], taken[name] = name, true
	}
	for _, h := range others {
		id := fmt.Sprintf("h%d", h)
		for taken[id] {
			id += "_"
		}
		ids[h], taken[id] = id, true
	}
	return ids
}

// isWord says whether a name is one that Mermaid takes for nothing else.
func isWord(name string) bool {
	for i := range len(name) {
		c := name[i] | 0x20
		if (c < 'a' || c > 'z') && (i == 0 || name[i] != '_' && (name[i] < '0' || name[i] > '9')) {
			return false
		}
	}
	return name != "" && len(name) <= 32 && !slices.Contains(reserved, strings.ToLower(name))
}
