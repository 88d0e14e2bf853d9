package words

// What the debugger's model says: why something cannot be done, and what a person
// should know.
var debugTexts = []keyed{
	{"as-it-is", Text{"the lab as it is", "实验原样"}},
	{"held", Text{"packet %d held by hand", "手动扣留分组 %d"}},

	{"at-end", Text{"the run ends here", "运行到此结束"}},
	{"at-begin", Text{"the run begins here", "运行从这里开始"}},
	{"no-event", Text{"there is no event %d: they are numbered 1 to %d", "没有事件 %d：编号是 1 到 %d"}},
	{"no-branch", Text{"there is no branch %d", "没有分支 %d"}},
	{"undo-none", Text{"nothing was decided by hand here: this is the lab as it is", "这里没有手动决定可撤销：这就是实验原样"}},

	{"nobody-stands", Text{"no packet stands at the desk now: packet %d comes next", "现在没有分组停在裁决台：下一个是分组 %d"}},
	{"nobody-comes", Text{"no packet stands at the desk, and none comes any more", "没有分组停在裁决台，之后也不会再有"}},
	{"no-packet", Text{"there is no packet %d: this run has %d", "没有分组 %d：这次运行有 %d 个"}},
	{"no-such", Text{"no packet that could be decided about is %q: there are %s", "可以决定的分组中没有 %q：有 %s"}},
	{"other-packet", Text{"packet %d of the run as it is does not come where the other decisions hold: write what is to be met there, such as '%s'", "在其他决定生效的运行中没有原样运行的分组 %d：请写那里要处理的分组，例如 '%s'"}},
	{"number-real", Text{"packet %d: on real time packets come with other numbers each time; write what it does, such as synack or 'from client data#2'", "分组 %d：真实时间里每次的编号都可能不同；请写它的角色，例如 synack 或 'from client data#2'"}},
	{"not-past", Text{"packet %d has not come to the desk yet: go on until it does, or decide when it stands there", "分组 %d 还没有到裁决台：请继续到它到达，再作决定"}},
	{"crafted", Text{"packet %d was crafted: such a packet goes straight to the wire, and no decision reaches it", "分组 %d 是构造出来的：这样的分组直接上线路，任何决定都影响不到它"}},
	{"unjudged", Text{"packet %d is still at the desk when the run ends: no decision reaches it", "运行结束时分组 %d 还在裁决台：任何决定都影响不到它"}},
	{"replaced", Text{"packet %d never reaches a decision by hand: %s (%s) puts packet %d in its place", "手动决定影响不到分组 %d：%s（%s）用分组 %d 代替了它"}},
	{"taken.drop", Text{"packet %d never reaches a decision by hand: %s (%s) drops it first", "手动决定影响不到分组 %d：%s（%s）先把它丢弃了"}},
	{"taken.reject", Text{"packet %d never reaches a decision by hand: %s (%s) rejects it first", "手动决定影响不到分组 %d：%s（%s）先把它拒绝了"}},
	{"taken.pass", Text{"packet %d never reaches a decision by hand: %s (%s) lets it pass all later rules", "手动决定影响不到分组 %d：%s（%s）先让它越过了后面的所有规则"}},
	{"taken.delay", Text{"packet %d never reaches a decision by hand: %s (%s) holds it to the end", "手动决定影响不到分组 %d：%s（%s）一直扣留它到结束"}},
	{"taken.reorder", Text{"packet %d never reaches a decision by hand: %s (%s) holds it to the end", "手动决定影响不到分组 %d：%s（%s）一直扣留它到结束"}},
	{"idle", Text{"%s: this action does nothing to such a packet", "%s：这个动作对这样的分组不起作用"}},
	{"not-held", Text{"packet %d is not held by hand", "分组 %d 没有被手动扣留"}},
	{"not-held-yet", Text{"packet %d is not held yet here: it is released where it is held", "在这里分组 %d 还没有被扣留：扣留之后才能释放"}},
	{"over", Text{"packet %d cannot be released any more: the run is over", "分组 %d 不能再释放了：运行已经结束"}},

	{"break-moment", Text{"%s is a moment: run until it; breakpoints are for packets and states", "%s 是一个时刻：请用“运行到”；断点用于分组和状态"}},
	{"stop-action", Text{"%s: an action has no place here, only which packets are meant", "%s：这里不要写动作，只写指哪些分组"}},
	{"moment-past", Text{"%s is past already", "%s 已经过去了"}},
	{"no-breaks", Text{"run until what? No breakpoint is set", "运行到哪里？还没有设断点"}},
	{"none-comes", Text{"no breakpoint is met any more in this run", "在这次运行中不会再遇到断点"}},
	{"never", Text{"it does not happen any more in this run: %s", "在这次运行中不会再发生：%s"}},

	{"live", Text{"real time: the run goes forward only; the desk waits for you, and the times have your thinking in them", "真实时间：运行只能向前；裁决台会等你，时间里也包括你思考的时间"}},
	{"live-held-back", Text{"the kernel does not wait: its timers run on while you think. Held back are tail loss probes and retransmissions of data under 30 s (tcp_early_retrans 0, tcp_rto_min_us 30000000), so a loss costs longer here; SYN and SYN-ACK come again after 1 s all the same", "内核不会等：你思考时它的计时器照走。已推迟的是尾部丢失探测和 30 s 以内的数据重传（tcp_early_retrans 0、tcp_rto_min_us 30000000），因此丢包在这里耗时更长；SYN 和 SYN-ACK 仍在 1 s 后重传"}},
	{"live-back", Text{"a run on real time cannot be taken back: it goes forward only", "真实时间的运行不能倒退：只能向前"}},
	{"live-one", Text{"a run on real time has one branch: there is nothing to compare it with", "真实时间的运行只有一个分支：没有可比较的"}},
	{"live-decided", Text{"packet %d is decided already: %s; on real time that stays", "分组 %d 已经决定了：%s；在真实时间里不能更改"}},
	{"live-ended", Text{"the run has ended before", "在此之前运行已经结束"}},
	{"nobody-here", Text{"no packet stands at the desk now: go on to the next", "现在没有分组停在裁决台：请继续到下一个"}},

	{"other-past", Text{"the run with this decision is another one from event %d on, before the decision: that is a fault of netlab's, please report it", "加上这个决定后，运行从事件 %d 起就不同了，早于决定本身：这是 netlab 的错误，请报告"}},
	{"other-file", Text{"%s would not reproduce this branch: that is a fault of netlab's, please report it", "%s 不能重现这个分支：这是 netlab 的错误，请报告"}},
}
