package words

// netlab grade.
var gradeTexts = []keyed{
	{"does.grade", Text{"mark sheets that were filled in (- is stdin)", "批改填写好的答卷（- 是标准输入）"}},
	{"more.grade", Text{"A sheet comes from netlab quiz LAB --student ID --export FILE. Each is marked by the runs of its own student's world, on netstack; nothing of a sheet is run but rules, and those under limits. What is wrong with a sheet is told with its line, and the rest is marked. The status is 0 where every sheet could be read whole, else 2.",
		"答卷由 netlab quiz LAB --student 学号 --export FILE 生成，按该学生自己的运行在 netstack 上批改；答卷里除规则外什么都不会运行，规则也受限制。答卷中的问题会指出所在的行，其余照常批改。所有答卷都能完整读取时退出状态为 0，否则为 2。"}},
	{"flag.format", Text{"how marks are written; table where it is left out", "成绩的输出格式；默认 table"}},
	{"flag.answers", Text{"list wrong answers under each line, with the rung that shows the right one", "在每行下面列出错误答案，以及能看到正确答案的那一行时序图"}},
	{"flag.lab", Text{"a lab that sheets are about and that is not in the catalogue; may be repeated", "答卷所属、但不在目录中的实验；可重复"}},

	{"grade.student", Text{"student", "学号"}},
	{"grade.lab", Text{"lab", "实验"}},
	{"grade.points", Text{"points", "得分"}},
	{"grade.unmarked", Text{"not marked", "未批改"}},
	{"grade.none", Text{"no answer", "未作答"}},
	{"grade.wrong", Text{"%s; right is %s", "%s；正确的是 %s"}},
	{"grade.wrong-rule", Text{"%s; one that does it: %s", "%s；一种做法：%s"}},
	{"grade.more", Text{"netlab grade -v lists the wrong answers, each with the rung that shows the right one", "netlab grade -v 列出错误答案，以及能看到正确答案的那一行时序图"}},
	{"grade.progress", Text{"sheet %d of %d", "第 %d / %d 份答卷"}},
	{"grade.twin", Text{"%s: %s has another sheet of %s: %s", "%s：%s 已有一份 %s 的答卷：%s"}},

	{"grade-lab", Text{`there is no lab "%s"`, `没有 "%s" 这个实验`}},
	{"grade-twice", Text{"--lab: %s and %s are both called %s: rename one of the files", "--lab：%s 和 %s 都叫 %s：请给其中一个文件改名"}},
	{"grade-own", Text{"--lab FILE.yaml gives one that is not in the catalogue", "不在目录中的实验用 --lab FILE.yaml 给出"}},
	{"grade-folder", Text{"%s is a folder", "%s 是文件夹"}},
	{"grade-glob", Text{"write %s/*.yaml", "请写 %s/*.yaml"}},
}
