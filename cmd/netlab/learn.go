package main

import (
	"encoding/json"
	"errors"

	"netlab/lab"
	"netlab/lab/file"
	"netlab/labs"
)

// learn shows the catalogue as a path: what is done, what is begun, what is next.
func learn(k *call) error {
	for _, name := range k.list("done") {
		if !labs.Has(name) {
			return unknownLab(name)
		}
	}
	if k.on("reset") {
		k.watch()
		aside, err := k.forget()
		if err != nil {
			return err
		}
		if aside != "" {
			k.say("learn-aside", aside)
		}
	}
	if done := k.list("done"); len(done) > 0 {
		k.watch()
		_, err := k.relearn(func(p *learned) {
			for _, name := range done {
				if l := p.lab(name); l.Done == "" {
					l.Done = learnedHand
				}
			}
		})
		if err != nil {
			return withReset(err)
		}
	}
	var p *learned
	path, unread := k.learnPath()
	if unread == nil {
		p, unread = readLearned(path)
	}
	if p == nil {
		p = new(learned) // the path is shown all the same
	}
	way, err := k.way(p)
	if err != nil {
		return err
	}
	if k.on("json") {
		err = k.wayJSON(way)
	} else {
		k.drawWay(way)
	}
	if err == nil && unread != nil {
		k.out.Flush()
		return withReset(unread)
	}
	return err
}

// withReset adds what helps against a progress file that cannot be read.
func withReset(err error) error {
	var f *failure
	if errors.As(err, &f) && (f.key == "learn-damaged" || f.key == "learn-foreign") {
		return f.or("learn-reset")
	}
	return err
}

// chapter is a part of the way; the last may be of labs that are in none, and has no
// title.
type chapter struct {
	title lab.Text
	stops []*stop
}

// stop is a lab on the way.
type stop struct {
	lab  *lab.Lab
	past *learnedLab
	next bool // the first on the way that is not done
}

// state is "done", "begun" or "open".
func (s *stop) state() string {
	switch {
	case s.past == nil:
		return "open"
	case s.past.Done != "":
		return "done"
	}
	return "begun"
}

// asks says whether there is a quiz of the lab.
func (k *call) asks(s *stop) bool {
	l, err := k.load(s.lab.Name, file.Options{Questions: true})
	return err == nil && len(l.Questions) > 0
}

// way is the catalogue as a path.
func (k *call) way(p *learned) (way []chapter, err error) {
	rest := map[string]bool{}
	for _, n := range labs.Names() {
		rest[n] = true
	}
	found := false
	add := func(c *chapter, name string) error {
		l, err := k.load(name, file.Options{Only: func(string, string) bool { return false }})
		if err != nil {
			return k.blame([]error{err})
		}
		s := &stop{lab: l, past: p.Labs[name]}
		s.next = !found && s.state() != "done"
		found = found || s.next
		c.stops = append(c.stops, s)
		delete(rest, name)
		return nil
	}
	for _, c := range labs.Chapters() {
		way = append(way, chapter{title: c.Title})
		for _, name := range c.Labs {
			if err := add(&way[len(way)-1], name); err != nil {
				return nil, err
			}
		}
	}
	if len(rest) > 0 {
		way = append(way, chapter{})
		for _, name := range labs.Names() {
			if rest[name] {
				if err := add(&way[len(way)-1], name); err != nil {
					return nil, err
				}
			}
		}
	}
	return way, nil
}

// wayJSON writes the way for programs: a lab a line.
func (k *call) wayJSON(way []chapter) error {
	e := json.NewEncoder(k.out)
	for _, c := range way {
		for _, s := range c.stops {
			entry := struct {
				Name    string   `json:"name"`
				Chapter lab.Text `json:"chapter,omitempty"`
				Title   lab.Text `json:"title"`
				Minutes int      `json:"minutes,omitempty"`
				State   string   `json:"state"`
				learnedLab
				Next bool `json:"next,omitempty"`
			}{s.lab.Name, c.title, s.lab.Title, s.lab.About.Minutes, s.state(), learnedLab{}, s.next}
			if s.past != nil {
				entry.learnedLab = *s.past
			}
			if err := e.Encode(entry); err != nil {
				return err
			}
		}
	}
	return nil
}
