package stats

import "reeve/kernel/measure"

// None is a time that there is not.
const None = -1

// Report is what the rules look at: nothing but what the public sees of a report.
type Report struct {
	Month      Month
	Category   string
	Group      string // what the asker groups by: a region, a community, a beat; empty for none of them
	Imported   bool   // with the state that its source gave: not worked on here; neither open nor checked
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
	Received                             int64 // all, the imported ones among them
	Imported                             int64 // with the state that their source gave
	Open, Checked, Confirmed, Eliminated int64 // of those worked on here
	Unclocked                            int64 // came without clocks; the imported ones among them
	Read, Verify, Close                  Times
}

// Times is how long something took, and how many still wait for it.
type Times struct {
	Spread
	Waiting int64
}

// Add counts a report (by is 1), or takes one back that was counted so (-1).
func (c *Count) Add(r *Report, by int64) {
	c.Received += by
	if r.Imported {
		c.Imported += by
		c.Unclocked += by
		return
	}
	c.Open += when(r.Open, by)
	c.Checked += when(r.Checked, by)
	c.Confirmed += when(r.Confirmed, by)
	c.Eliminated += when(r.Eliminated, by)
	if !r.Clocks {
		c.Unclocked += by
		return
	}
	c.Read.add(r.Read, r.Open, by)
	c.Verify.add(r.Verify, r.Open, by)
	c.Close.add(r.Close, r.Open, by)
}

func (t *Times) add(parts int, open bool, by int64) {
	switch {
	case parts >= 0:
		t.Spread.Add(parts, by)
	case open:
		t.Waiting += by
	}
}

func when(b bool, by int64) int64 {
	if b {
		return by
	}
	return 0
}

// merge adds all that another one has counted.
func (c *Count) merge(o *Count) {
	c.Received, c.Imported, c.Open, c.Checked = c.Received+o.Received, c.Imported+o.Imported, c.Open+o.Open, c.Checked+o.Checked
	c.Confirmed, c.Eliminated, c.Unclocked = c.Confirmed+o.Confirmed, c.Eliminated+o.Eliminated, c.Unclocked+o.Unclocked
	c.Read.merge(&o.Read)
	c.Verify.merge(&o.Verify)
	c.Close.merge(&o.Close)
}

func (t *Times) merge(o *Times) {
	t.Spread.merge(&o.Spread)
	t.Waiting += o.Waiting
}

// ConfirmedRate is confirmed of checked.
func (c *Count) ConfirmedRate() measure.Rate { return measure.Of(c.Confirmed, c.Checked) }

// Here is how many are worked on here: received, without the imported ones.
func (c *Count) Here() int64 { return c.Received - c.Imported }

// PerResident is Here of the residents. population is nil where it is not known.
func (c *Count) PerResident(population *int64) measure.Rate {
	if population == nil {
		return measure.None(measure.Missing)
	}
	return measure.Of(c.Here(), *population)
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
