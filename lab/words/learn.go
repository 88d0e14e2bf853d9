package words

// netlab learn.
var learnTexts = []keyed{
	{"does.learn", Text{"show the catalogue as a path: what is done, what is next", "把全部实验排成学习路线：已完成什么、下一个是什么"}},
	{"more.learn", Text{"A lab is done when netlab quiz LAB gave full marks, or when --done says so. What is done stands in progress.json in the user's data directory: XDG_DATA_HOME/netlab, or where the system keeps such data (~/.local/share/netlab on Linux).",
		"netlab quiz LAB 得满分，或用 --done 标记，就算完成。进度保存在用户数据目录的 progress.json 中：XDG_DATA_HOME/netlab，或系统存放此类数据的地方（Linux 上是 ~/.local/share/netlab）。"}},
	{"flag.done", Text{"mark a lab as done; may be repeated", "把一个实验标记为完成；可重复"}},
	{"flag.reset", Text{"forget all that was done, and begin anew", "清除全部进度，重新开始"}},

	{"learn.head", Text{"%d of %d labs are done.", "已完成 %d / %d 个实验。"}},
	{"learn.left", Text{" The others take about %s.", "其余大约需要 %s。"}},
	{"learn.left-all", Text{" All take about %s.", "全部大约需要 %s。"}},
	{"learn.others", Text{"More", "其他"}},
	{"learn.points", Text{"%s/%s", "%s/%s"}},
	{"learn.minutes", Text{"%d min", "%d 分钟"}},
	{"learn.hours", Text{"%d hours", "%d 小时"}},
	{"learn.legend", Text{"%s done   %s begun", "%s 完成   %s 已开始"}},
	{"learn.next", Text{"Next: %s", "下一个：%s"}},
	{"learn.way.show", Text{"read what happens, and why", "阅读：发生了什么，为什么"}},
	{"learn.way.quiz", Text{"predict, then see whether it is so", "先预测，再看是不是这样"}},
	{"learn.way.run", Text{"see it, and change it: --rule, --set", "看完整过程，并动手改变它：--rule、--set"}},
	{"learn.way.learn --done", Text{"when you have understood it", "弄懂之后标记完成"}},
	{"learn.all", Text{"All is done. netlab new NAME begins a lab of your own.", "全部完成。netlab new NAME 可以新建自己的实验。"}},

	{"learn-home", Text{"it is not known where your data stand: set XDG_DATA_HOME to a folder", "不知道用户数据放在哪里：请把 XDG_DATA_HOME 设为一个文件夹"}},
	{"learn-damaged", Text{"%s is damaged, and is left as it is: %v", "%s 已损坏，未作改动：%v"}},
	{"learn-foreign", Text{"%s is no progress file of this netlab's, and is left as it is", "%s 不是这个 netlab 的进度文件，未作改动"}},
	{"learn-reset", Text{"netlab learn --reset puts it aside and begins anew", "netlab learn --reset 会把它改名保留，然后重新开始"}},
	{"learn-aside", Text{"what could not be read is kept as %s", "无法读取的文件保留为 %s"}},
	{"learn-locked", Text{"another netlab seems to change your progress: remove %s if none runs", "似乎有另一个 netlab 正在修改进度：如果没有，请删除 %s"}},
}
