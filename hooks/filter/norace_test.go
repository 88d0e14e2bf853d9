//go:build !race

package filter

const underRace = false
