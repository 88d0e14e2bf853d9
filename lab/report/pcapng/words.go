package pcapng

import (
	"strconv"

	"netlab/hooks/event"
)

// words are the texts of comments in one language.
type words struct {
	comma, colon       string
	lab, variant, seed string
	cut, ended         string // what ends a capture before its time
	rule, byLab        string // who acted: a rule with its number, or the lab itself
	lost, passed       string
	retransmission     template
	forwarded, made    template
	sent, arrived      [actions]template // what the desk did, for the sender's and for the receiver's side
	reasons            map[string]string // what events give as reasons; nil: as they are
}

const actions = int(event.Reject) + 1

// template is a text with one hole, for a number or a rule.
type template struct{ before, after string }

func (t template) appendNumber(b []byte, n uint64) []byte {
	b = append(b, t.before...)
	b = strconv.AppendUint(b, n, 10)
	return append(b, t.after...)
}

func (w *words) reason(r string) string {
	if t, ok := w.reasons[r]; ok {
		return t
	}
	return r
}

var english = words{
	comma: ", ", colon: ": ",
	lab: "lab ", variant: ", variant ", seed: ", seed ",
	cut: "the recording was cut short", ended: "the run ended before its time: ",
	rule: "rule ", byLab: "the lab",
	lost: "lost", passed: " (in passing)",
	retransmission: template{"retransmission ", ""},
	forwarded:      template{"forwarded, was packet ", ""},
	made:           template{"made from packet ", ""},
	sent: [actions]template{
		event.Pass:       {"passed by ", ""},
		event.DropPacket: {"dropped by ", ""},
		event.Delay:      {"delayed by ", ""},
		event.Reorder:    {"reordered by ", ""},
		event.Duplicate:  {"duplicated by ", ""},
		event.Corrupt:    {"corrupted by ", ""},
		event.Rewrite:    {"rewritten by ", ""},
		event.Inject:     {"copied by ", ""},
		event.Reject:     {"rejected by ", ""},
	},
	arrived: [actions]template{
		event.Delay:     {"delayed by ", ""},
		event.Reorder:   {"reordered by ", ""},
		event.Duplicate: {"a duplicate, made by ", ""},
		event.Corrupt:   {"corrupted by ", ""},
		event.Rewrite:   {"rewritten by ", ""},
		event.Inject:    {"injected by ", ""},
		event.Reject:    {"an answer, made by ", ""},
	},
}

var chinese = words{
	comma: "，", colon: "：",
	lab: "实验 ", variant: "，变体 ", seed: "，种子 ",
	cut: "记录中途截断", ended: "运行提前结束：",
	rule: "规则 ", byLab: "实验",
	lost: "丢失", passed: "（途经）",
	retransmission: template{"第 ", " 次重传"},
	forwarded:      template{"转发，原为包 ", ""},
	made:           template{"由包 ", " 而来"},
	sent: [actions]template{
		event.Pass:       {"被", " 放行"},
		event.DropPacket: {"被", " 丢弃"},
		event.Delay:      {"被", " 延迟"},
		event.Reorder:    {"被", " 打乱次序"},
		event.Duplicate:  {"被", " 复制"},
		event.Corrupt:    {"被", " 损坏"},
		event.Rewrite:    {"被", " 改写"},
		event.Inject:     {"被", " 复制重放"},
		event.Reject:     {"被", " 拒绝"},
	},
	arrived: [actions]template{
		event.Delay:     {"被", " 延迟"},
		event.Reorder:   {"被", " 打乱次序"},
		event.Duplicate: {"副本，来自", ""},
		event.Corrupt:   {"被", " 损坏"},
		event.Rewrite:   {"被", " 改写"},
		event.Inject:    {"注入，来自", ""},
		event.Reject:    {"答复，来自", ""},
	},
	reasons: map[string]string{
		"link loss": "链路丢包", "queue full": "队列已满", "unplugged": "线路已断开",
		"host down": "主机已停机", "still held": "运行结束时仍被扣留",
		"reset": "被重置", "timeout": "超时", "aborted": "被中止", "crash": "主机崩溃",
		"refused": "被拒绝", "unreachable": "不可达", "reused": "被重新使用",
		"no time-wait": "未经 TIME-WAIT 就关闭", "ENOBUFS": "接收方设备没有空间",
		"limit": "达到上限", "idle": "再无事件可发生", "interrupted": "被中断", "error": "出错",
	},
}
