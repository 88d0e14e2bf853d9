package clock

import "time"

// A Doer is something that can be done when its time has come.
type Doer interface{ Do() }

// A Beat is a place in a Queue: put it into whatever waits, so that waiting
// allocates nothing. The zero Beat waits for nothing.
type Beat struct {
	at    time.Duration
	asked uint64
	index int // in the heap, from 1; 0: not in it
	doer  Doer
}

// At is the moment when the beat is or was due.
func (b *Beat) At() time.Duration { return b.at }

// Waiting says whether the beat is in its queue.
func (b *Beat) Waiting() bool { return b.index > 0 }

// Queue holds the beats that are to come. The zero Queue is empty and ready. It
// is used by one goroutine.
type Queue struct {
	heap  []*Beat
	asked uint64
}

// Len is the number of beats waiting.
func (q *Queue) Len() int { return len(q.heap) }

// Put asks for d to be done at a moment. A beat that waits already is moved, and
// counts as asked for anew.
func (q *Queue) Put(b *Beat, at time.Duration, d Doer) {
	q.asked++
	b.at, b.asked, b.doer = at, q.asked, d
	if b.index == 0 {
		q.heap = append(q.heap, b)
		b.index = len(q.heap)
		q.up(b.index - 1)
		return
	}
	i := b.index - 1
	q.up(i)
	q.down(b.index - 1)
}

// Take removes a beat before its time and says whether it was waiting.
func (q *Queue) Take(b *Beat) bool {
	if b.index == 0 {
		return false
	}
	q.remove(b.index - 1)
	return true
}

// Next is the moment when the first beat is due.
func (q *Queue) Next() (at time.Duration, ok bool) {
	if len(q.heap) == 0 {
		return 0, false
	}
	return q.heap[0].at, true
}

// Pop removes the first beat and gives what is to be done.
func (q *Queue) Pop() Doer {
	d := q.heap[0].doer
	q.remove(0)
	return d
}

// Peek is what is to be done first; nil if nothing is.
func (q *Queue) Peek() Doer {
	if len(q.heap) == 0 {
		return nil
	}
	return q.heap[0].doer
}

// All calls f for every beat that waits, in no particular order.
func (q *Queue) All(f func(at time.Duration, d Doer)) {
	for _, b := range q.heap {
		f(b.at, b.doer)
	}
}

func (q *Queue) remove(i int) {
	last := len(q.heap) - 1
	b := q.heap[i]
	q.swap(i, last)
	q.heap[last] = nil
	q.heap = q.heap[:last]
	b.index, b.doer = 0, nil
	if i < last {
		q.up(i)
		q.down(i)
	}
}

// The heap has four children a node: pushing a beat to the far end, which is
// what most timers do, then passes half as many levels.
const fanOut = 4

func (q *Queue) up(i int) {
	for i > 0 {
		parent := (i - 1) / fanOut
		if !q.before(i, parent) {
			return
		}
		q.swap(i, parent)
		i = parent
	}
}

func (q *Queue) down(i int) {
	for {
		first := i*fanOut + 1
		if first >= len(q.heap) {
			return
		}
		least := first
		for c := first + 1; c < min(first+fanOut, len(q.heap)); c++ {
			if q.before(c, least) {
				least = c
			}
		}
		if !q.before(least, i) {
			return
		}
		q.swap(i, least)
		i = least
	}
}

func (q *Queue) before(i, j int) bool {
	a, b := q.heap[i], q.heap[j]
	return a.at < b.at || a.at == b.at && a.asked < b.asked
}

func (q *Queue) swap(i, j int) {
	q.heap[i], q.heap[j] = q.heap[j], q.heap[i]
	q.heap[i].index, q.heap[j].index = i+1, j+1
}
