package linux

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestAbilities: each is tried, in the order of its names, and nothing of it is
// left. On a machine that allows everything, all are there.
func TestAbilities(t *testing.T) {
	before, _ := os.ReadFile("/proc/net/dev")
	all := Abilities()
	for i, name := range AbilityNames() {
		if i >= len(all) || all[i].Name != name {
			t.Fatalf("wanted %s as the %d. of %v", name, i+1, all)
		}
		a := all[i]
		t.Logf("%+v", a)
		if !a.OK && a.Detail == "" {
			t.Errorf("%s: nobody says why not", name)
		}
	}
	if len(all) != len(AbilityNames()) {
		t.Errorf("%d abilities, and %d names", len(all), len(AbilityNames()))
	}
	if after, _ := os.ReadFile("/proc/net/dev"); interfaces(string(after)) != interfaces(string(before)) {
		t.Errorf("the machine's interfaces were\n%s\nand are\n%s", before, after)
	}
}

// interfaces are the names in /proc/net/dev.
func interfaces(dev string) (names string) {
	for line := range strings.Lines(dev) {
		if name, _, ok := strings.Cut(line, ":"); ok {
			names += strings.TrimSpace(name) + " "
		}
	}
	return names
}

// TestAbilitiesForbidden: what an unprivileged user can do is told by the same
// trials, inside the namespace that Enter makes.
func TestAbilitiesRootless(t *testing.T) {
	c := unprivileged(t, "abilities")
	out, _ := c.Output()
	if c.ProcessState.ExitCode() == 3 {
		t.Skipf("this machine gives no user namespaces: %s", out)
	}
	text := string(out)
	for _, want := range []string{"netns true", "userns true", "veth true", "sock_diag true", "sock_destroy true", "exec true"} {
		if !strings.Contains(text, want) {
			t.Errorf("wanted %s:\n%s", want, text)
		}
	}
}

func tellAbilities() int {
	if code := entered(); code != 0 {
		return code
	}
	for _, a := range Abilities() {
		fmt.Println(a.Name, a.OK, a.Detail, "-", a.Remedy)
	}
	return 0
}
