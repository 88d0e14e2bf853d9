package segment

import (
	"bytes"
	"testing"
)

func seedPackets(f *testing.F, add func(framing bool, raw []byte)) {
	for name := range captures {
		framing, raw := capture(f, name)
		add(framing == Ethernet, raw)
	}
}

func framingOf(ethernet bool) Framing {
	if ethernet {
		return Ethernet
	}
	return IP
}

// FuzzDecode: no bytes make anything panic, the offsets are in order, and what
// Mend has mended is right.
func FuzzDecode(f *testing.F) {
	seedPackets(f, func(e bool, raw []byte) { f.Add(e, raw) })
	f.Fuzz(func(t *testing.T, ethernet bool, raw []byte) {
		framing := framingOf(ethernet)
		s := Decode(framing, raw)
		if s.Net > s.Transport || s.Transport > s.Payload || s.Payload > s.End || int(s.End) > len(raw) {
			t.Fatalf("offsets %d %d %d %d of %d octets", s.Net, s.Transport, s.Payload, s.End, len(raw))
		}
		if (s.Version != 0) != s.Src.IsValid() && s.Proto != ARP {
			t.Fatalf("version %d with source %v", s.Version, s.Src)
		}
		if s.Proto == Unknown && s.Problem == 0 && framing == IP {
			t.Fatal("not understood, and no problem said")
		}
		s.Data(raw)
		s.Options(raw)
		s.Quoted(raw)
		for i := range fields {
			fields[i].Get(framing, raw, &s)
		}
		for _, answer := range [][]byte{ResetFor(framing, raw, &s), ICMPFor(framing, raw, &s, PacketTooBig, 1<<32-1)} {
			if a := Decode(framing, answer); answer != nil && (a.Problem != 0 || a.Src != s.Dst) {
				t.Fatalf("the answer %x is %+v", answer, a)
			}
		}
		mended := bytes.Clone(raw)
		Mend(framing, mended)
		ip, transport := VerifyChecksums(framing, mended, nil)
		if ip == ChecksumBad || transport == ChecksumBad {
			t.Fatalf("mended, yet %v and %v", ip, transport)
		}
		if d := Decode(framing, mended); d != s {
			t.Fatal("Mend changes the meaning")
		}
	})
}

// FuzzOptions: a header's options survive the way into text and back, octet for
// octet.
func FuzzOptions(f *testing.F) {
	for _, c := range optionTexts {
		f.Add(unhex(f, c.hex), c.text)
	}
	f.Fuzz(func(t *testing.T, raw []byte, text string) {
		raw = raw[:min(len(raw), maxOptions)/4*4]
		o, _ := DecodeOptions(raw)
		back, err := ParseOptions(o.String())
		if err != nil || back != o {
			t.Fatalf("%x is written %q and read back as %x, %v", raw, o.String(), back.Bytes(), err)
		}
		parsed, err := ParseOptions(text)
		if err != nil {
			return
		}
		again, err := ParseOptions(parsed.String())
		if err != nil || again != parsed {
			t.Fatalf("%q is %x, written %q, read back as %x, %v", text, parsed.Bytes(), parsed.String(), again.Bytes(), err)
		}
	})
}

// FuzzParsePattern: errors point into the text; what parses matches without
// panic, and a pattern of a segment's own notation matches it.
func FuzzParsePattern(f *testing.F) {
	raw := must(f, Spec{Src: addr("10.0.0.1"), Dst: addr("10.0.0.2"), Flags: SYN, Options: "mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7"})
	s := Decode(IP, raw)
	for _, text := range []string{"S", "F. 1:1(0) ack 1", "P. 1:1001(1000) ack 1 win 29184 <mss 1460,...>", "... ...:5(2) urg 3", "S <TS val ... ecr 3,sack 1:2 3:4>"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePattern(text)
		if e, ok := err.(*SyntaxError); ok && (e.Offset < 0 || e.Offset > len(e.Text)) || err != nil && !ok {
			t.Fatalf("%q: error %#v", text, err)
		}
		if err != nil {
			return
		}
		p.Match(&s, 0, 0, PartSeq|PartAck, raw)
		again, err := ParsePattern(p.String())
		if err != nil || again.Has != p.Has {
			t.Fatalf("%q: then %q, %v", text, p.String(), err)
		}
		written := Notation(p.Flags, p.Seq, p.Ack, int(p.Len), int(p.Window), "")
		if _, err := ParsePattern(written); err != nil {
			t.Fatalf("%q: %v", written, err)
		}
	})
}

// FuzzEdit: whatever is edited how, the input stays, and what was set is read
// back where the field still stands.
func FuzzEdit(f *testing.F) {
	seedPackets(f, func(e bool, raw []byte) {
		for i := range fields {
			f.Add(e, raw, i, "1")
			f.Add(e, raw, i, "none")
		}
	})
	f.Fuzz(func(t *testing.T, ethernet bool, raw []byte, field int, value string) {
		framing := framingOf(ethernet)
		fd := &fields[uint(field)%uint(len(fields))]
		before := bytes.Clone(raw)
		out, err := Edit(framing, raw, fd.Name, value)
		if !bytes.Equal(before, raw) {
			t.Fatal("the input is changed")
		}
		if err != nil {
			return
		}
		if wrong := fd.Check(value); wrong != nil {
			t.Fatalf("%s = %q is edited, though %v", fd.Name, value, wrong)
		}
		old, s := Decode(framing, raw), Decode(framing, out)
		if s.Proto != old.Proto || fd.Kind == Text && value == "" {
			return
		}
		Mend(framing, out)
		if _, ok := fd.Get(framing, out, &s); !ok && fd.in < inMSS && fd.in > inARP && s.Problem == old.Problem && s.Version == old.Version && fd.in != inFragment {
			t.Fatalf("%s = %q: then the packet has it no more", fd.Name, value)
		}
	})
}
