package community

import (
	"math"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/geo"
	"reeve/kernel/web"
	"reeve/modules/community/officers"
	"reeve/modules/meetings"
	"reeve/modules/places"
)

// newOfficers ties the officers' pages to what the rest of the module knows.
func newOfficers(c *Community) *officers.Officers {
	return officers.New(officers.Needs{Places: c.Places, Settings: c.Settings, PublicURL: c.BaseURL, PlaceName: c.placeWord, Flagged: Flagged,
		Today:   func(r *web.Request, place string) string { return c.dayAt(place, r.Now) },
		Reports: c.Reports, Priority: c.officerPriority, Meetings: c.nextMeetings, Agreements: c.officerAgreements, Outline: c.officerOutline,
		Catalogue: c.Catalogue, Rough: c.officerRough, Soon: c.soon})
}

// officerAgreements are the signed agreements over a community, those in force before the others.
func (c *Community) officerAgreements(r *web.Request, q *db.Snapshot, place, day string) (all []officers.Agreement, err error) {
	rows, err := c.over(q, place)
	if err != nil {
		return nil, err
	}
	var past []officers.Agreement
	for _, row := range rows {
		a := row.Agreement
		if a.Signed > day {
			continue
		}
		v := officers.Agreement{State: stateTag(r, publicState(a, row.Instance.State, day)), Note: r.Text.T("community.no_end"), InForce: a.HoldsOn(day)}
		v.Title, v.Lang = c.name(r, a.Titles)
		if v.Title == "" {
			v.Title, v.Lang = r.Text.T("community.kind."+a.Kind), ""
		}
		if last := a.Last(); last != "" {
			v.Note = r.Text.Until(civil(last))
		}
		if v.InForce {
			all = append(all, v)
		} else {
			past = append(past, v)
		}
	}
	return append(all, past...), nil
}

// officerOutline draws a community with its beats. nil where its boundary is not known.
func (c *Community) officerOutline(q *db.Snapshot, place places.Place, beats []places.Place, day string) (*officers.Outline, error) {
	all, err := c.drawings.outlines(q, append([]places.Place{place}, beats...), day, grainFor(math.Sqrt(c.Places.Snapshot().AreaM2(place.ID))))
	if err != nil || len(all) == 0 {
		return nil, err
	}
	canvas := newCanvas(all)
	v := &officers.Outline{Width: canvas.Width, Height: canvas.Height}
	for _, o := range all {
		if o.place == place.ID {
			v.Path = canvas.path(o.shape)
		} else {
			v.Beats = append(v.Beats, canvas.path(o.shape))
		}
	}
	if v.Path == "" || v.Height == 0 {
		return nil, nil
	}
	return v, nil
}

// mostMeetings is how many meetings to come a page shows.
const mostMeetings = 3

// nextMeetings are the public meetings of a community that are still to come and not cancelled.
func (c *Community) nextMeetings(r *web.Request, q *db.Snapshot, place, day string) (all []officers.Meeting, err error) {
	if c.Meetings == nil {
		return nil, nil
	}
	rows, err := c.Meetings.Upcoming(q, place, day, 10)
	for _, row := range rows {
		if row.Instance.State != meetings.Planned || len(all) == mostMeetings {
			continue
		}
		all = append(all, c.meetingLine(r, row.Meeting))
	}
	return all, err
}

// officerRough are boundaries as rough as a pack for a device may have them.
func (c *Community) officerRough(q *db.Snapshot, all []places.Place, day string, grain int) (map[string]geo.MultiPolygon, error) {
	found, err := c.drawings.outlines(q, all, day, grain)
	shapes := map[string]geo.MultiPolygon{}
	for _, o := range found {
		shapes[o.place] = o.shape
	}
	return shapes, err
}

// mostSoon is how many meetings of a region are looked through.
const mostSoon = 1000

// soon are the next public meetings of all communities below a place, by community.
func (c *Community) soon(r *web.Request, q *db.Snapshot, place, day string) (map[string][]officers.Meeting, error) {
	all := map[string][]officers.Meeting{}
	if c.Meetings == nil {
		return all, nil
	}
	rows, err := c.Meetings.Upcoming(q, place, day, mostSoon)
	s := c.Places.Snapshot()
	for _, row := range rows {
		community, ok := s.Above(row.Meeting.Place, places.Community)
		if ok && row.Instance.State == meetings.Planned && len(all[community.ID]) < mostMeetings {
			all[community.ID] = append(all[community.ID], c.meetingLine(r, row.Meeting))
		}
	}
	return all, err
}

// meetingLine is a meeting as a page lists it.
func (c *Community) meetingLine(r *web.Request, m meetings.Meeting) officers.Meeting {
	v := officers.Meeting{Href: "/" + r.Text.Lang().HTML() + "/meetings/" + m.Ref, What: c.word(r, m.Titles)}
	if v.What == "" {
		v.What = r.Text.T("meetings.kind." + m.Kind)
	}
	if starts, err := time.Parse("2006-01-02T15:04", m.Starts); err == nil {
		v.When = r.Text.DateWithWeekday(starts) + ", " + r.Text.Time(starts, time.UTC)
	}
	if m.Venue != "" {
		v.What += ", " + m.Venue
	}
	return v
}
