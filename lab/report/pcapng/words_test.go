package pcapng

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
)

// TestLanguagesAreWhole: what one language says, the other says too.
func TestLanguagesAreWhole(t *testing.T) {
	en, zh := reflect.ValueOf(english), reflect.ValueOf(chinese)
	for i := range en.NumField() {
		name := en.Type().Field(i).Name
		if name == "reasons" {
			continue // English has the words of the events
		}
		for lang, v := range map[string]reflect.Value{"en": en.Field(i), "zh": zh.Field(i)} {
			if v.IsZero() {
				t.Errorf("%s: %s is empty", lang, name)
			}
		}
	}
	for a := range actions {
		for side, has := range map[string][2]template{
			"sent": {english.sent[a], chinese.sent[a]}, "arrived": {english.arrived[a], chinese.arrived[a]},
		} {
			if (has[0] == template{}) != (has[1] == template{}) {
				t.Errorf("%s: %s has words in one language only", side, event.Action(a))
			}
		}
		if a := event.Action(a); a != event.NoAction && english.sent[a] == (template{}) {
			t.Errorf("nothing is said of %s", a)
		}
	}
}

func TestChinese(t *testing.T) {
	f := read(t, record(t, runInfo("ip", rule1), Options{Lang: "zh"}, func(p *tape) {
		handshakeLoss(p)
	}))
	if want := "实验 handshake-loss，变体 synack，种子 1"; f.section.Comment != want {
		t.Errorf("section: %q, want %q", f.section.Comment, want)
	}
	want := []string{"synack", "被规则 1 丢弃：from server to client synack#1 drop"}
	if d := cmp.Diff(want, f.rows[2].Comments); d != "" {
		t.Errorf("the dropped packet (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"syn，第 1 次重传"}, f.rows[3].Comments); d != "" {
		t.Errorf("the repeated one (-want +got):\n%s", d)
	}
	f = read(t, record(t, runInfo("ip"), Options{Lang: "zh"}, func(p *tape) {
		p.lose(p.send(0, client, 2, 1, 0, 0, event.Syn, 0), "link loss")
	}))
	if d := cmp.Diff([]string{"syn", "丢失：链路丢包"}, f.rows[0].Comments); d != "" {
		t.Errorf("the lost one (-want +got):\n%s", d)
	}
}
