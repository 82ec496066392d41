package figures

import (
	"cmp"
	"slices"
	"time"

	"reeve/modules/exchange/request"
)

// Pace is how fast requests were answered or refused. Times are elapsed ones, from the delivery to the answer: a question
// that stopped the clock is part of them, and no part of what counts as in time.
type Pace struct {
	Answered int64 // or refused
	Limited  int64 // of them, those that had a limit
	InTime   int64 // of Limited
	Median   time.Duration
	P90      time.Duration // nine of ten took at most this long
}

// Speed is the pace of one partner in one direction.
type Speed struct {
	Partner string // node; or the name of who has none
	Node    bool
	Country string
	Ours    bool // we answer them; else they answer us
	Pace
}

// PaceOf measures those that were answered in [from, until).
func PaceOf(all []request.Counted, from, until time.Time) (p Pace) {
	var took []time.Duration
	for _, c := range all {
		if answered(c, from, until) {
			took = append(took, c.DoneAt.Sub(c.StartedAt))
			if !c.DueAt.IsZero() {
				p.Limited++
				if !c.DoneAt.After(c.DueAt) {
					p.InTime++
				}
			}
		}
	}
	slices.Sort(took)
	p.Answered, p.Median, p.P90 = int64(len(took)), rank(took, 50), rank(took, 90)
	return p
}

func answered(c request.Counted, from, until time.Time) bool {
	return !c.Copied && (c.Done == request.FactAnswered || c.Done == request.FactRefused) && !c.StartedAt.IsZero() && !c.DoneAt.Before(from) && c.DoneAt.Before(until)
}

// rank is the least of sorted times that a share of them do not exceed; 0 if there are none.
func rank(sorted []time.Duration, percent int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[(len(sorted)*percent+99)/100-1]
}

// Speeds measures each partner, the most answers first.
func Speeds(all []request.Counted, where Where, from, until time.Time) (out []Speed) {
	type key struct {
		name string
		node bool
		ours bool
	}
	by := map[key][]request.Counted{}
	for _, c := range all {
		k := key{string(c.Partner), true, !c.Own}
		if c.Partner == "" {
			k.name, k.node = c.PartnerName, false
		}
		by[k] = append(by[k], c)
	}
	for k, of := range by {
		if p := PaceOf(of, from, until); p.Answered > 0 {
			out = append(out, Speed{k.name, k.node, where(of[0]), k.ours, p})
		}
	}
	slices.SortFunc(out, func(a, b Speed) int {
		return cmp.Or(cmp.Compare(b.Answered, a.Answered), cmp.Compare(a.Country, b.Country), cmp.Compare(a.Partner, b.Partner), map[bool]int{true: 1, false: -1}[a.Ours])
	})
	return out
}
