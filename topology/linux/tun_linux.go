package linux

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"

	"netlab/hooks/segment"
)

const tunDevice = "/dev/net/tun"

// queueLength is how many packets may wait to be read. For a TUN device it is
// the ring's size too: with the kernel's 500 (drivers/net/tun.c) a bulk
// transfer loses packets that no hook has seen.
const queueLength = 32768

// addTUN makes a TUN device (TAP, where the framing is Ethernet) in the
// namespace, and opens our side of it. Its interface stays when that is closed,
// without a carrier, and goes with the namespace: to take it away by itself would
// keep the caller waiting for 25 ms, which the kernel spends on a namespace's end
// when nobody waits.
func (ns *namespace) addTUN(spec ifaceSpec) (*device, error) {
	fd := -1
	err := ns.inside(func() (err error) {
		fd, err = unix.Open(tunDevice, unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
		return err
	})
	if err != nil {
		return nil, noTUN(err)
	}
	d := &device{fd: fd, ethernet: spec.framing == segment.Ethernet}
	flags := uint16(unix.IFF_TUN | unix.IFF_NO_PI)
	if d.ethernet {
		flags = unix.IFF_TAP | unix.IFF_NO_PI
	}
	ifr, err := unix.NewIfreq(spec.name)
	if err == nil {
		ifr.SetUint16(flags)
		err = unix.IoctlIfreq(fd, unix.TUNSETIFF, ifr)
	}
	if err == nil {
		err = unix.IoctlSetInt(fd, unix.TUNSETPERSIST, 1)
	}
	if err != nil {
		d.close()
		return nil, noTUN(err)
	}
	return d, nil
}

// noTUN says why there is no TUN device.
func noTUN(err error) error {
	u := &Unable{What: tunDevice, Why: err.Error()}
	switch {
	case errors.Is(err, unix.ENOENT), errors.Is(err, unix.ENODEV), errors.Is(err, unix.ENXIO):
		u.Why = "there is no such device"
		u.Remedy = "modprobe tun; in Docker, --device /dev/net/tun; or do without it: --link veth"
	case errors.Is(err, unix.EACCES), errors.Is(err, unix.EPERM):
		u.Remedy = "run it as root, or chmod 0666 " + tunDevice + "; in Docker, --device /dev/net/tun --cap-add NET_ADMIN; or do without it: --link veth"
	default:
		return fmt.Errorf("%s: %w", tunDevice, err)
	}
	return u
}
