package html

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
	"netlab/lab/story/storytest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares with a file in testdata, or rewrites it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test -update writes it)", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// pageOf writes the page of a record.
func pageOf(t testing.TB, log *event.Log, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Page(&b, story.Fold(log.All()), log, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// lossy is a handshake whose SYN-ACK is lost once, and a little data.
func lossy() *event.Log {
	r := storytest.New("loss", "client", "server").Rule("from server to client synack#1 drop").
		Titled("synack", "A lost SYN-ACK", "丢失的 SYN-ACK").Variant("The SYN-ACK is lost", "SYN-ACK 丢失")
	f := r.Flow("client", "server", 0)
	f.Listen()
	syn := f.Connect()
	f.Pass(syn).Ms(10)
	f.In(syn).To(1, event.SynReceived)
	p := f.Out(1, segment.SYN|segment.ACK, 0, 1, 0)
	f.Verdict(p, event.DropPacket, 1)
	r.Ms(1000).Timer("client", f.Conn[0], "retransmission", time.Second)
	f.Pass(f.Out(0, segment.SYN, 0, 0, 0))
	r.Ms(1010).Timer("server", f.Conn[1], "retransmission", time.Second)
	p = f.Out(1, segment.SYN|segment.ACK, 0, 1, 0)
	f.Pass(p).Ms(1020)
	f.In(p).To(0, event.Established)
	p = f.Out(0, segment.ACK, 1, 1, 0)
	f.Pass(p).Return("client", f.Conn[0], "connect", "ok", "", 0)
	r.Ms(1030)
	f.In(p).To(1, event.Established)
	p = f.Out(1, segment.PSH|segment.ACK, 1, 1, 5)
	f.Pass(p).Ms(1040)
	f.In(p)
	r.Expect(true, "2 SYN-ACKs", "2 个 SYN-ACK", "2", "2", 12, 17)
	r.Expect(false, "no timer", "没有计时器", "0", "2")
	return r.End("done")
}
