package event

import (
	"bytes"
	"flag"
	"net/netip"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var update = flag.Bool("update", false, "rewrite the recordings in testdata")

// written is the sample run as JSONL.
func written(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	sample(t, NewJSONL(&out))
	return out.Bytes()
}

func TestWriteSample(t *testing.T) {
	const file = "testdata/sample.jsonl"
	got := written(t)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s (-want +got):\n%s", file, d)
	}
}

// rewrite writes a log out again.
func rewrite(t fataler, l *Log) []byte {
	t.Helper()
	var out bytes.Buffer
	s := NewJSONL(&out)
	for e := range l.All() {
		if err := s.Put(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// asRead makes two events comparable: by value, no list and an empty one the same.
var asRead = cmp.Options{cmpopts.EquateEmpty(), cmpopts.EquateComparable(netip.Addr{}), cmpopts.IgnoreUnexported(Names{})}

// same fails the test where two logs do not hold the same events.
func same(t fataler, want, got *Log) {
	t.Helper()
	if want.Len() != got.Len() {
		t.Fatalf("wanted %d events, read %d", want.Len(), got.Len())
	}
	var w, g Event
	for i := range want.Len() {
		want.At(i, &w)
		got.At(i, &g)
		if d := cmp.Diff(w, g, asRead); d != "" {
			t.Fatalf("event %d (-want +got):\n%s", w.N, d)
		}
	}
}

func TestReadsBackWhatItWrote(t *testing.T) {
	var kept Log
	var out bytes.Buffer
	sample(t, &kept, NewJSONL(&out))
	read, err := ReadLog(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(out.String(), string(rewrite(t, read))); d != "" {
		t.Errorf("written again (-want +got):\n%s", d)
	}
	if d := cmp.Diff(out.String(), string(rewrite(t, &kept))); d != "" {
		t.Errorf("written from a log (-want +got):\n%s", d)
	}
}

// fataler is a test, a fuzz or a property.
type fataler interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}
