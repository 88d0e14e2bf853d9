package words

// A run as a Markdown document.
var markdownTexts = []keyed{
	{"steps", Text{"Step by step", "逐步过程"}},
	{"col.time", Text{"time", "时间"}},
	{"col.who", Text{"who", "主体"}},
	{"col.what", Text{"what", "内容"}},
	{"col.fate", Text{"what became of it", "结果"}},
	{"col.states", Text{"states", "状态"}},
	{"col.why", Text{"why", "原因"}},
	{"arrives", Text{"arrives %s", "%s 到达"}},
	{"losses", Text{"Lost, and what made up for it", "丢失与弥补"}},
	{"none-lost", Text{"Nothing was lost.", "没有丢失。"}},
	{"col.lost", Text{"lost", "丢失"}},
	{"col.by", Text{"by", "原因"}},
	{"col.repair", Text{"made up for by", "由何弥补"}},
	{"col.after", Text{"after", "用时"}},
	{"more-losses", Text{"and %d more", "另有 %d 个"}},
	{"expected", Text{"What the lab expects", "实验的期望"}},
	{"diagram", Text{"As a diagram", "示意图"}},
	{"cut", Text{"The record ends before the run did.", "记录在运行结束之前中断。"}},
	{"empty", Text{"The record is empty.", "记录是空的。"}},
}
