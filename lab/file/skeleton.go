package file

import (
	_ "embed"
	"strings"
)

//go:embed skeleton.yaml
var skeleton string

// Skeleton is the text of a new lab, with comments that say what to change. It
// loads and runs as it is, whatever the name.
func Skeleton(name string) []byte {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r == '"' || r == '\\' {
			return '-'
		}
		return r
	}, strings.ToValidUTF8(name, "-"))
	if name == "" {
		name = "lab"
	}
	return []byte(strings.ReplaceAll(skeleton, "NAME", name))
}
