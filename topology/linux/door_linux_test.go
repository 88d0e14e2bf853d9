package linux

import (
	"context"
	"testing"
	"time"
)

// TestDoor: what is asked for from elsewhere is done by Wait, in its order, once,
// and not after the door was closed.
func TestDoor(t *testing.T) {
	m, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	d, err := m.Door()
	if err != nil {
		t.Fatal(err)
	}
	const many = 100
	var done []int // by Wait alone
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		for i := range many {
			d.Ask(func() { done = append(done, i) })
		}
	}()
	for len(done) < many {
		m.Wait(context.Background(), time.Minute)
	}
	<-asked
	for i, n := range done {
		if i != n {
			t.Fatalf("the %d. was %d", i, n)
		}
	}
	d.Close()
	d.Close()
	d.Ask(func() { t.Error("it was done though the door was closed") })
	m.Wait(context.Background(), 0)
	if len(done) != many {
		t.Errorf("%d were done, wanted %d", len(done), many)
	}
}
