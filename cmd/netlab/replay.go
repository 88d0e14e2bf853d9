package main

import (
	"errors"
	"io"
	"os"

	"netlab/hooks/event"
	"netlab/lab/report/pcapng"
	"netlab/lab/story"
	"netlab/lab/words"
)

// replay draws a recorded run, as it was drawn when it happened.
func replay(k *call) error {
	p, err := k.picture()
	if err != nil {
		return err
	}
	if err := k.apart(); err != nil {
		return err
	}
	if err := k.explains(false); err != nil {
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
	s := story.Fold(log.All())
	if err := k.written(log, s, p); err != nil {
		return err
	}
	if !k.onStdout() {
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

// written writes a recorded run to the files that were asked for.
func (k *call) written(log *event.Log, s *story.Story, p *picture) error {
	out := &outputs{world: k.world}
	defer out.discard()
	if path := k.text("pcap"); path != "" {
		w, err := out.create(path)
		if err != nil {
			return err
		}
		if err := capture(w, log, k.lang); err != nil {
			return err
		}
	}
	if err := k.drawFaces(out, "", &recorded{s, log}, p); err != nil {
		return err
	}
	return out.commit()
}

// capture writes a recorded run as a capture.
func capture(w io.Writer, log *event.Log, lang words.Lang) error {
	s := pcapng.New(w, pcapng.Options{Lang: string(lang)})
	for e := range log.All() {
		if err := s.Put(e); err != nil {
			return errors.Join(err, s.Close())
		}
	}
	return s.Close()
}
