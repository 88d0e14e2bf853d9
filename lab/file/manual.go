package file

import "strings"

var variantsKey = Key{Name: "variants", Takes: "a map: NAME to what the variant changes",
	Doc:     "ways to run the lab: maps are merged with the lab's, rules, expectations and needs come behind the lab's, a host's programs stand instead of the lab's, and wires are the same by their name",
	Example: `variants: {syn: {rules: ["from client syn#1 drop"]}}`}

// Keys are all that a lab file may say, in the order of the manual. What is not
// among them is refused.
func Keys() []Key {
	lab, variant := explained(labKeys), explained(variantKeys)[1:]
	last := len(lab) - 1 // default, which belongs to the variants
	keys := append(append([]Key(nil), lab[:last]...), variant...)
	keys = append(keys, lab[last], variantsKey)
	return append(keys, explained(quizKeys())...)
}

// Manual is the English text of netlab help lab. Its lines fit 80 columns.
func Manual() string {
	var b strings.Builder
	b.WriteString("A lab is a YAML file. What it may say:\n")
	writeKeys(&b, Keys(), 2)
	b.WriteString(`
Times have units (10ms, 1.5s); so have rates (10mbit) and shares (1%). Put texts
with : # { } [ ] , & * ! | > % @ in them into quotes. Tags, anchors and aliases
are not for labs: a text that begins with ! & or * wants quotes.

See also: netlab help programs, rules, expectations, fields. netlab new NAME
writes a lab to begin with, netlab lint FILE checks one, and netlab help lab
--schema prints the JSON Schema for editors.
`)
	return b.String()
}

func writeKeys(b *strings.Builder, keys []Key, indent int) {
	margin := strings.Repeat(" ", indent)
	for _, k := range keys {
		if indent == 2 {
			b.WriteByte('\n')
		}
		head := margin + k.Name
		if k.Doc == "" { // a name that the file chooses: its keys say the rest
			writeKeys(b, k.Keys, indent)
			continue
		}
		wrap(b, head, k.Doc, max(14, indent+10))
		if indent == 2 {
			wrap(b, "", k.Takes, 14)
		}
		if k.Example != "" && indent == 2 {
			b.WriteString(strings.Repeat(" ", 14) + k.Example + "\n")
		}
		writeKeys(b, k.Keys, indent+2)
	}
}

// wrap writes words behind a head, in lines of at most 80 columns from an
// indent on.
func wrap(b *strings.Builder, head, text string, indent int) {
	const width = 80
	line := head + strings.Repeat(" ", max(1, indent-len(head)))
	if head != "" && len(head) >= indent {
		line = head + " "
	}
	at := len(line)
	for i, w := range strings.Fields(text) {
		if i > 0 && at+1+len(w) > width {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line, at = strings.Repeat(" ", indent), indent
		} else if i > 0 {
			line += " "
			at++
		}
		line += w
		at += len(w)
	}
	b.WriteString(strings.TrimRight(line, " ") + "\n")
}
