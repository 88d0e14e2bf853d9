//go:build !linux

package linux

import "runtime"

// Abilities are none: there is no Linux kernel here.
func Abilities() []Ability {
	var all []Ability
	for _, name := range AbilityNames() {
		all = append(all, Ability{Name: name, Detail: "this is " + runtime.GOOS})
	}
	return all
}
