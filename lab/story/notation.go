package story

import (
	"fmt"
	"strconv"
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// Numbers says how sequence numbers are written.
type Numbers uint8

const (
	Relative Numbers = iota // from the initial numbers on, as tcpdump does; as they are where those are not known
	Absolute                // as they stand in the packet; a segment's end is left out, "3881842122(5)": ten digits are enough
	Lettered                // x, y, u, v, w, as textbooks write
)

// NumbersOf is how numbers are written where letters, or absolute numbers, were asked
// for: letters go before.
func NumbersOf(letters, absolute bool) Numbers {
	switch {
	case letters:
		return Lettered
	case absolute:
		return Absolute
	}
	return Relative
}

// Parts is a packet in the notation of tcpdump and packetdrill, in pieces, so
// that a picture may leave out what it has no room for. Everything is the
// field's own and the same in every language.
type Parts struct {
	Flags string   // "S."; "SYN,ACK" where letters are used; of other packets than TCP's what there is to say
	Seq   string   // "1:6(5)", "seq=x+1", "3881842122(5)"; of other packets what there is to say besides
	Short string   // "1(5)": Seq without its end
	Ack   string   // "ack 1", "ack=y+1"; "": it has none
	Win   string   // "win 29184"
	Opts  []string // "mss 1460", ...: without padding, timestamps last
	Wrong string   // "truncated", ...; "": nothing is
}

// String is all of it.
func (p Parts) String() string {
	words := []string{p.Flags}
	for _, w := range []string{p.Seq, p.Ack, p.Win} {
		if w != "" {
			words = append(words, w)
		}
	}
	if len(p.Opts) > 0 {
		words = append(words, "<"+strings.Join(p.Opts, ",")+">")
	}
	if p.Wrong != "" {
		words = append(words, "["+p.Wrong+"]")
	}
	return strings.Join(words, " ")
}

// Parts writes a packet's rung in the notation. Letters are needed for Lettered
// only.
func (s *Story) Parts(r *Rung, how Numbers, l *Letters) Parts {
	p := Parts{Wrong: r.Seg.Problem.String()}
	if r.Seg.Proto != segment.TCP {
		p.Flags, p.Seq = other(r)
		return p
	}
	seg, info := &r.Seg, &r.Info
	n := seg.PayloadLen()
	if how == Lettered && info.Known&event.KnownSeq != 0 {
		p.Flags = longFlags(seg.Flags)
		p.Seq = "seq=" + l.name(s, r, false)
		if seg.Has(segment.ACK) {
			p.Ack = "ack=" + l.name(s, r, true)
		}
		if n > 0 {
			p.Seq += " len=" + strconv.Itoa(n)
		}
		p.Short = p.Seq
	} else {
		p.Flags = seg.Flags.String()
		seq, ack := seg.Seq, seg.Ack
		if how != Absolute {
			if info.Known&event.KnownSeq != 0 {
				seq = info.RSeq
			}
			if info.Known&event.KnownAck != 0 {
				ack = info.RAck
			}
		}
		p.Short = fmt.Sprintf("%d(%d)", seq, n)
		p.Seq = p.Short
		if how != Absolute {
			p.Seq = fmt.Sprintf("%d:%d(%d)", seq, seq+uint32(n), n)
		}
		if seg.Has(segment.ACK) {
			p.Ack = "ack " + strconv.FormatUint(uint64(ack), 10)
		}
	}
	p.Win = "win " + strconv.Itoa(int(seg.Window))
	p.Opts = options(r, how)
	return p
}

// longFlags writes flags by their names, "SYN,ACK". PSH is left out: textbooks do
// not mention it.
func longFlags(f segment.Flags) string {
	var words []string
	for i, name := range [...]string{"FIN", "SYN", "RST", "", "ACK", "URG", "ECE", "CWR", "AE"} {
		if name != "" && f&(1<<i) != 0 {
			words = append(words, name)
		}
	}
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, ",")
}

// options lists the options that mean something, timestamps last: every segment
// has them.
func options(r *Rung, how Numbers) []string {
	b := r.Seg.OptionBytes(r.Head)
	if len(b) == 0 {
		return nil
	}
	base := uint32(0)
	if how != Absolute && r.Info.Known&event.KnownAck != 0 {
		base = r.Seg.Ack - r.Info.RAck // SACK blocks count from the peer's initial number
	}
	var opts, last []string
	for o := range strings.SplitSeq(string(segment.AppendOptions(nil, b, base)), ",") {
		switch {
		case o == "nop" || o == "eol":
		case strings.HasPrefix(o, "TS "):
			last = append(last, o)
		default:
			opts = append(opts, o)
		}
	}
	return append(opts, last...)
}

// other writes what is not TCP: what it is, and, where that is long, the rest.
func other(r *Rung) (what, rest string) {
	seg := &r.Seg
	n := seg.PayloadLen()
	switch seg.Proto {
	case segment.UDP:
		what = fmt.Sprintf("udp %d > %d (%d)", seg.SrcPort, seg.DstPort, n)
		if seg.MoreFrags {
			what += fmt.Sprintf(" frag %d@0+", seg.ID)
		}
		return what, ""
	case segment.ICMPv4, segment.ICMPv6:
		return icmp(r)
	case segment.Fragment:
		more := ""
		if seg.MoreFrags {
			more = "+" // tcpdump's mark: more follow
		}
		return fmt.Sprintf("frag %d (%d@%d%s)", seg.ID, n, seg.FragOffset, more), ""
	case segment.ARP:
		return arp(r)
	case segment.OtherIP:
		return fmt.Sprintf("ip proto %d (%d)", seg.Protocol, n), ""
	}
	return fmt.Sprintf("bytes (%d)", len(r.Head)), ""
}
