package community

import (
	"cmp"
	"maps"
	"slices"
)

// ground is a community as coverage counts it: valid on the days [From, Until), see places.Span.
type ground struct {
	ID, Region  string // ids; Region empty where none is known
	From, Until string
}

// held is an agreement over one community: in force on the days [From, Last].
type held struct {
	Place      string
	From, Last string // Last empty = without end
	Renew      string // day from which renewal is due; empty = never
}

// share counts communities: how many are valid on a day, and how many of them have an agreement in force.
type share struct{ Communities, InForce, RenewalDue int64 }

func (s *share) add(o share) {
	s.Communities += o.Communities
	s.InForce += o.InForce
	s.RenewalDue += o.RenewalDue
}

// Coverage of one community on a day.
const (
	Missing = "missing"
	Covered = "in_force"
	Due     = "renewal_due" // in force, and every agreement that covers it is due for renewal
)

// coverOn tells of each community that is valid on a day how it is covered.
func coverOn(day string, all []ground, agreements []held) map[string]string {
	out := map[string]string{}
	for _, g := range all {
		if g.From <= day && (g.Until == "" || day < g.Until) {
			out[g.ID] = Missing
		}
	}
	for _, h := range agreements {
		had, valid := out[h.Place]
		if !valid || h.From > day || h.Last != "" && day > h.Last {
			continue
		}
		switch {
		case h.Renew == "" || day < h.Renew:
			out[h.Place] = Covered
		case had == Missing:
			out[h.Place] = Due
		}
	}
	return out
}

// byRegion counts what coverOn tells, by region.
func byRegion(cover map[string]string, all []ground) (regions map[string]share, total share) {
	regions = map[string]share{}
	for _, g := range all {
		state, valid := cover[g.ID]
		if !valid {
			continue
		}
		one := share{Communities: 1}
		if state != Missing {
			one.InForce = 1
		}
		if state == Due {
			one.RenewalDue = 1
		}
		s := regions[g.Region]
		s.add(one)
		regions[g.Region] = s
		total.add(one)
	}
	return regions, total
}

// turn is a day on which the counts of a region change, by how much.
type turn struct {
	day         string
	valid, with int64
}

// turns are the changes of each region's counts, in order of days. A community counts as covered on the days on which
// it is valid and any of its agreements is in force.
func turns(all []ground, agreements []held) map[string][]turn {
	of := map[string][]held{}
	for _, h := range agreements {
		of[h.Place] = append(of[h.Place], h)
	}
	out := map[string][]turn{}
	for _, g := range all {
		add := func(from, until string, valid, with int64) {
			if from = max(from, g.From); g.Until != "" && (until == "" || until > g.Until) {
				until = g.Until
			}
			if until != "" && from >= until {
				return
			}
			out[g.Region] = append(out[g.Region], turn{from, valid, with})
			if until != "" {
				out[g.Region] = append(out[g.Region], turn{until, -valid, -with})
			}
		}
		add(g.From, g.Until, 1, 0)
		for _, s := range merged(of[g.ID]) {
			add(s.from, s.until, 0, 1)
		}
	}
	for region := range out {
		slices.SortStableFunc(out[region], func(a, b turn) int { return cmp.Compare(a.day, b.day) })
	}
	return out
}

// stretch is the days [from, until); an empty until is for ever.
type stretch struct{ from, until string }

// merged joins the days of agreements that follow each other or overlap.
func merged(agreements []held) (out []stretch) {
	all := make([]stretch, 0, len(agreements))
	for _, h := range agreements {
		s := stretch{from: h.From}
		if h.Last != "" {
			s.until = addDays(h.Last, 1)
		}
		if s.until == "" || s.from < s.until {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	for _, s := range all {
		last := len(out) - 1
		if last >= 0 && (out[last].until == "" || s.from <= out[last].until) {
			if out[last].until != "" && (s.until == "" || s.until > out[last].until) {
				out[last].until = s.until
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// complete is the first day, not after upTo, on which every community of a region was covered.
func complete(changes []turn, upTo string) (day string, ok bool) {
	var valid, with int64
	for i, c := range changes {
		if c.day > upTo {
			break
		}
		valid, with = valid+c.valid, with+c.with
		if i+1 < len(changes) && changes[i+1].day == c.day {
			continue // the day is not over
		}
		if valid > 0 && with == valid {
			return c.day, true
		}
	}
	return "", false
}

// firstComplete is the region that was complete first, with the day; of several on one day the first by order.
func firstComplete(by map[string][]turn, upTo string, order func(a, b string) int) (region, day string) {
	found := false
	for _, r := range slices.SortedFunc(maps.Keys(by), order) {
		if r == "" {
			continue
		}
		if d, ok := complete(by[r], upTo); ok && (!found || d < day) {
			region, day, found = r, d, true
		}
	}
	return region, day
}

// monthly counts all regions at the end of each day given, which are in order.
func monthly(by map[string][]turn, days []string) []share {
	var all []turn
	for _, changes := range by {
		all = append(all, changes...)
	}
	slices.SortFunc(all, func(a, b turn) int { return cmp.Compare(a.day, b.day) })
	out, n, now := make([]share, len(days)), 0, share{}
	for i, day := range days {
		for ; n < len(all) && all[n].day <= day; n++ {
			now.Communities += all[n].valid
			now.InForce += all[n].with
		}
		out[i] = now
	}
	return out
}
