package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"netlab/hooks/event"
	"netlab/lab"
	"netlab/lab/report/ladder"
	"netlab/lab/report/pcapng"
	"netlab/lab/story"
)

// run carries out labs: one of them is drawn, several get a line each and a table.
func run(k *call) error {
	jobs, err := k.jobs()
	if err != nil {
		return err
	}
	p, err := k.picture()
	if err != nil {
		return err
	}
	if err := k.fits(jobs); err != nil {
		return err
	}
	if err := k.keeps(jobs); err != nil {
		return err
	}
	if err := k.prepare(jobs); err != nil {
		return err
	}
	k.sayStudent(jobs, p)
	if k.several(jobs) {
		return k.runMany(jobs, p)
	}
	return k.runOne(jobs[0], p)
}

// several says whether jobs get a line each, and no picture. One that was asked for as
// all that there are is told like them.
func (k *call) several(jobs []*job) bool {
	return len(jobs) != 1 || k.on("all") || k.text("variant") == "all"
}

// fits says whether what is asked for goes together.
func (k *call) fits(jobs []*job) error {
	if err := k.single(len(jobs)); err != nil {
		return err
	}
	if err := k.apart(); err != nil {
		return err
	}
	if err := k.explains(k.several(jobs)); err != nil {
		return err
	}
	switch {
	case k.text("plot") != "" && len(jobs) > 1:
		return wrong("plot-many", len(jobs))
	case k.text("pace") == "":
		return nil
	case len(jobs) > 1:
		return wrong("pace-many", len(jobs))
	case jobs[0].plan.Clock == "real":
		return wrong("pace-real")
	}
	return nil
}

// explains says whether the ladder is drawn that --explain adds to: on stdout, or into
// the folder of --out.
func (k *call) explains(several bool) error {
	switch {
	case !k.on("explain") || k.text("out") != "":
		return nil
	case several:
		return wrong("explain-many")
	case k.on("quiet"):
		return wrong("explain-hidden", "--quiet")
	case k.on("json"):
		return wrong("explain-hidden", "--json")
	}
	for _, name := range fileFlags() {
		if k.text(name) == "-" {
			return wrong("explain-hidden", "--"+name+" -")
		}
	}
	return nil
}

// runOne runs a job and draws it.
func (k *call) runOne(j *job, p *picture) error {
	p.shown = !k.on("json") && !k.onStdout()
	if j.skip != "" {
		k.say("skipped", j.name(), j.skip)
	}
	d := k.carryOut(j, k.text("out"), p, k.out)
	if d.err != nil || j.skip != "" {
		return d.err
	}
	if !p.shown || p.Quiet {
		if code := d.status(); code != exitOK {
			k.say(verdictKey(code)+"-run", j.name())
			p.summary(k.err, d.story)
		}
	}
	k.others(j)
	return d.end()
}

// others names the variants that were not asked for, where none was.
func (k *call) others(j *job) {
	if k.text("variant") != "" || len(j.lab.Variants) < 2 || k.on("quiet") {
		return
	}
	var names []string
	for _, n := range variantNames(j.lab) {
		if n != j.variant.Name {
			names = append(names, n)
		}
	}
	k.out.Flush() // the line stands below the picture where both go to one terminal
	k.say("others", strings.Join(names, ", "))
}

// done is what became of a job.
type done struct {
	result *lab.Result
	story  *story.Story
	err    error // it could not be run, or not be written down
}

// status is the exit status for a run that took place.
func (d *done) status() int {
	switch {
	case d.result.Skipped != "":
		return exitOK
	case d.result.Reason == "interrupted":
		return exitInterrupted
	case d.result.Reason == "limit":
		return exitLimit
	case !d.result.OK():
		return exitUnmet
	}
	return exitOK
}

// end is the status as an error.
func (d *done) end() error {
	if code := d.status(); code != exitOK {
		return status(code)
	}
	return nil
}

