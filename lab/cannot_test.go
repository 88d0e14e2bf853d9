package lab

import "testing"

// TestCannot: a reason holds for a stack wherever it runs, or only on its host.
func TestCannot(t *testing.T) {
	v := &Variant{
		Hosts: []Host{{Name: "client"}, {Name: "server"}},
		Unsupported: map[string]Text{
			"kernel":                     {"en": "nowhere"},
			OnHost("client", "netstack"): {"en": "not as the client"},
		},
	}
	for _, c := range []struct{ client, server, want string }{
		{"netstack", "netstack", "not as the client"},
		{"other", "netstack", ""},
		{"netstack", "other", "not as the client"},
		{"other", "kernel", "nowhere"},
		{"other", "other", ""},
	} {
		_, got := v.Cannot(func(host string) string { return map[string]string{"client": c.client, "server": c.server}[host] })
		if got.In("en") != c.want {
			t.Errorf("client %s, server %s: %q, want %q", c.client, c.server, got.In("en"), c.want)
		}
	}
	if got := v.CannotOn("netstack"); got.In("en") != "not as the client" {
		t.Errorf("on netstack alone: %v", got)
	}
}
