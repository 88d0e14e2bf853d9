package filter

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// numberOf reads a literal of the field's kind; only an address prefix is more
// than one number. The text is its normal form.
func (c *compiler) numberOf(f *field, t token) (sp span, text string, err *Error) {
	switch f.kind {
	case hostName:
		return c.nameOf(t, "host", c.env.Hosts)
	case wireName:
		return c.nameOf(t, "wire", c.env.Wires)
	case moment:
		return c.momentOf(t)
	case address4:
		return c.address4Of(f, t)
	case boolean:
		switch strings.ToLower(t.text) {
		case "0", "false":
			return span{0, 0}, "0", nil
		case "1", "true":
			return span{1, 1}, "1", nil
		}
		return sp, "", c.fail(t, "write 1 or 0", "%s is a boolean, and %s is not one", f.name, show(t.text))
	}
	if t.kind == charToken {
		v := uint64(t.value[0])
		return c.within(f, t, v, strconv.FormatUint(v, 10))
	}
	word := t.text
	if t.kind == stringToken {
		word = t.value
	}
	for i, name := range f.names {
		if strings.EqualFold(word, name) {
			return span{uint64(i), uint64(i)}, quote(name), nil
		}
	}
	v, perr := strconv.ParseUint(word, 0, 64)
	switch {
	case f.names != nil && (perr != nil || t.kind == stringToken):
		return sp, "", c.fail(t, meant(word, f.names), "%s is no value of %s, which are %s", show(word), f.name, strings.Join(f.names, ", "))
	case t.kind == stringToken:
		return sp, "", c.fail(t, "write it without quotation marks", "%s is a number, not a string", f.name)
	case strings.Contains(word, "_") || perr != nil && !isRange(perr):
		return sp, "", c.fail(t, "write 80, 0x50, 0120 or 0b1010000", "%s is a number, and %s is not one", f.name, show(word))
	case perr != nil:
		v = ^uint64(0)
	}
	text = strconv.FormatUint(v, 10)
	if strings.HasPrefix(strings.ToLower(word), "0x") {
		text = fmt.Sprintf("%#x", v)
	}
	return c.within(f, t, v, text)
}

func isRange(err error) bool { return strings.HasSuffix(err.Error(), strconv.ErrRange.Error()) }

// within refuses numbers that the field can never have.
func (c *compiler) within(f *field, t token, v uint64, text string) (span, string, *Error) {
	if v > f.max() {
		return span{}, "", c.fail(t, "", "%s is too large for %s, which is at most %d", show(t.text), f.name, f.max())
	}
	return span{v, v}, text, nil
}

// nameOf reads the name of a host or a wire, bare or quoted.
func (c *compiler) nameOf(t token, what string, names []string) (span, string, *Error) {
	name := t.text
	if t.kind == stringToken {
		name = t.value
	}
	i := slices.Index(names, name)
	if i < 0 {
		return span{}, "", c.fail(t, meant(name, names), "there is no %s %s", what, show(name))
	}
	id := uint64(i + 1)
	return span{id, id}, word(name), nil
}

// word writes a name bare where that reads back as the same word.
func word(name string) string {
	if t := lex(name, 0); t.kind == wordToken && t.text == name {
		return name
	}
	return quote(name)
}

// momentOf reads a duration with its unit, or seconds.
func (c *compiler) momentOf(t token) (span, string, *Error) {
	d, err := time.ParseDuration(t.text)
	if err != nil && t.kind == wordToken && strings.Trim(t.text, "0123456789.") == "" {
		d, err = time.ParseDuration(t.text + "s")
	}
	if err != nil || d < 0 || t.kind != wordToken {
		return span{}, "", c.fail(t, "write 200ms, 1.5s, 1m30s, or seconds: 1.5", "a time is wanted here, and %s is not one", show(t.text))
	}
	return span{uint64(d), uint64(d)}, d.String(), nil
}

// address4Of reads an IPv4 address or a prefix.
func (c *compiler) address4Of(f *field, t token) (span, string, *Error) {
	p, ok := c.prefixOf(t)
	switch {
	case ok && p.Addr().Is4():
		lo := v4(p.Addr())
		return span{lo, lo | (1<<(32-p.Bits()) - 1)}, prefixText(p), nil
	case ok:
		return span{}, "", c.fail(t, "write "+strings.Replace(f.name, "ip.", "ipv6.", 1), "%s is an IPv4 address, not an IPv6 one", f.name)
	}
	return span{}, "", c.notAddress(f, t, "10.0.0.1, or 10.0.0.0/24 for all in it")
}

// prefixOf reads an address, as a prefix of its full length, or a prefix, from
// a word. The bits behind a prefix do not count.
func (c *compiler) prefixOf(t token) (netip.Prefix, bool) {
	if t.kind != wordToken {
		return netip.Prefix{}, false
	}
	if a, err := netip.ParseAddr(t.text); err == nil {
		return netip.PrefixFrom(a, a.BitLen()), true
	}
	p, err := netip.ParsePrefix(t.text)
	return p.Masked(), err == nil
}

func prefixText(p netip.Prefix) string {
	if p.IsSingleIP() {
		return p.Addr().String()
	}
	return p.String()
}

func (c *compiler) notAddress(f *field, t token, example string) *Error {
	if slices.Contains(c.env.Hosts, t.text) {
		return c.fail(t, "write from == "+t.text+" or to == "+t.text, "%s is %s, and %s is a host", f.name, f.a(), show(t.text))
	}
	return c.fail(t, "write "+example, "%s is %s, and %s is not one", f.name, f.a(), show(t.text))
}
