package lab

// What programs say when a step does not go as the lab says.
var (
	wStep          = say{"%s, step %d: %s", "%s，第%d步：%s"}
	wSocketNamed   = say{"a socket %s", "名为%s的套接字"}
	wNoSocketNamed = say{"the program has none of that name yet", "程序还没有这个名字的套接字"}
	wSocket        = say{"a socket", "一个套接字"}
	wNoSocket      = say{"the program has none yet that %s could be about", "程序还没有可供%s使用的套接字"}
	wAcked         = say{"a socket whose data can be acknowledged", "一个能得到确认的套接字"}
	wCondition     = say{"a condition", "一个条件"}
	wHostDown      = say{"a host that is down", "一台已停机的主机"}
	wRuleNamed     = say{"a rule %s", "名为%s的规则"}
	wNoRuleNamed   = say{"the lab has none of that name", "实验中没有这个名字的规则"}
	wHasWritten    = say{"a connection that has written a segment", "一条已经发出过报文段的连接"}
	wHasNot        = say{"%s has written none: it has no numbers yet", "%s还没有发出过报文段，因此还没有序号"}
	wSegment       = say{"a segment that can be built", "一个可以构造的报文段"}
	wWaited        = say{"that it happens within %s", "在%s之内发生"}
	wWaitedInVain  = say{"it did not happen", "没有发生"}
	wSomeOctets    = say{"%d octets", "%d个字节"}
	wExecHere      = say{"a host in which programs of the machine's own can run", "一台能运行本机程序的主机"}
	wExecStack     = say{"%s runs %s, in memory: only a host of the kernel's can", "%s运行%s，只在内存中：只有内核主机才可以"}
	wExecAbility   = say{"a program that can be started", "一个能启动的程序"}
	wExecStatus    = say{"exit status %s", "退出状态为%s"}
	wExecEnded     = say{"exit status %d%s", "退出状态为%d%s"}
	wExecWrote     = say{"; it wrote %s", "；它的输出是%s"}
	wExecText      = say{"%s in what it writes", "输出中有%s"}
	wExecWithin    = say{"that it ends within %s", "在%s之内结束"}
	wExecKilled    = say{"it did not, and was killed%s", "没有结束，已被强制终止%s"}
	wOctetsThenEnd = say{"%d octets, then the end", "%d个字节，然后就结束了"}
)
