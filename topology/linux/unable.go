package linux

// Unable says that this machine does not allow something, which is neither the
// lab's fault nor netlab's, and what would allow it.
type Unable struct {
	What   string // what was wanted: "a network namespace"
	Why    string // what stands against it: "operation not permitted"
	Remedy string // what would allow it: a command to run, or what to run instead
}

// Error implements error.
func (e *Unable) Error() string {
	s := e.What + ": " + e.Why
	if e.Remedy != "" {
		s += "; " + e.Remedy
	}
	return s
}
