package linux

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"netlab/topology"
)

// sysctl reads a sysctl of a namespace.
func (ns *namespace) sysctl(t *testing.T, name string) (v string) {
	t.Helper()
	err := ns.inside(func() error {
		b, err := os.ReadFile("/proc/sys/" + strings.ReplaceAll(name, ".", "/"))
		v = strings.Join(strings.Fields(string(b)), " ")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestConfigure: what is told is what the kernel has, for hosts and routers, with
// and without IPv6.
func TestConfigure(t *testing.T) {
	for _, c := range []struct {
		name string
		plan topology.HostPlan
		v6   bool
		want map[string]string
	}{
		{"a host", topology.HostPlan{}, false, map[string]string{
			"net.ipv4.ip_forward": "0", "net.ipv4.tcp_congestion_control": "reno", "net.ipv4.conf.all.rp_filter": "0",
			"net.ipv6.conf.default.disable_ipv6": "1", "net.ipv4.tcp_invalid_ratelimit": "0"}},
		{"a host with IPv6", topology.HostPlan{}, true, map[string]string{
			"net.ipv6.conf.all.forwarding": "0", "net.ipv6.conf.default.disable_ipv6": "0", "net.ipv6.conf.default.addr_gen_mode": "1"}},
		{"a router", topology.HostPlan{Forward: true}, true, map[string]string{
			"net.ipv4.ip_forward": "1", "net.ipv6.conf.all.forwarding": "1", "net.ipv4.conf.all.accept_redirects": "0"}},
		{"what the plan sets", topology.HostPlan{Set: map[string]string{
			"tcp_fin_timeout": "2s", "tcp_rto_max": "5s", "ip_default_ttl": "9", "tcp_rmem": "4096 9000 20000", "tcp_timewait_len": "1.5", "so_keepalive": "on"}},
			true, map[string]string{"net.ipv4.tcp_fin_timeout": "2", "net.ipv4.tcp_rto_max_ms": "5000", "net.ipv4.ip_default_ttl": "9",
				"net.ipv6.conf.default.hop_limit": "9", "net.ipv4.tcp_rmem": "4096 9000 20000", "tcp_timewait_len": "1.5s", "so_keepalive": "1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ns, err := newNamespace()
			skipUnable(t, err)
			defer ns.close()
			got, err := ns.configure(&c.plan, c.v6)
			skipUnable(t, err)
			for name, want := range c.want {
				if v := got.set[name]; v != want {
					t.Errorf("%s = %q, want %q", name, v, want)
				}
			}
			has := map[string]string{}
			for name := range got.set {
				has[name] = got.set[name]
				if strings.HasPrefix(name, "net.") {
					has[name] = ns.sysctl(t, name)
				}
			}
			if diff := cmp.Diff(got.set, has); diff != "" {
				t.Errorf("told (-) and found (+):\n%s", diff)
			}
		})
	}
}

func TestConfigureOptions(t *testing.T) {
	ns, err := newNamespace()
	skipUnable(t, err)
	defer ns.close()
	c, err := ns.configure(&topology.HostPlan{Set: map[string]string{
		"tcp_user_timeout": "5000", "so_rcvbuf": "8192", "tcp_timewait_len": "2s", "tcp_nodelay": "off",
	}}, false)
	skipUnable(t, err)
	want := []sockOpt{{"SO_RCVBUF", "8192"}, {"TCP_NODELAY", "0"}, {"TCP_USER_TIMEOUT", "5000"}}
	if diff := cmp.Diff(want, c.opts, cmp.AllowUnexported(sockOpt{})); diff != "" {
		t.Error(diff)
	}
	if c.timeWait != 2*time.Second {
		t.Errorf("TIME-WAIT is to last %v", c.timeWait)
	}
}

func TestConfigureRefuses(t *testing.T) {
	ns, err := newNamespace()
	skipUnable(t, err)
	defer ns.close()
	for _, c := range []struct {
		set  map[string]string
		want string
	}{
		{map[string]string{"tcp_finn_timeout": "5"}, `set: the kernel has no setting "tcp_finn_timeout"; did you mean "tcp_fin_timeout"?`},
		{map[string]string{"tcp_fin_timeout": "200ms"}, `set: tcp_fin_timeout: wanted a time from 1s to 9h6m7s, saw "200ms"`},
		{map[string]string{"tcp_fin_timeout": "1.5s"}, `set: tcp_fin_timeout: wanted a multiple of 1s, which the kernel counts in, saw "1.5s"`},
		{map[string]string{"tcp_rto_min": "1s", "tcp_rto_min_us": "5"}, `set: tcp_rto_min_us: it sets what tcp_rto_min sets`},
	} {
		_, err := ns.configure(&topology.HostPlan{Set: c.set}, false)
		if err == nil || err.Error() != c.want {
			t.Errorf("%v: %v, want %s", c.set, err, c.want)
		}
	}
	_, err = ns.configure(&topology.HostPlan{Set: map[string]string{"tcp_congestion_control": "none-such"}}, false)
	wantUnable(t, err, "modprobe tcp_none-such")
	if err == nil {
		t.Error("a congestion control that there is not was taken")
	}
}

func TestWhyASettingIsRefused(t *testing.T) {
	const path = "ipv4/tcp_sack"
	wantUnable(t, refused("", path, "1", unix.EROFS), "remount,rw /proc/sys")
	wantUnable(t, refused("", path, "1", unix.EPERM), "remount,rw /proc/sys")
	wantUnable(t, refused("tcp_sack", path, "1", unix.ENOENT), "newer kernel")
	wantUnable(t, refused("tcp_sack", path, "7", unix.EINVAL), "")
	var u *Unable
	if err := refused("tcp_sack", path, "1", unix.ENOENT); !errors.As(err, &u) || !strings.Contains(u.Why, Version()) || !strings.Contains(u.Error(), "net.ipv4.tcp_sack") {
		t.Errorf("%v: it tells neither the kernel nor what it lacks", err)
	}
}
