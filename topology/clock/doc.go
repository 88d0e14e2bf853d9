// Package clock keeps netlab's time and the order in which things happen.
//
// Everything that will happen waits in one Queue, ordered by the moment when it
// is due and, at one moment, by the order in which it was asked for. The loop
// takes the first, brings the clock to its moment, and does it. What a clock does
// in between is the only difference between the two kinds: Virtual jumps, so that
// a minute of TIME-WAIT takes no time at all; Wall waits, and may be woken before
// by news from outside. This is the only package of netlab that reads the time
// of day.
package clock
