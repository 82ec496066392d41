package problem

import "reeve/kernel/db"

// InPeriod are the published priorities of a place, and of what lies below it, whose half-year began on the civil days
// [from, until], the latest first.
func InPeriod(q db.Reader, place, from, until string) (all []Row, err error) {
	f := Filter{Place: place, Limit: 100}
	for {
		rows, next, err := list(q, f, nil)
		for _, r := range rows {
			if r.Half >= from && r.Half <= until {
				all = append(all, r)
			}
		}
		if f.After = next; err != nil || next == "" {
			return all, err
		}
	}
}
