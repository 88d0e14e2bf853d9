package main

import (
	"io"
	"slices"
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/report/plot"
	"netlab/lab/story"
)

// plots reads --plot: the variables that are plotted below the ladder.
func (k *call) plots() (names []string, err error) {
	if k.from["plot"] == "" {
		return nil, nil
	}
	all := plot.Names()
	for name := range strings.SplitSeq(k.text("plot"), ",") {
		name = strings.TrimSpace(name)
		switch {
		case name == "":
			return nil, k.bad("plot", k.t("want-plot", strings.Join(all, ", ")))
		case slices.Contains(names, name):
			return nil, wrong("plot-twice", name)
		case plot.VarNamed(name) == nil:
			err := wrong("plot-unknown", name)
			if n := segment.Nearest(name, all); n != "" {
				return nil, err.or("meant", n)
			}
			return nil, err.or("there-are", strings.Join(all, ", "))
		}
		names = append(names, name)
	}
	return names, nil
}

// plot draws what --plot asks for, below the ladder of a run that is over.
func (p *picture) plot(w io.Writer, s *story.Story, log *event.Log) error {
	if p.plots == nil || p.Quiet {
		return nil
	}
	return plot.Draw(w, s, log.All(), plot.Options{Vars: p.plots, Width: p.Width, Lang: p.Lang, Color: p.Color, ASCII: p.ASCII})
}
