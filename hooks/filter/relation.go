package filter

// relation is what a comparison asks of a value: a name, whether it is asked
// the other way round, and whether every occurrence has to fit, or any.
type relation struct {
	name     string
	neg, all bool
}

// relationOf reads a comparison operator, in all its spellings.
func relationOf(t token) (relation, bool) {
	if t.kind != signToken && t.kind != wordToken {
		return relation{}, false
	}
	switch t.text {
	case "==", "eq", "any_eq":
		return relation{name: "=="}, true
	case "!=", "ne", "all_ne":
		return relation{name: "==", neg: true, all: true}, true
	case "===", "all_eq":
		return relation{name: "==", all: true}, true
	case "!==", "~=", "any_ne":
		return relation{name: "==", neg: true}, true
	case "<", "lt":
		return relation{name: "<"}, true
	case "<=", "le":
		return relation{name: "<="}, true
	case ">", "gt":
		return relation{name: ">"}, true
	case ">=", "ge":
		return relation{name: ">="}, true
	case "contains", "in":
		return relation{name: t.text}, true
	case "matches", "~":
		return relation{name: "matches"}, true
	}
	return relation{}, false
}

// compare says whether two values, of which cmp tells the order, are so related.
func (r relation) compare(cmp int) bool {
	switch r.name {
	case "==":
		return (cmp == 0) != r.neg
	case "<":
		return cmp < 0
	case "<=":
		return cmp <= 0
	case ">":
		return cmp > 0
	}
	return cmp >= 0
}

// text writes a comparison in its normal form.
func (r relation) text(left, right string) string {
	name, quantor := r.name, ""
	switch {
	case r.neg && !r.all:
		quantor = "any "
	case !r.neg && r.all:
		quantor = "all "
	}
	if r.neg {
		name = "!="
	}
	return quantor + left + " " + name + " " + right
}
