package words

// What doctor says of what this machine lets netlab do: what it is for, and what
// would allow it where it does not work.
var doctorTexts = []keyed{
	{"doctor.for.netns", Text{"network namespaces: kernel hosts", "网络命名空间：内核主机"}},
	{"doctor.for.userns", Text{"user namespaces: kernel hosts without root", "用户命名空间：不用 root 也能有内核主机"}},
	{"doctor.for.tun", Text{"TUN devices: the wires of kernel hosts", "TUN 设备：内核主机的线路"}},
	{"doctor.for.tap", Text{"TAP devices: the same, as Ethernet (ARP)", "TAP 设备：同上，以太网帧（ARP）"}},
	{"doctor.for.veth", Text{"veth and AF_PACKET: wires where TUN is closed (--link veth)", "veth 和 AF_PACKET：TUN 不可用时的线路（--link veth）"}},
	{"doctor.for.sysctls", Text{"settings of a kernel host that this kernel has", "内核主机的各项设置"}},
	{"doctor.for.sock_diag", Text{"sock_diag: every state, SYN-RECEIVED and TIME-WAIT included", "sock_diag：所有状态，包括 SYN-RECEIVED 和 TIME-WAIT"}},
	{"doctor.for.sock_destroy", Text{"SOCK_DESTROY: TIME-WAIT ended where a lab says so", "SOCK_DESTROY：按实验要求提前结束 TIME-WAIT"}},
	{"doctor.for.exec", Text{"programs of this machine's inside hosts (netlab exec)", "在主机里运行本机程序（netlab exec）"}},
	{"doctor.for.ebpf", Text{"eBPF: the kernel's time stamps of state changes; netlab does without", "eBPF：内核给状态变化打的时间戳；没有也能用"}},

	{"doctor.lacks.sysctls", Text{"settings of a kernel host; this kernel does not have %s", "内核主机的各项设置；此内核没有 %s"}},

	{"doctor.remedy", Text{"remedy: %s", "办法：%s"}},
	{"doctor.remedy.netns", Text{"sudo netlab, or allow user namespaces; in Docker: --cap-add SYS_ADMIN --cap-add NET_ADMIN --security-opt apparmor=unconfined", "用 sudo 运行 netlab，或允许用户命名空间；Docker 中：--cap-add SYS_ADMIN --cap-add NET_ADMIN --security-opt apparmor=unconfined"}},
	{"doctor.remedy.userns", Text{"sudo netlab", "用 sudo 运行 netlab"}},
	{"doctor.remedy.tun", Text{"sudo modprobe tun, or sudo chmod 0666 /dev/net/tun; in Docker: --device /dev/net/tun; or --link veth", "sudo modprobe tun，或 sudo chmod 0666 /dev/net/tun；Docker 中：--device /dev/net/tun；或用 --link veth"}},
	{"doctor.remedy.tap", Text{"sudo modprobe tun, or sudo chmod 0666 /dev/net/tun; in Docker: --device /dev/net/tun; or --link veth", "sudo modprobe tun，或 sudo chmod 0666 /dev/net/tun；Docker 中：--device /dev/net/tun；或用 --link veth"}},
	{"doctor.remedy.veth", Text{"sudo modprobe veth; or --link tun", "sudo modprobe veth；或用 --link tun"}},
	{"doctor.remedy.sysctls", Text{"make /proc/sys writable; in Docker: --security-opt systempaths=unconfined", "让 /proc/sys 可写；Docker 中：--security-opt systempaths=unconfined"}},
	{"doctor.remedy.sock_diag", Text{"sudo modprobe tcp_diag, or a kernel with CONFIG_INET_DIAG", "sudo modprobe tcp_diag，或使用带 CONFIG_INET_DIAG 的内核"}},
	{"doctor.remedy.sock_destroy", Text{"a kernel with CONFIG_INET_DIAG_DESTROY; without, TIME-WAIT takes its 60 s", "使用带 CONFIG_INET_DIAG_DESTROY 的内核；否则 TIME-WAIT 要等满 60 秒"}},
	{"doctor.remedy.exec", Text{"allow pid and mount namespaces; in Docker: --cap-add SYS_ADMIN --security-opt apparmor=unconfined", "允许 pid 和挂载命名空间；Docker 中：--cap-add SYS_ADMIN --security-opt apparmor=unconfined"}},
	{"doctor.remedy.ebpf", Text{"sudo netlab (CAP_BPF and CAP_PERFMON), on a kernel with BTF", "用 sudo 运行 netlab（CAP_BPF 和 CAP_PERFMON），且内核带 BTF"}},
}
