package main

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"runtime"
	"strconv"
	"strings"

	"netlab/lab/words"
	"netlab/topology/linux"
)

// A finding is one thing that this machine can do or lacks. All of JSON is in
// English.
type finding struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
	Remedy string `json:"remedy"` // where it is not OK, and something would help
	said   string // the detail as it is said to people
	cure   string // and the remedy
}

// doctor says what this machine can do with netlab.
func doctor(k *call) error {
	// Without root it is root in a user namespace who looks; where there is none,
	// that is among the findings.
	k.enter()
	findings := append(k.examine(), k.abilities()...)
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
		const indent = 4
		fmt.Fprintf(k.out, "%s  %s  %s\n", mark, pad(f.Name, longestName), f.said)
		if f.cure != "" {
			fmt.Fprint(k.out, wrap(k.t("doctor.remedy", f.cure), strings.Repeat(" ", indent+longestName+2), k.width()))
		}
	}
	return nil
}

// longestName is the width of "sock_destroy".
const longestName = 12

// abilities are what kernel hosts are made of, each tried.
func (k *call) abilities() (all []finding) {
	for _, a := range linux.Abilities() {
		all = append(all, k.found(a))
	}
	return all
}

// found says what came of trying an ability.
func (k *call) found(a linux.Ability) finding {
	say := func(lang words.Lang) (detail, remedy string) {
		detail = words.T(lang, "cmd.doctor.for."+a.Name)
		if lacks := "cmd.doctor.lacks." + a.Name; a.OK && a.Detail != "" && words.Has(lacks) {
			detail = words.T(lang, lacks, a.Detail)
		} else if a.Detail != "" {
			detail += words.T(lang, "cmd.colon") + a.Detail
		}
		switch {
		case a.OK:
		case a.Remedy != "":
			remedy = a.Remedy // what this very machine calls for
		default:
			remedy = words.T(lang, "cmd.doctor.remedy."+a.Name)
		}
		return detail, remedy
	}
	f := finding{Name: a.Name, OK: a.OK}
	f.Detail, f.Remedy = say(words.English)
	f.said, f.cure = say(k.lang)
	return f
}

// examine looks at what this build has, and at what surrounds it.
func (k *call) examine() (all []finding) {
	find := func(name string, ok bool, detail, key, arg string) {
		all = append(all, finding{Name: name, OK: ok, Detail: detail, said: k.t("doctor."+key, arg)})
	}
	for _, s := range stackNames {
		find(s, true, stackVersion(s), "stack", stackVersion(s))
	}
	build := runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH
	find("go", true, build, "go", build)
	width := strconv.Itoa(k.width())
	if k.out.terminal() {
		find("terminal", true, width+" columns", "terminal", width)
	} else {
		find("terminal", false, "stdout is none; lines have "+width+" columns", "no-terminal", width)
	}
	if k.colour(k.text("color")) {
		find("colour", true, "on", "colour", "")
	} else {
		find("colour", false, "off", "no-colour", "")
	}
	find("language", true, string(k.lang), "language", string(k.lang))
	for _, tool := range []string{"tshark", "tcpdump"} {
		if path, err := exec.LookPath(tool); err == nil {
			find(tool, true, path, "tool", path)
		} else {
			find(tool, false, "not found; netlab does without, and writes captures for it", "no-tool", "")
		}
	}
	return all
}
