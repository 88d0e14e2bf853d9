package main

import (
	"fmt"
	"strings"
)

// drawWay shows the way for people.
func (k *call) drawWay(way []chapter) {
	width, colour := min(k.width(), 100), k.colour(k.text("color"))
	ink := func(style, text string) string {
		if !colour || text == "" {
			return text
		}
		return "\x1b[" + style + "m" + text + "\x1b[0m"
	}
	signs := map[string]string{"done": "✓", "begun": "◦", "open": " "}
	arrow := "▶"
	if k.on("ascii") {
		signs, arrow = map[string]string{"done": "x", "begun": "~", "open": " "}, ">"
	}
	styles := map[string]string{"done": "32", "begun": "33"}
	labs, done, left := 0, 0, 0
	var next *stop
	for _, c := range way {
		for _, s := range c.stops {
			labs++
			if s.state() == "done" {
				done++
			} else {
				left += s.lab.About.Minutes
			}
			if s.next {
				next = s
			}
		}
	}
	head := k.t("learn.head", done, labs)
	switch {
	case left > 0 && done == 0:
		head += k.t("learn.left-all", k.spell(left))
	case left > 0:
		head += k.t("learn.left", k.spell(left))
	}
	fmt.Fprint(k.out, wrap(head, "", width))
	for i, c := range way {
		title := c.title.In(string(k.lang))
		if title == "" {
			title = k.t("learn.others")
		}
		fmt.Fprintf(k.out, "\n%s\n", ink("1", fmt.Sprintf("%d  %s", i+1, title)))
		for _, s := range c.stops {
			// What stands behind the title has a column of its own.
			behind := ""
			if s.state() == "begun" && s.past.Max > 0 {
				behind = k.t("learn.points", pointsText(s.past.Points), pointsText(s.past.Max)) + "  "
			}
			if m := s.lab.About.Minutes; m > 0 {
				behind += padLeft(k.t("learn.minutes", m), 7)
			}
			mark := " "
			if s.next {
				mark = arrow
			}
			front := fmt.Sprintf("%s %s %s  ", mark, ink(styles[s.state()], signs[s.state()]), pad(s.lab.Name, nameWidth()))
			used := 6 + nameWidth()
			name := clip(s.lab.Title.In(string(k.lang)), max(width-used-cells(behind)-2, 10))
			line := front + name + strings.Repeat(" ", max(2, width-used-cells(name)-cells(behind))) + behind
			fmt.Fprintln(k.out, strings.TrimRight(line, " "))
		}
	}
	fmt.Fprintln(k.out)
	if done > 0 || next != nil && next.state() == "begun" {
		fmt.Fprint(k.out, wrap(k.t("learn.legend", signs["done"], signs["begun"]), "", width))
	}
	if next == nil {
		fmt.Fprint(k.out, wrap(k.t("learn.all"), "", width))
		return
	}
	fmt.Fprintln(k.out, k.t("learn.next", next.lab.Name))
	ways := []string{"quiz", "show", "run"}
	if !k.asks(next) {
		ways = []string{"run", "show", "learn --done"}
	}
	commands, indent := make([]string, len(ways)), 0
	for i, w := range ways {
		commands[i] = "  netlab " + w + " " + next.lab.Name + k.sameLang()
		indent = max(indent, cells(commands[i])+2)
	}
	for i, w := range ways {
		fmt.Fprint(k.out, hang(commands[i], k.t("learn.way."+w), indent, max(width, 60)))
	}
}

// sameLang is what a command that is shown needs so that it speaks the language of this
// one: nothing where the user's environment says so.
func (k *call) sameLang() string {
	if k.language("") == k.lang {
		return ""
	}
	return " --lang " + string(k.lang)
}

// spell writes minutes as a person would.
func (k *call) spell(minutes int) string {
	if minutes < 90 {
		return k.t("learn.minutes", minutes)
	}
	return k.t("learn.hours", (minutes+30)/60)
}
