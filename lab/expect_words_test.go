package lab

import (
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	"netlab/hooks/event"
)

// Every sentence takes as many words in one language as in the other, and every
// role has its nouns.
func TestExpectWords(t *testing.T) {
	text, err := os.ReadFile("expect_words.go")
	if err != nil {
		t.Fatal(err)
	}
	verb := regexp.MustCompile(`%(\[\d\])?[sd]`)
	all := regexp.MustCompile(`(\w+) += say\{"(.*)", "(.*)"\}`).FindAllStringSubmatch(string(text), -1)
	if len(all) < 80 {
		t.Fatalf("found %d sentences", len(all))
	}
	for _, m := range all {
		en, zh := len(verb.FindAllString(m[2], -1)), len(verb.FindAllString(m[3], -1))
		if en != zh || m[2] == "" || m[3] == "" {
			t.Errorf("%s: %d words in English %q, %d in Chinese %q", m[1], en, m[2], zh, m[3])
		}
		// They can be filled in, whatever is filled in.
		args := slices.Repeat([]any{"1%d"}, en)
		filled(m[3], slices.Repeat([]string{"1%d"}, len(args)))
	}
	for _, role := range event.RoleNames() {
		if n, ok := nouns[role]; !ok || n.one == "" || n.many == "" || n.zh == "" {
			t.Errorf("there is no noun for %s", role)
		}
	}
}

func TestSay(t *testing.T) {
	for _, c := range []struct{ got, want say }{
		{say{"%s to %s", "%[2]s从%[1]s"}.with("a", "乙"), say{"a to 乙", "乙从 a"}},
		{say{"%d of %s", "%d个%s"}.with(2, say{"SYNs", "数据段"}), say{"2 of SYNs", "2 个数据段"}},
		{say{"it had %s", "它有%s"}.with(":80"), say{"it had :80", "它有 :80"}},
		{say{"%s, %s", "%s，%s"}.with("100%", "5%d"), say{"100%, 5%d", "100%，5%d"}},
		{listed([]say{same("a"), {"b", "乙"}, same("c")}, wAnd), say{"a, b and c", "a、乙和 c"}},
		{times([]moment{{0, 0}, {1, 1e9}, {2, 3e9}}), say{"0.000, 1.000 and 3.000 s", "0.000、1.000 和 3.000 s"}},
		{times(slices.Repeat([]moment{{0, 1500}}, 9)), say{
			"0.000001500, 0.000001500, 0.000001500, 0.000001500, ... and 0.000001500 s",
			"0.000001500、0.000001500、0.000001500、0.000001500、... 和 0.000001500 s"}},
	} {
		if c.got != c.want {
			t.Errorf("got %+v, want %+v", c.got, c.want)
		}
	}
}

// TestSeconds: a moment has the decimals that it needs, and nanoseconds only where there
// is nothing else.
func TestSeconds(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0.000 s", 30 * time.Millisecond: "0.030 s", 65400 * time.Microsecond: "0.065400 s", 224999999: "0.225 s", 1000000001: "1.000 s", 750: "0.000000750 s",
		-60070 * time.Millisecond: "-60.070 s",
	} {
		if got := seconds(d); got != want {
			t.Errorf("%d: got %s, want %s", d, got, want)
		}
	}
}
