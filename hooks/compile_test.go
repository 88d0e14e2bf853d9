package hooks

import (
	"slices"
	"strconv"
	"testing"

	"netlab/hooks/event"
)

// actedOn is on which of n SYNs, from 1, the hook acts.
func actedOn(t *testing.T, h Hook, n int) (on []int) {
	t.Helper()
	for i := 1; i <= n; i++ {
		if h.See(&fakeView{}, data(t, server, 1, 1)).Action != event.NoAction {
			t.Fatal("acted on a packet that does not match")
		}
		if h.See(&fakeView{}, syn(t)).Action != event.NoAction {
			on = append(on, i)
		}
	}
	return on
}

func TestNth(t *testing.T) {
	for line, want := range map[string][]int{
		"syn drop":                  {1, 2, 3, 4, 5, 6},
		"syn#1 drop":                {1},
		"syn#2..4 drop":             {2, 3, 4},
		"syn#3.. drop":              {3, 4, 5, 6},
		"syn#1,3 drop":              {1, 3},
		"syn#5..,1,2 drop":          {1, 2, 5, 6},
		"from client #2 drop":       {2},
		"tcp.flags.syn == 1#6 drop": {6},
		"syn#9 drop":                nil,
	} {
		if got := actedOn(t, rule(t, line), 6); !slices.Equal(got, want) {
			t.Errorf("%s acts on %v, want %v", line, got, want)
		}
	}
}

// A rule counts what reaches it: what an earlier rule dropped does not count.
func TestNthCountsWhatReachesTheRule(t *testing.T) {
	chain := Chain(compileLines(t, "syn#1 drop", "syn#1 delay 1s"))
	var acted []string
	for range 3 {
		chain.Decide(&fakeView{}, syn(t), func(h Hook, _ *Packet, v Verdict) { acted = append(acted, v.Action.String()) })
	}
	if want := []string{"drop", "delay"}; !slices.Equal(acted, want) {
		t.Errorf("three SYNs met %v, want %v", acted, want)
	}
}

func TestChance(t *testing.T) {
	const n = 2000
	first := actedOn(t, rule(t, "syn chance 10% drop"), n)
	if len(first) < 130 || len(first) > 270 { // 200, and 5 standard deviations to each side
		t.Errorf("10 %% of %d: %d", n, len(first))
	}
	if again := actedOn(t, rule(t, "syn chance 10% drop"), n); !slices.Equal(first, again) {
		t.Error("the same seed drew differently")
	}
	if all := actedOn(t, rule(t, "syn chance 100% drop"), 100); len(all) != 100 {
		t.Errorf("100 %% of 100: %d", len(all))
	}
	if one := actedOn(t, rule(t, "syn#"+strconv.Itoa(first[1])+" chance 10% drop"), n); len(one) > 1 {
		t.Errorf("one packet was drawn for %d times", len(one))
	}

	r, err := ParseRule("syn chance 10% drop", env)
	if err != nil {
		t.Fatal(err)
	}
	other := Rule{From: "server", Do: "drop"}
	many, err := Compile([]Rule{other, r, r}, env)
	if err != nil {
		t.Fatal(err)
	}
	if moved := actedOn(t, many[1], n); !slices.Equal(first, moved) {
		t.Error("a rule in front of it changed the luck of a rule")
	}
	if twin := actedOn(t, many[2], n); slices.Equal(first, twin) {
		t.Error("two equal rules have the same luck")
	}
	seeded := env
	seeded.Seed++
	reseeded, err := Compile([]Rule{r}, seeded)
	if err != nil {
		t.Fatal(err)
	}
	if got := actedOn(t, reseeded[0], n); slices.Equal(first, got) {
		t.Error("two seeds have the same luck")
	}
}

func TestSwitch(t *testing.T) {
	chain := Chain(compileLines(t, "name a off syn#1 drop", "syn#2 drop", "name c off fin inject copy of syn#1"))
	if names := []string{chain[0].Name(), chain[1].Name(), chain[2].Name()}; !slices.Equal(names, []string{"a", "rule 2", "c"}) {
		t.Errorf("the rules are called %q", names)
	}
	if on := actedOn(t, chain[0], 2); on != nil {
		t.Errorf("a rule that is off acted on %v", on)
	}
	if !chain.SetOn("a", true) || chain.SetOn("b", true) || !chain.SetOn("rule 2", false) {
		t.Error("SetOn found the wrong rules")
	}
	if on := actedOn(t, chain[0], 2); !slices.Equal(on, []int{1}) {
		t.Errorf("switched on it acted on %v: what came while it was off counts", on)
	}
	if on := actedOn(t, chain[1], 2); on != nil {
		t.Errorf("switched off it acted on %v", on)
	}

	// An inject remembers what it is to copy while it is off.
	first := syn(t)
	v := &fakeView{sent: map[uint32]*Packet{first.ID: first}}
	chain[2].See(v, first)
	chain.SetOn("c", true)
	if verdict := chain[2].See(v, fin(t, client)); len(verdict.Out) != 2 || verdict.Out[1].Packet.Origin != first.ID {
		t.Errorf("it injects %+v", verdict)
	}
}

func TestErrorsOfNothing(t *testing.T) {
	hooks, err := Compile(nil, env)
	if err != nil || len(hooks) != 0 || Errors(err) != nil {
		t.Errorf("no rules: %v, %v", hooks, err)
	}
}
