package linux

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"netlab/topology"
)

// sockOpt is an option that every socket of a host begins with, by its name in
// setsockopt(2)'s manuals.
type sockOpt struct{ name, value string }

// configuration is what a host was given.
type configuration struct {
	set      map[string]string // everything that was set, by the names that sysctl(8) has for it, or else the lab's
	opts     []sockOpt         // in the order of the lab's names for them
	timeWait time.Duration     // how long TIME-WAIT is to last; 0: as long as the kernel's
}

// configure sets all that a lab's meaning may depend on, before there are
// interfaces: what the plan says, and else what sysctls has. What this kernel
// lacks is left out; where the plan asks for it, it is an error.
func (ns *namespace) configure(plan *topology.HostPlan, v6 bool) (configuration, error) {
	c := configuration{set: make(map[string]string)}
	asked, err := c.take(plan)
	if err != nil {
		return c, err
	}
	all := slices.Concat(sysctls(), noIPv6)
	if v6 {
		all = slices.Concat(sysctls(), withIPv6)
	}
	ns.router6 = v6 && plan.Forward
	return c, ns.inside(func() error {
		if v6 && unix.Access(procNet+"ipv6", unix.F_OK) != nil {
			return &Unable{What: "IPv6", Why: "this kernel has none", Remedy: "start it without ipv6.disable=1, or run with --ip 4"}
		}
		for i := range all {
			for _, path := range all[i].paths() {
				by, value := "", all[i].value
				if a, ok := asked[path]; ok {
					by, value = a.by, a.value
				}
				if plan.Forward && forwards(path) {
					value = "1"
				}
				if err := writeSysctl(path, value); err != nil {
					if errors.Is(err, unix.ENOENT) && by == "" {
						continue
					}
					return refused(by, path, value, err)
				}
				c.set[dotted(path)] = strings.TrimSpace(value)
			}
		}
		return nil
	})
}

// request is what the plan wants a sysctl to be, and the name it has for it.
type request struct{ by, value string }

// take reads the plan's settings, in the order of their names.
func (c *configuration) take(plan *topology.HostPlan) (map[string]request, error) {
	asked := make(map[string]request)
	for _, name := range slices.Sorted(maps.Keys(plan.Set)) {
		s, ok := settings()[name]
		if !ok {
			return nil, fmt.Errorf("set: the kernel has no setting %q%s", name, topology.MeantSetting(name, Settings()))
		}
		v, err := s.read(plan.Set[name])
		if err != nil {
			return nil, fmt.Errorf("set: %s: %w", name, err)
		}
		for _, path := range s.paths {
			if other, twice := asked[path]; twice {
				return nil, fmt.Errorf("set: %s: it sets what %s sets", name, other.by)
			}
			asked[path] = request{name, v}
		}
		if s.option != "" {
			c.opts = append(c.opts, sockOpt{s.option, v})
			c.set[name] = v
		}
		if name == timewaitLen {
			c.timeWait, _ = time.ParseDuration(v)
			c.set[name] = v
		}
	}
	return asked, nil
}

// forwards says whether a sysctl makes a router.
func forwards(path string) bool {
	return path == "ipv4/ip_forward" || path == "ipv6/conf/all/forwarding"
}

// refused says why a sysctl was not set, and by which name the plan asked for it.
func refused(by, path, value string, err error) error {
	switch {
	case errors.Is(err, unix.EROFS), errors.Is(err, unix.EACCES), errors.Is(err, unix.EPERM) && by == "":
		return &Unable{What: procNet + path, Why: err.Error(), Remedy: "mount -o remount,rw /proc/sys; in Docker, --privileged"}
	case strings.HasSuffix(path, "/tcp_congestion_control"):
		return &Unable{What: "the congestion control " + value, Why: err.Error(),
			Remedy: fmt.Sprintf("modprobe tcp_%s, and add it to sysctl net.ipv4.tcp_allowed_congestion_control", value)}
	case errors.Is(err, unix.ENOENT):
		return &Unable{What: "the setting " + by, Why: fmt.Sprintf("%s has no %s", Version(), dotted(path)), Remedy: "run it on a newer kernel"}
	case by != "":
		return fmt.Errorf("set: %s: the kernel refuses %q: %w", by, value, err)
	}
	return fmt.Errorf("%s = %s: %w", dotted(path), value, err)
}

const procNet = "/proc/sys/net/"

// dotted is the name that sysctl(8) has for a file of procNet.
func dotted(path string) string { return "net." + strings.ReplaceAll(path, "/", ".") }

// writeSysctl sets a sysctl of the namespace that the thread is in.
func writeSysctl(path, value string) error {
	fd, err := unix.Open(procNet+path, unix.O_WRONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	_, err = unix.Write(fd, []byte(value))
	return err
}
