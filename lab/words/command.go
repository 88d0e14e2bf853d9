package words

// What the command line says: errors, and the lines around pictures.
var commandTexts = []keyed{
	{"colon", Text{": ", "："}},

	// What is wrong with the command line.
	{"no-command", Text{"wanted a command: netlab help lists them; netlab learn shows the way through the labs, and netlab run handshake-loss is a good one to begin with", "需要一个命令：netlab help 列出全部命令；netlab learn 给出学习路线，也可以先试试 netlab run handshake-loss"}},
	{"command-unknown", Text{"there is no command %q", "没有 %q 这个命令"}},
	{"flag-unknown", Text{"there is no flag %s", "没有 %s 这个选项"}},
	{"flag-elsewhere", Text{"netlab %s takes no %s: it is a flag of %s", "netlab %s 没有 %s 选项：它属于 %s"}},
	{"flag-value", Text{"%s wants a value: %[1]s %[2]s", "%s 需要一个值：%[1]s %[2]s"}},
	{"flag-equals", Text{"write %s=%s if that is the value", "如果值就是它，请写成 %s=%s"}},
	{"args-few", Text{"netlab %s wants more: netlab %[1]s %s", "netlab %s 还缺参数：netlab %[1]s %s"}},
	{"args-none", Text{"netlab %s takes no arguments, and %q is one", "netlab %s 不带参数，却给了 %q"}},
	{"args-many", Text{"netlab %s takes %s and nothing more, and %q is left over", "netlab %s 只接受 %s，多出了 %q"}},
	{"usage", Text{"%s", "%s"}},
	{"value", Text{"%s: wanted %s, saw %q", "%s：需要 %s，给的是 %q"}},
	{"want-seed", Text{"a number from 1 to 18446744073709551615", "1 到 18446744073709551615 之间的整数"}},
	{"want-count", Text{"a number, 1 or more", "不小于 1 的整数"}},
	{"want-time", Text{"a time such as 90s or 2m", "时间，例如 90s 或 2m"}},
	{"want-pace", Text{"a number above 0, such as 0.5, 1 or 10", "大于 0 的数，例如 0.5、1 或 10"}},
	{"meant", Text{"did you mean %s?", "是不是想写 %s？"}},
	{"there-are", Text{"there are %s", "现有：%s"}},
	{"see-help", Text{"netlab help %s lists its flags", "netlab help %s 列出它的选项"}},
	{"see-help-all", Text{"netlab help lists all there are", "netlab help 列出全部"}},
	{"see-list", Text{"netlab list shows all there are; a file's name ends in .yaml", "netlab list 列出全部实验；文件名要以 .yaml 结尾"}},
	{"all-and-labs", Text{"--all runs every lab, so %q has no place beside it", "--all 会运行全部实验，不能再给 %q"}},
	{"two-on-stdout", Text{"%s and %s would both write to stdout: give one of them a file", "%s 和 %s 都要写到标准输出：请把其中一个写到文件"}},
	{"pcap-many", Text{"--pcap takes one run, and these are %d: --out DIR writes a capture for each", "--pcap 只能用于一次运行，这里有 %d 次：--out DIR 会给每次运行各写一个抓包文件"}},
	{"pace-many", Text{"--pace draws one run, and these are %d", "--pace 只能画一次运行，这里有 %d 次"}},
	{"pace-real", Text{"--pace is for virtual time: a run in real time is drawn as it goes on", "--pace 用于虚拟时间：真实时间的运行本来就是边跑边画"}},

	{"shell-unknown", Text{"there is no completion for %q", "没有 %q 的补全脚本"}},
	{"topic-unknown", Text{"there is no help on %q", "没有关于 %q 的帮助"}},
	{"schema-of", Text{"--schema wants a topic: netlab help events --schema, or lab", "--schema 需要主题：netlab help events --schema，或 lab"}},
	{"schema-none", Text{"there is no schema of %s: --schema is for events and lab", "%s 没有 schema：--schema 用于 events 和 lab"}},

	// Labs, variants, stacks.
	{"lab-unknown", Text{"there is no lab %q", "没有 %q 这个实验"}},
	{"variant-unknown", Text{"%s has no variant %q", "%s 没有 %q 这个变体"}},
	{"variant-none", Text{"it has no variants: leave --variant out", "它没有变体：请去掉 --variant"}},
	{"host-unknown", Text{"--stack: %s has no host %q", "--stack：%s 没有 %q 这个主机"}},
	{"stack-unknown", Text{"--stack: there is no stack %q", "--stack：没有 %q 这个协议栈"}},
	{"stack-twice", Text{"--stack %s: a host has two stacks", "--stack %s：同一主机给了两个协议栈"}},

	// Runs.
	{"run", Text{"%s cannot be run: %v", "%s 无法运行：%v"}},
	{"skip-unsupported", Text{"%s cannot do it: %s", "%s 做不到：%s"}},
	{"skip-stack", Text{"%s runs the stack %s, which is not for this system", "%s 运行的协议栈 %s 不能用在这个系统上"}},
	{"skip-needs", Text{"it needs a host that runs %s: --stack gives it one", "需要有主机运行 %s：可以用 --stack 指定"}},
	{"skipped", Text{"%s is skipped: %s", "跳过 %s：%s"}},
	{"unmet-run", Text{"%s: an expectation was not met", "%s：有期望没有满足"}},
	{"limit-run", Text{"%s: a limit ended it", "%s：因达到上限而结束"}},
	{"cut-run", Text{"%s: interrupted; what happened until then is recorded", "%s：被中断；此前发生的都已记录"}},
	{"others", Text{"other variants: %s (--variant NAME, or all)", "其他变体：%s（--variant 名字，或 all）"}},
	{"of-expectations", Text{"%d of %d expectations", "%d/%d 条期望"}},
	{"mark.met", Text{"ok", "通过"}},
	{"mark.unmet", Text{"UNMET", "不符"}},
	{"mark.limit", Text{"limit", "超限"}},
	{"mark.cut", Text{"cut", "中断"}},
	{"mark.failed", Text{"failed", "失败"}},
	{"mark.skipped", Text{"skipped", "跳过"}},
	{"total", Text{"all", "合计"}},

	// Files.
	{"read", Text{"%s cannot be read: %s", "无法读取 %s：%s"}},
	{"write", Text{"%s cannot be written: %s", "无法写入 %s：%s"}},
	{"new-name", Text{"%q is no name for a lab: it is a folder's, without spaces", "%q 不能作实验名：它是文件夹名，不含空格"}},
	{"new-exists", Text{"%s is there already, and nothing is overwritten", "%s 已经存在，不会覆盖"}},
	{"new-done", Text{"a lab to begin with: netlab run %s", "已写好一个起步的实验：netlab run %s"}},
	{"cut-short", Text{"%s is cut short: what it holds until then is drawn", "%s 不完整：画出的是截断之前的部分"}},
	{"not-log", Text{"%s is no recording of netlab's: %v", "%s 不是 netlab 的记录：%v"}},
}
