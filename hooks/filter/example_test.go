package filter_test

import (
	"fmt"

	"netlab/hooks/event"
	"netlab/hooks/filter"
	"netlab/hooks/segment"
)

func Example() {
	env := filter.Env{Hosts: []string{"client", "server"}}
	p, err := filter.Compile(`syn and not from == server`, env)
	if err != nil {
		fmt.Println(err)
		return
	}
	s := &filter.Subject{
		Seg:  &segment.Segment{Version: 4, Proto: segment.TCP, Flags: segment.SYN},
		Info: &event.Info{Roles: event.Roles(0).With(event.Syn)},
		From: 1, To: 2,
	}
	fmt.Println(p, "->", p.Match(s))

	_, err = filter.Compile(`tcp.flags.syn == 1 && form == client`, env)
	fmt.Println(err)
	// Output:
	// role == syn && !(from == server) -> true
	// there is no field and no role "form"
	//   tcp.flags.syn == 1 && form == client
	//                         ^~~~
	// did you mean from?
}

func ExampleCompilePrefix() {
	p, rest, _ := filter.CompilePrefix(`tcp.len > 0 delay 10ms`, filter.Env{})
	fmt.Printf("%s, then %q\n", p, rest)
	// Output: tcp.len > 0, then "delay 10ms"
}
