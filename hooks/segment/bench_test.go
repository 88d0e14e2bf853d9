package segment

import "testing"

func BenchmarkDecode(b *testing.B) {
	for _, name := range []string{"ethernet ack with padding", "syn", "data v4 with IP options", "tcp v6", "udp", "later fragment v6"} {
		b.Run(name, func(b *testing.B) {
			f, raw := capture(b, name)
			b.ReportAllocs()
			for b.Loop() {
				if s := Decode(f, raw); s.Version == 0 {
					b.Fatal("not decoded")
				}
			}
		})
	}
	b.Run("data with timestamps", func(b *testing.B) {
		raw := must(b, Spec{Src: addr("10.0.0.1"), Dst: addr("10.0.0.2"), Flags: ACK, Options: "nop,nop,TS val 1 ecr 2", Bytes: 1448})
		b.ReportAllocs()
		for b.Loop() {
			if s := Decode(IP, raw); s.Proto != TCP {
				b.Fatal("not decoded")
			}
		}
	})
}

func BenchmarkOptions(b *testing.B) {
	f, raw := capture(b, "syn")
	s := Decode(f, raw)
	b.ReportAllocs()
	for b.Loop() {
		if o, _ := s.Options(raw); o.MSS != 1460 {
			b.Fatal("not read")
		}
	}
}

func BenchmarkChecksum1500(b *testing.B) {
	raw := make([]byte, 1500)
	b.SetBytes(1500)
	b.ReportAllocs()
	for b.Loop() {
		Checksum(raw)
	}
}

func BenchmarkMend1500(b *testing.B) {
	raw := must(b, Spec{Src: addr("10.0.0.1"), Dst: addr("10.0.0.2"), Flags: ACK, Bytes: 1460})
	b.SetBytes(1500)
	b.ReportAllocs()
	for b.Loop() {
		Mend(IP, raw)
	}
}

func BenchmarkPatternMatch(b *testing.B) {
	f, raw := capture(b, "syn")
	s := Decode(f, raw)
	p, err := ParsePattern("S 0:0(0) win 65535 <mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7>")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if !p.Match(&s, 0, 0, PartSeq|PartAck, raw) {
			b.Fatal("no match")
		}
	}
}

func BenchmarkAppendNotation(b *testing.B) {
	buf := make([]byte, 0, 128)
	b.ReportAllocs()
	for b.Loop() {
		buf = AppendNotation(buf[:0], PSH|ACK, 1, 1, 1000, 29184, "")
	}
}