// carryOut runs a job and writes its files, those for dir too where it is given.
// Events go to stdout as --json says, unless it is nil. What an interrupt cuts short
// is written all the same: the end event says so.
func (k *call) carryOut(j *job, dir string, p *picture, stdout io.Writer) (d done) {
	out := &outputs{world: k.world}
	defer out.discard()
	if dir != "" {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return done{err: unwritable(dir, err)}
		}
	}
	if j.skip != "" {
		d.result = j.skipped()
		if dir != "" {
			writeResult(out, dir, d.result)
		}
		d.err = out.commit()
		return d
	}
	sinks, err := k.sinks(out, dir, stdout)
	if err != nil {
		return done{err: err}
	}
	draws := p != nil && p.shown && !p.Quiet
	live := draws && j.plan.Clock == "real"
	if live {
		sinks = append(sinks, p.live(k.out))
	}
	var log event.Log
	o := lab.RunOptions{Sinks: sinks, Log: &log}
	if !j.aside {
		o.Progress = k.progress()
	}
	d.result, err = k.runPlan(j.plan, o)
	if d.result == nil {
		return done{err: k.cannotRun(j, err)}
	}
	if err != nil && !isSink(err) {
		return done{err: err}
	}
	d.story = story.Fold(log.All())
	if draws && !live {
		p.draw(k.ctx, k.out, d.story)
	}
	if draws {
		p.plot(k.out, d.story, &log)
	}
	if dir != "" {
		d.err = k.report(out, dir, &d, p)
	}
	if d.err == nil {
		d.err = k.drawFaces(out, dir, &recorded{d.story, &log}, p)
	}
	if e := out.commit(); d.err == nil {
		d.err = e
	}
	if d.err == nil && k.interrupted() && !k.on("keep") { // which ends so
		d.result.Reason = "interrupted"
	}
	return d
}

// runPlan runs a plan with what it needs of the machine, and of the command line.
func (k *call) runPlan(p *lab.Plan, o lab.RunOptions) (*lab.Result, error) {
	leave, err := k.equip(p, &o)
	if err != nil {
		return nil, err
	}
	defer leave()
	o.Version, o.AllowExec = stackVersion, o.AllowExec || k.on("allow-exec")
	return lab.Run(k.ctx, p, o)
}

// cannotRun is the error of a job that could not be run at all: the machine does not
// allow it, or the lab is wrong.
func (k *call) cannotRun(j *job, err error) error {
	if e := k.machineError(err); e != err {
		return e
	}
	return wrong("run", j.name(), err)
}

// isSink says whether all that went wrong is that a sink could not write, which
// the file that it wrote to will tell.
func isSink(err error) bool {
	var s *event.SinkError
	return errors.As(err, &s)
}

// sinks are where a run's events go as they happen.
func (k *call) sinks(out *outputs, dir string, stdout io.Writer) (sinks []event.Sink, err error) {
	jsonl := func(path string) error {
		w, err := out.create(path)
		if err == nil {
			sinks = append(sinks, event.NewJSONL(w))
		}
		return err
	}
	capture := func(path string) error {
		w, err := out.create(path)
		if err == nil {
			sinks = append(sinks, pcapng.New(w, pcapng.Options{Lang: string(k.lang)}))
		}
		return err
	}
	if dir != "" {
		if err := errors.Join(jsonl(filepath.Join(dir, "events.jsonl")), capture(filepath.Join(dir, "capture.pcapng"))); err != nil {
			return nil, err
		}
	}
	if k.on("json") && stdout != nil {
		sinks = append(sinks, event.NewJSONL(stdout))
	}
	if path := k.text("pcap"); path != "" {
		if err := capture(path); err != nil {
			return nil, err
		}
	}
	return sinks, nil
}

// report writes what is known only when a run is over.
func (k *call) report(out *outputs, dir string, d *done, p *picture) error {
	w, err := out.create(filepath.Join(dir, "ladder.txt"))
	if err != nil {
		return err
	}
	if err := ladder.Draw(w, d.story, p.forFile()); err != nil {
		return err
	}
	return writeResult(out, dir, d.result)
}

func writeResult(out *outputs, dir string, r *lab.Result) error {
	w, err := out.create(filepath.Join(dir, "result.json"))
	if err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// skipped is the result of a job that is not run.
func (j *job) skipped() *lab.Result {
	return &lab.Result{Lab: j.lab.Name, Variant: j.variant.Name, Seed: j.plan.Network.Seed, Reason: "skipped", Skipped: j.skip}
}
