package words

// The faces of a run beside its ladder: flags that write files, and the index page.
var facesTexts = []keyed{
	{"flag.html", Text{"write the run as a page to look at and to step through; - is stdout", "写成可逐步浏览的网页；- 是标准输出"}},
	{"flag.svg", Text{"write the ladder as a drawing (SVG), for slides; - is stdout", "把时序图写成 SVG，可用于幻灯片；- 是标准输出"}},
	{"flag.mermaid", Text{"write a sequence diagram in Mermaid's text; - is stdout", "写成 Mermaid 时序图的文本；- 是标准输出"}},
	{"flag.markdown", Text{"write the run as Markdown, for slides and notes; - is stdout", "写成 Markdown，可用于幻灯片和笔记；- 是标准输出"}},
	{"face-many", Text{"%s takes one run, and these are %d: --out DIR writes a report.html for each", "%s 只能用于一次运行，这里有 %d 次：--out DIR 会给每次运行各写一个 report.html"}},
	{"two-in-file", Text{"%s and %s would both write to %s: give them two files", "%s 和 %s 都要写到 %s：请写到两个文件"}},
}
