package linux

import (
	"regexp"
	"slices"
	"testing"

	"netlab/topology"
)

// written are settings as a lab writes them and as the kernel takes them, and
// what is refused; one or more of every kind.
var written = map[string]struct {
	good map[string]string
	bad  []string
}{
	"tcp_sack":               {map[string]string{"0": "0", "1": "1", "off": "0", "on": "1", "True": "1"}, []string{"2", "maybe", "", "-1"}},
	"tcp_recovery":           {map[string]string{"0": "0", "1": "1", "7": "7"}, []string{"-1", "x", "8"}},
	"tcp_syncookies":         {map[string]string{"0": "0", "1": "1", "2": "2"}, []string{"3", "on", ""}},
	"tcp_congestion_control": {map[string]string{"reno": "reno", "cubic": "cubic"}, []string{"", "two words", "../reno", "a-name-of-many-letters"}},
	"tcp_rmem":               {map[string]string{"4096 131072 6291456": "4096 131072 6291456", " 1\t2 3": "1 2 3"}, []string{"4096", "1 2 x", "9 8 7", "0 1 2", "-1 2 3", "1 2 99999999999"}},
	"tcp_timewait_len":       {map[string]string{"5s": "5s", "200ms": "200ms", "1": "1s"}, []string{"0", "-1s", "x", "NaN", "1e300"}},
	"tcp_fin_timeout":        {map[string]string{"5s": "5", "2": "2", "1m": "60"}, []string{"-1", "", "0", "200ms", "1.5s"}},
	"tcp_rto_min":            {map[string]string{"100ms": "100000", "30s": "30000000"}, []string{"-1", "x", "100ns", "1h"}},
	"tcp_rto_max":            {map[string]string{"10s": "10000", "1": "1000"}, []string{"-1", "x", "999ms", "121s"}},
	"tcp_rto_min_us":         {map[string]string{"30000000": "30000000"}, []string{"0", "2s"}},
	"tcp_retries2":           {map[string]string{"3": "3", "255": "255"}, []string{"-1", "256", "x"}},
	"tcp_syn_retries":        {map[string]string{"1": "1", "127": "127"}, []string{"0", "128"}},
	"tcp_tw_reuse":           {map[string]string{"0": "0", "1": "1", "2": "2"}, []string{"3", "-1", "x"}},
	"tcp_keepalive_time":     {map[string]string{"10": "10", "2s": "2"}, []string{"0", "-1", "40000", "x"}},
	"tcp_keepalive_intvl":    {map[string]string{"10": "10"}, []string{"0", "-1", "40000"}},
	"tcp_keepalive_probes":   {map[string]string{"3": "3"}, []string{"0", "-1", "128"}},
	"ip_default_ttl":         {map[string]string{"1": "1", "255": "255"}, []string{"0", "256", "x"}},
	"ip_local_port_range":    {map[string]string{"40000 40001": "40000 40001"}, []string{"1", "2 1", "0 9", "1 65536", "a b"}},
	"somaxconn":              {map[string]string{"1": "1"}, []string{"0", "x"}},
	"so_keepalive":           {map[string]string{"0": "0", "1": "1"}, []string{"2", "x"}},
	"so_reuseaddr":           {map[string]string{"1": "1"}, []string{"2", "x"}},
	"so_rcvbuf":              {map[string]string{"8192": "8192"}, []string{"0", "-1", "x"}},
	"so_sndbuf":              {map[string]string{"8192": "8192"}, []string{"0", "-1", "x"}},
	"tcp_nodelay":            {map[string]string{"0": "0", "1": "1"}, []string{"3"}},
	"tcp_user_timeout":       {map[string]string{"5000": "5000", "0": "0"}, []string{"-1", "x"}},
}

func TestSettingsRead(t *testing.T) {
	for name, c := range written {
		s, ok := settings()[name]
		if !ok {
			t.Errorf("there is no %s", name)
			continue
		}
		for v, want := range c.good {
			if got, err := s.read(v); err != nil || got != want {
				t.Errorf("%s = %q: %q, %v; want %q", name, v, got, err, want)
			}
		}
		for _, v := range c.bad {
			got, err := s.read(v)
			if err == nil {
				t.Errorf("%s = %q was taken, as %q", name, v, got)
			} else if !regexp.MustCompile(`^wanted .*, saw "`).MatchString(err.Error()) {
				t.Errorf("%s = %q: %v: it does not say what is wanted", name, v, err)
			}
		}
	}
}

// TestSettingsTell: each setting says what it takes and what it is, and takes
// what every host gets.
func TestSettingsTell(t *testing.T) {
	all := Settings()
	if !slices.IsSortedFunc(all, func(a, b topology.Setting) int { return slices.Compare([]byte(a.Name), []byte(b.Name)) }) {
		t.Error("they are not in order")
	}
	for _, s := range all {
		if s.Doc == "" || s.Values == "" || !regexp.MustCompile(`^[a-z0-9_]+$`).MatchString(s.Name) {
			t.Errorf("%+v", s)
		}
	}
	names := map[string]bool{}
	for _, s := range slices.Concat(sysctls(), withIPv6) {
		if names[s.path] {
			t.Errorf("%s is there twice", s.path)
		}
		names[s.path] = true
		if s.read == nil {
			continue
		}
		if got, err := s.read(s.value); err != nil && s.kind.values != "TIME" || err == nil && got != s.value {
			t.Errorf("%s = %q, which every host gets: %q, %v", s.path, s.value, got, err)
		}
	}
}
