package seats

import "time"

// The hours of a day in which an offer runs: nobody loses a seat while asleep.
const (
	morning = 8
	evening = 20
)

// Until is when an offer made at an instant ends that runs for so many waking hours (8 to 20 o'clock in the zone).
func Until(at time.Time, hours int64, zone *time.Location) time.Time {
	left := time.Duration(hours) * time.Hour
	t := at.In(zone)
	for {
		begin, end := hourOf(t, morning), hourOf(t, evening)
		if t.Before(begin) {
			t = begin
		}
		if t.Before(end) {
			if room := end.Sub(t); left <= room {
				return t.Add(left).UTC()
			} else {
				left -= room
			}
		}
		y, m, d := t.Date()
		t = time.Date(y, m, d+1, morning, 0, 0, 0, zone)
	}
}

func hourOf(t time.Time, hour int) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, hour, 0, 0, 0, t.Location())
}

// Awake is the first instant from one on that lies between 8 and 20 o'clock in the zone: when somebody may be written to.
func Awake(at time.Time, zone *time.Location) time.Time {
	t := at.In(zone)
	switch begin := hourOf(t, morning); {
	case t.Before(begin):
		return begin.UTC()
	case t.Before(hourOf(t, evening)):
		return at
	}
	y, m, d := t.Date()
	return time.Date(y, m, d+1, morning, 0, 0, 0, zone).UTC()
}
