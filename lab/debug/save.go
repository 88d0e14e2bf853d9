package debug

import "slices"

// Save implements Debugger.
func (s *Session) Save(path string) (Saved, error) {
	b := s.at
	text, err := s.o.Text(slices.Clone(b.Rules))
	if err != nil {
		return Saved{}, err
	}
	p, err := s.o.Load(path, text)
	if err != nil {
		return Saved{}, err
	}
	file, err := carryOut(s.ctx, &s.o, p, b.Rules)
	if err != nil {
		return Saved{}, err
	}
	// All but the first event, which names the file, must be as it was.
	if n := uint32(b.Log.Len()); file.Log.Len() != b.Log.Len() || shared(b.Log, file.Log, n) != n {
		return Saved{}, refuse("other-file", path)
	}
	b.Plan, b.Result, b.Log, b.Story, b.record = file.Plan, file.Result, file.Log, file.Story, file.record
	b.Saved = path
	return Saved{Text: text, Command: s.o.Command(path)}, nil
}
