package words

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// verbs finds fmt's verbs; their order may differ between languages only where
// they are numbered.
var verbs = regexp.MustCompile(`%(\[(\d+)\])?[-+# 0]*[\d.]*([a-zA-Z%])`)

// arguments lists what a format does with each of its arguments: "1s 2d".
func arguments(format string) []string {
	var all []string
	n := 0
	for _, m := range verbs.FindAllStringSubmatch(format, -1) {
		if m[3] == "%" {
			continue
		}
		n++
		if m[2] != "" {
			n = int(m[2][0] - '0')
		}
		all = append(all, string(rune('0'+n))+m[3])
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// all is the whole catalogue.
func all() map[string]Text {
	m := map[string]Text{}
	for _, t := range tables {
		for _, k := range *t.of {
			m[t.area+"."+k.key] = k.Text
		}
	}
	return m
}

func TestBothLanguages(t *testing.T) {
	texts := all()
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		text := texts[key]
		if text.EN == "" || text.ZH == "" {
			t.Errorf("%s: a language is missing: %+v", key, text)
		}
		if en, zh := arguments(text.EN), arguments(text.ZH); !slices.Equal(en, zh) {
			t.Errorf("%s: the arguments differ: %q takes %v, %q takes %v", key, text.EN, en, text.ZH, zh)
		}
		if strings.ContainsAny(text.ZH, "，。；：") != strings.ContainsAny(text.ZH, ",;:") && strings.ContainsAny(text.ZH, ",;") {
			t.Errorf("%s: Chinese with Western punctuation: %q", key, text.ZH)
		}
	}
}

// TestUsed finds texts that nobody says: a key must stand in the source, whole
// or, where the program puts it together, up to one of its points.
func TestUsed(t *testing.T) {
	var source strings.Builder
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		b, err := os.ReadFile(path)
		source.Write(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	src := source.String()
	for _, key := range slices.Sorted(maps.Keys(all())) {
		if !used(src, key) {
			t.Errorf("%s is in the catalogue, and nothing in the source says it", key)
		}
	}
}

func used(src, key string) bool {
	if strings.Contains(src, `"`+key+`"`) {
		return true
	}
	for i := len(key) - 1; i > 0; i-- {
		if key[i] == '.' && (strings.Contains(src, `"`+key[:i+1]+`"`) || (key[i:] == ".one" || key[i:] == ".more") && strings.Contains(src, `"`+key[:i]+`"`)) {
			return true
		}
	}
	return false
}

func TestT(t *testing.T) {
	for _, tt := range []struct {
		name string
		got  string
		want string
	}{
		{"english", T(English, "ladder.again", 2), "again (2)"},
		{"chinese", T(Chinese, "ladder.again", 2), "重传 (2)"},
		{"a language that is none is English", T("fr", "ladder.again", 2), "again (2)"},
		{"no grouping of digits", T(English, "ladder.seed", 1234567), "seed 1234567"},
		{"unknown key", T(English, "no.such", 1, "x"), "no.such 1 x"},
		{"one", N(English, "ladder.octets", 1), "1 octet"},
		{"more", N(English, "ladder.octets", 0), "0 octets"},
		{"list of none", And(English, nil), ""},
		{"list of one", And(English, []string{"a"}), "a"},
		{"list", And(English, []string{"a", "b", "c"}), "a, b and c"},
		{"list in Chinese", And(Chinese, []string{"a", "b", "c"}), "a、b 和 c"},
		{"picks its language", Pick(Chinese, map[string]string{"en": "e", "zh": "z"}), "z"},
		{"picks what fits all", Pick(Chinese, map[string]string{"en": "e", "": "all"}), "all"},
		{"picks what there is", Pick(English, map[string]string{"zh": "z"}), "z"},
		{"picks from nothing", Pick(English, nil), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestParseLang(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Lang
		ok   bool
	}{
		{"zh", Chinese, true}, {"zh_CN.UTF-8", Chinese, true}, {"zh-TW", Chinese, true}, {"ZH", Chinese, true},
		{"en", English, true}, {"en_US.UTF-8", English, true}, {"C", English, true}, {"C.UTF-8", English, true}, {"POSIX", English, true},
		{"", English, false}, {"de_DE", English, false}, {"zhx", English, false},
	} {
		if got, ok := ParseLang(tt.text); got != tt.want || ok != tt.ok {
			t.Errorf("ParseLang(%q) = %q, %v; want %q, %v", tt.text, got, ok, tt.want, tt.ok)
		}
	}
}

func TestDurations(t *testing.T) {
	for _, tt := range []struct {
		d         time.Duration
		set, took string
	}{
		{0, "0 s", "0.000 s"},
		{time.Second, "1 s", "1.000 s"},
		{1030 * time.Millisecond, "1.03 s", "1.030 s"},
		{1500 * time.Millisecond, "1.5 s", "1.500 s"},
		{200 * time.Millisecond, "200 ms", "0.200 s"},
		{2500 * time.Microsecond, "2.5 ms", "0.003 s"},
		{64 * time.Microsecond, "64 µs", "64 µs"},
		{64100, "64.1 µs", "64.1 µs"},
		{256, "256 ns", "256 ns"},
		{time.Minute, "60 s", "60.000 s"},
		{2 * time.Hour, "7200 s", "7200.000 s"},
		{1234567891, "1.235 s", "1.235 s"},
		{-time.Second, "-1 s", "-1.000 s"},
	} {
		if got := Duration(tt.d); got != tt.set {
			t.Errorf("Duration(%v) = %q, want %q", tt.d, got, tt.set)
		}
		if got := Took(tt.d); got != tt.took {
			t.Errorf("Took(%v) = %q, want %q", tt.d, got, tt.took)
		}
	}
}
