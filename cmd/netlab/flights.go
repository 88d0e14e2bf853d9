package main

import "bytes"

// A run on a real clock waits nearly all of its time. Of several, many are in
// flight at once, each on a goroutine of its own with hosts of its own; what they
// say is said in their order.

// mostFlights is how many runs of a command are in flight at once, those of both
// sides of a comparison together. Each may have two threads or three that wait for
// the kernel.
const mostFlights = 16

// airspace is what the runs of a command share: whoever is in flight has one of
// its places.
type airspace chan struct{}

func newAirspace() airspace { return make(airspace, mostFlights) }

// send has all that is in a queue fly, in its order, each as soon as there is a
// place. It does not wait for them.
func (a airspace) send(queue []int, fly func(i int)) {
	go func() {
		for _, i := range queue {
			a <- struct{}{}
			go func() {
				fly(i)
				<-a
			}()
		}
	}()
}

// A flight is a job that runs beside others.
type flight struct {
	done   done
	began  bool
	stdout bytes.Buffer
	over   chan struct{} // closed when the rest is as it stays
}

// takeOff sends the jobs on a real clock on their way; the others have no flight.
// They begin in their order, as soon as there is a place.
func (k *call) takeOff(jobs []*job, p *picture, air airspace) []*flight {
	flights := make([]*flight, len(jobs))
	var queue []int
	for i, j := range jobs {
		if j.skip == "" && j.plan.Clock == "real" {
			j.aside = true
			flights[i] = &flight{over: make(chan struct{})}
			queue = append(queue, i)
		}
	}
	if len(queue) == 0 {
		return flights
	}
	k.watch() // before there are goroutines that an end would cut short
	air.send(queue, func(i int) { k.fly(flights[i], jobs[i], p) })
	return flights
}

// fly runs a job, and keeps what it writes to stdout.
func (k *call) fly(f *flight, j *job, p *picture) {
	defer close(f.over)
	if k.ctx.Err() != nil {
		return
	}
	f.began = true
	f.done = k.carryOut(j, k.place(j), p, &f.stdout)
}

// land waits for a job's flight, or runs the job now where it has none. Flew is
// false where all was called off before it began.
func (k *call) land(flights []*flight, i int, j *job, p *picture) (d done, flew bool) {
	f := flights[i]
	if f == nil {
		if k.ctx.Err() != nil {
			return done{}, false
		}
		return k.carryOut(j, k.place(j), p, k.out), true
	}
	if line := k.terminalLine(); line != nil && !k.on("quiet") {
		defer line.clear()
		line.show(k.t("progress.many", i, len(flights), j.name()))
	}
	<-f.over
	k.out.Write(f.stdout.Bytes())
	f.stdout = bytes.Buffer{}
	return f.done, f.began
}
