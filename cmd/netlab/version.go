package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version says which netlab this is, and of what it is made.
func version(k *call) error {
	fmt.Fprintf(k.out, "netlab %s\n", build())
	for _, s := range stackNames {
		fmt.Fprintf(k.out, "%s %s\n", s, stackVersion(s))
	}
	fmt.Fprintf(k.out, "%s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

// build is the module's version, or the commit that it was built from.
func build() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	commit, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = " " + s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = " with changes"
		}
	}
	return "devel" + commit + changed
}
