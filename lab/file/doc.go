// Package file reads a lab from its file and writes one back.
//
// A lab file is YAML:
//
//	title: {en: Losing each leg of the handshake, zh: 三次握手中的丢包}
//	hosts: [client, server]
//	wires:
//	  - {ends: [client, server], delay: 10ms}
//	programs:
//	  server: [listen: 80, accept, {recv: {until: eof}}, close]
//	  client: [{connect: "server:80"}, {send: hello}, close]
//	variants:
//	  synack:
//	    rules: ["from server to client synack#1 drop"]
//	    expect:
//	      - states: {host: client, path: [SYN-SENT, ESTABLISHED]}
//
// Load takes such a text through five doors. A gate looks at its octets and
// refuses what is too big or no text before anything is built of it. YAML's
// grammar makes a tree; tags, anchors and aliases are refused there, because in a
// lab they are always texts that somebody forgot to quote. Each variant is
// merged with what the file says for all, tree with tree, so that every part
// keeps the line and the column where it was written. Settings and rules from
// the command line are added. Then the tables of keys (and those of package lab
// for steps and expectations) read the tree into a lab.Lab, and whatever does
// not fit is told, all of it at once, with its place and with what was meant
// instead.
//
// The same tables print the manual (Keys) and the schema for editors (Schema).
// Loading executes nothing and opens no file but the one that is asked for.
package file
