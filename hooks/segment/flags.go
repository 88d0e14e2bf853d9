package segment

import (
	"fmt"
	"strings"
)

// flagLetters are tcpdump's, in the order in which it prints them
// (print-tcp.c, tcp_flag_values): FIN SYN RST PSH ACK URG ECE CWR AE.
const flagLetters = "FSRP.UEWe"

// allFlags are the bits that have a letter; three reserved bits lie above.
const allFlags Flags = 1<<len(flagLetters) - 1

// String writes flags as tcpdump does: "S", "S.", "FP.", and "none" where no
// flag is set. Reserved bits have no letter.
func (f Flags) String() string {
	switch f {
	case SYN:
		return "S"
	case SYN | ACK:
		return "S."
	case ACK:
		return "."
	case PSH | ACK:
		return "P."
	case FIN | ACK:
		return "F."
	case FIN | PSH | ACK:
		return "FP."
	case RST:
		return "R"
	case RST | ACK:
		return "R."
	}
	return string(f.append(nil))
}

func (f Flags) append(b []byte) []byte {
	if f&allFlags == 0 {
		return append(b, "none"...)
	}
	for i := range len(flagLetters) {
		if f&(1<<i) != 0 {
			b = append(b, flagLetters[i])
		}
	}
	return b
}

// ParseFlags reads tcpdump's notation, in any order, with or without tcpdump's
// brackets: "S.", "[P.]", "none".
func ParseFlags(text string) (Flags, error) {
	inner := text
	if t, ok := strings.CutPrefix(text, "["); ok {
		if inner, ok = strings.CutSuffix(t, "]"); !ok {
			return 0, fmt.Errorf("flags %q: the bracket is not closed", text)
		}
	}
	if inner == "none" {
		return 0, nil
	}
	if inner == "" {
		return 0, fmt.Errorf("flags are empty: write letters out of %s, or none", flagLetters)
	}
	var f Flags
	for _, c := range inner {
		i := strings.IndexRune(flagLetters, c)
		if i < 0 {
			return 0, fmt.Errorf("flags %q: no flag is written %q; the letters are F S R P . U E W e (%s)",
				text, c, "FIN SYN RST PSH ACK URG ECE CWR AE")
		}
		if f&(1<<i) != 0 {
			return 0, fmt.Errorf("flags %q: %q stands twice", text, c)
		}
		f |= 1 << i
	}
	return f, nil
}
