package match

import "slices"

// How tells why two tokens were paired.
type How string

// Reasons for a pair.
const (
	Same    How = "same"    // written the same, but for case and marks
	Sounds  How = "sounds"  // sound the same in some spelling
	Nearly  How = "nearly"  // a slip or another dialect apart
	Initial How = "initial" // one is the other's first letter
)

// Pair is one token of either name, and how they met.
type Pair struct {
	A, B  string
	How   How
	Score float64 // 0 to 1
}

// Result is how alike two names are.
type Result struct {
	Score    float64  // 0 to 1
	Pairs    []Pair   // in the order of the first name
	Unpaired []string // tokens that the other name lacks: these speak against
}

const (
	closeEnough = 0.7  // below this two tokens are not paired
	initial     = 0.75 // what an initial is worth
	lacking     = 0.4  // what a token costs that the other side lacks, as a share of a token
)

// Compare tells how alike two names of persons are. A name without letters is like nothing.
func Compare(a, b string) Result { return CompareTokens(Tokens(a), Tokens(b)) }

// CompareTokens is [Compare] for names that were taken apart before.
func CompareTokens(a, b []Token) Result {
	if len(a) == 0 || len(b) == 0 {
		return Result{}
	}
	var possible []meeting
	for i, x := range a {
		for j, y := range b {
			if how, score := meet(x, y); score >= closeEnough {
				possible = append(possible, meeting{i, j, how, score})
			}
		}
	}
	chosen := pair(possible, len(a), len(b))
	var r Result
	sum, full := 0.0, 0
	usedA, usedB := make([]bool, len(a)), make([]bool, len(b))
	for _, m := range chosen {
		usedA[m.a], usedB[m.b] = true, true
		sum += m.score
		if m.how != Initial {
			full++
		}
		r.Pairs = append(r.Pairs, Pair{A: a[m.a].Written, B: b[m.b].Written, How: m.how, Score: m.score})
	}
	for i, t := range a {
		if !usedA[i] {
			r.Unpaired = append(r.Unpaired, t.Written)
		}
	}
	for j, t := range b {
		if !usedB[j] {
			r.Unpaired = append(r.Unpaired, t.Written)
		}
	}
	least := min(len(a), len(b))
	// A token that both have and that differs counts whole; one that only the longer name has counts less, since
	// patronymics and second names are often left out. One full name must meet, and two where both have two.
	odd := float64(least - len(chosen))
	extra := float64(max(len(a), len(b)) - least)
	r.Score = sum / (float64(len(chosen)) + 2*odd + lacking*extra)
	if full == 0 || least == 1 && max(len(a), len(b)) > 1 {
		r.Score = min(r.Score, 0.6) // initials alone, or a surname alone, prove nothing
	}
	return r
}

// meet is how two tokens meet; the score is 0 where they do not.
func meet(a, b Token) (How, float64) {
	if a.Initial != b.Initial {
		if begins(a, b) {
			return Initial, initial
		}
		return "", 0
	}
	if fold(a.Written) == fold(b.Written) {
		return Same, 1
	}
	if a.Initial {
		if begins(a, b) {
			return Sounds, 0.95
		}
		return "", 0
	}
	s := alike(a, b)
	if s == 1 {
		return Sounds, 0.98
	}
	return Nearly, s * 0.98
}

// begins tells whether two tokens begin with the same letter, or with the same sound.
func begins(a, b Token) bool {
	x, y := []rune(fold(a.Written)), []rune(fold(b.Written))
	if len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		return true
	}
	for _, p := range a.Sounds {
		for _, q := range b.Sounds {
			if p != "" && q != "" && p[0] == q[0] {
				return true
			}
		}
	}
	return false
}

type meeting struct {
	a, b  int
	how   How
	score float64
}

// pair chooses the meetings whose sum is best, each token once. Names are short: all ways are tried up to eight tokens,
// beyond that the best meeting is taken first.
func pair(possible []meeting, na, nb int) []meeting {
	slices.SortStableFunc(possible, func(x, y meeting) int {
		switch {
		case x.score > y.score:
			return -1
		case x.score < y.score:
			return 1
		}
		return (x.a + x.b) - (y.a + y.b)
	})
	var best []meeting
	if max(na, nb) <= 8 {
		best, _ = search(possible, 0, 0)
	} else {
		var usedA, usedB = map[int]bool{}, map[int]bool{}
		for _, m := range possible {
			if !usedA[m.a] && !usedB[m.b] {
				usedA[m.a], usedB[m.b] = true, true
				best = append(best, m)
			}
		}
	}
	slices.SortFunc(best, func(x, y meeting) int { return x.a - y.a })
	return best
}

// search tries every way for the tokens of the first name, one after the other.
func search(possible []meeting, usedA, usedB uint16) (best []meeting, sum float64) {
	low := -1
	for _, m := range possible {
		if usedA&(1<<m.a) == 0 && (low < 0 || m.a < low) {
			low = m.a
		}
	}
	if low < 0 {
		return nil, 0
	}
	best, sum = search(possible, usedA|1<<low, usedB)
	for _, m := range possible {
		if m.a != low || usedB&(1<<m.b) != 0 {
			continue
		}
		rest, s := search(possible, usedA|1<<low, usedB|1<<m.b)
		if s += m.score; s > sum {
			best, sum = append([]meeting{m}, rest...), s
		}
	}
	return best, sum
}
