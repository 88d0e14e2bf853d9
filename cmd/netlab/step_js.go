package main

// step needs a terminal, which a program in a browser has none of.
func step(k *call) error { return unable("step-js", k.args[0]) }
