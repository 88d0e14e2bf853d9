package html

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"netlab/lab/report/svg"
	"netlab/lab/story"
	"netlab/lab/tell"
	"netlab/lab/words"
)

// labels are the texts that the page's script says itself.
var labels = []string{
	"page.where", "page.cause", "page.nopacket", "page.packet", "page.packetled", "page.fields", "page.octets", "page.octet", "page.more",
	"page.noconn", "page.state", "page.before", "page.after", "page.changed", "page.derived", "page.scale",
	"page.allhosts", "page.allstreams", "page.matching",
	"page.kind.run", "page.kind.call", "page.kind.return", "page.kind.send", "page.kind.verdict", "page.kind.deliver", "page.kind.drop",
	"page.kind.state", "page.kind.timer", "page.kind.note", "page.kind.expect", "page.kind.end",
}

// body writes what stands between the page's head and foot: the ladder as a
// picture that needs no script, the places that the script fills, and, for
// browsers that run none, the events as a list.
func (b *builder) body(w *bytes.Buffer) {
	b.about(w)
	b.controls(w)
	fmt.Fprintf(w, "<div class=\"stage\">\n<section id=\"ladder\" tabindex=\"0\"%s>\n", b.attr("aria-label", "page.ladder"))
	// The picture has a name; what it shows stands in the list of events, for those who
	// do not see it.
	w.Write(bytes.Replace(b.ladder.Body, []byte("<svg "), []byte(`<svg role="img"`+Attr("aria-label", b.o.Lang, b.described())+" "), 1))
	w.WriteString("</section>\n<div id=\"pieces\" aria-hidden=\"true\"></div>\n<div id=\"side\">\n")
	b.now(w)
	b.panel(w, "ends", "page.ends", `<div id="ends"></div><p class="legend">`+Say("page.legend")+` `+Say("page.legend.told")+`</p>`, true)
	b.panel(w, "segment", "page.segment", `<div id="segment"></div>`, true)
	b.panel(w, "diagram", "page.diagram", string(svg.States())+`<p id="diagram-says" class="legend"></p>`, true)
	if len(b.plots) > 0 {
		var in strings.Builder
		for i := range b.plots {
			in.Write(b.plots[i].Body)
		}
		b.panel(w, "plots", "page.plots", in.String(), false)
	}
	b.expectations(w)
	b.panel(w, "list", "page.events", `<ol id="events" role="listbox" tabindex="0"`+b.attr("aria-label", "page.events")+`></ol>`, true)
	w.WriteString("</div>\n</div>\n<ol id=\"printed\"></ol>\n")
	b.plain(w)
	b.keys(w)
}

// attr is an attribute whose text is of the catalogue.
func (b *builder) attr(name, key string) string { return Attr(name, b.o.Lang, say(key)) }

// about says what ran, and with which rules.
func (b *builder) about(w *bytes.Buffer) {
	fmt.Fprintf(w, "<section class=\"about\" tabindex=\"0\"%s>\n<p>%s", b.attr("aria-label", "page.about"), Both(b.told((*tell.Teller).Setting)))
	if b.s.End == nil {
		fmt.Fprintf(w, " <strong>%s</strong>", Say("sum.cut"))
	}
	w.WriteString("</p>\n")
	if rules := b.tellers[0].Rules(); len(rules) > 0 {
		chinese := b.tellers[1].Rules()
		w.WriteString("<ul class=\"rules\">")
		for i := range rules {
			fmt.Fprintf(w, "<li>%s</li>", Both(words.Text{EN: rules[i], ZH: chinese[i]}))
		}
		w.WriteString("</ul>\n")
	}
	w.WriteString("</section>\n")
}

// described is what the ladder shows, in a sentence.
func (b *builder) described() words.Text {
	var hosts []string
	for i := range b.data.Hosts {
		hosts = append(hosts, b.data.Hosts[i].Name)
	}
	packets := 0
	for _, r := range b.s.Rungs {
		if r.Kind == story.Packet {
			packets++
		}
	}
	return say("page.picture", words.Text{EN: words.And(words.English, hosts), ZH: words.And(words.Chinese, hosts)}, packets, len(b.data.Events))
}

// controls are what chooses and what looks otherwise at the whole. On a phone they are
// folded away until somebody wants them.
func (b *builder) controls(w *bytes.Buffer) {
	fmt.Fprintf(w, `<details id="choose" class="scripted" open><summary>%s <span id="choose-count"></span></summary>
<div class="controls" role="search"%s>
<label class="expression">%s <input id="filter" type="text" spellcheck="false" autocomplete="off" autocapitalize="off" placeholder="tcp.flags.syn == 1" aria-describedby="filter-fault"></label>
<label>%s <select id="only-host"></select></label>
<label>%s <select id="only-stream"></select></label>
<span id="filter-count" role="status"></span>
<span class="buttons"><button type="button" id="scale" aria-pressed="false">%s</button>
<button type="button" id="absolute" aria-pressed="false">%s</button>
<button type="button" data-do="keys" aria-haspopup="dialog">%s</button></span>
<pre id="filter-fault" role="alert" hidden></pre>
</div></details>
`, Say("page.choose"), b.attr("aria-label", "page.filters"), Say("page.filter"), Say("page.host"), Say("page.stream"), Say("page.linear"), Say("page.absolute"), Say("page.keys"))
}

