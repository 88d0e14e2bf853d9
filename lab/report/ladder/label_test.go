package ladder

import (
	"fmt"
	"strings"
	"testing"
)

// TestBlocks: a duplicate acknowledgement whose mark and SACK blocks do not both
// find room shows the blocks: they differ from one to the next.
func TestBlocks(t *testing.T) {
	for _, tt := range []struct {
		width  int
		blocks string // numbers are absolute: the client's begin at 1000000
		want   string
	}{
		{120, "nop,nop,sack 1 {1001001:1002001}", ". 1:1(0) ack 1001 win 29184 <sack 1 {1001:2001}> dup-ack"},
		{80, "nop,nop,sack 1 {1000021:1000031}", ". 1:1(0) ack 11 <sack 1 {21:31}> "},
		{80, "nop,nop,sack 2 {1000041:1000051}{1000021:1000031}", ". ack 11 <sack 2 {41:51}{21:31}> "},
		{80, "nop,nop,sack 2 {1001041:1002051}{1001021:1001031}", ". 1:1(0) ack 11 dup-ack "},
	} {
		t.Run(fmt.Sprintf("%d %s", tt.width, tt.blocks), func(t *testing.T) {
			number := uint32(11)
			if tt.width > 80 {
				number = 1001
			}
			r := pair("blocks")
			f := r.Flow("client", "server", 0)
			f.Open(0, 10)
			a := f.Out(0, psh, 1, 1, int(number)-1)
			f.Pass(a)
			b := f.Out(0, psh, number, 1, 1000)
			f.Pass(b).Ms(40)
			f.In(a).In(b)
			first := f.Out(1, ack, 1, number, 0)
			f.Pass(first)
			again := r.Send("server", f.Conn[1], "client", f.Bytes(1, ack, 1, number, 0, tt.blocks))
			f.Pass(again).Ms(50)
			f.In(first).In(again)
			if got := draw(t, r.End("done"), Options{Width: tt.width}); !strings.Contains(got, tt.want) {
				t.Errorf("no %q in\n%s", tt.want, got)
			}
		})
	}
}
