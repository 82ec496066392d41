package meetings

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/process/calendar"
	"reeve/kernel/web"
	"reeve/modules/places"
)

// listAPI is GET /api/v1/communities/{code}/meetings?from=&limit=&after=.
func (m *Meetings) listAPI(r *web.Request, _ web.None) (PublicMeetings, error) {
	out := PublicMeetings{Items: []PublicMeeting{}}
	p, ok := m.Places.Snapshot().ByCode(r.PathValue("code"))
	if !ok || p.Role != places.Community {
		return out, errs.New(errs.NotFound, "places.no_such_place", "place", r.PathValue("code"))
	}
	limit, err := r.Int("limit", 20, 1, 100)
	if err != nil {
		return out, err
	}
	from, err := m.from(r, p.ID)
	if err != nil {
		return out, err
	}
	err = r.Read(func(s *db.Snapshot) error {
		rows, next, err := m.list(s, Filter{Place: p.ID, From: from, Public: true, States: ahead(), After: r.URL.Query().Get("after"), Limit: limit}, nil)
		out = PublicMeetings{Items: []PublicMeeting{}}
		if next != "" {
			out.Next = &next
		}
		for _, row := range rows {
			out.Items = append(out.Items, m.public(row))
		}
		return err
	})
	return out, err
}

// from reads the first day of a question; today at the place where none is named.
func (m *Meetings) from(r *web.Request, place string) (string, error) {
	day := r.URL.Query().Get("from")
	if day == "" {
		return m.dayAt(place, r.Now), nil
	}
	if _, err := calendar.ParseDate(day); err != nil {
		return "", errs.Bad("from", "meetings.date_wrong", "date", day)
	}
	return day, nil
}

// public is what leaves of a meeting.
func (m *Meetings) public(row Row) PublicMeeting {
	v := row.Meeting
	at, _ := m.Places.Snapshot().Place(v.Place)
	out := PublicMeeting{ID: v.Ref, Kind: v.Kind, Title: v.Titles, Place: places.PublicRef{Code: at.Code, Name: at.Names}, Starts: v.Starts + ":00", Ends: v.Ends + ":00", Zone: m.zoneAt(v.Place).String(),
		Venue: v.Venue, State: row.Instance.State, Agenda: []PublicAgendaItem{}, ICS: map[string]string{}}
	if v.MovedFrom != "" {
		was := v.MovedFrom + ":00"
		out.MovedFrom = &was
	}
	for _, i := range v.Agenda {
		item := PublicAgendaItem{Text: i.Text}
		if i.Link != "" {
			item.Link = &i.Link
		}
		out.Agenda = append(out.Agenda, item)
	}
	for _, l := range i18n.All() {
		out.ICS[l.HTML()] = "/" + l.HTML() + "/meetings/" + v.Ref + "/calendar.ics"
	}
	return out
}