// now is the event at the cursor.
func (b *builder) now(w *bytes.Buffer) {
	button := func(do, key, sign string) string {
		return fmt.Sprintf(`<button type="button" data-do="%s"%s>%s</button>`, do, b.attr("aria-label", key), sign)
	}
	fmt.Fprintf(w, "<section id=\"now\" class=\"scripted\"%s>\n<p class=\"steps\">%s%s%s%s <span id=\"now-where\"></span></p>\n", b.attr("aria-label", "page.now"),
		button("first", "page.key.first", "⇤"), button("previous", "page.key.previous", "←"), button("next", "page.key.next", "→"), button("last", "page.key.last", "⇥"))
	w.WriteString("<h2 id=\"now-head\"></h2>\n<p id=\"now-text\"></p>\n<ul id=\"now-why\"></ul>\n<p><a id=\"now-cause\" hidden></a></p>\n<p id=\"live\" class=\"unseen\" aria-live=\"polite\"></p>\n</section>\n")
}

// panel is a part beside the ladder that can be folded away.
func (b *builder) panel(w *bytes.Buffer, id, key, inside string, scripted bool) {
	class := ""
	if scripted {
		class = " scripted"
	}
	w.WriteString(`<details class="panel` + class + `" id="panel-` + id + `" open><summary><h2>` + Say(key) + "</h2></summary>\n" + inside + "</details>\n")
}

// expectations are a part of the page without a script too.
func (b *builder) expectations(w *bytes.Buffer) {
	if len(b.s.Expects) == 0 {
		return
	}
	var in strings.Builder
	in.WriteString("<ul class=\"expects\">\n")
	for i := range b.s.Expects {
		x := &b.s.Expects[i]
		class, sign, verdict := "met", "✓", Say("page.met")
		if !x.OK {
			class, sign, verdict = "unmet", "✗", Say("page.unmet")
		}
		fmt.Fprintf(&in, `<li class="%s"><span class="sign" aria-hidden="true">%s</span>%s%s<b>%s</b>`, class, sign, Both(b.remark(&x.Text)), Say("ladder.colon"), verdict)
		if !x.OK {
			colon := Say("ladder.colon")
			in.WriteString("<br>" + Say("expect.want") + colon + Both(picked(x.Want)) + "<br>" + Say("expect.got") + colon + Both(picked(x.Got)))
		}
		if len(x.Seen) > 0 {
			key := "page.seen.more"
			if len(x.Seen) == 1 {
				key = "page.seen.one"
			}
			in.WriteString("<br>" + Say(key))
			for i, n := range x.Seen[:min(len(x.Seen), maxSeen)] {
				if i > 0 {
					in.WriteString(Say("page.seen.comma"))
				}
				fmt.Fprintf(&in, `<a href="#e%d">%d</a>`, n, n)
			}
			if len(x.Seen) > maxSeen {
				in.WriteString(" …")
			}
		}
		in.WriteString("</li>\n")
	}
	in.WriteString("</ul>")
	b.panel(w, "expects", "page.expects", in.String(), false)
}

// maxSeen is how many of the events that decided an expectation are linked.
const maxSeen = 12

// plain is the list of events for browsers without a script.
func (b *builder) plain(w *bytes.Buffer) {
	w.WriteString("<noscript>\n<section><h2>" + Text(in(say("page.events"), b.o.Lang)) + "</h2>\n<ol class=\"plain\">\n")
	linked := map[uint32]bool{} // by the expectations
	for i := range b.s.Expects {
		for _, n := range b.s.Expects[i].Seen {
			linked[n] = true
		}
	}
	for i := range b.spoken {
		e := &b.spoken[i]
		w.WriteString("<li")
		if linked[e.n] {
			fmt.Fprintf(w, ` id="e%d"`, e.n)
		}
		if i == 0 || e.n != b.spoken[i-1].n+1 {
			fmt.Fprintf(w, ` value="%d"`, e.n)
		}
		w.WriteString(">" + strconv.FormatFloat(e.at.Seconds(), 'f', b.data.Digits, 64) + " " + Text(in(e.text, b.o.Lang)) + "\n")
	}
	w.WriteString("</ol></section>\n</noscript>\n")
}

// keys is the table of keys, as a dialog.
func (b *builder) keys(w *bytes.Buffer) {
	fmt.Fprintf(w, "<dialog id=\"keys\"%s>\n<h2>%s</h2>\n<table>\n", b.attr("aria-label", "page.keys"), Say("page.keys"))
	for _, k := range []struct{ keys, key string }{
		{"→ ↓ j", "page.key.next"}, {"← ↑ k", "page.key.previous"}, {"Home", "page.key.first"}, {"End", "page.key.last"},
		{"PgDn", "page.key.nextpacket"}, {"PgUp", "page.key.previouspacket"}, {"n", "page.key.nextstate"}, {"p", "page.key.previousstate"},
		{"/", "page.key.filter"}, {"t", "page.linear"}, {"S", "page.absolute"}, {"Esc", "page.key.escape"}, {"?", "page.keys"},
	} {
		w.WriteString("<tr><th scope=\"row\">")
		for _, name := range strings.Fields(k.keys) {
			w.WriteString("<kbd>" + name + "</kbd> ")
		}
		w.WriteString("</th><td>" + Say(k.key) + "</td></tr>\n")
	}
	fmt.Fprintf(w, "</table>\n<p>%s</p>\n<form method=\"dialog\"><button>%s</button></form>\n</dialog>\n", Say("page.keysnote"), Say("page.close"))
}
