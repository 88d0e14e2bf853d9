package linux

import (
	"math"
	"strings"
	"sync"
	"time"
)

// sysctl is a setting of the kernel's that every namespace gets, so that nothing
// is as the machine happens to have it.
type sysctl struct {
	path  string // below /proc/sys/net; "*": for all interfaces, and for those to come
	value string
	kind  // what a lab may set instead; none where it may not
	doc   string
}

// name is what a lab calls it.
func (s *sysctl) name() string { return s.path[strings.LastIndexByte(s.path, '/')+1:] }

// paths are its files.
func (s *sysctl) paths() []string {
	before, after, star := strings.Cut(s.path, "*")
	if !star {
		return []string{s.path}
	}
	return []string{before + "all" + after, before + "default" + after}
}

var (
	anyCount = numeric("N", 0, math.MaxInt32)
	few      = numeric("N", 0, math.MaxUint8) // what the kernel keeps in an octet
	whole    = duration(time.Second, time.Second, maxKeepalive)
)

// sysctls are the values that a new namespace gets, and what a lab may set
// instead. They are those of a kernel as it comes (Documentation/networking/
// ip-sysctl.rst), where none is told from the machine's memory or settings,
// except where the comment has a reason. In this order they are set: ip_forward
// resets others.
var sysctls = sync.OnceValue(func() []sysctl {
	return []sysctl{
		{"ipv4/ip_forward", "0", kind{}, ""}, // the plan's Forward
		{"ipv4/ip_default_ttl", "64", numeric("N", 1, 255), "time to live, and hop limit, of what the host sends"},
		{"ipv4/ip_no_pmtu_disc", "0", choice(3), "do without path MTU discovery (RFC 1191)"},
		{"ipv4/ip_local_port_range", "32768 60999", ports, "ports that connect takes by itself"},
		{"ipv4/ip_local_reserved_ports", "\n", kind{}, ""},
		{"ipv4/ip_unprivileged_port_start", "1024", kind{}, ""},
		{"ipv4/ip_nonlocal_bind", "0", kind{}, ""},
		{"ipv4/ip_autobind_reuse", "0", kind{}, ""},
		{"ipv4/ip_early_demux", "1", kind{}, ""},
		{"ipv4/ip_forward_use_pmtu", "0", kind{}, ""},
		{"ipv4/ipfrag_time", "30", kind{}, ""},
		{"ipv4/ipfrag_max_dist", "64", kind{}, ""},
		{"ipv4/route/min_pmtu", "552", kind{}, ""},
		{"ipv4/route/min_adv_mss", "256", kind{}, ""},
		{"ipv4/route/mtu_expires", "600", kind{}, ""},

		// No answer is left out because there were others a moment ago.
		{"ipv4/icmp_ratelimit", "0", kind{}, ""},
		{"ipv4/icmp_msgs_per_sec", "1000000", kind{}, ""},
		{"ipv4/icmp_msgs_burst", "1000000", kind{}, ""},
		{"ipv4/icmp_echo_ignore_all", "0", kind{}, ""},
		{"ipv4/icmp_echo_ignore_broadcasts", "1", kind{}, ""},
		{"ipv4/icmp_errors_use_inbound_ifaddr", "0", kind{}, ""},

		// Routes are the plan's, and a packet may come from where no route leads.
		{"ipv4/conf/*/rp_filter", "0", kind{}, ""},
		{"ipv4/conf/*/accept_redirects", "0", kind{}, ""},
		{"ipv4/conf/*/send_redirects", "0", kind{}, ""},
		{"ipv4/conf/*/secure_redirects", "0", kind{}, ""},
		{"ipv4/conf/*/accept_source_route", "0", kind{}, ""},
		{"ipv4/conf/*/accept_local", "0", kind{}, ""},
		{"ipv4/conf/*/route_localnet", "0", kind{}, ""},
		{"ipv4/conf/*/log_martians", "0", kind{}, ""},
		{"ipv4/conf/*/arp_accept", "0", kind{}, ""},
		{"ipv4/conf/*/arp_announce", "0", kind{}, ""},
		{"ipv4/conf/*/arp_filter", "0", kind{}, ""},
		{"ipv4/conf/*/arp_ignore", "0", kind{}, ""},
		{"ipv4/conf/*/arp_notify", "0", kind{}, ""},
		{"ipv4/conf/*/proxy_arp", "0", kind{}, ""},
		{"ipv4/conf/*/disable_policy", "0", kind{}, ""},
		{"ipv4/conf/*/disable_xfrm", "0", kind{}, ""},

		{"core/somaxconn", "4096", numeric("N", 1, math.MaxInt32), "longest backlog of a listener"},
		{"core/txrehash", "1", kind{}, ""},

		// Opening.
		{"ipv4/tcp_syn_retries", "6", numeric("N", 1, 127), "retransmissions of a SYN"},
		{"ipv4/tcp_syn_linear_timeouts", "4", numeric("N", 0, 127), "how many SYNs are sent again before the timeout begins to double"},
		{"ipv4/tcp_synack_retries", "5", few, "retransmissions of a SYN-ACK"},
		{"ipv4/tcp_syncookies", "1", choice(2), "SYN cookies: never, when the backlog is full, always (RFC 4987, 3.6)"},
		{"ipv4/tcp_max_syn_backlog", "2048", numeric("N", 1, math.MaxInt32), "connections in SYN-RECEIVED that a listener remembers"},
		{"ipv4/tcp_abort_on_overflow", "0", onOff, "a full accept queue is answered with RST"},
		{"ipv4/tcp_migrate_req", "0", onOff, "a closed listener's connections go to another of its SO_REUSEPORT group"},
		{"ipv4/tcp_fastopen", "1", numeric("N", 0, math.MaxInt32), "TCP Fast Open (RFC 7413), bits: 1 client, 2 server, and more"},
		{"ipv4/tcp_fastopen_blackhole_timeout_sec", "0", anyCount, "how long Fast Open rests after a black hole"},

		// What is offered in the SYN.
		{"ipv4/tcp_timestamps", "1", choice(2), "timestamps (RFC 7323): never, from a random offset, from none"},
		{"ipv4/tcp_window_scaling", "1", onOff, "window scale (RFC 7323)"},
		{"ipv4/tcp_sack", "1", onOff, "selective acknowledgements (RFC 2018)"},
		{"ipv4/tcp_ecn", "2", numeric("0|1|2|...", 0, 5), "ECN (RFC 3168): never, always, when asked; from 3 on Accurate ECN"},
		{"ipv4/tcp_ecn_fallback", "1", onOff, "a SYN that asks for ECN in vain is repeated without"},
		{"ipv4/tcp_ecn_option", "2", choice(2), "options of Accurate ECN"},
		{"ipv4/tcp_ecn_option_beacon", "3", few, "how often in a round trip they are sent at least"},
		{"ipv4/tcp_reflect_tos", "0", onOff, "a SYN-ACK has the traffic class of its SYN"},

		// Loss and retransmission.
		{"ipv4/tcp_rto_min_us", "200000", numeric("MICROSECONDS", 1, maxRTO.Microseconds()), "least retransmission timeout (RFC 6298, 2.4)"},
		{"ipv4/tcp_rto_max_ms", "120000", numeric("MILLISECONDS", 1000, maxRTO.Milliseconds()), "greatest retransmission timeout (RFC 6298, 2.5)"},
		{"ipv4/tcp_retries1", "3", few, "retransmissions before the route is doubted"},
		{"ipv4/tcp_retries2", "15", few, "retransmissions before a connection is given up"},
		{"ipv4/tcp_orphan_retries", "0", few, "timeouts before a connection whose socket is closed is given up; 0: 8"},
		{"ipv4/tcp_dsack", "1", onOff, "duplicate SACK (RFC 2883)"},
		{"ipv4/tcp_fack", "0", few, "nothing any more"},
		{"ipv4/tcp_early_retrans", "3", choice(4), "tail loss probe (RFC 8985, 7): 0 never, 3 and 4 always"},
		{"ipv4/tcp_recovery", "1", numeric("N", 0, 7), "RACK (RFC 8985), bits: 1 on, 2 still window, 4 no threshold"},
		{"ipv4/tcp_frto", "2", choice(2), "F-RTO (RFC 5682): 0 never"},
		{"ipv4/tcp_reordering", "3", anyCount, "duplicate ACKs before a segment is taken for lost, at first"},
		{"ipv4/tcp_max_reordering", "300", anyCount, "the most duplicate ACKs that are waited for before a segment is taken for lost"},
		{"ipv4/tcp_retrans_collapse", "1", onOff, "retransmissions may join small segments"},
		{"ipv4/tcp_thin_linear_timeouts", "0", onOff, "timeouts of a stream with little data do not double"},

		// The connection's speed.
		{"ipv4/tcp_congestion_control", "reno", algorithm, "congestion control (RFC 5681, RFC 9438); a lab's is reno, as on netstack"},
		{"ipv4/tcp_slow_start_after_idle", "1", onOff, "slow start again after a pause (RFC 5681, 4.1)"},
		{"ipv4/tcp_no_metrics_save", "1", onOff, "a connection learns nothing from those before; a lab's do not"}, // the kernel: 0
		{"ipv4/tcp_no_ssthresh_metrics_save", "1", onOff, "forget a connection's slow start threshold when it ends"},
		{"ipv4/tcp_pacing_ss_ratio", "200", numeric("N", 0, 1000), "per cent of the rate that segments are paced to in slow start"},
		{"ipv4/tcp_pacing_ca_ratio", "120", numeric("N", 0, 1000), "pacing in congestion avoidance, per cent of cwnd a round trip"},
		{"ipv4/tcp_min_rtt_wlen", "300", numeric("N", 0, 86400), "seconds that the least round trip is remembered"},
		{"ipv4/tcp_min_tso_segs", "2", numeric("N", 1, 65535), "segments handed down together, at least"},
		{"ipv4/tcp_tso_win_divisor", "3", anyCount, "what part of the window may be handed down together"},
		{"ipv4/tcp_tso_rtt_log", "9", few, "how the round trip makes a burst smaller: a power of two of it, in microseconds"},
		{"ipv4/tcp_limit_output_bytes", "4194304", anyCount, "octets of a connection that may wait below TCP"},
		{"ipv4/tcp_plb_enabled", "0", onOff, "protective load balancing by flow label"},
		{"ipv4/tcp_plb_cong_thresh", "128", numeric("N", 0, 256), "which share of marks means congestion to it"},
		{"ipv4/tcp_plb_idle_rehash_rounds", "3", numeric("N", 0, 31), "PLB: rounds after which an idle connection changes its path"},
		{"ipv4/tcp_plb_rehash_rounds", "12", numeric("N", 0, 31), "PLB: rounds after which a busy connection changes its path"},
		{"ipv4/tcp_plb_suspend_rto_sec", "60", few, "how long it rests after a timeout, seconds"},

		// Windows and buffers. The greatest follow from the machine's memory, and the
		// window scale from the greatest: 6 MiB make it 7.
		{"ipv4/tcp_rmem", "4096 131072 6291456", sizes, "receive buffer, octets"},
		{"ipv4/tcp_wmem", "4096 16384 4194304", sizes, "send buffer, octets"},
		{"ipv4/tcp_moderate_rcvbuf", "1", onOff, "let the receive buffer grow by itself"},
		{"ipv4/tcp_rcvbuf_low_rtt", "1000", anyCount, "microseconds of round trip below which it grows more slowly"},
		{"ipv4/tcp_app_win", "31", numeric("N", 0, 31), "what part of the window is kept back for the program"},
		{"ipv4/tcp_adv_win_scale", "1", numeric("N", -31, 31), "what part of the buffer is window (kernels before 6.6)"},
		{"ipv4/tcp_shrink_window", "0", onOff, "a window may shrink (RFC 9293, 3.8.6)"},
		{"ipv4/tcp_workaround_signed_windows", "0", onOff, "no window above 32767 without scaling"},
		{"ipv4/tcp_notsent_lowat", "4294967295", numeric("N", 0, math.MaxUint32), "octets not yet sent that make a socket unwritable"},
		{"ipv4/tcp_autocorking", "1", onOff, "small writes are joined while others wait in the queue"},
		{"ipv4/tcp_base_mss", "1024", numeric("N", 48, math.MaxUint16), "MSS at which path MTU probing begins"},
		{"ipv4/tcp_min_snd_mss", "48", numeric("N", 48, math.MaxUint16), "least MSS"},
		{"ipv4/tcp_mtu_probing", "0", choice(2), "path MTU probing (RFC 4821): never, after a black hole, always"},
		{"ipv4/tcp_mtu_probe_floor", "48", numeric("N", 48, math.MaxUint16), "least MSS of probing"},
		{"ipv4/tcp_probe_interval", "600", anyCount, "seconds before probing begins again"},
		{"ipv4/tcp_probe_threshold", "8", anyCount, "octets that it stops at"},

		// Acknowledgements.
		{"ipv4/tcp_comp_sack_delay_ns", "1000000", anyCount, "how long SACKs are held to be compressed"},
		{"ipv4/tcp_comp_sack_slack_ns", "100000", anyCount, "by how much that may be exceeded"},
		{"ipv4/tcp_comp_sack_nr", "44", few, "how many may be compressed"},
		{"ipv4/tcp_backlog_ack_defer", "1", onOff, "one acknowledgement for what came while a call was at work"},
		{"ipv4/tcp_pingpong_thresh", "1", numeric("N", 1, 255), "answers after which acknowledgements wait for data"},
		{"ipv4/tcp_invalid_ratelimit", "0", anyCount, "milliseconds between two answers to invalid segments"}, // the kernel: 500; the second is silent then
		{"ipv4/tcp_challenge_ack_limit", "2147483647", anyCount, "challenge ACKs a second (RFC 5961, 7)"},

		// Closing, and long silence.
		{"ipv4/tcp_fin_timeout", "60", whole, "how long an orphan stays in FIN-WAIT-2"},
		{"ipv4/tcp_max_tw_buckets", "65536", anyCount, "connections in TIME-WAIT"},
		{"ipv4/tcp_tw_reuse", "2", choice(2), "a new connection may take a port in TIME-WAIT: never, always, on loopback"},
		{"ipv4/tcp_tw_reuse_delay", "1000", numeric("MILLISECONDS", 1, 60000), "after how long it may"},
		{"ipv4/tcp_rfc1337", "0", onOff, "TIME-WAIT heeds no RST (RFC 1337)"},
		{"ipv4/tcp_keepalive_time", "7200", whole, "idle time before the first probe (TCP_KEEPIDLE)"},
		{"ipv4/tcp_keepalive_intvl", "75", whole, "time between probes (TCP_KEEPINTVL)"},
		{"ipv4/tcp_keepalive_probes", "9", numeric("N", 1, maxProbes), "probes before the connection is given up (TCP_KEEPCNT)"},
		{"ipv4/tcp_stdurg", "0", onOff, "the urgent pointer means the octet after (RFC 9293, 3.8.5: 0)"},
		{"ipv4/tcp_early_demux", "1", kind{}, ""},
		{"ipv4/tcp_fwmark_accept", "0", kind{}, ""},
		{"ipv4/udp_early_demux", "1", kind{}, ""},
		{"ipv4/udp_rmem_min", "4096", kind{}, ""},
		{"ipv4/udp_wmem_min", "4096", kind{}, ""},
	}
})

