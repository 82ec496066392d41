package match

import "strings"

// near are sounds that clerks take for each other; to change one into the other costs less than another sound would.
const near = "SC sz S s zZ SZ Cc cs kg td pb fv ie uo ao ae ei xk vb cS nm Cg Zg oe yi "

// distance is what it costs to turn one sounding into another: 1 for a sound put in, left out or changed, less for
// sounds that are near, and for two that changed places.
func distance(a, b string) float64 {
	if a == b {
		return 0
	}
	x, y := []rune(a), []rune(b)
	before, row, next := make([]float64, len(y)+1), make([]float64, len(y)+1), make([]float64, len(y)+1)
	for j := range y {
		row[j+1] = row[j] + drop(y[j])
	}
	for i := range x {
		next[0] = row[0] + drop(x[i])
		for j := range y {
			best := min(row[j]+change(x[i], y[j]), row[j+1]+drop(x[i]), next[j]+drop(y[j]))
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] && x[i] != y[j] {
				best = min(best, before[j-1]+0.8)
			}
			next[j+1] = best
		}
		before, row, next = row, next, before
	}
	return row[len(y)]
}

func drop(r rune) float64 {
	if vowel(r) {
		return 0.6
	}
	return 1
}

func vowel(r rune) bool { return strings.ContainsRune("aeiou", r) }

func change(a, b rune) float64 {
	switch {
	case a == b:
		return 0
	case strings.Contains(near, string(a)+string(b)) || strings.Contains(near, string(b)+string(a)):
		return 0.4
	case vowel(a) && vowel(b):
		return 0.6
	}
	return 1
}

// alike is how near the closest soundings of two tokens are, 0 to 1.
func alike(a, b Token) float64 {
	best := 0.0
	for _, x := range a.Sounds {
		for _, y := range b.Sounds {
			n := max(len(x), len(y))
			if n == 0 {
				continue
			}
			best = max(best, 1-distance(x, y)/float64(n))
		}
	}
	return best
}
