package threatmap

import (
	"slices"
	"strings"

	"reeve/kernel/disclosure"
	"reeve/kernel/geo"
	"reeve/modules/places"
)

// What of a report nobody has looked at yet to decide whether the public may see it.
const (
	reviewText  = "text"
	reviewPhoto = "photo"
)

// firstReview is what waits when a report is filed.
func firstReview(text string, photos int) string {
	var wait []string
	if text != "" {
		wait = append(wait, reviewText)
	}
	if photos > 0 {
		wait = append(wait, reviewPhoto)
	}
	return strings.Join(wait, ",")
}

// reviews lists what waits.
func (r Report) reviews() []string {
	if r.Review == "" {
		return nil
	}
	return strings.Split(r.Review, ",")
}

// looked takes one thing off the list of what waits, and wait puts one on it.
func (r *Report) looked(at string) {
	r.Review = strings.Join(slices.DeleteFunc(r.reviews(), func(s string) bool { return s == at }), ",")
}

func (r *Report) wait(what string) {
	if all := r.reviews(); !slices.Contains(all, what) {
		r.Review = strings.Join(append(all, what), ",")
	}
}

// moderated is 1 for a report in the moderation queue: held, or public with something that nobody has looked at. It
// is stored, so that an index leads to the few of millions.
func (r Report) moderated() int64 {
	if r.Publication == Held || r.Publication == PublicNow && r.Review != "" {
		return 1
	}
	return 0
}

// divert makes a report a crime tip: it leaves the public side at once and for good.
func (r *Report) divert() {
	r.CrimeTip, r.Publication, r.HeldReason, r.Review = true, Hidden, "", ""
}

// publish fixes the place that the public sees. It is called when the report is made, and never again: zones that
// change later change nothing about it.
func (r *Report) publish(class disclosure.Class, l located) {
	r.PubLat, r.PubLon, r.PubPrecision, r.Zone = published(class, l.Exact, l.At, l.Zone)
}

// published is the place that the public sees, as it is stored.
func published(class disclosure.Class, exact bool, at geo.Point, z *places.Zone) (lat, lon *float64, precision *int64, zone string) {
	var stands *disclosure.Place
	if z != nil {
		stands = &disclosure.Place{At: z.At, Precision: z.PrecisionM}
	}
	p, ok := disclosure.Publish(class, exact, at, stands)
	if !ok {
		return nil, nil, nil, ""
	}
	if class == disclosure.B {
		zone = z.ID
	}
	return &p.At.Lat, &p.At.Lon, &p.Precision, zone
}
