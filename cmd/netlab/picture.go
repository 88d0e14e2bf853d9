package main

import (
	"context"
	"io"
	"strconv"
	"time"

	"netlab/hooks/event"
	"netlab/lab/report/ladder"
	"netlab/lab/story"
	"netlab/topology/clock"
)

// A picture is how a run is to be drawn.
type picture struct {
	ladder.Options
	pace  float64  // times as fast as it happened; 0: at once
	shown bool     // on stdout
	plots []string // what is plotted below it
}

// picture reads the flags of pictures.
func (k *call) picture() (*picture, error) {
	p := &picture{Options: ladder.Options{
		Width: k.width(), Lang: k.lang, Color: k.colour(k.text("color")), ASCII: k.on("ascii"),
		Absolute: k.on("absolute"), Letters: k.on("letters"), All: k.on("show-all"), Quiet: k.on("quiet"), Explain: k.on("explain"),
	}}
	if t := k.text("times"); t != "" {
		p.TimeMode = t[0]
	}
	if v := k.text("pace"); v != "" {
		n, err := strconv.ParseFloat(v, 64)
		if err != nil || !(n > 0) || n > 1e9 {
			return nil, k.bad("pace", k.t("want-pace"))
		}
		p.pace = n
	}
	var err error
	p.plots, err = k.plots()
	return p, err
}

// forFile is how the picture is drawn into a file: as a terminal of the usual
// width, without colour, would show it.
func (p *picture) forFile() ladder.Options {
	o := p.Options
	o.Width, o.Color, o.Quiet = 0, false, false
	return o
}

// draw draws a run that is over, at its pace.
func (p *picture) draw(ctx context.Context, out *printer, s *story.Story) error {
	if p.pace == 0 {
		return ladder.Draw(out, s, p.Options)
	}
	d := ladder.New(out, s, p.Options)
	c := clock.NewWall(nil)
	for _, point := range s.Order {
		out.Flush()
		if !c.Advance(ctx, time.Duration(float64(point.At())/p.pace), true) {
			break
		}
		d.Put(point)
	}
	return d.Close()
}

// summary draws what stands below a ladder.
func (p *picture) summary(w io.Writer, s *story.Story) {
	o := p.Options
	o.Quiet, o.Color = true, false
	ladder.Draw(w, s, o)
}

// live is a sink that draws a run while it goes on.
func (p *picture) live(out *printer) event.Sink {
	f := new(story.Folder)
	return &live{folder: f, out: out, drawer: ladder.New(out, f.Story(), p.Options)}
}

type live struct {
	folder *story.Folder
	drawer *ladder.Drawer
	out    *printer
	drawn  int // how many points of the story's order
}

func (l *live) Put(e *event.Event) error {
	if err := l.folder.Put(e); err != nil {
		return err
	}
	order := l.folder.Story().Order
	for ; l.drawn < len(order); l.drawn++ {
		l.drawer.Put(order[l.drawn])
	}
	return l.out.Flush()
}

func (l *live) Close() error {
	l.folder.Close()
	for order := l.folder.Story().Order; l.drawn < len(order); l.drawn++ {
		l.drawer.Put(order[l.drawn])
	}
	if err := l.drawer.Close(); err != nil {
		return err
	}
	return l.out.Flush()
}
