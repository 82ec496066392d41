package problem

import (
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
)

// Pair is a count before and after.
type Pair struct {
	Before int64 `json:"before"`
	After  int64 `json:"after"`
}

// Tally is what was counted in one area: reports of residents, and those of them that the police found true.
type Tally struct {
	Reports   Pair `json:"reports"`
	Confirmed Pair `json:"confirmed"`
}

// Score is what was counted before and after. Control is nil without a control area.
type Score struct {
	Before   Window `json:"before"`
	After    Window `json:"after"` // up to the last day counted
	Area     Tally  `json:"area"`
	Ring     Tally  `json:"ring"`
	Control  *Tally `json:"control"`
	RingM    int64  `json:"ring_m"`   // how wide the ring is, metres
	Unplaced Pair   `json:"unplaced"` // in the community, but published without a point
	Running  bool   `json:"running"`  // the window after is not over
	Thin     bool   `json:"thin"`     // the map has no reports yet from the begin of the window before
}

// leastPercent is the smallest base of which a per cent is told, leastClear the fewest of both windows together of
// which it is told whether they differ.
const (
	leastPercent = 5
	leastClear   = 10
)

// Change says how a count has changed, in relation to the days of both windows.
type Change struct {
	Pair
	Few      bool  // too few to say anything
	Sign     int   // -1 fewer, 0 the same, +1 more, by day
	Clear    bool  // more than chance alone does in 19 of 20 cases
	Num, Den int64 // by which share it changed, not below 0; Den is 0 where the base is smaller than five
}

// Percent is the share as a whole per cent; false where none is told.
func (c Change) Percent() (int64, bool) { return i18n.Ratio(c.Num*100, c.Den, 0) }

// Compare compares a count over windows of so many days. Chance is that of counts of rare things (Poisson): under equal
// rates the square of after·before's days − before·after's days is on average the sum of the counts times both days.
func Compare(p Pair, daysBefore, daysAfter int64) Change {
	c := Change{Pair: p}
	if daysBefore <= 0 || daysAfter <= 0 {
		c.Few = true
		return c
	}
	a, b := p.After*daysBefore, p.Before*daysAfter
	switch {
	case a < b:
		c.Sign = -1
	case a > b:
		c.Sign = 1
	}
	d := max(a-b, b-a)
	if p.Before >= leastPercent {
		c.Num, c.Den = d, b
	}
	if c.Few = p.Before+p.After < leastClear; !c.Few {
		// 3.8416 is 1.96 squared; floats, since squares of days times counts may not fit.
		c.Clear = float64(d)*float64(d) > 3.8416*float64(p.Before+p.After)*float64(daysBefore)*float64(daysAfter)
	}
	return c
}

// Change compares one of the score's counts. Where the window before was counted in part only, nothing is told: no sign,
// no share, no chance.
func (s Score) Change(p Pair) Change {
	if s.Thin {
		return Change{Pair: p, Few: true}
	}
	return Compare(p, s.Before.Days(), s.After.Days())
}

// Readings of a score: what may be said of it, and no more.
const (
	ReadThin       = "thin"       // nothing was counted in a part of the window before
	ReadFew        = "few"        // too few to say anything
	ReadFewer      = "fewer"      // clearly fewer here, not so in the control area, not moved next door
	ReadEverywhere = "everywhere" // clearly fewer here, and clearly fewer in the control area
	ReadMoved      = "moved"      // clearly fewer here, clearly more in the ring
	ReadMore       = "more"       // clearly more here
	ReadUnclear    = "unclear"    // no more than chance does
)

// Readings lists the readings.
func Readings() []string {
	return []string{ReadThin, ReadFew, ReadFewer, ReadEverywhere, ReadMoved, ReadMore, ReadUnclear}
}

// Reading says what may be said of the reports counted.
func (s Score) Reading() string {
	before, after := s.Before.Days(), s.After.Days()
	here, ring := Compare(s.Area.Reports, before, after), Compare(s.Ring.Reports, before, after)
	switch {
	case s.Thin:
		return ReadThin
	case here.Few:
		return ReadFew
	case !here.Clear:
		return ReadUnclear
	case here.Sign > 0:
		return ReadMore
	case ring.Clear && ring.Sign > 0:
		return ReadMoved
	}
	if s.Control != nil {
		if c := Compare(s.Control.Reports, before, after); c.Clear && c.Sign < 0 {
			return ReadEverywhere
		}
	}
	return ReadFewer
}

// Sighting is a report as a score looks at it.
type Sighting struct {
	Day       string
	At        geo.Point
	Confirmed bool
}

// Counter counts reports for a score.
type Counter struct {
	score         Score
	area, control geo.MultiPolygon
	ringM         float64
}

// NewCounter begins a score. began and today are the first and the last day that have anything to count; began is empty
// where nothing was ever counted. ringM is [RingM] of the area.
func NewCounter(area, control geo.MultiPolygon, ringM float64, before, after Window, began, today string) *Counter {
	c := &Counter{area: area, control: control, ringM: ringM}
	c.score = Score{Before: before, After: after, RingM: int64(c.ringM + 0.5), Running: today < after.Until, Thin: began == "" || before.From < began}
	if c.score.Running {
		c.score.After.Until = max(today, after.From)
	}
	if len(control) > 0 {
		c.score.Control = &Tally{}
	}
	return c
}

// Boxes are where reports are looked for: around area and ring, and around the control area.
func (c *Counter) Boxes() []geo.Box {
	all := []geo.Box{around(c.area.Box(), c.ringM+1)}
	if len(c.control) > 0 {
		all = append(all, c.control.Box())
	}
	return all
}

// Add counts a report with a published place. It counts once: in the area, else in the ring, else in the control area.
func (c *Counter) Add(s Sighting) {
	t := c.where(s.At)
	if t == nil {
		return
	}
	c.onto(&t.Reports, s.Day)
	if s.Confirmed {
		c.onto(&t.Confirmed, s.Day)
	}
}

func (c *Counter) where(p geo.Point) *Tally {
	switch d := geo.OutsideM(p, c.area); {
	case d == 0:
		return &c.score.Area
	case d <= c.ringM:
		return &c.score.Ring
	case len(c.control) > 0 && geo.PlanarContains(c.control, p):
		return c.score.Control
	}
	return nil
}

// AddUnplaced counts a report of the community that is published without a point: in the area where that is the whole
// community, else apart.
func (c *Counter) AddUnplaced(s Sighting, whole bool) {
	if !whole {
		c.onto(&c.score.Unplaced, s.Day)
		return
	}
	c.onto(&c.score.Area.Reports, s.Day)
	if s.Confirmed {
		c.onto(&c.score.Area.Confirmed, s.Day)
	}
}

func (c *Counter) onto(p *Pair, day string) {
	if c.score.Before.Holds(day) {
		p.Before++
	}
	if c.score.After.Holds(day) {
		p.After++
	}
}

// Score gives what was counted so far.
func (c *Counter) Score() Score { return c.score }
