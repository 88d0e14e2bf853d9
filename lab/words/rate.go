package words

import "strconv"

// Rate writes bits a second in the largest of tc's units that divides them: "10mbit",
// "64kbit". The units are the same in every language.
func Rate(bits int64) string {
	units := []string{"bit", "kbit", "mbit", "gbit"}
	i := 0
	for i < len(units)-1 && bits%1000 == 0 {
		bits /= 1000
		i++
	}
	return strconv.FormatInt(bits, 10) + units[i]
}
