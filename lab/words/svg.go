package words

// Pictures as SVG.
var svgTexts = []keyed{
	{"untitled", Text{"A run", "一次运行"}},
	{"desc", Text{"A sequence diagram of %s, time downward.", "%s 的时序图，时间自上而下。"}},
	{"packets.one", Text{"%d packet", "%d 个分组"}},
	{"packets.more", Text{"%d packets", "%d 个分组"}},
	{"lost.one", Text{"%d of them did not arrive", "其中 %d 个没有到达"}},
	{"lost.more", Text{"%d of them did not arrive", "其中 %d 个没有到达"}},
	{"stop", Text{".", "。"}},
	{"pause", Text{"%s later", "%s 之后"}},
}

// What stands at the arrows of RFC 9293's figure 5: the event.
var svgOnTexts = []keyed{
	{"passive", Text{"passive OPEN", "被动 OPEN"}},
	{"active", Text{"active OPEN", "主动 OPEN"}},
	{"close", Text{"CLOSE", "CLOSE"}},
	{"send", Text{"SEND", "SEND"}},
	{"syn", Text{"rcv SYN", "收到 SYN"}},
	{"synackin", Text{"rcv SYN,ACK", "收到 SYN、ACK"}},
	{"acksyn", Text{"rcv ACK of SYN", "收到对 SYN 的 ACK"}},
	{"rst", Text{"rcv RST", "收到 RST"}},
	{"finin", Text{"rcv FIN", "收到 FIN"}},
	{"ackfin", Text{"rcv ACK of FIN", "收到对 FIN 的 ACK"}},
	{"finackin", Text{"rcv FIN, ACK of FIN", "收到 FIN 和对 FIN 的 ACK"}},
	{"2msl", Text{"Timeout=2MSL", "2MSL 超时"}},
	{"cookie", Text{"rcv ACK with a cookie", "收到带 cookie 的 ACK"}},
	{"gone", Text{"RST, ABORT, timeout", "RST、ABORT、超时"}},
}

// And what TCP does.
var svgDoTexts = []keyed{
	{"create", Text{"create TCB", "建立 TCB"}},
	{"createsyn", Text{"create TCB, snd SYN", "建立 TCB，发送 SYN"}},
	{"delete", Text{"delete TCB", "删除 TCB"}},
	{"synack", Text{"snd SYN,ACK", "发送 SYN、ACK"}},
	{"sndsyn", Text{"snd SYN", "发送 SYN"}},
	{"ack", Text{"snd ACK", "发送 ACK"}},
	{"fin", Text{"snd FIN", "发送 FIN"}},
}

// Plots for a page.
var svgPlotTexts = []keyed{
	{"sequence", Text{"What %s sent, by time and sequence number", "%s 发送的数据：时间与序号"}},
	{"window", Text{"The congestion window of %s", "%s 的拥塞窗口"}},
	{"desc", Text{"%[1]s sent %[2]d octets in %[3]d segments within %[4]s; lost: %[5]d; sent again: %[6]d.", "%[1]s 在 %[4]s 内以 %[3]d 个报文段发送了 %[2]d 字节；丢失 %[5]d 个，重传 %[6]d 个。"}},
	{"octets", Text{"octets", "字节"}},
	{"seconds", Text{"seconds", "秒"}},
	{"segment", Text{"a segment", "报文段"}},
	{"acked", Text{"acknowledged", "已确认"}},
	{"edge", Text{"the window's edge", "窗口右沿"}},
	{"again", Text{"sent again", "重传"}},
	{"lost", Text{"lost", "丢失"}},
	{"cwnd", Text{"cwnd", "cwnd"}},
	{"ssthresh", Text{"ssthresh", "ssthresh"}},
	{"flight", Text{"in flight", "在途字节"}},
}
