package linux

import (
	"io"
	"os"
)

// Entry is what the process that Enter starts has, besides what this one has.
type Entry struct {
	Stdin io.Reader  // nil: this one's
	Files []*os.File // from descriptor 3 on
}
