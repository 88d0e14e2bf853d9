package main

import (
	"encoding/json"
	"fmt"

	"netlab/lab/file"
	"netlab/labs"
)

// list shows the catalogue: a lab a line, or, for programs, a JSON object a line.
func list(k *call) error {
	for _, name := range labs.Names() {
		l, err := k.load(name, file.Options{})
		if err != nil {
			return k.blame([]error{err})
		}
		if k.on("json") {
			entry := map[string]any{"name": name, "title": l.Title, "summary": l.Summary, "default": l.Default,
				"variants": variantNames(l), "minutes": l.About.Minutes, "level": l.About.Level}
			if err := json.NewEncoder(k.out).Encode(entry); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(k.out, "%s  %s\n", pad(name, nameWidth()), l.Title.In(string(k.lang)))
	}
	return nil
}

// nameWidth is the cells that the longest of the catalogue's names takes.
func nameWidth() (n int) {
	for _, name := range labs.Names() {
		n = max(n, cells(name))
	}
	return n
}