// noIPv6 is for a host that has no IPv6 address: it has no IPv6.
var noIPv6 = []sysctl{{"ipv6/conf/*/disable_ipv6", "1", kind{}, ""}}

// withIPv6 is for the others. A host says nothing of its own accord: it looks for
// no router and no twin, and has no address but the plan's.
var withIPv6 = []sysctl{
	{"ipv6/conf/*/disable_ipv6", "0", kind{}, ""},
	{"ipv6/conf/*/forwarding", "0", kind{}, ""}, // the plan's Forward; an interface's own comes when it is set up
	{"ipv6/conf/*/accept_dad", "0", kind{}, ""},
	{"ipv6/conf/*/dad_transmits", "0", kind{}, ""},
	{"ipv6/conf/*/router_solicitations", "0", kind{}, ""},
	{"ipv6/conf/*/addr_gen_mode", "1", kind{}, ""}, // IN6_ADDR_GEN_MODE_NONE in include/uapi/linux/if_link.h
	{"ipv6/conf/*/use_tempaddr", "0", kind{}, ""},
	{"ipv6/conf/*/autoconf", "0", kind{}, ""},
	{"ipv6/conf/*/accept_ra", "0", kind{}, ""},
	{"ipv6/conf/*/accept_redirects", "0", kind{}, ""},
	{"ipv6/conf/*/accept_source_route", "0", kind{}, ""},
	{"ipv6/conf/*/ndisc_notify", "0", kind{}, ""},
	{"ipv6/conf/*/proxy_ndp", "0", kind{}, ""},
	{"ipv6/conf/*/hop_limit", "64", kind{}, ""},
	{"ipv6/conf/*/disable_policy", "0", kind{}, ""},
	{"ipv6/auto_flowlabels", "1", kind{}, ""},
	{"ipv6/flowlabel_consistency", "1", kind{}, ""},
	{"ipv6/flowlabel_reflect", "0", kind{}, ""},
	{"ipv6/flowlabel_state_ranges", "0", kind{}, ""},
	{"ipv6/bindv6only", "0", kind{}, ""},
	{"ipv6/ip_nonlocal_bind", "0", kind{}, ""},
	{"ipv6/ip6frag_time", "60", kind{}, ""},
	{"ipv6/icmp/ratelimit", "0", kind{}, ""},
	{"ipv6/icmp/echo_ignore_all", "0", kind{}, ""},
	{"ipv6/route/min_adv_mss", "1220", kind{}, ""},
	{"ipv6/route/mtu_expires", "600", kind{}, ""},
}
