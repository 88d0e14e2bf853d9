package quiz

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"netlab/lab"
)

// Unanswered are a program's steps without what they expect to come of them, such as the
// errno that a call is to return: that is for the student to predict. The steps that are
// given stay as they are. Of a remark there is the text in the language.
func Unanswered(steps []lab.Step, lang string) []lab.Step {
	all := slices.Clone(steps)
	for i, s := range all {
		args := maps.Clone(s.Args)
		delete(args, "result")
		switch s.Do {
		case "recv", "recvfrom":
			delete(args, "text")
		case "getsockopt":
			delete(args, "value")
		case "note":
			text := lab.Text{}
			for _, of := range []string{"en", "zh"} {
				text[of] = strings.Join(args[of], " ")
			}
			args = lab.Args{"en": {strconv.Quote(text.In(lang))}}
		}
		all[i].Args = args
	}
	return all
}
