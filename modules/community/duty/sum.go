package duty

import (
	"time"

	"reeve/kernel/measure"
)

// Sum is minutes of duty added up.
type Sum struct {
	Rostered   int64 // to be on duty, without leave
	Recorded   int64 // entered, without leave
	Inside     int64 // of those recorded, in the community
	Abstracted int64 // of those recorded, sent elsewhere
	Leave      int64
	People     int64 // reached; not minutes
	Entries    int64
}

// Plus adds two sums.
func (s Sum) Plus(o Sum) Sum {
	return Sum{s.Rostered + o.Rostered, s.Recorded + o.Recorded, s.Inside + o.Inside, s.Abstracted + o.Abstracted, s.Leave + o.Leave, s.People + o.People, s.Entries + o.Entries}
}

// Share is the time in the community: inside of recorded.
func (s Sum) Share() measure.Rate { return measure.Of(s.Inside, s.Recorded) }

// Coverage is how much of the roster was recorded. It is above one where more was worked than planned.
func (s Sum) Coverage() measure.Rate { return measure.Of(s.Recorded, s.Rostered) }

// Bounds are the least and the most that the share can be, whatever was done in the hours that nobody recorded: none of
// them in the community, or all. Where more is recorded than rostered nothing is unknown, and both are the share.
// Without a roster nobody knows what is missing: then there are no bounds.
func (s Sum) Bounds() (low, high measure.Rate) {
	if s.Rostered == 0 {
		return measure.None(measure.Missing), measure.None(measure.Missing)
	}
	whole := max(s.Rostered, s.Recorded)
	return measure.Of(s.Inside, whole), measure.Of(s.Inside+whole-s.Recorded, whole)
}

// Abstractions is the part of the recorded duty for which officers were sent elsewhere.
func (s Sum) Abstractions() measure.Rate { return measure.Of(s.Abstracted, s.Recorded) }

// Shift is minutes of one day: an entry, cut at midnight.
type Shift struct {
	Day     string
	Minutes int64
}

// byDay cuts a time at the midnights of a zone. The minutes are those that passed, so a day on which clocks change has
// an hour more or less.
func byDay(from, to time.Time, zone *time.Location) (parts []Shift) {
	for from.Before(to) {
		local := from.In(zone)
		next := time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, zone)
		if next.After(to) {
			next = to
		}
		parts = append(parts, Shift{local.Format(time.DateOnly), int64(next.Sub(from) / time.Minute)})
		from = next
	}
	return parts
}

// Cell is what is known of a post on a day.
type Cell struct{ Post, Day string }

// sheet adds entries and roster up, day by day.
type sheet map[Cell]Sum

// work adds an entry; withdrawn ones are none. People and the entry itself count on its first day.
func (s sheet) work(e Entry, zone *time.Location) {
	if e.Withdrawn {
		return
	}
	for n, part := range byDay(e.From, e.To, zone) {
		var v Sum
		switch {
		case e.Type == Leave:
			v.Leave = part.Minutes
		default:
			v.Recorded = part.Minutes
			if e.Inside {
				v.Inside = part.Minutes
			}
			if e.Type == Abstraction {
				v.Abstracted = part.Minutes
			}
		}
		if n == 0 && e.Type != Leave {
			v.People, v.Entries = e.People, 1
		}
		at := Cell{e.Post, part.Day}
		s[at] = s[at].Plus(v)
	}
}

// plan adds the rostered minutes of a day.
func (s sheet) plan(post, day string, minutes int64) {
	at := Cell{post, day}
	s[at] = s[at].Plus(Sum{Rostered: minutes})
}

// settled takes leave from the roster, day by day, and leaves only days of [from, until].
func (s sheet) settled(from, until string) sheet {
	out := sheet{}
	for at, v := range s {
		if at.Day < from || at.Day > until {
			continue
		}
		v.Rostered = max(0, v.Rostered-v.Leave)
		out[at] = v
	}
	return out
}

// Total adds all days and posts up.
func (s sheet) Total() (all Sum) {
	for _, v := range s {
		all = all.Plus(v)
	}
	return all
}

// By adds up what a key keeps together: the day, its week, its month, the post, its unit.
func (s sheet) By(key func(Cell) string) map[string]Sum {
	out := map[string]Sum{}
	for at, v := range s {
		k := key(at)
		out[k] = out[k].Plus(v)
	}
	return out
}

// Day, Week and Month are keys of [sheet.By]. A week is named by its Monday.
func Day(c Cell) string { return c.Day }

// Week is the Monday of the day's week.
func Week(c Cell) string { return Monday(c.Day) }

// Month is the first seven characters of the day.
func Month(c Cell) string { return c.Day[:len("2006-01")] }

// Monday is the first day of the week in which a day lies.
func Monday(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, -(int(t.Weekday())+6)%7).Format(time.DateOnly)
}
