package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"netlab/hooks/event"
	"netlab/lab/compare"
	"netlab/lab/story"
)

// compareRuns runs labs twice, on two stacks or settings, or reads two
// recordings, and says in what they differ.
func compareRuns(k *call) error {
	p, err := k.picture()
	if err != nil {
		return err
	}
	if err := k.apart(); err != nil {
		return err
	}
	p.shown = false // what is drawn is the comparison
	if len(k.args) > 0 && isRecording(k.args[0]) || len(k.args) > 1 {
		return k.compareFiles(p)
	}
	sides, err := k.sides()
	if err != nil {
		return err
	}
	if err := k.prepare(append(slices.Clone(sides[0].jobs), sides[1].jobs...)); err != nil {
		return err
	}
	if len(sides[0].jobs) == 1 && !k.on("all") && k.text("variant") != "all" {
		return k.compareOne(sides, p)
	}
	if err := k.single(len(sides[0].jobs)); err != nil {
		return err
	}
	return k.compareMany(sides, p)
}

// isRecording says whether an argument is a file of events.
func isRecording(arg string) bool { return strings.EqualFold(filepath.Ext(arg), ".jsonl") }

// compareFiles compares two recordings.
func (k *call) compareFiles(p *picture) error {
	if len(k.args) != 2 || !isRecording(k.args[0]) || !isRecording(k.args[1]) {
		return wrong("compare-files", strings.Join(k.args, " "))
	}
	var stories [2]*story.Story
	for i, path := range k.args {
		f, err := os.Open(path)
		if err != nil {
			return wrong("read", path, reason(err))
		}
		log, err := event.ReadLog(f)
		f.Close()
		switch {
		case errors.Is(err, event.ErrCutShort):
			k.say("cut-short", path)
		case err != nil:
			return wrong("not-log", path, err)
		}
		stories[i] = story.Fold(log.All())
	}
	return k.compared(compare.Stories(stories[0], stories[1], compare.Table()), p)
}

// compareOne compares one variant, and draws it.
func (k *call) compareOne(sides [2]comparedSide, p *picture) error {
	j := sides[0].jobs[0]
	if j.skip != "" {
		k.say("skipped", j.name(), j.skip)
		if k.on("json") {
			return k.writeJSON(j.notCompared())
		}
		return nil
	}
	var runs [2]done
	for i, s := range sides {
		runs[i] = s.carryOut(s.jobs[0], s.text("out"), p, nil)
		if runs[i].err != nil {
			return runs[i].err
		}
	}
	c, code := both(runs)
	if code == exitInterrupted {
		return status(code)
	}
	if err := k.compared(c, p); err != nil {
		var s status
		if !errors.As(err, &s) {
			return err
		}
		code = graver(code, int(s))
	}
	if code != exitOK {
		return status(code)
	}
	return nil
}

// both compares two runs. The status tells what ended them: whether they did what
// their lab expects is not what is asked here.
func both(runs [2]done) (c *compare.Comparison, code int) {
	for _, d := range runs {
		if s := d.status(); s != exitUnmet {
			code = graver(code, s)
		}
	}
	return compare.Stories(runs[0].story, runs[1].story, compare.Table()), code
}

// compared shows a comparison. A new difference is a status.
func (k *call) compared(c *compare.Comparison, p *picture) error {
	err := k.comparePage(c, p, k.text("out"))
	switch {
	case err != nil || k.onStdout():
	case k.on("json"):
		err = k.writeJSON(c.Report())
	case k.on("quiet") && len(c.New()) == 0:
	default:
		err = compare.Draw(k.out, c, p.Options)
	}
	if err == nil && len(c.New()) > 0 {
		return status(exitUnmet)
	}
	return err
}

func (k *call) writeJSON(v any) error { return json.NewEncoder(k.out).Encode(v) }

// notCompared is the report of a job that is skipped.
func (j *job) notCompared() *compare.Report {
	return &compare.Report{Format: compare.Format, Lab: j.lab.Name, Variant: j.variant.Name, Skipped: j.skip, Differences: []compare.DifferenceReport{}}
}
