package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"netlab/lab/words"
	"netlab/topology/linux"
)

// TestDoctorTexts: each ability has its texts.
func TestDoctorTexts(t *testing.T) {
	for _, name := range linux.AbilityNames() {
		for _, kind := range []string{"for", "remedy"} {
			if key := "cmd.doctor." + kind + "." + name; !words.Has(key) {
				t.Errorf("lab/words has no text %s", key)
			}
		}
	}
}

// TestDoctor: each ability is tried and told, in JSON with the same four keys; one
// that is not there has a remedy.
func TestDoctor(t *testing.T) {
	var out bytes.Buffer
	w := &world{out: newPrinter(&out, nil), err: &out, getenv: os.Getenv}
	k := &call{world: w, lang: words.Chinese}
	want := linux.AbilityNames()
	for i, f := range k.abilities() {
		b, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		var keys map[string]any
		if err := json.Unmarshal(b, &keys); err != nil {
			t.Fatal(err)
		}
		if len(keys) != 4 || keys["name"] != want[i] || keys["ok"] != f.OK || keys["detail"] == "" {
			t.Errorf("the %d. is %s, wanted %s", i+1, b, want[i])
		}
		if (keys["remedy"] == "") != f.OK {
			t.Errorf("%s: ok is %v, and the remedy %q", f.Name, f.OK, keys["remedy"])
		}
		if f.said == f.Detail {
			t.Errorf("%s: it is told in English: %s", f.Name, f.said)
		}
	}
}

// TestDoctorRemedy: what the machine told is the remedy, else what is known of the
// ability; each says what to do, as it stands.
func TestDoctorRemedy(t *testing.T) {
	k := &call{lang: words.English}
	for _, name := range linux.AbilityNames() {
		if f := k.found(linux.Ability{Name: name, Detail: "no", Remedy: "sysctl -w this=1"}); f.Remedy != "sysctl -w this=1" || f.cure != f.Remedy {
			t.Errorf("%s: the machine's remedy is lost: %q, %q", name, f.Remedy, f.cure)
		}
		if f := k.found(linux.Ability{Name: name, Detail: "no"}); f.Remedy != words.T(words.English, "cmd.doctor.remedy."+name) || strings.HasPrefix(f.Remedy, "as for") {
			t.Errorf("%s: %q", name, f.Remedy)
		}
		if f := k.found(linux.Ability{Name: name, OK: true, Remedy: "none is wanted"}); f.Remedy != "" || f.cure != "" {
			t.Errorf("%s is there, and has a remedy: %q", name, f.Remedy)
		}
	}
}
