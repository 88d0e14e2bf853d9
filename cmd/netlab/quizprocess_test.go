//go:build unix

package main

import (
	"bufio"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"netlab/lab"
	"netlab/labs"
)

// TestQuizInterrupted: a student who waits for an inspiration and then interrupts is told
// how far they came.
func TestQuizInterrupted(t *testing.T) {
	c := program(t, "quiz", "handshake")
	c.Env = append(os.Environ(), "XDG_DATA_HOME="+t.TempDir())
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	io.WriteString(in, "skip\n")
	r := bufio.NewReader(out)
	seen := ""
	for strings.Count(seen, "\n> ") < 2 { // it waits for the second answer
		b, err := r.ReadByte()
		if err != nil {
			t.Fatalf("the quiz ended before the second question: %v\n%s", err, seen)
		}
		seen += string(b)
	}
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	rest, _ := io.ReadAll(r)
	wantStatus(t, c.Wait(), exitInterrupted)
	if !strings.Contains(string(rest), "skipped") || !strings.Contains(string(rest), "Marks: 0 of") {
		t.Errorf("it does not say how far the student came:\n%s", rest)
	}
}

// TestQuizzesKeepAnswers: whatever a quiz of the catalogue draws or tells of a run, the
// number that a later question asks for is not in it.
func TestQuizzesKeepAnswers(t *testing.T) {
	question := regexp.MustCompile(`(?m)^Question \d+ of \d+$`)
	answer := regexp.MustCompile(`(?m)^The answer: ([0-9]+\.[0-9]{3}|[0-9]{3,})( s)?$`)
	evidence := regexp.MustCompile(`(?m)^.*│.*$|^  [a-f] [✓✗] .*(\n {6}.*)*`)
	for _, name := range labs.Names() {
		t.Run(name, func(t *testing.T) {
			c := program(t, "quiz", name, "--student", "S1")
			c.Env = append(os.Environ(), "XDG_DATA_HOME="+t.TempDir(), "NETLAB_LANG=en")
			c.Stdin = strings.NewReader(strings.Repeat("skip\n", 30))
			out, _ := c.Output() // skipping is status 1
			parts := question.Split(string(out), -1)
			if len(parts) < 3 {
				t.Skip("it asks nothing, or one question only")
			}
			for i := range parts {
				if i == 0 {
					continue
				}
				shown := strings.Join(evidence.FindAllString(parts[i], -1), "\n")
				for j := i + 1; j < len(parts); j++ {
					if want := answer.FindStringSubmatch(parts[j]); want != nil && mentions(shown, lab.AskNumber, want[1]) {
						t.Errorf("question %d shows %s, which question %d asks for:\n%s", i, want[1], j, shown)
					}
				}
			}
		})
	}
}
