package words

// The front page of a folder of runs.
var indexTexts = []keyed{
	{"title", Text{"netlab: runs", "netlab：运行结果"}},
	{"chapters", Text{"Chapters", "章节"}},
	{"others", Text{"Other labs", "其他实验"}},
	{"counts", Text{"labs: %d, runs: %d", "实验：%d，运行：%d"}},
	{"counted", Text{"%s, %s: %d", "%s，%s：%d"}},
	{"col.verdict", Text{"verdict", "结果"}},
	{"col.variant", Text{"variant", "变体"}},
	{"col.expected", Text{"expectations", "期望"}},
	{"met", Text{"%d of %d", "%d/%d"}},
	{"col.took", Text{"took", "历时"}},
	{"col.files", Text{"files", "文件"}},
}
