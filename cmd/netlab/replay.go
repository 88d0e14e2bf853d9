package main

import (
	"errors"
	"io"
	"os"

	"netlab/hooks/event"
	"netlab/lab/report/pcapng"
	"netlab/lab/story"
)

// replay draws a recorded run, as it was drawn when it happened.
func replay(k *call) error {
	p, err := k.picture()
	if err != nil {
		return err
	}
	in, name := k.in, "stdin"
	if path := k.args[0]; path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return wrong("read", path, reason(err))
		}
		defer f.Close()
		in, name = f, path
	}
	log, err := event.ReadLog(in)
	cut := errors.Is(err, event.ErrCutShort)
	if err != nil && !cut {
		return wrong("not-log", name, err)
	}
	if k.text("pcap") == "-" && p.plots != nil {
		return wrong("two-on-stdout", "--pcap -", "--plot")
	}
	if path := k.text("pcap"); path != "" {
		if err := k.capture(path, log); err != nil {
			return err
		}
	}
	if k.text("pcap") != "-" {
		s := story.Fold(log.All())
		if err := p.draw(k.ctx, k.out, s); err != nil {
			return err
		}
		if err := p.plot(k.out, s, log); err != nil {
			return err
		}
	}
	switch {
	case k.interrupted():
		return status(exitInterrupted)
	case cut:
		k.out.Flush()
		k.say("cut-short", name)
		return status(exitWrong)
	}
	return nil
}

// capture writes a recorded run as a capture.
func (k *call) capture(path string, log *event.Log) error {
	out := &outputs{world: k.world}
	defer out.discard()
	var w io.Writer
	w, err := out.create(path)
	if err != nil {
		return err
	}
	s := pcapng.New(w, pcapng.Options{Lang: string(k.lang)})
	for e := range log.All() {
		if err = s.Put(e); err != nil {
			break
		}
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	return out.commit()
}
