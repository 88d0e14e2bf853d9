package words

// A comparison as a page.
var comparePageTexts = []keyed{
	{"title", Text{"%s compared", "比较：%s"}},
	{"list", Text{"Differences", "差异"}},
	{"ladders", Text{"The two runs side by side: %s and %s", "两次运行并排：%s 与 %s"}},
	{"number", Text{"Difference %d", "差异 %d"}},
	{"keys", Text{"Keys: n and p go to the next and the previous difference, Esc shows all again.", "按键：n 和 p 转到下一处和上一处差异，Esc 恢复全部显示。"}},
}
