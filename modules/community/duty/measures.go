package duty

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/measure"
	"reeve/modules/places"
)

// Measures are the figures that this feature offers.
func (d *Duty) Measures() []measure.Measure {
	return []measure.Measure{{Name: "community.time_inside", Unit: "percent", Query: d.timeInside}}
}

// timeInside is the time in the community of the officers' posts within the scope.
func (d *Duty) timeInside(q db.Reader, ask measure.Question) (v measure.Value, err error) {
	var posts []places.Filled
	for _, f := range d.posts(ask.Scope, "", "") {
		if f.Post.Role == "officer" {
			posts = append(posts, f)
		}
	}
	zone := d.Zone("")
	s, err := d.Time(q, posts, Period{dayIn(ask.From, zone), dayIn(ask.Until.Add(-time.Microsecond), zone)})
	return measure.Value{Num: s.Inside, Den: s.Recorded, Rows: s.Entries, Missing: s.Recorded == 0}, err
}
