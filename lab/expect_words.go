package lab

import "netlab/hooks/event"

// All that expectations say, in both languages side by side. Sentences that
// want something are in the present, those that tell what was seen in the past.
var (
	wAnd     = say{" and ", "和"}
	wOr      = say{" or ", "或"}
	wAtLeast = say{"at least %s", "至少%s"}
	wAtMost  = say{"at most %s", "至多%s"}
	wMore    = say{"more than %s", "多于%s"}
	wLess    = say{"less than %s", "少于%s"}
	wFromTo  = say{"%s to %s", "%s到%s"}

	wConn      = say{"%s (%s)", "%s（%s）"}
	wNoConn    = say{"%s had no connection %s; it had %s", "%s没有连接%s；它有%s"}
	wNoneOf    = say{"%s had no connection %s, nor any other", "%s没有连接%s，也没有别的连接"}
	wNoConns   = say{"%s had no connection", "%s没有任何连接"}
	wNotHappen = say{"%s did not happen", "“%s”没有发生"}
	wHappened  = say{"%s happened only %d times, at %s", "“%s”只发生了%d次，在%s"}
	wOnce      = say{"%s happened only once, at %s", "“%s”只发生了一次，在%s"}
	wSemi      = say{"; ", "；"}

	// states
	wPath      = say{"%s %s", "%s %s"}
	wGoes      = say{"%s goes %s", "%s依次经过%s"}
	wGoesOnly  = say{"%s goes %s, and through nothing else", "%s依次经过%s，此外没有别的状态"}
	wWent      = say{"%s went %s at %s", "%s经过%s（%s）"}
	wStayed    = say{"%s had a connection that never changed its state", "%s的连接从未改变状态"}
	wNearest   = say{"%s; of its %d connections this one came nearest", "%s；在它的%d条连接中，这一条最接近"}
	wOnlyStart = say{"..., ", "……、"}
	wBecause   = say{"%s (%s)", "%s（%s）"}

	// segments
	wFrom        = say{" from %s", "%s发出的"}
	wTo          = say{" to %s", "发往%s的"}
	wFromToHosts = say{" from %s to %s", "%s发往%s的"}
	wOnWire      = say{" on %s", "%s上，"}
	wOfConn      = say{" of connection %s", "连接%s上，"}
	wDelivered   = say{", delivered", "，已送达"}
	wDropped     = say{", lost", "，已丢失"}
	wAt          = say{"%s, at %s", "%s，在%s"}
	wCame        = say{"%s; there were %s", "%s；有的是%s"}
	wNoSuchConn  = say{"%s; no host had a connection %s", "%s；没有主机有连接 %s"}
	wNothing     = say{"%s; there was nothing at all", "%s；什么都没有"}
	wWereSent    = say{"%s; %d were sent", "%s；发出了%d个"}
	wInOrder     = say{", in this order: %s", "依次为：%s"}
	wAllOrder    = say{", these and no others: %s", "恰好为：%s"}
	wSegments    = say{"segments", "报文段"}
	wInOrderGot  = say{"they came in this order, the last at %s", "依次出现，最后一个在%s"}
	wNoFirst     = say{"%s did not come", "没有出现%s"}
	wNoNext      = say{"%s did not come after %s (%s)", "在%[2]s（%[3]s）之后没有出现%[1]s"}
	wInstead     = say{"%s; the nearest was %s at %s: %s", "%s；最接近的是%s（%s）：%s"}
	wDiffers     = say{"its %s differs", "%s不同"}
	wDiffer      = say{"its %s differ", "%s不同"}
	wFlags       = say{"flags", "标志"}
	wSeq         = say{"sequence number", "序号"}
	wLength      = say{"length", "长度"}
	wAck         = say{"acknowledgement", "确认号"}
	wWindow      = say{"window", "窗口"}
	wUrgent      = say{"urgent pointer", "紧急指针"}
	wOptions     = say{"options", "选项"}
	wTheseCame   = say{"%s; there were: %s", "%s；出现的有：%s"}
	wOther       = say{"number %d was %s at %s, not %s: %s", "第%d个是%s（%s），而不是%s：%s"}
	wTooFew      = say{"there were only %d: %s", "只有%d个：%s"}
	wTooMany     = say{"there were %d, and %s at %s was one too many", "有%d个，%s（%s）是多余的"}
	wNoneThere   = say{"there were none", "一个也没有"}

	// call
	wReturns    = say{"%s: %s returns %s", "%s：%s返回%s"}
	wReturnsAny = say{"%s: %s returns", "%s：%s返回"}
	wWith       = say{", %s", "，%s"}
	wGives      = say{", with %s", "，值为%s"}
	wGivesNone  = say{", without a value", "，没有值"}
	wOctet      = say{"%s octet", "%s字节"}
	wOctets     = say{"%s octets", "%s字节"}
	wAfter      = say{", after %s", "，历时%s"}
	wReturned   = say{"%s: %s returned %s at %s", "%s：%s返回%s，在%s"}
	wStillOut   = say{"%s: %s was called at %s and had not returned when the run ended", "%s：%s在%s被调用，到运行结束仍未返回"}
	wNotCalled  = say{"%s was not called", "没有调用%s"}
	wNotTwice   = say{"%s was called only once", "%s只被调用了一次"}
	wNotNth     = say{"%s was called only %d times", "%s只被调用了%d次"}
	wItCalled   = say{"%s; the calls were %s", "%s；调用过的有%s"}
	wAnyCall    = say{"any call", "任何调用"}

	// time
	wIsAfter  = say{"%s %s after %s", "%[3]s之后%[2]s，%[1]s"}
	wIsAt     = say{"%s %s after the start", "开始之后%[2]s，%[1]s"}
	wWasAfter = say{"%s: %s at %s, %s at %s", "%s：“%s”在%s，“%s”在%s"}
	wWasAt    = say{"%s came at %s", "“%s”在%s"}

	// moments
	wRunBegins     = say{"the run begins", "运行开始"}
	wRunEnds       = say{"the run ends", "运行结束"}
	wReaches       = say{"reaches %s", "进入%s"}
	wReachesNth    = say{"reaches %s for %s time", "第%[2]s次进入%[1]s"}
	wComes         = say{"%s comes", "出现%s"}
	wArrives       = say{"%s arrives", "%s到达"}
	wIsLost        = say{"%s is lost", "%s丢失"}
	wCallOf        = say{"%s's %s", "%s的%s"}
	wIsCalled      = say{"%s is called", "调用%s"}
	wDoesReturn    = say{"%s returns %s", "%s返回%s"}
	wDoesReturnAny = say{"%s returns", "%s返回"}

	// bytes
	wReceives  = say{"%s receives %s", "%s收到%s"}
	wSends     = say{"%s sends %s", "%s发送%s"}
	wReceived  = say{"%s received %s", "%s收到%s"}
	wSent      = say{"%s sent %s", "%s发送了%s"}
	wIntact    = say{"what %s received is what was sent", "%s收到的与发送的一致"}
	wNotIntact = say{"what %s received is not what was sent", "%s收到的与发送的不一致"}
	wWasIntact = say{"%s received what was sent", "%s收到的与发送的一致"}
	wSpoilt    = say{"%s: %s", "%s：%s"}
	wNotSent   = say{", which is not what was sent", "，与发送的不一致"}
	wNeverSent = say{"%s that were never sent, the first at octet %d", "有%s从未发送过，第一个是第%d字节"}
	wOneWrong  = say{"octet %d is not the one that was sent", "第%d字节与发送的不同"}

	// tcb
	wVarFirst  = say{"the first %s of %s is %s", "%[2]s最初的%[1]s为%[3]s"}
	wVarLast   = say{"the last %s of %s is %s", "%[2]s最后的%[1]s为%[3]s"}
	wVarMax    = say{"the greatest %s of %s is %s", "%[2]s最大的%[1]s为%[3]s"}
	wVarMin    = say{"the least %s of %s is %s", "%[2]s最小的%[1]s为%[3]s"}
	wVarThing  = say{"%s of %s at %s is %s", "%[3]s时%[2]s的%[1]s为%[4]s"}
	wVarWas    = say{"%s of %s was %s, at %s", "%[2]s的%[1]s为%[3]s（%[4]s）"}
	wVarUntold = say{"%s told no %s", "%s没有给出%s"}
	wVarNotYet = say{"%s had told no %s until %s (%s)", "到“%[3]s”（%[4]s）为止，%[1]s没有给出%[2]s"}

	// never
	wNever       = say{"never %s", "从不出现%s"}
	wAfterThing  = say{" after %s", "，在%s之后"}
	wBeforeThing = say{" before %s", "，在%s之前"}
	wDidNot      = say{"it did not happen", "没有出现"}
	wDid         = say{"%s happened at %s", "“%s”发生在%s"}
	wDidSeg      = say{"%s happened at %s: %s", "%s出现在%s：%s"}
	wOnceMore    = say{"%s, and once more", "%s，之后又有一次"}
	wTimesMore   = say{"%s, and %d times more", "%s，之后又有%d次"}

	wCannot = say{"it cannot be judged: %s", "无法判断：%s"}

	// what questions ask of a run
	wBackwards  = say{"%s came before %s", "“%s”早于“%s”"}
	wOrderOf    = say{"there are %d packets to put into order, and there must be %d to %d", "可供排序的分组有%d个，应当有%d到%d个"}
	wNoField    = say{"%s has no %s", "%s没有%s"}
	wWhichConn  = say{"%s has %d connections: conn says which is meant", "%s有%d条连接：用 conn 指明是哪一条"}
	wOtherStack = say{"this is about hosts that run %s", "这只适用于运行%s的主机"}
)

