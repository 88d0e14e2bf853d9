//go:build race

package filter

// underRace: the race detector has sync.Pool forget, and package regexp with it.
const underRace = true
