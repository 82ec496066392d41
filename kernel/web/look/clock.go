package look

import "time"

// Kinds of a Clock.
const (
	Running = "running" // time is left
	Warned  = "warned"  // four fifths of the time are gone
	Paused  = "paused"  // stands still, for a reason that Left tells
	Late    = "late"    // past the limit
	Kept    = "kept"    // done before the limit
)

// Clock is the line that tells who must answer by when: words and a bar, the same everywhere.
//
// Positions are percentages of the way from the start to the limit as it stands now (a pause moves the limit).
// Spent is where the clock is, or where it was stopped; it exceeds 100 when late. Position computes one.
type Clock struct {
	Kind   string // one of the constants above
	Left   string // the time left, or what happened: "3 d 14 h left"
	Right  string // the limit: "Tue 25 Nov, 23:59"
	Note   string // a line below, may be empty
	Spent  int
	Pauses []Pause
}

// Pause is a stretch in which the clock stood still. The pause that lasts ends at Spent.
type Pause struct{ From, To int }

// Bar is the clock's drawing, in percent of the line's length.
type Bar struct {
	Parts []Part
	Warn  int // position of the tick at four fifths
	Limit int // position of the thick tick at the limit
}

// Part is a stretch of the bar.
type Part struct {
	Kind     string // "spent", "pause", "over"
	From, To int
}

// Width is the part's length in percent of the line.
func (p Part) Width() int { return p.To - p.From }

// limitAt is where the thick tick stands while the limit is ahead: a little before the line's end.
const limitAt = 97

// Bar computes the drawing. When late, the line is stretched so that what lies beyond the limit shows, but the
// limit never moves before the first quarter.
func (c Clock) Bar() Bar {
	spent := max(c.Spent, 0)
	scale := func(p int) int { return p * limitAt / 100 }
	if spent > 100 {
		end := min(spent, 400)
		scale = func(p int) int { return min(p, end) * 100 / end }
	}
	bar := Bar{Warn: scale(80), Limit: scale(100)}
	from := 0
	for _, pause := range c.Pauses {
		bar.add("spent", scale(from), scale(pause.From))
		bar.add("pause", scale(pause.From), scale(pause.To))
		from = pause.To
	}
	bar.add("spent", scale(from), scale(min(spent, 100)))
	if spent > 100 {
		bar.add("over", scale(max(from, 100)), scale(spent))
	}
	return bar
}

func (b *Bar) add(kind string, from, to int) {
	if to > from {
		b.Parts = append(b.Parts, Part{kind, from, to})
	}
}

// Icon is the sign before the words.
func (c Clock) Icon() string {
	switch c.Kind {
	case Warned:
		return "hourglass"
	case Paused:
		return "circle-pause"
	case Late:
		return "triangle-alert"
	case Kept:
		return "check"
	}
	return "clock"
}

// Position tells how far at lies on the way from start to due, in percent, rounded down. A due that does not
// lie after start counts as passed.
func Position(start, at, due time.Time) int {
	whole := due.Sub(start)
	if whole <= 0 {
		return 101
	}
	return int(at.Sub(start).Milliseconds() * 100 / max(whole.Milliseconds(), 1))
}
