package filter

import (
	"net/netip"
	"strings"
)

// addrSpan is a range of IPv6 addresses, both ends included.
type addrSpan struct{ lo, hi netip.Addr }

var (
	lowest  = netip.IPv6Unspecified()
	highest = netip.AddrFrom16([16]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
)

// addresses compiles a comparison of an IPv6 address.
func (c *compiler) addresses(left operand, r relation, items []item) (*node, *Error) {
	var spans []addrSpan
	texts := make([]string, 0, len(items))
	for _, it := range items {
		sp, text, err := c.address6Of(left.field, it.from)
		if err != nil {
			return nil, err
		}
		if r.name != "==" && r.name != "in" && sp.lo != sp.hi {
			return nil, c.fail(it.from, "compare with == or in", "a prefix is many addresses, and has no order")
		}
		if it.ranged {
			to, toText, err := c.address6Of(left.field, it.to)
			if err != nil {
				return nil, err
			}
			if to.hi.Less(sp.lo) {
				return nil, c.ranged(it, left.field)
			}
			sp.hi, text = to.hi, text+".."+toText
		}
		spans, texts = append(spans, sp), append(texts, text)
	}
	right, v := texts[0], spans[0].lo
	switch r.name {
	case "in":
		right = "{" + strings.Join(texts, ", ") + "}"
	case "<":
		spans = []addrSpan{{lowest, v.Prev()}}
		if v == lowest {
			spans = nil
		}
	case "<=":
		spans = []addrSpan{{lowest, v}}
	case ">":
		spans = []addrSpan{{v.Next(), highest}}
		if v == highest {
			spans = nil
		}
	case ">=":
		spans = []addrSpan{{v, highest}}
	}
	neg, all, addrs := r.neg, r.all, left.addrs
	return left.node(r.text(left.text(), right), func(s *Subject) bool {
		for i := 0; ; i++ {
			a, ok := addrs(s, i)
			if !ok {
				return i > 0 && all
			}
			in := false
			for _, sp := range spans {
				if sp.lo == a || sp.lo != sp.hi && sp.lo.Less(a) && !sp.hi.Less(a) {
					in = true
					break
				}
			}
			if (in != neg) != all {
				return !all
			}
		}
	}), nil
}

// address6Of reads an IPv6 address or a prefix.
func (c *compiler) address6Of(f *field, t token) (addrSpan, string, *Error) {
	p, ok := c.prefixOf(t)
	switch {
	case ok && p.Addr().Is6():
		hi := p.Addr().As16()
		for bit := p.Bits(); bit < 128; bit++ {
			hi[bit/8] |= 0x80 >> (bit % 8)
		}
		return addrSpan{p.Addr(), netip.AddrFrom16(hi)}, prefixText(p), nil
	case ok:
		return addrSpan{}, "", c.fail(t, "write "+strings.Replace(f.name, "ipv6.", "ip.", 1), "%s is an IPv6 address, not an IPv4 one", f.name)
	}
	return addrSpan{}, "", c.notAddress(f, t, "fd00::1, or fd00::/64 for all in it")
}
