package linux

import (
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"netlab/topology"
)

// current is the namespace of the thread.
func current(t *testing.T) string {
	t.Helper()
	s, err := os.Readlink("/proc/thread-self/ns/net")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestInside(t *testing.T) {
	runtime.LockOSThread() // the thread that is looked at is the one that comes back
	defer runtime.UnlockOSThread()
	home := current(t)
	ns, err := newNamespace()
	skipUnable(t, err)
	defer ns.close()
	if now := current(t); now != home {
		t.Fatalf("after newNamespace the thread is in %s, not in %s", now, home)
	}
	wanted := errors.New("this")
	var there string
	err = ns.inside(func() error {
		there = current(t)
		return wanted
	})
	if there == home {
		t.Error("inside is not inside")
	}
	if !errors.Is(err, wanted) {
		t.Errorf("inside said %v, not what its function did", err)
	}
	if now := current(t); now != home {
		t.Errorf("after inside the thread is in %s, not in %s", now, home)
	}

	func() {
		defer func() { recover() }()
		ns.inside(func() error { panic("in there") })
	}()
	if now := current(t); now != home {
		t.Errorf("after a panic inside the thread is in %s, not in %s", now, home)
	}
}

// held counts what this process holds: descriptors, and threads.
func held(t *testing.T, dir string) int {
	t.Helper()
	all, err := os.ReadDir("/proc/self/" + dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// TestNothingStays: many namespaces with their devices leave no descriptor and no
// thread, and none of their namespaces is a thread's.
func TestNothingStays(t *testing.T) {
	once := func() {
		ns, err := newNamespace()
		skipUnable(t, err)
		defer ns.close()
		for _, k := range wireKinds {
			d, _, err := ns.addInterface(ifaceSpec{name: k.name, framing: k.framing, link: k.link, mtu: 1500, mac: kernelMAC})
			skipUnable(t, err)
			defer d.close()
		}
		if _, _, err := ns.addInterface(ifaceSpec{name: strings.Repeat("x", 16), link: topology.TUN, mtu: 1500}); err == nil {
			t.Error("an interface of a name too long was made")
		}
	}
	once()
	fds, threads := held(t, "fd"), held(t, "task")
	for range 5 {
		once()
	}
	if n := held(t, "fd"); n != fds {
		t.Errorf("%d descriptors, where there were %d", n, fds)
	}
	if n := held(t, "task"); n > threads+2 { // the runtime may have started one
		t.Errorf("%d threads, where there were %d", n, threads)
	}
	tasks, _ := os.ReadDir("/proc/self/task")
	home := current(t)
	for _, task := range tasks {
		if at, err := os.Readlink("/proc/self/task/" + task.Name() + "/ns/net"); err == nil && at != home {
			t.Errorf("thread %s is in %s, not in %s", task.Name(), at, home)
		}
	}
}

func TestWhyThereIsNoNamespace(t *testing.T) {
	for _, c := range []struct {
		errno  unix.Errno
		remedy string // a word of it; "" is an error of another kind
	}{
		{unix.EPERM, "sudo"},
		{unix.ENOSPC, "user.max_net_namespaces"},
		{unix.EUSERS, "user.max_net_namespaces"},
		{unix.ENOSYS, "CONFIG_NET_NS"},
		{unix.EINVAL, "CONFIG_NET_NS"},
		{unix.ENOMEM, ""},
	} {
		wantUnable(t, noNamespace(c.errno), c.remedy)
	}
}

func TestWhyThereIsNoTUN(t *testing.T) {
	for _, c := range []struct {
		errno  unix.Errno
		remedy string
	}{
		{unix.ENOENT, "modprobe tun"},
		{unix.ENODEV, "modprobe tun"},
		{unix.EACCES, "chmod 0666 /dev/net/tun"},
		{unix.EPERM, "--link veth"},
		{unix.ENOMEM, ""},
	} {
		wantUnable(t, noTUN(c.errno), c.remedy)
	}
	wantUnable(t, noVeth(unix.EOPNOTSUPP), "modprobe veth")
	wantUnable(t, noVeth(unix.EPERM), "CAP_NET_ADMIN")
	wantUnable(t, noVeth(unix.EEXIST), "")
}

func wantUnable(t *testing.T, err error, remedy string) {
	t.Helper()
	var u *Unable
	if !errors.As(err, &u) {
		if remedy != "" {
			t.Errorf("%v: not an Unable", err)
		}
		return
	}
	if remedy == "" || !strings.Contains(u.Remedy, remedy) {
		t.Errorf("%v: its remedy has no %q", err, remedy)
	}
}
