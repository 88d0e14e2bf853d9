package segment

// Sequence numbers live in a circle of 2^32, so "less" has a meaning only
// between numbers less than half a circle apart: a < b says that b is reached
// from a by going forward less than 2^31 (RFC 9293, 3.4). Between numbers
// exactly 2^31 apart neither order is right; these functions call each Less
// than the other.

// Diff is how far b lies ahead of a, from -2^31 to 2^31-1; negative: behind it.
func Diff(a, b uint32) int32 { return int32(b - a) }

// Less says that a comes before b: a < b modulo 2^32.
func Less(a, b uint32) bool { return int32(a-b) < 0 }

// LessEq says that a comes before b or is b: a =< b modulo 2^32.
func LessEq(a, b uint32) bool { return a == b || Less(a, b) }

// InWindow says that x lies in the window of that size that begins at left:
// left =< x < left+size. An empty window holds nothing. The window may be of any
// size, unlike what Less compares.
func InWindow(x, left, size uint32) bool { return x-left < size }
