package lab

import "testing"

// TestStepString: a step stands in one line, whatever it sends.
func TestStepString(t *testing.T) {
	for _, c := range []struct {
		step Step
		want string
	}{
		{Step{Do: "accept"}, "accept"},
		{Step{Do: "send", Args: Args{"text": {"hello"}}}, "send hello"},
		{Step{Do: "send", Args: Args{"text": {"你好　世界"}}}, "send 你好　世界"},
		{Step{Do: "send", Args: Args{"text": {"GET /\r\n\x1b[2J"}}}, `send "GET /\r\n\x1b[2J"`},
		{Step{Do: "send", Args: Args{"text": {"a\n"}, "urgent": {"true"}}}, `send {text: "a\n", urgent: true}`},
	} {
		if got := c.step.String(); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}
