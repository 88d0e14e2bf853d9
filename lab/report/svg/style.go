package svg

import "strings"

// A style is how a class of things looks. The colours are those of a sheet of paper
// and of a dark screen; each text's contrast with its ground is 4.5 to 1 at least
// and each line's 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11). No colour says anything that
// a word, a sign or a kind of line does not say too.
type style struct {
	class       string
	how         string // what is painted: f fills, s strokes
	light, dark string
	rest        string // further attributes
}

const (
	inkLight, inkDark     = "#1f2328", "#e6edf3"
	paperLight, paperDark = "#ffffff", "#0d1117"
	mutedLight, mutedDark = "#59636e", "#9aa4af"
	redLight, redDark     = "#b3141e", "#ff8a80"
	amberLight, amberDark = "#8a5a00", "#e3b341"
	plumLight, plumDark   = "#7a3fc8", "#d2a8ff"
)

var styles = [...]style{
	{"ground", "f", paperLight, paperDark, ``},
	{"box", "f", "#f1f4f8", "#1c232c", ``},
	{"h", "f", inkLight, inkDark, `font-weight="700"`},
	{"m", "f", mutedLight, mutedDark, ``},
	{"x", "f", inkLight, inkDark, ``},
	{"bad", "f", redLight, redDark, ``},
	{"made", "f", plumLight, plumDark, ``},
	{"note", "f", inkLight, inkDark, `font-style="italic"`},
	{"life", "s", "#818b98", "#6e7681", `stroke-width="1.2"`},
	{"icon", "s", mutedLight, mutedDark, `fill="none"`},
	{"w", "fs", inkLight, inkDark, `stroke-width="1.3"`},
	{"w again", "fs", amberLight, amberDark, `stroke-width="1.3" stroke-dasharray="8 3"`},
	{"w lost", "fs", redLight, redDark, `stroke-width="1.3"`},
	{"w lost again", "fs", redLight, redDark, `stroke-width="1.3" stroke-dasharray="8 3"`},
	{"w made", "fs", plumLight, plumDark, `stroke-width="1.3" stroke-dasharray="1.5 3"`},
	{"w rst", "fs", redLight, redDark, `stroke-width="2.2"`},
	{"l", "f", inkLight, inkDark, ``},
	{"l again", "f", amberLight, amberDark, ``},
	{"l lost", "f", redLight, redDark, ``},
	{"l made", "f", plumLight, plumDark, ``},
	{"st-LISTEN", "fs", "#818b98", "#8b949e", `fill-opacity="0"`},
	{"st-SYN-SENT", "f", "#bf8700", "#d29922", ``},
	{"st-SYN-RECEIVED", "f", "#bc4c00", "#f0883e", ``},
	{"st-ESTABLISHED", "f", "#1a7f37", "#3fb950", ``},
	{"st-FIN-WAIT-1", "f", "#0550ae", "#79c0ff", ``},
	{"st-FIN-WAIT-2", "f", "#218bff", "#388bfd", ``},
	{"st-CLOSING", "f", "#8250df", "#bc8cff", ``},
	{"st-CLOSE-WAIT", "f", "#bf3989", "#f778ba", ``},
	{"st-LAST-ACK", "f", "#99286e", "#ff9bce", ``},
	{"st-TIME-WAIT", "f", "#6e7781", "#8b949e", ``},
}

// look writes a class, and, for a file that is to be shown by all kinds of
// programs, how it looks.
func (p *pen) look(file bool, class string) *pen {
	if class == "" {
		return p
	}
	p.raw(` class="`).raw(class).raw(`"`)
	if !file {
		return p
	}
	for i := range styles {
		if s := &styles[i]; s.class == class {
			if strings.Contains(s.how, "s") {
				p.raw(` stroke="`).raw(s.light).raw(`"`)
			}
			if strings.Contains(s.how, "f") {
				p.raw(` fill="`).raw(s.light).raw(`"`)
			}
			if s.rest != "" {
				p.raw(" ").raw(s.rest)
			}
		}
	}
	return p
}

