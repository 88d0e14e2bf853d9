package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"

	"netlab/lab/words"
)

// TestTexts: every key that the command uses is in the catalogue. Keys are
// the first argument of a few functions; those that are put together from a table
// are asked of the table.
func TestTexts(t *testing.T) {
	var keys []string
	for _, c := range visible() {
		keys = append(keys, "does."+c.name)
	}
	for i := range flags {
		keys = append(keys, "flag."+flags[i].name)
	}
	for _, p := range topics() {
		keys = append(keys, "topic."+p.name)
	}
	for _, s := range statuses {
		keys = append(keys, "status."+strconv.Itoa(s))
	}
	for _, v := range verdicts {
		keys = append(keys, "mark."+v)
	}
	keys = append(keys, literalKeys(t)...)
	if len(keys) < 100 {
		t.Errorf("only %d keys found: does the search still know the functions?", len(keys))
	}
	for _, k := range keys {
		if !words.Has("cmd." + k) {
			t.Errorf("lab/words has no text cmd.%s", k)
		}
	}
}

// speakers are the functions whose first argument is a key.
var speakers = map[string]bool{"wrong": true, "unable": true, "or": true, "t": true, "say": true, "head": true}

func literalKeys(t *testing.T) (keys []string) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, e.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			name := ""
			switch f := call.Fun.(type) {
			case *ast.Ident:
				name = f.Name
			case *ast.SelectorExpr:
				name = f.Sel.Name
			}
			if lit, ok := call.Args[0].(*ast.BasicLit); ok && speakers[name] && lit.Kind == token.STRING {
				key, _ := strconv.Unquote(lit.Value)
				if name == "head" {
					key = "show." + key
				}
				keys = append(keys, key)
			}
			return true
		})
	}
	return keys
}

func TestWrap(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"words", "one two three four five six", "  one two three four\n  five six\n"},
		{"Chinese between any two", "三次握手中的丢包怎么办，重传。", "  三次握手中的丢包怎\n  么办，重传。\n"},
		{"no comma begins a line", "一二三四五六七八九，十", "  一二三四五六七八\n  九，十\n"},
		{"a long word", "abcdefghijklmnopqrstuvwxyz a", "  abcdefghijklmnopqrstuvwxyz\n  a\n"},
		{"nothing", "", "\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := wrap(tt.text, "  ", 20); got != tt.want {
				t.Errorf("wrote\n%swanted\n%s", got, tt.want)
			}
		})
	}
}

func TestLanguage(t *testing.T) {
	tests := []struct {
		name, asked string
		env         map[string]string
		want        words.Lang
	}{
		{"nothing said", "", nil, words.English},
		{"LANG", "", map[string]string{"LANG": "zh_CN.UTF-8"}, words.Chinese},
		{"LC_MESSAGES before LANG", "", map[string]string{"LANG": "zh_CN", "LC_MESSAGES": "C"}, words.English},
		{"LC_ALL before LC_MESSAGES", "", map[string]string{"LC_MESSAGES": "C", "LC_ALL": "zh_TW.UTF-8"}, words.Chinese},
		{"NETLAB_LANG before LC_ALL", "", map[string]string{"LC_ALL": "zh_CN", "NETLAB_LANG": "en"}, words.English},
		{"--lang before all", "zh", map[string]string{"NETLAB_LANG": "en", "LC_ALL": "C"}, words.Chinese},
		{"one that netlab does not speak", "", map[string]string{"LANG": "fr_FR.UTF-8"}, words.English},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := &world{getenv: func(k string) string { return tt.env[k] }}
			if got := w.language(tt.asked); got != tt.want {
				t.Errorf("saw %s, wanted %s", got, tt.want)
			}
		})
	}
}
