package file

import "bytes"

// withoutQuiz blanks out of a lab's text what only a quiz needs, so that a run, which
// is to begin at once, need not have YAML read it. The lines stay, empty, and with
// them the places of all others. It goes by lines that begin with vary: or questions:,
// as the catalogue writes them; it is not for a text of which nothing is known.
func withoutQuiz(src []byte) []byte {
	var out []byte
	for at, inside := 0, false; at < len(src); {
		end := at + bytes.IndexByte(src[at:], '\n') + 1
		if end == at {
			end = len(src)
		}
		line := src[at:end]
		switch line[0] {
		case ' ', '\t', '\r', '\n', '#', '-':
		default:
			inside = bytes.HasPrefix(line, []byte("vary:")) || bytes.HasPrefix(line, []byte("questions:"))
			if inside && out == nil {
				out = append(make([]byte, 0, len(src)), src[:at]...)
			}
		}
		switch {
		case inside && line[len(line)-1] == '\n':
			out = append(out, '\n')
		case !inside && out != nil:
			out = append(out, line...)
		}
		at = end
	}
	if out == nil {
		return src
	}
	return out
}