// selector is a class as CSS finds it.
func (s *style) selector() string { return ".nl ." + strings.ReplaceAll(s.class, " ", ".") }

// inPage is a colour as a page has it.
func (s *style) inPage(colour string) string {
	switch s.class {
	case "ground":
		return "var(--bg," + colour + ")"
	case "box":
		return "var(--panel," + colour + ")"
	}
	return colour
}

// paint are the colours of a style as CSS.
func (s *style) paint(colour string) string {
	var all []string
	if strings.Contains(s.how, "s") {
		all = append(all, "stroke:"+colour)
	}
	if strings.Contains(s.how, "f") {
		all = append(all, "fill:"+colour)
	}
	return strings.Join(all, ";")
}

// halo keeps a text readable where lines run through it: in a burst, whose arrows fall
// more steeply than a text may lean, those of the segments before it.
const halo = `paint-order:stroke;stroke-width:5px;stroke-linejoin:round`

// fileCSS is the style of a file: what its attributes do not say. On a dark screen
// it is dark; on paper it never is.
func fileCSS() string {
	var b strings.Builder
	b.WriteString(".nl .l,.nl .d text{" + halo + ";stroke:" + paperLight + "}")
	b.WriteString("@media screen and (prefers-color-scheme:dark){.nl .l,.nl .d text{stroke:" + paperDark + "}")
	for i := range styles {
		s := &styles[i]
		b.WriteString(s.selector() + "{" + s.paint(s.dark) + "}")
	}
	b.WriteString("}")
	return b.String()
}

// CSS is the style of the ladders, the state diagrams and the plots within a page.
// The page says which language and which colours: an element around them has
// lang="zh" or lang="en", and the root element data-theme="dark" or "light", or
// none, to follow the reader's system. Every colour is a variable, --nl- and the
// class's name, so that a page may set it otherwise; the grounds are the page's own,
// --bg and --panel, where it has these.
func CSS() string {
	var light, dark, rules strings.Builder
	rules.WriteString(".nl{font-family:" + mono + ";font-size:12px}")
	for i := range styles {
		s := &styles[i]
		name := "--nl-" + strings.ReplaceAll(s.class, " ", "-")
		light.WriteString(name + ":" + s.inPage(s.light) + ";")
		dark.WriteString(name + ":" + s.inPage(s.dark) + ";")
		rules.WriteString(s.selector() + "{" + s.paint("var("+name+","+s.light+")"))
		if rest := attributesAsCSS(s.rest); rest != "" {
			rules.WriteString(";" + rest)
		}
		rules.WriteString("}\n")
	}
	rules.WriteString(".nl .l,.nl .d text{" + halo + ";stroke:var(--nl-ground," + paperLight + ")}\n")
	rules.WriteString(".nl .t{font-size:10.5px}.nl .e{text-anchor:end}.nl .c{text-anchor:middle}.nl .p{dominant-baseline:central}\n")
	rules.WriteString(".nl .k{stroke:transparent;fill:none;stroke-width:14}\n")
	rules.WriteString(".nl .lin{display:none}.nl.linear .lin{display:inline}.nl.linear .row{display:none}\n")
	rules.WriteString(":lang(zh) .nl .en,.nl:lang(zh) .en{display:none}:lang(en) .nl .zh,.nl:lang(en) .zh{display:none}\n")
	rules.WriteString(figureCSS + plotCSS)
	return ":root{" + light.String() + "}\n" +
		"@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){" + dark.String() + "}}\n" +
		"@media screen{:root[data-theme=dark]{" + dark.String() + "}}\n" + rules.String()
}

// attributesAsCSS turns a="b" c="d" into a:b;c:d.
func attributesAsCSS(text string) string {
	var all []string
	for text != "" {
		name, rest, _ := strings.Cut(text, `="`)
		value, more, _ := strings.Cut(rest, `"`)
		all = append(all, strings.TrimSpace(name)+":"+value)
		text = more
	}
	return strings.Join(all, ";")
}
