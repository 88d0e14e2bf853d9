package words

// What show and doctor say.
var showTexts = []keyed{
	{"show.objectives", Text{"After it you can", "学完之后能够"}},
	{"show.minutes", Text{"%d minutes", "%d 分钟"}},
	{"show.reading", Text{"to read: %s", "阅读：%s"}},
	{"show.comma", Text{"; ", "；"}},
	{"show.hosts", Text{"Hosts", "主机"}},
	{"show.router", Text{"router", "路由器"}},
	{"show.wires", Text{"Wires", "线路"}},
	{"show.from", Text{"from %s:", "从 %s："}},
	{"show.programs", Text{"Programs", "程序"}},
	{"show.variants", Text{"Variants", "变体"}},
	{"show.default", Text{"(default)", "（默认）"}},
	{"show.rule", Text{"rule    %s", "规则    %s"}},
	{"show.expect", Text{"expect  %s", "期望    %s"}},
	{"show.expects", Text{"What is expected of the runs is not told before you have predicted it (--expectations tells it).", "对各次运行的期望，要等你预测之后才揭晓（--expectations 可直接列出）。"}},
	{"flag.expectations", Text{"list what is expected of each run of the catalogue's, too", "也列出目录中的实验对每次运行的期望"}},
	{"show.until", Text{"until   %s", "直到    %s"}},
	{"show.needs", Text{"needs   %s", "需要    %s"}},

	{"level.beginner", Text{"for beginners", "入门"}},
	{"level.intermediate", Text{"for those who know the basics", "进阶"}},
	{"level.advanced", Text{"for those who know TCP well", "高级"}},

	{"doctor.stack", Text{"built in: %s", "已内置：%s"}},
	{"doctor.go", Text{"%s", "%s"}},
	{"doctor.terminal", Text{"%s columns", "%s 列"}},
	{"doctor.no-terminal", Text{"stdout is no terminal: lines have %s columns", "标准输出不是终端：每行 %s 列"}},
	{"doctor.colour", Text{"on%s", "开%s"}},
	{"doctor.no-colour", Text{"off%s (--color=always, NO_COLOR, CLICOLOR_FORCE)", "关%s（--color=always、NO_COLOR、CLICOLOR_FORCE）"}},
	{"doctor.language", Text{"English (%s)", "中文（%s）"}},
	{"doctor.tool", Text{"reads captures: %s", "可读抓包文件：%s"}},
	{"doctor.no-tool", Text{"not found%s: nothing of netlab needs it, it reads the captures", "没有找到%s：netlab 不依赖它，只是用来读抓包文件"}},
}
