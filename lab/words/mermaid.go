package words

// A sequence diagram in Mermaid's text.
var mermaidTexts = []keyed{
	{"arrives", Text{"%s arrives", "%s 到达"}},
	{"cut", Text{"%d more lines: Mermaid draws no longer diagram", "还有 %d 行：Mermaid 画不了更长的图"}},
}
