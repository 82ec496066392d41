package stats

import "reeve/kernel/measure"

// None is a time that there is not.
const None = -1

// Report is what the rules look at: nothing but what the public sees of a report.
type Report struct {
	Month      Month
	Category   string
	Group      string // what the asker groups by: a region, a community, a beat; empty for none of them
	Open       bool
	Checked    bool // found true or not
	Confirmed  bool // found true
	Eliminated bool
	Clocks     bool // false: it came without them, its times mean nothing
	// Parts of the day from filing to the first step of the kind, None before it.
	Read, Verify, Close int
}

// Count is the figures of a group of reports.
type Count struct {
	Received, Open, Checked, Confirmed, Eliminated int64
	Unclocked                                      int64 // came without clocks
	Read, Verify, Close                            Times
}

// Times is how long something took, and how many still wait for it.
type Times struct {
	Spread
	Waiting int64
}

// Add counts a report.
func (c *Count) Add(r *Report) {
	c.Received++
	c.Open += one(r.Open)
	c.Checked += one(r.Checked)
	c.Confirmed += one(r.Confirmed)
	c.Eliminated += one(r.Eliminated)
	if !r.Clocks {
		c.Unclocked++
		return
	}
	c.Read.add(r.Read, r.Open)
	c.Verify.add(r.Verify, r.Open)
	c.Close.add(r.Close, r.Open)
}

func (t *Times) add(parts int, open bool) {
	switch {
	case parts >= 0:
		t.Spread.Add(parts)
	case open:
		t.Waiting++
	}
}

func one(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// ConfirmedRate is confirmed of checked.
func (c *Count) ConfirmedRate() measure.Rate { return measure.Of(c.Confirmed, c.Checked) }

// PerResident is received of the residents. population is nil where it is not known.
func (c *Count) PerResident(population *int64) measure.Rate {
	if population == nil {
		return measure.None(measure.Missing)
	}
	return measure.Of(c.Received, *population)
}

// Status tells why there is a median or none: nothing has happened yet, or all of the group came without clocks.
func (c *Count) Status(t *Times) measure.Status {
	switch {
	case t.N() > 0:
		return measure.Known
	case c.Received > 0 && c.Unclocked == c.Received:
		return measure.NotApplicable
	}
	return measure.Missing
}
