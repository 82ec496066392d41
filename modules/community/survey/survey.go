package survey

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"reeve/kernel/disclosure"
)

// Wave is one survey in one place at one time.
type Wave struct {
	ID          string
	Title       string
	Place       string // id
	From, Until string // civil days on which people were asked
	Sample      string // who was asked
	Method      string
	Source      string
	Weights     string // how answers were weighted; empty = not, or not said
	Version     int64
}

// Year is the year in which most of the asking was over.
func (w Wave) Year() string { return w.Until[:4] }

// Value is the share that gave an answer.
type Value struct {
	ID, Wave string
	Question string // trust, safe_night, …; one that the program does not know has its wording
	Group    string // "sex: women"; empty = everybody
	Share    int64  // hundredths of a per cent
	Asked    int64  // how many answered
	Stated   *int64 // margin as the source gives it, hundredths of a point; nil = none
	Design   int64  // design effect in hundredths: how much less a weighted answer tells; 100 = none
	Wording  string // as it was asked
	Version  int64
}

// Questions are those whose words the program knows.
func Questions() []string {
	return []string{"trust", "safe_day", "safe_night", "knows_officer", "satisfied", "reported"}
}

const whole = 10_000 // hundredths of a per cent

// Margin is half the width of the interval that holds the true share in 19 of 20 samples, in hundredths of a point: 1.96
// times the square root of p(1-p)·d/n, of a simple random sample of n whose weighting has the design effect d. 0 of
// nobody asked. Small n, and shares near none or all, make it smaller than it truly is.
func Margin(share, asked, design int64) int64 {
	if asked <= 0 {
		return 0
	}
	p := float64(share)
	return int64(math.Round(1.96 * math.Sqrt(p*(whole-p)*float64(max(design, 100))/100/float64(asked))))
}

// Margin is the margin of a value and whether the source stated it.
func (v Value) Margin() (hundredths int64, stated bool) {
	if v.Stated != nil {
		return *v.Stated, true
	}
	return Margin(v.Share, v.Asked, v.Design), false
}

// Hidden is the share of a value that is not shown.
const Hidden = -1

// Shown are the values of one wave and question as they may be shown: those of groups without counts of people that
// are smaller than three, nor what these could be computed from. A group's dimension is what stands before its colon;
// the groups of one dimension are a table. The value of everybody is always shown.
func Shown(values []Value) []Value {
	out := slices.Clone(values)
	by := map[string][]int{}
	for n, v := range out {
		if v.Group != "" {
			dimension, _, found := strings.Cut(v.Group, ":")
			if !found {
				dimension = ""
			}
			by[dimension] = append(by[dimension], n)
		}
	}
	for _, at := range by {
		var cells [][]int64
		for _, n := range at {
			yes := (out[n].Share*out[n].Asked + whole/2) / whole
			cells = append(cells, []int64{yes, out[n].Asked - yes})
		}
		t := disclosure.Suppress(disclosure.NewTable(cells), disclosure.Least)
		for i, n := range at {
			if t.Cells[i][0] < 0 || t.Cells[i][1] < 0 || t.Rows[i] < 0 {
				out[n].Share = Hidden
			}
		}
	}
	return out
}

// Series are the shares of everybody to one question by year, from the first year to the last; Missing where there is
// none. Of several waves in one year the latest counts.
func Series(waves []Wave, values []Value, question string, first, last int) []int64 {
	type at struct{ day, id string }
	newest := make([]at, last-first+1)
	out := make([]int64, last-first+1)
	for n := range out {
		out[n] = Missing
	}
	wave := map[string]Wave{}
	for _, w := range waves {
		wave[w.ID] = w
	}
	for _, v := range values {
		w, ok := wave[v.Wave]
		if !ok || v.Group != "" || v.Question != question {
			continue
		}
		n := yearOf(w.Until) - first
		if n < 0 || n >= len(out) {
			continue
		}
		if is := (at{w.Until, w.ID}); cmp.Or(cmp.Compare(is.day, newest[n].day), cmp.Compare(is.id, newest[n].id)) > 0 {
			newest[n], out[n] = is, v.Share
		}
	}
	return out
}

// Missing stands in a series where there is no value. It is look.NoValue.
const Missing int64 = -1

func yearOf(day string) (year int) {
	for _, c := range day[:min(4, len(day))] {
		year = year*10 + int(c-'0')
	}
	return year
}
