package segment

import (
	"errors"
	"strings"
	"testing"
)

func TestFlags(t *testing.T) {
	for text, want := range map[string]Flags{
		"S": SYN, "S.": SYN | ACK, ".": ACK, "P.": PSH | ACK, "F.": FIN | ACK, "FP.": FIN | PSH | ACK, "R": RST, "R.": RST | ACK,
		"none": 0, "FSRP.UEWe": allFlags, "SEW": SYN | ECE | CWR, "S.E": SYN | ACK | ECE, "U": URG, "e": AE,
	} {
		if got := want.String(); got != text {
			t.Errorf("%09b is written %q, want %q", want, got, text)
		}
		for _, written := range []string{text, "[" + text + "]"} {
			if got, err := ParseFlags(written); err != nil || got != want {
				t.Errorf("ParseFlags(%q) = %09b, %v; want %09b", written, got, err, want)
			}
		}
	}
	if got, err := ParseFlags(".S"); err != nil || got != SYN|ACK {
		t.Errorf("another order: %v, %v", got, err)
	}
	for _, bad := range []string{"", "[S", "s", "SS", "SYN", "S none", "é", "[]"} {
		if f, err := ParseFlags(bad); err == nil {
			t.Errorf("ParseFlags(%q) = %v, want an error", bad, f)
		}
	}
}

func TestNotation(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Notation(SYN, 0, 0, 0, 29184, "mss 1460,sackOK"), "S 0:0(0) win 29184 <mss 1460,sackOK>"},
		{Notation(SYN|ACK, 0, 1, 0, 29184, ""), "S. 0:0(0) ack 1 win 29184"},
		{Notation(PSH|ACK, 1, 1, 1000, -1, ""), "P. 1:1001(1000) ack 1"},
		{Notation(ACK, 1<<32-1, 7, 2, 0, ""), ". 4294967295:1(2) ack 7 win 0"},
		{Notation(0, 3, 9, 0, -1, ""), "none 3:3(0)"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
		if _, err := ParsePattern(c.want); err != nil {
			t.Errorf("a pattern cannot be what Notation writes: %v", err)
		}
	}
}

func TestPatternMatch(t *testing.T) {
	raw := must(t, Spec{Src: addr("10.0.0.1"), Dst: addr("10.0.0.2"), Flags: PSH | ACK, Window: 29184, Bytes: 1000,
		Options: "mss 1460,nop,nop,TS val 100 ecr 7"})
	s := Decode(IP, raw)
	const seq, ack = 1, 5 // relative
	for text, want := range map[string]Parts{
		"P.":                               0,
		"[P.]":                             0,
		"P. 1:1001(1000) ack 5 win 29184":  0,
		"P. 1:1001 ack 5":                  0,
		"P. 1 ack 5":                       0,
		"... 1:1001(1000)":                 0,
		"...":                              0,
		"... ...":                          0,
		"P. ...":                           0,
		"1:1001(1000)":                     0,
		"(1000)":                           0,
		"P. ...:1001(1000)":                0,
		"P. 1:...(...) ack ... win ...":    0,
		"ack 5":                            0,
		"win 29184":                        0,
		"P. <...>":                         0,
		"P. <mss 1460,TS val 100 ecr 7>":   0,
		"P. <mss 1460,nop,nop,TS ecr 7>":   0,
		"P. <TS val ... ecr 7,...>":        0,
		"P. <mss,TS>":                      0,
		"P. <...,mss ...>":                 0,
		".":                                PartFlags,
		"P":                                PartFlags,
		"P. 2:1002(1000)":                  PartSeq,
		"P. (999)":                         PartLen,
		"P. 1:1000(999) ack 6":             PartLen | PartAck,
		"P. win 1":                         PartWindow,
		"P. urg 0":                         PartUrgent, // the URG flag is not set
		"P. <>":                            PartOptions,
		"P. <mss 1460>":                    PartOptions,
		"P. <mss 1461,...>":                PartOptions,
		"P. <TS val 100 ecr 7,mss 1460>":   PartOptions, // another order
		"P. <mss 1460,TS val 101 ecr 7>":   PartOptions,
		"P. <sackOK,...>":                  PartOptions,
		"F. 9:9(0) ack 1 win 2 <wscale 1>": PartFlags | PartSeq | PartLen | PartAck | PartWindow | PartOptions,
	} {
		p, err := ParsePattern(text)
		if err != nil {
			t.Error(err)
			continue
		}
		if got := p.Mismatch(&s, seq, ack, PartSeq|PartAck, raw); got != want {
			t.Errorf("%s: parts %07b differ, want %07b", text, got, want)
		}
		if p.Match(&s, seq, ack, PartSeq|PartAck, raw) != (want == 0) {
			t.Errorf("%s: Match says otherwise than Mismatch", text)
		}
		if p.String() != text {
			t.Errorf("%q is written back as %q", text, p.String())
		}
	}
	p, _ := ParsePattern("P. 1:1001(1000) ack 5")
	if got := p.Mismatch(&s, seq, ack, PartAck, raw); got != PartSeq {
		t.Errorf("a number that is not known matches: %07b", got)
	}
	if (&Pattern{}).Match(&Segment{Proto: UDP}, 0, 0, 0, nil) {
		t.Error("a pattern matches UDP")
	}
}

// TestPatternWraps: a segment may go over the end of the sequence space.
func TestPatternWraps(t *testing.T) {
	p, err := ParsePattern(". 4294967295:1(2)")
	if err != nil || p.Seq != 1<<32-1 || p.Len != 2 {
		t.Errorf("got %+v, %v", p, err)
	}
	p, err = ParsePattern(". ...:1(2)")
	if err != nil || p.Seq != 1<<32-1 || p.Has&PartSeq == 0 {
		t.Errorf("got %+v, %v", p, err)
	}
}

func TestPatternErrors(t *testing.T) {
	for text, want := range map[string]struct {
		at   int
		says string
	}{
		"":                               {0, "empty"},
		"Sx 0:0(0)":                      {0, `'x'`},
		"F. 1:1001(999)":                 {9, "1000 octets, not 999"},
		"F. 1001:1(0)":                   {3, "does not go forward"},
		"F. :5":                          {3, "write the length too"},
		"F. 1:1(0":                       {8, "wanted )"},
		"F. 1:1(0) ack":                  {13, "wanted a number (ack), saw the end"},
		"F. 1:1(0) akc 1":                {10, "did you mean ack?"},
		"F. 1:1(0) win 65536":            {14, "0 to 65535"},
		"F. 1:1(0) win 1 ack 1":          {16, "in this order"},
		"F. 99999999999:1":               {3, "0 to 4294967295"},
		"S <mss 1460":                    {11, "wanted a comma or >"},
		"S <mss 1460> S":                 {13, "did not expect"},
		"S <mms 1460>":                   {3, "did you mean mss?"},
		"S <TS val x>":                   {10, "comma"},
		"S <mss 70000>":                  {7, "0 to 65535"},
		"S <raw 0x0204>":                 {3, "crafting"},
		"S <sack 5>":                     {7, "1 to 4 blocks"},
		"S <sack 1:2 3:4 5:6 7:8,TS,TS>": {24, "room for 40"},
	} {
		_, err := ParsePattern(text)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%q: error %v, want a SyntaxError", text, err)
			continue
		}
		if syntax.Offset != want.at || !strings.Contains(syntax.Reason, want.says) {
			t.Errorf("%q: offset %d, %s; want %d, %q", text, syntax.Offset, syntax.Reason, want.at, want.says)
		}
	}
}