// reasons are why a connection changed its state, as events name it, in Chinese.
var reasons = [...][2]string{
	{"reset", "被重置"}, {"refused", "被拒绝"}, {"timeout", "超时"}, {"aborted", "被中止"}, {"unreachable", "不可达"},
	{"no time-wait", "未经 TIME-WAIT"}, {"reused", "被新连接复用"}, {"crash", "主机崩溃"}, {"destroyed", "由 netlab 结束"},
}

// reasonSay is the reason in words.
func reasonSay(reason string) say {
	for _, r := range reasons {
		if r[0] == reason {
			return say{reason, r[1]}
		}
	}
	return same(reason)
}

// noun is what packets of a role are called.
type noun struct{ one, many, zh string }

var nouns = map[string]noun{
	"":                            {"packet", "packets", "分组"},
	"any":                         {"packet", "packets", "分组"},
	event.Syn.String():            {"SYN", "SYNs", "SYN"},
	event.SynAck.String():         {"SYN-ACK", "SYN-ACKs", "SYN-ACK"},
	event.Rst.String():            {"RST", "RSTs", "RST"},
	event.Fin.String():            {"FIN", "FINs", "FIN"},
	event.WindowProbe.String():    {"window probe", "window probes", "窗口探测"},
	event.Keepalive.String():      {"keepalive", "keepalives", "保活探测"},
	event.Data.String():           {"data segment", "data segments", "数据报文段"},
	event.HandshakeAck.String():   {"handshake ACK", "handshake ACKs", "握手 ACK"},
	event.FinAck.String():         {"ACK of the first FIN", "ACKs of the first FIN", "对第一个 FIN 的确认"},
	event.LastAckRole.String():    {"last ACK", "last ACKs", "最后的 ACK"},
	event.WindowUpdate.String():   {"window update", "window updates", "窗口更新"},
	event.DupAck.String():         {"duplicate ACK", "duplicate ACKs", "重复确认"},
	event.KeepaliveAck.String():   {"keepalive ACK", "keepalive ACKs", "保活应答"},
	event.ChallengeAck.String():   {"challenge ACK", "challenge ACKs", "挑战 ACK"},
	event.Ack.String():            {"ACK", "ACKs", "ACK"},
	event.UDPRole.String():        {"UDP datagram", "UDP datagrams", "UDP 数据报"},
	event.ICMPRole.String():       {"ICMP message", "ICMP messages", "ICMP 报文"},
	event.FragmentRole.String():   {"fragment", "fragments", "分片"},
	event.ARPRole.String():        {"ARP packet", "ARP packets", "ARP 分组"},
	event.Other.String():          {"other packet", "other packets", "其他分组"},
	event.Retransmission.String(): {"retransmission", "retransmissions", "重传"},
}

// nounOf is what the packets of a match are called.
func nounOf(match string) noun {
	if n, ok := nouns[match]; ok {
		return n
	}
	return noun{"packet with " + match, "packets with " + match, "满足 " + match + " 的分组"}
}
