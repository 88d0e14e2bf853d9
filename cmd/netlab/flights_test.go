package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"netlab/lab"
	"netlab/lab/file"
)

// TestAirspace: as many as there are places for are in flight together, and never
// more, from whichever queue they come.
func TestAirspace(t *testing.T) {
	const queues = 2
	air := newAirspace()
	var mu sync.Mutex
	var flying, most int
	full := make(chan struct{}) // as many have begun as may; none ends before
	fill := sync.OnceFunc(func() { close(full) })
	var over sync.WaitGroup
	var queue []int
	for i := range mostFlights {
		queue = append(queue, i)
	}
	over.Add(queues * len(queue))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for range queues {
		air.send(queue, func(int) {
			defer over.Done()
			mu.Lock()
			flying++
			if most = max(most, flying); flying == mostFlights {
				fill()
			}
			mu.Unlock()
			select {
			case <-full:
			case <-ctx.Done():
			}
			mu.Lock()
			flying--
			mu.Unlock()
		})
	}
	over.Wait()
	if most != mostFlights {
		t.Errorf("%d were in flight at once, wanted %d", most, mostFlights)
	}
}

// TestFlights: runs on a real clock land in their order, each with what it has
// written.
func TestFlights(t *testing.T) {
	const runs = 12
	var src strings.Builder
	src.WriteString("hosts: [client, server]\nprograms: {client: [wait: 20ms]}\ntime: real\nvariants:\n")
	for i := range runs {
		fmt.Fprintf(&src, "  v%d:\n", i)
	}
	l, bad := file.Load("many.yaml", []byte(src.String()), file.Options{})
	if bad != nil {
		t.Fatal(bad)
	}
	var out, errs bytes.Buffer
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	w := &world{err: &errs, getenv: func(string) string { return "" }, watch: func() {}}
	w.out = newPrinter(&out, cancel)
	k := &call{world: w, ctx: ctx, lang: "en", given: map[string][]string{"json": {"true"}}}
	var jobs []*job
	for i := range l.Variants {
		j, bad := k.job(l, &l.Variants[i], lab.Settings{})
		if bad != nil {
			t.Fatal(bad)
		}
		jobs = append(jobs, j)
	}
	if err := k.runMany(jobs, &picture{}); err != nil {
		t.Fatal(err)
	}
	w.out.Flush()
	at := -1
	for i := range runs {
		n := strings.Index(out.String(), fmt.Sprintf(`"variant":"v%d","seed"`, i))
		if n <= at {
			t.Errorf("the events of v%d are not in their place", i)
		}
		at = n
	}
	if n := strings.Count(out.String(), `"kind":"end"`); n != runs {
		t.Errorf("%d runs ended", n)
	}
}
