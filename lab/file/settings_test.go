package file

import (
	"strings"
	"testing"
)

// A setting that no stack has is told with its place; without a list of settings
// every name is taken, as there is nobody to ask.
func TestSettingNames(t *testing.T) {
	const src = "hosts: {client: {set: {tcp_sak: 0}}, server: }\nprograms:\n  client: [connect: \"server:80\"]\n"
	_, errs := Load("x.yaml", []byte(src), Options{Settings: []string{"tcp_nodelay", "tcp_sack"}})
	const want = `x.yaml:1:24: no stack has a setting "tcp_sak": did you mean "tcp_sack"?`
	if len(errs) != 1 || !strings.HasPrefix(errs[0].Error(), want) {
		t.Errorf("saw %v, wanted %s", errs, want)
	}
	if _, errs := Load("x.yaml", []byte(src), Options{}); len(errs) > 0 {
		t.Errorf("with no settings known: %v", errs)
	}
}
