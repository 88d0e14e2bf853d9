package words

// What the command line says of kernel hosts, of what it asks the machine for, and
// of runs that take real time.
var kernelTexts = []keyed{
	{"kernel-elsewhere", Text{"the stack kernel and the links tun and veth are Linux's own, and this is %s: netstack and memory run everywhere", "kernel 协议栈以及 tun、veth 线路只在 Linux 上才有，而这里是 %s：netstack 和 memory 到处都能运行"}},
	{"machine", Text{"this machine does not allow %s: %s", "这台机器不允许 %s：%s"}},
	{"machine-remedy", Text{"%s", "%s"}},

	{"flag.allow-exec", Text{"let the lab's steps exec run programs of this machine, with all that you may do", "允许实验的 exec 步骤以你的权限运行本机程序"}},
	{"exec-refused", Text{"the lab would run %s on this machine", "实验要在本机上运行 %s"}},
	{"exec-allow", Text{"--allow-exec allows it, if you trust the lab", "如果信任这个实验，加上 --allow-exec 即可"}},
	{"skip-exec", Text{"it would run %s on this machine, which --allow-exec allows", "它要在本机上运行 %s，加上 --allow-exec 才可以"}},

	{"lint.warning", Text{"%v (a warning: the lab runs)", "%v（警告：实验仍可运行）"}},

	{"progress.line", Text{"waiting: %s", "等待中：%s"}},
	{"progress.until", Text{"%s into the run, until %s", "现在 %s，等到 %s"}},
	{"progress.news", Text{"%s into the run, for the next packet", "现在 %s，等待新的报文或事件"}},
	{"progress.step", Text{"%s at %s", "%s 停在 %s"}},
	{"progress.semicolon", Text{"; ", "；"}},
	{"progress.many", Text{"%d of %d done; waiting for %s", "已完成 %d/%d；正在等 %s"}},
}
