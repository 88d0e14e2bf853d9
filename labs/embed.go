// Package labs is the catalogue: a folder a lab, with the lab itself (lab.yaml)
// and what is to be read beside it (README.md, README.zh.md), all of them carried
// in the program. A lab is read when it is asked for; until then it costs nothing
// but its place in the file.
package labs

import (
	"embed"
	"io/fs"
	"slices"
)

//go:embed */lab.yaml */README.md */README.zh.md
var files embed.FS

// A Chapter is a part of the way through the catalogue.
type Chapter struct {
	Title map[string]string // by language: "en", "zh"
	Labs  []string          // in the order in which a student meets them
}

// chapters are the way through the catalogue. A lab that is in none of them comes
// behind the others.
func chapters() []Chapter {
	return []Chapter{
		{map[string]string{"en": "First steps", "zh": "入门"}, []string{
			"handshake", "teardown", "header-tour",
		}},
		{map[string]string{"en": "Opening a connection", "zh": "建立连接"}, []string{
			"handshake-loss", "stale-syn", "initial-numbers", "options-negotiation", "connection-refused", "syn-data",
			"simultaneous-open", "split-handshake", "half-open", "demultiplexing", "backlog-overflow", "syn-flood",
		}},
		{map[string]string{"en": "Closing it", "zh": "释放连接"}, []string{
			"half-close", "close-or-shutdown", "server-closes-first", "teardown-loss", "fin-without-ack", "simultaneous-close",
			"closing-myth", "abort", "close-wait-leak", "orphan-fin-wait-2",
		}},
		{map[string]string{"en": "After the end: TIME-WAIT", "zh": "连接之后：TIME-WAIT"}, []string{
			"time-wait", "no-time-wait", "bind-in-use", "port-exhaustion", "old-duplicate", "time-wait-assassination",
		}},
		{map[string]string{"en": "Reliable delivery", "zh": "可靠传输"}, []string{
			"stop-and-wait", "cumulative-ack", "rto", "rto-backoff", "reliable-stream", "corruption", "reordering",
			"fast-retransmit", "sack", "sequence-wrap", "sent-is-not-received",
		}},
		{map[string]string{"en": "How much, and how fast", "zh": "流量控制与拥塞控制"}, []string{
			"flow-control", "lost-window-update", "nagle-and-delayed-ack", "segment-size", "slow-start", "urgent-and-push",
		}},
		{map[string]string{"en": "A long life, and dangers", "zh": "连接的存续与安全"}, []string{
			"idle-keepalive", "user-timeout", "blind-reset", "udp-vs-tcp", "eleven-states",
		}},
	}
}

// Chapters are the way through the catalogue, each with the labs that there are.
func Chapters() []Chapter {
	there := Names()
	var out []Chapter
	for _, c := range chapters() {
		c.Labs = slices.DeleteFunc(slices.Clone(c.Labs), func(n string) bool { return !slices.Contains(there, n) })
		if len(c.Labs) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// Names are the labs' names in the order of the catalogue.
func Names() []string {
	dirs, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the files are part of the program
	}
	there := make(map[string]bool, len(dirs))
	for _, d := range dirs {
		there[d.Name()] = true
	}
	names := make([]string, 0, len(dirs))
	for _, c := range chapters() {
		for _, n := range c.Labs {
			if there[n] {
				names = append(names, n)
				delete(there, n)
			}
		}
	}
	for _, d := range dirs {
		if there[d.Name()] {
			names = append(names, d.Name())
		}
	}
	return names
}

// Has says whether there is a lab of that name.
func Has(name string) bool {
	_, err := fs.Stat(files, Path(name))
	return err == nil && fs.ValidPath(name)
}

// Path is what errors call a lab's file.
func Path(name string) string { return name + "/lab.yaml" }

// Open reads a lab's file. The error is fs.ErrNotExist's where there is no such
// lab.
func Open(name string) ([]byte, error) { return files.ReadFile(Path(name)) }

// Readme is what is to be read beside a lab, in a language ("en", "zh"), or, where
// it does not exist in that, in English; "" if there is nothing.
func Readme(name, lang string) string {
	for _, file := range []string{"README." + lang + ".md", "README.md"} {
		if b, err := files.ReadFile(name + "/" + file); err == nil {
			return string(b)
		}
	}
	return ""
}
