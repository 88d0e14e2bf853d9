package linux

// Ability is something that a machine lets netlab do, or does not.
type Ability struct {
	Name   string // "netns", "tun", ...: short, and the same in every release
	OK     bool
	Detail string // what there is, or what stood against it
	Remedy string // the one command that would allow it, where the machine told which; "": none is known
}

// The names of abilities, in the order in which Abilities tries them.
const (
	AbilityNamespace = "netns"
	AbilityRootless  = "userns"
	AbilityTUN       = "tun"
	AbilityTAP       = "tap"
	AbilityVeth      = "veth"
	AbilitySysctls   = "sysctls"
	AbilityDiag      = "sock_diag"
	AbilityDestroy   = "sock_destroy"
	AbilityExec      = "exec"
	AbilityStamps    = "ebpf"
)

// AbilityNames are all of them.
func AbilityNames() []string {
	return []string{
		AbilityNamespace, AbilityRootless, AbilityTUN, AbilityTAP, AbilityVeth,
		AbilitySysctls, AbilityDiag, AbilityDestroy, AbilityExec, AbilityStamps,
	}
}
