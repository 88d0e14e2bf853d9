// Package linux is a host whose TCP is the Linux kernel's, in a network namespace
// of its own.
//
// The namespace has no name: it lives by a descriptor of this process's, and dies
// with it, however the process ends. Its interfaces are TUN devices (or TAP, or one
// end of a veth pair) of which this process holds the other side. What the kernel
// writes is read there and goes to the desk; what the desk delivers is written
// there, and such a write is synchronous with the kernel's TCP: when it returns,
// the segment was handled, its answer can be read, and the connection's state can
// be asked for.
//
// So nothing is missed although the kernel tells nobody when a connection changes
// its state. After each thing that touches a connection (a packet read or written,
// a call, a timer that was due) one exact sock_diag get asks for its state, request
// sockets in SYN-RECEIVED and what is left of a connection in TIME-WAIT included
// (watch_linux.go).
//
// All hosts of a run share a Machine, which waits for their devices. Every setting
// that a lab may depend on is made explicitly in each namespace, and told.
//
// Elsewhere than on Linux the package is there, and says that it cannot.
package linux
