package stats

// Tally counts reports in every way at once.
type Tally struct {
	From, To Month // the period, both inclusive; 0 = without end. Reports outside of it are left out

	Total      Count
	Categories map[string]*Count
	Groups     map[string]*Count
	months     []Count // from first on, without gaps
	first      Month

	Earliest, Latest Month // of all reports that were offered, inside of the period or not
}

// NewTally begins to count the reports of a period.
func NewTally(from, to Month) *Tally {
	return &Tally{From: from, To: to, Categories: map[string]*Count{}, Groups: map[string]*Count{}}
}

// Add counts a report if it lies in the period. The report is not kept.
func (t *Tally) Add(r *Report) {
	if t.Earliest == 0 || r.Month < t.Earliest {
		t.Earliest = r.Month
	}
	t.Latest = max(t.Latest, r.Month)
	if r.Month < t.From || t.To != 0 && r.Month > t.To {
		return
	}
	t.Total.Add(r)
	t.month(r.Month).Add(r)
	in(t.Categories, r.Category).Add(r)
	in(t.Groups, r.Group).Add(r)
}

func in(counts map[string]*Count, key string) *Count {
	c := counts[key]
	if c == nil {
		c = &Count{}
		counts[key] = c
	}
	return c
}

func (t *Tally) month(m Month) *Count {
	switch {
	case t.first == 0:
		t.first, t.months = m, make([]Count, 1)
	case m < t.first:
		t.months = append(make([]Count, t.first-m), t.months...)
		t.first = m
	}
	for int(m-t.first) >= len(t.months) {
		t.months = append(t.months, Count{})
	}
	return &t.months[m-t.first]
}

// MonthCount is the figures of one month.
type MonthCount struct {
	Month Month
	*Count
}

// Months are all months of the period in order, without gaps, up to a last one; 0 is the last one with a report. A
// beginning that was not asked for is where the reports begin.
func (t *Tally) Months(to Month) []MonthCount {
	from := t.From
	if from == 0 {
		from = t.first
	}
	if to == 0 {
		to = t.first + Month(len(t.months)) - 1
	}
	if from == 0 {
		return nil
	}
	var all []MonthCount
	for m := from; m <= to; m++ {
		c := &Count{}
		if at := int(m - t.first); t.first != 0 && at >= 0 && at < len(t.months) {
			c = &t.months[at]
		}
		all = append(all, MonthCount{m, c})
	}
	return all
}
