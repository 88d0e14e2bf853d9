package filter

import (
	"errors"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// FuzzCompile: whatever is written, it compiles or is refused with a place in
// it, soon; and what compiles has a normal form that compiles to the same.
func FuzzCompile(f *testing.F) {
	for _, tt := range matches {
		f.Add(tt.expr)
		f.Add(tt.expr + " drop")
	}
	for _, src := range wrong {
		f.Add(src)
	}
	on := subjects(segment.Ethernet)
	f.Fuzz(func(t *testing.T, src string) {
		begin := time.Now()
		p, err := Compile(src, lab)
		if took := time.Since(begin); took > time.Second {
			t.Fatalf("took %v to compile", took)
		}
		prefix, rest, prefixErr := CompilePrefix(src, lab)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Offset < 0 || e.Len < 0 || e.Offset+e.Len > len(src) || e.Msg == "" {
				t.Fatalf("the error has no place in the source: %#v", err)
			}
			if len(e.Error()) > 1500 {
				t.Fatalf("the error has %d octets", len(e.Error()))
			}
			if prefixErr == nil && rest == "" {
				t.Fatalf("%q does not compile, and all of it is a prefix that does", src)
			}
			return
		}
		if prefixErr != nil || rest != "" || prefix.String() != p.String() {
			t.Fatalf("compiles to %s, and as a prefix to %v, %q, %v", p, prefix, rest, prefixErr)
		}
		sameAgain(t, p, on)
	})
}

// FuzzMatch: no packet makes any expression panic, and a field that is not there
// makes every comparison false.
func FuzzMatch(f *testing.F) {
	for _, s := range subjects(segment.Ethernet) {
		f.Add(s.Raw, true, uint32(s.Info.Roles), s.Info.RSeq)
	}
	for _, s := range subjects(segment.IP) {
		f.Add(s.Raw, false, uint32(s.Info.Roles), s.Info.RSeq)
	}
	var programs []*Program
	for _, tt := range matches {
		programs = append(programs, mustCompile(f, tt.expr))
	}
	var isThere, equal, differ, allEqual []*Program
	for _, c := range []struct{ name, value string }{{"tcp.port", "80"}, {"ip.addr", "10.0.0.1"}, {"ipv6.src", "::1"}, {"role", "syn"},
		{"tcp.payload", "00"}, {"tcp.options.sack_le", "1"}, {"ip.host", `"x"`}, {"from", "client"}, {"icmp.mtu", "5"}} {
		isThere = append(isThere, mustCompile(f, c.name))
		equal = append(equal, mustCompile(f, c.name+" == "+c.value))
		differ = append(differ, mustCompile(f, c.name+" != "+c.value))
		allEqual = append(allEqual, mustCompile(f, "all "+c.name+" == "+c.value))
	}
	f.Fuzz(func(t *testing.T, raw []byte, ether bool, roles, rseq uint32) {
		framing := segment.IP
		if ether {
			framing = segment.Ethernet
		}
		seg := segment.Decode(framing, raw)
		s := &Subject{Seg: &seg, Raw: raw, States: labStates, From: event.HostID(rseq % 5), Packet: 1,
			Info: &event.Info{Roles: event.Roles(roles), RSeq: rseq, RAck: rseq, Known: event.Known(roles & 3), Stream: roles & 1}}
		for _, p := range programs {
			p.Match(s)
		}
		for i, there := range isThere {
			is, eq, ne, alleq := there.Match(s), equal[i].Match(s), differ[i].Match(s), allEqual[i].Match(s)
			if (eq || ne || alleq) && !is || is && eq == ne || alleq && !eq {
				t.Errorf("%s: %v, %s: %v, %s: %v, %s: %v", there, is, equal[i], eq, differ[i], ne, allEqual[i], alleq)
			}
		}
	})
}
