package hooks

import (
	"testing"

	"netlab/hooks/segment"
)

func TestRewrite(t *testing.T) {
	for _, test := range []struct {
		line  string
		check func(s *segment.Segment, o segment.Options, raw []byte) bool
	}{
		{"any rewrite tcp.window_size_value = 0", func(s *segment.Segment, _ segment.Options, _ []byte) bool { return s.Window == 0 }},
		{"any rewrite ip.ttl = 3, tcp.flags.push = 1", func(s *segment.Segment, _ segment.Options, _ []byte) bool { return s.TTL == 3 && s.Has(segment.PSH) }},
		{"any rewrite tcp.seq = 7, tcp.ack = 9", func(s *segment.Segment, _ segment.Options, _ []byte) bool {
			return s.Seq == serverISS+7 && s.Ack == clientISS+9
		}},
		{"any rewrite tcp.seq_raw = 7", func(s *segment.Segment, _ segment.Options, _ []byte) bool { return s.Seq == 7 }},
		{"any rewrite tcp.flags = R.", func(s *segment.Segment, _ segment.Options, _ []byte) bool { return s.Flags == segment.RST|segment.ACK }},
		{"any rewrite tcp.options.mss_val = 536, tcp.options.sack_perm = none", func(s *segment.Segment, o segment.Options, _ []byte) bool {
			return o.MSS == 536 && o.Has&segment.HasSACKOK == 0 && o.Has&segment.HasWScale != 0
		}},
		{"any rewrite tcp.options = <mss 100, nop>", func(s *segment.Segment, o segment.Options, _ []byte) bool {
			return o.MSS == 100 && o.Has == segment.HasMSS && s.Transport+20+8 == s.Payload
		}},
		{`any rewrite tcp.payload = "a, b"`, func(s *segment.Segment, _ segment.Options, raw []byte) bool { return string(s.Data(raw)) == "a, b" }},
	} {
		p := synAck(t)
		before := string(p.Raw)
		made := alone(t, ruled(t, &fakeView{}, test.line, p)).Packet
		s := segment.Decode(segment.IP, made.Raw)
		o, _ := s.Options(made.Raw)
		if !test.check(&s, o, made.Raw) {
			t.Errorf("%s made %+v", test.line, s)
		}
		if ip, tcp := segment.VerifyChecksums(segment.IP, made.Raw, nil); ip != segment.ChecksumGood || tcp != segment.ChecksumGood {
			t.Errorf("%s: checksums %v and %v", test.line, ip, tcp)
		}
		if string(p.Raw) != before || made.Origin != p.ID || made.From != p.From || made.To != p.To {
			t.Errorf("%s: made %+v", test.line, made)
		}
	}
}

func TestRewriteChecksums(t *testing.T) {
	for _, test := range []struct {
		line    string
		ip, tcp segment.ChecksumStatus
	}{
		{"any rewrite ip.ttl = 3 keep-checksum", segment.ChecksumBad, segment.ChecksumGood},
		{"any rewrite ip.ttl = 3, tcp.checksum = 0x1234", segment.ChecksumGood, segment.ChecksumBad},
		{"any rewrite tcp.checksum = 0x1234, ip.ttl = 3", segment.ChecksumGood, segment.ChecksumBad},
	} {
		raw := alone(t, ruled(t, &fakeView{}, test.line, synAck(t))).Packet.Raw
		if ip, tcp := segment.VerifyChecksums(segment.IP, raw, nil); ip != test.ip || tcp != test.tcp {
			t.Errorf("%s: checksums %v and %v, want %v and %v", test.line, ip, tcp, test.ip, test.tcp)
		}
	}
}
