package filter

import (
	"slices"
	"strings"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// tcpdump has words of capture filters that people bring along, and what they
// are here.
var tcpdump = map[string]string{"host": "ip.addr == 10.0.0.1", "net": "ip.addr == 10.0.0.0/24", "port": "tcp.port == 80",
	"src": "ip.src == 10.0.0.1", "dst": "ip.dst == 10.0.0.1", "ip6": "ipv6", "icmp6": "icmpv6"}

// unknown is the error of a word that is no field, with the one that was
// probably meant.
func (c *compiler) unknown(t token) *Error {
	word, digit := t.text, t.text[0] >= '0' && t.text[0] <= '9' || t.text[0] == ':'
	if digit {
		return c.fail(t, "write the field on the left: tcp.port == 80", "a field or a role is wanted here, not a value")
	}
	if host, ok := strings.CutSuffix(word, ".state"); ok {
		return c.fail(t, meant(host, c.env.Hosts), "there is no host %s", show(host))
	}
	if slices.Contains(c.env.Hosts, word) {
		return c.fail(t, "write from == "+word+", or "+word+".state == ESTABLISHED", "%s is a host, not a field", show(word))
	}
	if state, ok := event.ParseState(word); ok {
		return c.fail(t, "write from.state == "+state.String(), "%s is a state, not a field", show(word))
	}
	if instead, ok := tcpdump[word]; ok {
		return c.fail(t, "this is tcpdump's language; here it is Wireshark's: "+instead, "there is no field %s", show(word))
	}
	var names []string
	for f := range all {
		names = append(names, f.name)
	}
	for _, h := range c.env.Hosts {
		names = append(names, h+".state")
	}
	return c.fail(t, meant(word, append(names, event.RoleNames()...)), "there is no field and no role %s", show(word))
}

// meant is the suggestion of the nearest word, if one is near.
func meant(word string, of []string) string {
	if near := segment.Nearest(word, of); near != "" {
		return "did you mean " + near + "?"
	}
	return ""
}
