package words

// What exec and run --keep say.
var execTexts = []keyed{
	{"does.exec", Text{"run a program of this machine's in a host of a lab: tcpdump, curl, ss, bash", "在实验的主机里运行本机程序：tcpdump、curl、ss、bash"}},
	{"more.exec", Text{"The lab's hosts run the kernel's TCP (unless --stack says otherwise), its programs run as written, and CMD is one more, with the terminal; the lab stands until CMD has ended. Its packets pass the same desk: rules decide about them, and --pcap and --out record them. Where netlab run LAB --keep keeps a network standing, CMD runs in that one. Inside, hosts are known by their names: curl http://server/. The exit status is CMD's.",
		"实验的主机运行内核的 TCP（除非 --stack 另有指定），实验中的程序照常运行，CMD 是另一个程序，占用终端；实验一直保持到 CMD 结束。它的报文经过同一个裁决台：规则对它们同样有效，--pcap 和 --out 会记录它们。如果 netlab run LAB --keep 正保持着网络，CMD 就在其中运行。在主机里可以用主机名：curl http://server/。退出状态是 CMD 的。"}},
	{"flag.keep", Text{"keep the network standing when its programs have ended, until Ctrl-C: netlab exec LAB HOST -- CMD runs programs in it", "程序结束后保持网络，直到按 Ctrl-C：netlab exec LAB HOST -- CMD 可在其中运行程序"}},

	{"exec-stdout", Text{"stdout is the program's: give --pcap a file", "标准输出属于程序：请给 --pcap 一个文件"}},
	{"exec-all", Text{"netlab exec takes one variant: name it", "netlab exec 只能用一个变体：请指明"}},
	{"exec-host", Text{"%s has no host %q", "%s 没有 %q 这个主机"}},
	{"exec-memory", Text{"%s runs %s, in memory, where no program can run: --stack %[1]s=kernel, or --link tun", "%s 运行 %s，只在内存中，不能运行程序：请用 --stack %[1]s=kernel 或 --link tun"}},
	{"exec-down", Text{"%s is down: no program can run in it until it has rebooted", "%s 已停机：重新启动之前不能在其中运行程序"}},
	{"exec-not-found", Text{"there is no program %q in PATH, which is %s", "PATH（%[2]s）中没有 %[1]q 这个程序"}},
	{"exec-program", Text{"%s cannot be run: %s", "%s 无法运行：%s"}},
	{"exec-stands", Text{"%s stands already (netlab run --keep), and is what it is: leave %s out, or end it first", "%s 正由 netlab run --keep 保持着，不能再改：请去掉 %s，或先结束它"}},
	{"exec-long", Text{"the command line and the environment are too long to be passed on to who keeps the network", "命令行和环境变量太长，无法交给保持网络的进程"}},
	{"exec-gone", Text{"the network has ended, and the program with it", "网络已经结束，程序也随之结束"}},

	{"veth-instead", Text{"/dev/net/tun does not open (%s): the wires are veth pairs instead", "/dev/net/tun 打不开（%s）：线路改用 veth"}},

	{"keep-many", Text{"--keep keeps one run, and these are %d", "--keep 只能保持一次运行，这里有 %d 次"}},
	{"keep-memory", Text{"all hosts are in memory, and no program could be run in them: --keep wants --stack kernel, or --link tun", "所有主机都在内存中，不能在其中运行程序：--keep 需要 --stack kernel 或 --link tun"}},
	{"keep-twice", Text{"%s is kept standing already, by another netlab", "%s 已由另一个 netlab 保持着"}},
	{"keep-stands", Text{"%s stands until Ctrl-C; from another terminal: netlab exec %[1]s %[2]s -- CMD", "%s 将保持到按 Ctrl-C 为止；在另一个终端：netlab exec %[1]s %[2]s -- CMD"}},
}
