package netstack

import (
	"reflect"

	"netlab/topology"
)

// Acked implements topology.Socket. The stack has the variables (tcp/snd.go) and
// no word that tells them but the probe, which speaks only when a segment comes:
// they are read where they stand. The stack is at rest whenever the loop is not in
// it, so nobody writes them.
func (s *socket) Acked() (bool, topology.Errno) {
	if s.host.down || s.closed {
		return false, "EBADF"
	}
	if s.tcp == nil {
		return true, topology.OK
	}
	sender := reflect.ValueOf(s.tcp).Elem().FieldByName("snd")
	if sender.IsNil() {
		return true, topology.OK // its SYN is on its way at most, as SIOCOUTQ counts
	}
	sender = sender.Elem()
	una, nxt := sender.FieldByName("SndUna").Uint(), sender.FieldByName("SndNxt").Uint()
	return una == nxt && sender.FieldByName("writeNext").IsNil(), topology.OK
}
