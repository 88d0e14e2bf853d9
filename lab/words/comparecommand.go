package words

// What the command line says of comparisons.
var compareCommandTexts = []keyed{
	{"compare-files", Text{"compare takes a lab, or two recordings (A.jsonl B.jsonl): %q is neither", "compare 接受一个实验，或两个记录文件（A.jsonl B.jsonl）：%q 都不是"}},
	{"compare-stacks", Text{"--stack is given %d times: a comparison has two sides", "--stack 给了 %d 次：比较只有两方"}},
	{"compare-setting", Text{"--stack: wanted NAME=VALUE behind the +, saw %q", "--stack：+ 之后需要 名字=值，给的是 %q"}},
	{"compare-no-setting", Text{"--stack: %s has no setting %q", "--stack：%s 没有 %q 这个设置"}},
	{"compare-setting-value", Text{"--stack: %s: %v", "--stack：%s：%v"}},
	{"compare-new", Text{"NEW", "新"}},
	{"compare-skipped", Text{"skipped: %s", "跳过：%s"}},

	{"does.compare", Text{"run a lab on two stacks, or read two recordings, and explain every difference", "在两个协议栈上运行同一个实验（或读两个记录），解释每一处差异"}},
	{"more.compare", Text{"Without --stack the two sides are netstack and kernel; with one --stack they are the lab as it stands, and that; two give both. A side is a stack for all hosts or HOST=STACK,..., and settings may follow a stack: --stack netstack --stack netstack+tcp_sack=0. Segments are aligned by what they do, times compared from cause to effect. A difference that the table of known ones does not explain is NEW, and then the status is 1. --json gives a comparison a line.",
		"不给 --stack 时两方是 netstack 和 kernel；给一个时是实验原样和它；给两个则各占一方。一方可写成所有主机的协议栈，或 主机=协议栈,…，之后可接设置：--stack netstack --stack netstack+tcp_sack=0。报文段按作用对齐，时间按从起因到结果的间隔比较。已知差异表解释不了的即为新发现，此时退出状态为 1。--json 每行输出一个比较。"}},
}
