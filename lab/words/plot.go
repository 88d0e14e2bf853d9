package words

// Plots of a connection's variables, below a ladder.
var plotTexts = []keyed{
	{"head.octets", Text{"%s of %s, in octets", "%[2]s 的 %[1]s，单位为字节"}},
	{"head.segments", Text{"%s of %s: in octets; on the right in segments of %d octets", "%[2]s 的 %[1]s：单位为字节；右侧以 %[3]d 字节的报文段计"}},
	{"head.times", Text{"%s of %s, in %s", "%[2]s 的 %[1]s，单位为 %[3]s"}},
	{"head.seq", Text{"What %s sent, by its sequence number, and what it knew to be acknowledged; in octets", "%s 发送到的序号，以及它得知已被确认的序号；单位为字节"}},
	{"of-conversation", Text{"%s [%d]", "%s [%d]"}},
	{"untold", Text{"%s of %s: the stack told nothing of it", "%[2]s 的 %[1]s：协议栈没有给出"}},
	{"nothing", Text{"Nothing to plot: no stack told its connections' variables, and no data was sent.", "没有可画的图：协议栈没有给出连接的变量，也没有发送数据。"}},
	{"rest", Text{"Plots of %d more conversations are left out.", "另有 %d 个会话的图没有画出。"}},
	{"var.cwnd", Text{"the congestion window", "拥塞窗口"}},
	{"var.ssthresh", Text{"the slow start threshold", "慢开始门限"}},
	{"var.snd.wnd", Text{"the window that the peer allows", "对方允许的发送窗口"}},
	{"var.rcv.wnd", Text{"the window that it allows its peer", "允许对方的接收窗口"}},
	{"var.rto", Text{"the retransmission timeout", "超时重传时间"}},
	{"var.srtt", Text{"the smoothed round-trip time", "平滑往返时间"}},
	{"legend.is", Text{", %s", "，%s"}},
	{"legend.unset", Text{" (not set in this run)", "（这次运行中没有设定）"}},
	{"legend.sent", Text{"a segment", "报文段"}},
	{"legend.acked", Text{"acknowledged", "已确认"}},
	{"legend.lost", Text{"lost", "丢失"}},
	{"legend.again", Text{"sent again", "重传"}},
}

// The flag --plot.
var plotCommandTexts = []keyed{
	{"flag.plot", Text{"draw below the ladder how variables of the connection went: cwnd,ssthresh or others; seq: what was sent and acknowledged", "在时序图下方画出连接变量的变化：cwnd,ssthresh 等；seq：发送与确认的序号"}},
	{"want-plot", Text{"variables with commas between: %s", "用逗号分隔的变量：%s"}},
	{"plot-unknown", Text{"--plot: there is no variable %q", "--plot：没有 %q 这个变量"}},
	{"plot-twice", Text{"--plot: %s stands there twice", "--plot：%s 出现了两次"}},
	{"plot-many", Text{"--plot is for one run, and these are %d", "--plot 只能用于一次运行，这里有 %d 次"}},
}
