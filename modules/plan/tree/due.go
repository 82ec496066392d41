package tree

import (
	"time"

	"reeve/kernel/process/calendar"
)

// Due is the last day on which something must be done: the day itself, or for an inherited deadline that of the parent.
// A relative one counts from the day of its event, which stands in event once it is known; one that names no event
// counts from the start. Empty = there is no single day, or none is known yet.
func (d Deadline) Due(parent, start, event string) string {
	switch d.Kind {
	case OnDate, MonthEnd, QuarterEnd, HalfEnd, YearEnd:
		return d.Day
	case Inherited:
		return parent
	case Relative:
		switch {
		case d.Day != "":
			return d.Day
		case event != "":
			return after(event, d.Days)
		case d.After == "" && start != "":
			return after(start, d.Days)
		}
	}
	return ""
}

// after goes some civil days on; a text that is no day gives none.
func after(day string, days int) string {
	d, err := calendar.ParseDate(day)
	if err != nil {
		return ""
	}
	return d.AddDays(days).String()
}

// DueDays are the last days of all nodes that have a single one, by number. An inherited deadline is that of the nearest
// node above that has one, at last the end of the plan.
func DueDays(p Plan) map[string]string {
	places, out := Places(p), make(map[string]string, len(p.Nodes))
	for _, n := range p.Nodes {
		if n.Activity == nil {
			continue
		}
		above, seen := n, 0
		for above.Activity == nil || above.Activity.Deadline.Kind == Inherited {
			i, ok := places[above.Parent]
			if seen++; !ok || seen > len(p.Nodes) { // the top, or a circle
				above = Node{}
				break
			}
			above = p.Nodes[i]
		}
		day := p.Until
		if above.Number != "" {
			day = above.Activity.Deadline.Due("", startOf(p, above), "")
		}
		if day != "" {
			out[n.Number] = day
		}
	}
	return out
}

func startOf(p Plan, n Node) string {
	if n.Activity != nil && n.Activity.Start != "" {
		return n.Activity.Start
	}
	return p.From
}

// EndOf is the last day of the month, quarter, half-year or year that a day lies in; the day itself for other kinds.
func EndOf(kind DeadlineKind, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	months := map[DeadlineKind]int{MonthEnd: 1, QuarterEnd: 3, HalfEnd: 6, YearEnd: 12}[kind]
	if months == 0 {
		return day
	}
	last := (int(t.Month())-1)/months*months + months
	return time.Date(t.Year(), time.Month(last)+1, 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}
