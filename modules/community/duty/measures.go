package duty

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/measure"
	"reeve/modules/places"
)

// Measures are the figures that this feature offers.
func (d *Duty) Measures() []measure.Measure {
	return []measure.Measure{{Name: "community.time_inside", Unit: "percent", Query: d.timeInside, Records: d.entriesOf}}
}

// timeInside is the time in the community of the officers' posts within the scope.
func (d *Duty) timeInside(q db.Reader, ask measure.Question) (v measure.Value, err error) {
	s, err := d.Time(q, d.officersWithin(ask), d.days(ask))
	return measure.Value{Num: s.Inside, Den: s.Recorded, Rows: s.Entries, Missing: s.Recorded == 0}, err
}

// entriesOf are the entries that timeInside adds up, each with its minutes in the period.
func (d *Duty) entriesOf(q db.Reader, ask measure.Question) (out []measure.Record, err error) {
	p, zones := d.days(ask), map[string]*time.Location{}
	for _, f := range d.officersWithin(ask) {
		zones[f.Post.ID] = d.zoneOf(f.Post.ID)
	}
	entries, err := ofAll(q, midnight(p.From, time.UTC).Add(-longest), midnight(p.Until, time.UTC).Add(2*longest))
	for _, e := range entries {
		if zones[e.Post] == nil {
			continue
		}
		s := sheet{}
		s.work(e, zones[e.Post])
		if t := s.settled(p.From, p.Until).Total(); t.Recorded > 0 {
			out = append(out, measure.Record{Kind: Kind, ID: e.ID, Version: e.Version, Num: t.Inside, Den: t.Recorded})
		}
	}
	return out, err
}

func (d *Duty) officersWithin(ask measure.Question) (posts []places.Filled) {
	for _, f := range d.posts(ask.Scope, "", "") {
		if f.Post.Role == "officer" {
			posts = append(posts, f)
		}
	}
	return posts
}

// days are the civil days of a question's period.
func (d *Duty) days(ask measure.Question) Period {
	zone := d.Zone("")
	return Period{dayIn(ask.From, zone), dayIn(ask.Until.Add(-time.Microsecond), zone)}
}
