package main

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"runtime"
	"strconv"
)

// A finding is one thing that this machine can do or lacks.
type finding struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"` // in English, as all of JSON
	key    string // of what is said to people; its argument is arg
	arg    string
}

// doctor says what this machine can do with netlab.
func doctor(k *call) error {
	findings := k.examine()
	if k.on("json") {
		e := json.NewEncoder(k.out)
		for _, f := range findings {
			if err := e.Encode(f); err != nil {
				return err
			}
		}
		return nil
	}
	ink := k.colour(k.text("color"))
	for _, f := range findings {
		mark, code := "ok", "32"
		if !f.OK {
			mark, code = "--", "33"
		}
		if ink {
			mark = "\x1b[" + code + "m" + mark + "\x1b[0m"
		}
		fmt.Fprintf(k.out, "%s  %s  %s\n", mark, pad(f.Name, 9), k.t("doctor."+f.key, f.arg))
	}
	return nil
}

func (k *call) examine() []finding {
	all := []finding{}
	for _, s := range stackNames {
		all = append(all, finding{s, true, stackVersion(s), "stack", stackVersion(s)})
	}
	all = append(all, finding{"go", true, runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH, "go", runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH})
	width := strconv.Itoa(k.width())
	if k.out.terminal() {
		all = append(all, finding{"terminal", true, width + " columns", "terminal", width})
	} else {
		all = append(all, finding{"terminal", false, "stdout is none; lines have " + width + " columns", "no-terminal", width})
	}
	if k.colour(k.text("color")) {
		all = append(all, finding{"colour", true, "on", "colour", ""})
	} else {
		all = append(all, finding{"colour", false, "off", "no-colour", ""})
	}
	all = append(all, finding{"language", true, string(k.lang), "language", string(k.lang)})
	for _, tool := range []string{"tshark", "tcpdump"} {
		if path, err := exec.LookPath(tool); err == nil {
			all = append(all, finding{tool, true, path, "tool", path})
		} else {
			all = append(all, finding{tool, false, "not found; netlab does without, and writes captures for it", "no-tool", ""})
		}
	}
	return all
}
