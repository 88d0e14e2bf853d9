package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"netlab/topology"
)

// A flag is an entry of the table that the command line is read by. A name means
// the same with every command that has it. What it does stands in the catalogue,
// under cmd.flag.NAME.
type flag struct {
	name  string
	short string   // a letter for it; "": none
	value string   // what it takes, as help shows it; "": it is a switch
	words []string // all that it takes, where that is a closed list
	many  bool     // it may be given again and again
}

// flags is the table, in the order of help.
var flags = []flag{
	{name: "variant", value: "NAME|all"},
	{name: "all"},
	{name: "stack", value: "STACK|HOST=STACK,...", many: true},
	{name: "link", value: "memory|tun|veth", words: []string{topology.Memory, topology.TUN, topology.Veth}},
	{name: "time", value: "virtual|real", words: []string{"virtual", "real"}},
	{name: "ip", value: "4|6", words: []string{"4", "6"}},
	{name: "seed", value: "N"},
	{name: "set", value: "KEY=VALUE", many: true},
	{name: "rule", value: "RULE", many: true},
	{name: "limit-time", value: "TIME"},
	{name: "limit-events", value: "N"},
	{name: "limit-wall", value: "TIME"},
	{name: "allow-exec"},
	{name: "keep"},
	{name: "json"},
	{name: "out", value: "DIR"},
	{name: "pcap", value: "FILE"},
	{name: "html", value: "FILE"},
	{name: "svg", value: "FILE"},
	{name: "mermaid", value: "FILE"},
	{name: "markdown", value: "FILE"},
	{name: "quiet", short: "q"},
	{name: "pace", value: "N"},
	{name: "absolute", short: "S"},
	{name: "letters"},
	{name: "times", short: "t", value: "r|d|a", words: []string{"r", "d", "a"}},
	{name: "show-all"},
	{name: "explain"},
	{name: "plot", value: "VAR,..."},
	{name: "ascii"},
	{name: "color", value: "auto|always|never", words: []string{"auto", "always", "never"}},
	{name: "student", value: "ID"},
	{name: "export", value: "FILE"},
	{name: "force"},
	{name: "at", value: "PACKET|MATCH#N", many: true},
	{name: "do", value: "ACTION", many: true},
	{name: "each", value: "drop|delay|duplicate|ACTION"},
	{name: "format", value: "table|csv|json|tap", words: []string{"table", "csv", "json", "tap"}},
	{name: "answers", short: "v"},
	{name: "lab", value: "FILE.yaml", many: true},
	{name: "done", value: "LAB", many: true},
	{name: "reset"},
	{name: "expectations"},
	{name: "schema"},
	{name: "lang", value: "en|zh", words: []string{"en", "zh"}},
	{name: "help", short: "h"},
}

// flagNamed finds a flag by its name or its letter; nil if there is none.
func flagNamed(name string) *flag {
	for i := range flags {
		if f := &flags[i]; name != "" && (f.name == name || f.short == name) {
			return f
		}
	}
	return nil
}

// dashed is how a flag is written.
func (f *flag) dashed() string { return "--" + f.name }

// env is the environment variable that stands for the flag.
func (f *flag) env() string {
	return "NETLAB_" + strings.ToUpper(strings.ReplaceAll(f.name, "-", "_"))
}

// cli is the flag as urfave/cli reads it. A switch is a text to it as well: what
// it takes is checked here, so that what is wrong is told in the reader's
// language.
func (f *flag) cli() cli.Flag {
	if f.many {
		return &cli.StringSliceFlag{Name: f.name}
	}
	return &cli.StringFlag{Name: f.name}
}
