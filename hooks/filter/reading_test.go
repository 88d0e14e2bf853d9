package filter

import (
	"fmt"
	"testing"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// TestReadings: a packet has the fields of which an expression says that they are
// there, with values that they are equal to.
func TestReadings(t *testing.T) {
	for _, s := range subjects(segment.Ethernet) {
		has := map[string]bool{}
		for r := range Readings(s) {
			has[r.Name] = true
			f := named(r.Name)
			var literals []string
			for i, n := range r.Numbers {
				switch f.kind {
				case hostName:
					literals = append(literals, quote(lab.Hosts[n-1]))
				case wireName:
					literals = append(literals, lab.Wires[n-1])
				case address4:
					literals = append(literals, fmt.Sprintf("%d.%d.%d.%d", byte(n>>24), byte(n>>16), byte(n>>8), byte(n)))
				case roleSet:
					for role := event.Syn; role <= event.Retransmission; role++ {
						if event.Roles(n).Has(role) {
							literals = append(literals, role.String())
						}
					}
				default:
					literals = append(literals, fmt.Sprint(r.Numbers[i]))
				}
			}
			for _, b := range r.Octets {
				if len(b) <= 20 { // longer ones make longer expressions, not other ones
					literals = append(literals, hexText(b))
				}
			}
			for _, text := range r.Texts {
				literals = append(literals, quote(text))
			}
			for _, a := range r.Addrs {
				literals = append(literals, a.String())
			}
			for _, literal := range literals {
				if expr := r.Name + " == " + literal; !mustCompile(t, expr).Match(s) {
					t.Errorf("frame %d: %s does not hold", s.Packet, expr)
				}
			}
			if r.Head != nil && len(r.Head) <= 20 && !mustCompile(t, r.Name+"[0:] == "+hexText(r.Head)).Match(s) {
				t.Errorf("frame %d: the header of %s is not %x", s.Packet, r.Name, r.Head)
			}
		}
		for _, f := range Fields() {
			if f.Free || f.Kind == "states" {
				continue
			}
			if there := mustCompile(t, f.Name).Match(s); there != has[f.Name] {
				t.Errorf("frame %d: %s is there: %v, and is read: %v", s.Packet, f.Name, there, has[f.Name])
			}
		}
	}
	for range Readings(&Subject{}) {
		t.Error("no packet has a field")
	}
}
