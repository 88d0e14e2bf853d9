// Package tui is the debugger's screen: a run, seen from within.
//
// The world stands still at an event. Above stands the ladder up to there, below or
// beside it what the two ends of the connection know at that moment, the packet in
// question with its fields, the timers that are running, and the reason why the
// event happened. A key goes on, another goes back; when a packet stands at the desk
// the person decides what becomes of it, and a branch of the run grows from that.
//
// The screen only draws and asks. What can be done, and what it leads to, is
// lab/debug's, through one interface, so that a run on virtual time, which goes both
// ways, and a live one, which goes forward only, look alike. A Model takes keys and
// gives views, without a terminal, the time of day or a file: it is tested like any
// function. Run joins it with a terminal, which it leaves as it found it.
//
// Keys stand in one table (keys.go), from which they are dispatched and from which
// the help and the foot of the screen are printed. Nothing is told by colour alone.
package tui
