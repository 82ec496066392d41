package stats

// Tally is the figures of reports, counted in every way at once. It is made by a Counter.
type Tally struct {
	From, To Month // the period, both inclusive; 0 = without end. Reports outside of it are left out

	Total      Count
	Categories map[string]*Count
	Groups     map[string]*Count
	months     []Count // from first on, without gaps
	first      Month
}

// Counter counts reports. They are added, and may be taken back; Sum gives the figures so far.
type Counter struct {
	from, to Month
	groups   map[string]*Count
	lines    map[string]*Line
}

// Line is the reports of one category by month, while they are counted.
type Line struct {
	of     *Counter
	months []*Count // from first on; nil where there are none
	first  Month
}

// NewCounter begins to count the reports of a period, both months inclusive; 0 = without end.
func NewCounter(from, to Month) *Counter {
	return &Counter{from: from, to: to, groups: map[string]*Count{}, lines: map[string]*Line{}}
}

// Add counts a report if it lies in the period. The report is not kept.
func (k *Counter) Add(r *Report) { k.Line(r.Category).Add(r, k.Group(r.Group), 1) }

// Line is where the reports of a category are counted, Group where those of a group are: who counts many reports
// looks them up once.
func (k *Counter) Line(category string) *Line {
	l := k.lines[category]
	if l == nil {
		l = &Line{of: k}
		k.lines[category] = l
	}
	return l
}

// Group is where the reports of a group are counted.
func (k *Counter) Group(name string) *Count {
	c := k.groups[name]
	if c == nil {
		c = &Count{}
		k.groups[name] = c
	}
	return c
}

// Add counts a report of the line's category in a group if it lies in the period (by is 1), or takes one back that
// was counted so (-1).
func (l *Line) Add(r *Report, group *Count, by int64) {
	if r.Month < l.of.from || l.of.to != 0 && r.Month > l.of.to {
		return
	}
	l.month(r.Month).Add(r, by)
	group.Add(r, by)
}

func (l *Line) month(m Month) *Count {
	switch {
	case l.first == 0:
		l.first, l.months = m, make([]*Count, 1)
	case m < l.first:
		l.months = append(make([]*Count, l.first-m), l.months...)
		l.first = m
	}
	for int(m-l.first) >= len(l.months) {
		l.months = append(l.months, nil)
	}
	c := l.months[m-l.first]
	if c == nil {
		c = &Count{}
		l.months[m-l.first] = c
	}
	return c
}

// Sum makes the figures of what was counted so far. regroup puts groups together by their names; nil leaves them as
// they are.
func (k *Counter) Sum(regroup func(name string) string) *Tally {
	t := &Tally{From: k.from, To: k.to, Categories: map[string]*Count{}, Groups: map[string]*Count{}}
	var last Month
	for _, l := range k.lines {
		for i, c := range l.months {
			if m := l.first + Month(i); c != nil && c.Received > 0 {
				if t.first == 0 || m < t.first {
					t.first = m
				}
				last = max(last, m)
			}
		}
	}
	if t.first != 0 {
		t.months = make([]Count, last-t.first+1)
	}
	for category, l := range k.lines {
		sum := &Count{}
		for i, c := range l.months {
			if c != nil && c.Received > 0 {
				t.months[l.first+Month(i)-t.first].merge(c)
				sum.merge(c)
			}
		}
		if sum.Received > 0 {
			t.Categories[category] = sum
			t.Total.merge(sum)
		}
	}
	for name, c := range k.groups {
		if c.Received == 0 {
			continue
		}
		if regroup != nil {
			name = regroup(name)
		}
		if t.Groups[name] == nil {
			t.Groups[name] = &Count{}
		}
		t.Groups[name].merge(c)
	}
	return t
}

// Last is the last month of a report; 0 without any.
func (t *Tally) Last() Month {
	if t.first == 0 {
		return 0
	}
	return t.first + Month(len(t.months)) - 1
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
		to = t.Last()
	}
	if from == 0 || to < from {
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
