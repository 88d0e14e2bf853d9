package main

import (
	"io"
	"path/filepath"
	"strings"

	"netlab/hooks/event"
	"netlab/lab/report/html"
	"netlab/lab/report/ladder"
	"netlab/lab/report/markdown"
	"netlab/lab/report/mermaid"
	"netlab/lab/report/svg"
	"netlab/lab/story"
)

// A face is a file that a run is written to when it is over, beside its ladder.
type face struct {
	flag string
	file string // what --out calls it; "": it is not among its files
	draw func(w io.Writer, r *recorded, p *picture) error
}

// recorded is a run that is over.
type recorded struct {
	story *story.Story
	log   *event.Log
}

// faces is the table, in the order of help.
var faces = []face{
	{flag: "html", file: "report.html", draw: drawPage},
	{flag: "svg", draw: drawSVG},
	{flag: "mermaid", draw: drawMermaid},
	{flag: "markdown", draw: drawMarkdown},
}

// outFiles are those of the files that --out writes of a run that took place that
// people look at, the page first.
func outFiles() (names []string) {
	for i := range faces {
		if f := faces[i].file; f != "" {
			names = append(names, f)
		}
	}
	return append(names, "ladder.txt", "capture.pcapng", "events.jsonl")
}

// faceFlags are the flags of the faces.
func faceFlags() (names []string) {
	for i := range faces {
		names = append(names, faces[i].flag)
	}
	return names
}

// drawFaces writes those that flags ask for, and, where dir is given, those that
// stand in it.
func (k *call) drawFaces(out *outputs, dir string, r *recorded, p *picture) error {
	for i := range faces {
		f := &faces[i]
		var paths []string
		if path := k.text(f.flag); path != "" {
			paths = append(paths, path)
		}
		if dir != "" && f.file != "" {
			paths = append(paths, filepath.Join(dir, f.file))
		}
		for _, path := range paths {
			w, err := out.create(path)
			if err != nil {
				return err
			}
			if err := f.draw(w, r, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// drawPage writes the page, which shows numbers both ways and folds nothing.
func drawPage(w io.Writer, r *recorded, p *picture) error {
	return html.Page(w, r.story, r.log, html.Options{Lang: p.Lang, Version: build()})
}

func drawSVG(w io.Writer, r *recorded, p *picture) error {
	return svg.Draw(w, r.story, svg.Options{Lang: p.Lang, Absolute: p.Absolute, Letters: p.Letters, All: p.All})
}

func drawMermaid(w io.Writer, r *recorded, p *picture) error {
	return mermaid.Draw(w, r.story, mermaid.Options{Lang: p.Lang, Absolute: p.Absolute, Letters: p.Letters, All: p.All})
}

// drawMarkdown writes the document with both drawings in it: a ladder of the usual
// width, whatever the terminal's.
func drawMarkdown(w io.Writer, r *recorded, p *picture) error {
	var steps, diagram strings.Builder
	bare := p.forFile()
	bare.Bare, bare.Explain = true, false // the table has the reasons
	if err := ladder.Draw(&steps, r.story, bare); err != nil {
		return err
	}
	if err := drawMermaid(&diagram, r, p); err != nil {
		return err
	}
	return markdown.Draw(w, r.story, markdown.Options{
		Lang: p.Lang, Absolute: p.Absolute, Letters: p.Letters, All: p.All, Ladder: steps.String(), Mermaid: diagram.String(),
	})
}

// fileFlags are the flags that take a file, or - for stdout, in the order in which
// an error names them.
func fileFlags() []string { return append([]string{"pcap"}, faceFlags()...) }

// onStdout says whether a file was asked for on stdout, where the ladder is drawn
// else.
func (k *call) onStdout() bool {
	for _, name := range fileFlags() {
		if k.text(name) == "-" {
			return true
		}
	}
	return false
}

// apart says whether all that is asked for has a place of its own: stdout takes
// one thing, and so does a file.
func (k *call) apart() error {
	var stdout string
	if k.on("json") {
		stdout = "--json"
	}
	takers := map[string]string{} // flags by path
	for _, name := range fileFlags() {
		path := k.text(name)
		switch flag := "--" + name; {
		case path == "":
		case path == "-" && stdout != "":
			return wrong("two-on-stdout", stdout, flag+" -")
		case path == "-":
			stdout = flag + " -"
		case takers[filepath.Clean(path)] != "":
			return wrong("two-in-file", takers[filepath.Clean(path)], flag, path)
		default:
			takers[filepath.Clean(path)] = flag
		}
	}
	if k.text("plot") != "" && stdout != "" {
		return wrong("two-on-stdout", stdout, "--plot")
	}
	return nil
}

// single says whether files that take one run are given one.
func (k *call) single(runs int) error {
	if runs <= 1 {
		return nil
	}
	if k.text("pcap") != "" {
		return wrong("pcap-many", runs)
	}
	for _, name := range faceFlags() {
		if k.text(name) != "" {
			return wrong("face-many", "--"+name, runs)
		}
	}
	return nil
}
