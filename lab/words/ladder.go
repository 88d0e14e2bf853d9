package words

// What stands in the ladder itself.
var ladderTexts = []keyed{
	{"time", Text{"time", "时间"}},
	{"title", Text{"%s: %s", "%s：%s"}},
	{"router", Text{"router", "路由器"}},
	{"aside", Text{" (%s)", "（%s）"}},
	{"clock.virtual", Text{"virtual time", "虚拟时间"}},
	{"clock.real", Text{"real time", "真实时间"}},
	{"seed", Text{"seed %d", "种子 %d"}},
	{"colon", Text{": ", "："}},
	{"comma", Text{", ", "，"}},
	{"again", Text{"again (%d)", "重传 (%d)"}},
	{"again.short", Text{"again", "重传"}},
	{"rule", Text{"rule %d", "规则 %d"}},
	{"hand", Text{"by hand: %s", "手动：%s"}},
	{"byhand", Text{"by hand", "手动"}},
	{"ontheway", Text{"on its way at the end", "结束时仍在途中"}},
	{"atdesk", Text{"stands at the desk", "停在裁决台"}},
	{"unlisten", Text{"stops listening", "停止监听"}},
	{"listener", Text{"stops listening", "停止监听"}},
	{"eof", Text{"end of stream", "读到末尾"}},
	{"octets.one", Text{"%d octet", "%d 字节"}},
	{"octets.more", Text{"%d octets", "%d 字节"}},
	{"timer", Text{"%s timer, %s", "%s计时器到时，%s"}},
	{"gaveup", Text{": gives up", "：放弃"}},
	{"discarded", Text{"not forwarded", "未转发"}},
	{"data.one", Text{"%d data segment", "%d 个数据报文段"}},
	{"data.more", Text{"%d data segments", "%d 个数据报文段"}},
	{"acks.one", Text{"%d acknowledgement", "%d 个确认"}},
	{"acks.more", Text{"%d acknowledgements", "%d 个确认"}},
	{"acked", Text{", all acknowledged", "，全部已确认"}},
	{"letter.initial", Text{"%s = %d, the initial sequence number of %s", "%s = %d，%s 的初始序号"}},
	{"letter.anew", Text{"%s = %d, the initial sequence number of a new connection of %s", "%s = %d，%s 新连接的初始序号"}},
	{"letter.later", Text{"%[1]s = %[4]s = %[2]d, of %[3]s", "%[1]s = %[4]s = %[2]d，%[3]s 的序号"}},
}

// What the desk did: with a packet, and to make one.
var actionTexts = []keyed{
	{"drop", Text{"drop", "丢弃"}},
	{"delay", Text{"delay", "延迟"}},
	{"reorder", Text{"reorder", "乱序"}},
	{"duplicate", Text{"duplicate", "重复"}},
	{"corrupt", Text{"corrupt", "损坏"}},
	{"rewrite", Text{"rewrite", "改写"}},
	{"inject", Text{"inject", "注入"}},
	{"reject", Text{"reject", "拒绝"}},
	{"pass", Text{"pass", "放行"}},
}

var madeTexts = []keyed{
	{"duplicate", Text{"duplicate", "重复"}},
	{"corrupt", Text{"corrupted", "损坏"}},
	{"rewrite", Text{"rewritten", "改写"}},
	{"inject", Text{"injected", "注入"}},
	{"reject", Text{"from the desk", "规则代答"}},
}

// Why a packet was lost elsewhere than at the desk.
var lostTexts = []keyed{
	{"link loss", Text{"lost on the link", "链路丢失"}},
	{"queue full", Text{"queue full", "队列已满"}},
	{"unplugged", Text{"wire unplugged", "线路已断开"}},
	{"host down", Text{"host down", "主机已停机"}},
	{"ENOBUFS", Text{"no room at the receiver's device: ENOBUFS", "接收方设备没有空间：ENOBUFS"}},
	{"still held", Text{"still held at the end", "结束时仍被扣留"}},
	{"discarded", Text{"%s did not forward it", "%s 未转发"}},
	{"refused", Text{"%s did not forward it; ICMP: %s", "%s 未转发；ICMP：%s"}},
}

// Why a router does not forward, as its ICMP error says it; the keys are
// tcpdump's.
var icmpTexts = []keyed{
	{"need frag", Text{"fragmentation needed", "需要分片"}},
	{"too big", Text{"packet too big", "分组过大"}},
	{"time exceeded", Text{"time exceeded", "TTL 超时"}},
	{"net unreachable", Text{"network unreachable", "网络不可达"}},
	{"host unreachable", Text{"host unreachable", "主机不可达"}},
	{"no route", Text{"no route", "无路由"}},
	{"address unreachable", Text{"address unreachable", "地址不可达"}},
	{"admin prohibited", Text{"administratively prohibited", "管理策略禁止"}},
}

// Why a connection changed its state otherwise than in the ordinary course.
var reasonTexts = []keyed{
	{"reset", Text{"connection reset", "连接被重置"}},
	{"refused", Text{"connection refused", "连接被拒绝"}},
	{"timeout", Text{"timed out", "超时"}},
	{"aborted", Text{"aborted", "连接被中止"}},
	{"unreachable", Text{"unreachable", "不可达"}},
	{"no time-wait", Text{"closed without TIME-WAIT", "未经 TIME-WAIT 就关闭"}},
	{"reused", Text{"reused for a new connection", "被新连接复用"}},
	{"crash", Text{"host crashed", "主机崩溃"}},
	{"destroyed", Text{"ended by netlab (SOCK_DESTROY)", "由 netlab 结束（SOCK_DESTROY）"}},
}

// Timers, in a few cells and by their names.
var timerShortTexts = []keyed{
	{"retransmission", Text{"RTO", "RTO"}},
	{"probe", Text{"TLP", "TLP"}},
	{"reordering", Text{"RACK", "RACK"}},
	{"time-wait", Text{"2MSL", "2MSL"}},
	{"delayed-ack", Text{"delack", "推迟确认"}},
	{"keepalive", Text{"keepalive", "保活"}},
	{"persist", Text{"persist", "持续"}},
	{"sock-destroy", Text{"ss -K", "ss -K"}},
}

var timerLongTexts = []keyed{
	{"retransmission", Text{"retransmission", "重传"}},
	{"probe", Text{"tail loss probe", "尾部丢失探测"}},
	{"reordering", Text{"reordering", "乱序判定"}},
	{"persist", Text{"persist", "持续"}},
	{"keepalive", Text{"keepalive", "保活"}},
	{"time-wait", Text{"TIME-WAIT", "TIME-WAIT "}},
	{"fin-wait-2", Text{"FIN-WAIT-2", "FIN-WAIT-2 "}},
	{"delayed-ack", Text{"delayed-ack", "推迟确认"}},
	{"cork", Text{"cork", "攒包"}},
	{"neighbour", Text{"neighbour", "邻居"}},
	{"sock-destroy", Text{"SOCK_DESTROY", "SOCK_DESTROY "}},
	{"reassembly", Text{"reassembly", "分片重组"}},
}
