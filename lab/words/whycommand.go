package words

// The flag --explain.
var whyCommandTexts = []keyed{
	{"flag.explain", Text{"say under each line why it happened, and by which RFC", "在每一行下面说明它为什么发生，依据哪个 RFC"}},
	{"explain-many", Text{"--explain adds to a ladder, and of several runs none is drawn: choose one variant of one lab, or add --out DIR, which writes each run's ladder.txt", "--explain 是写在时序图里的，而多次运行不画图：请选定一个实验的一个变体，或加上 --out DIR，为每次运行写出 ladder.txt"}},
	{"explain-hidden", Text{"--explain adds to a ladder, and with %s none is drawn: leave one of the two out", "--explain 是写在时序图里的，而有 %s 时不画图：请去掉其中一个"}},
}
