package meetings

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/document/ical"
	"reeve/kernel/errs"
	"reeve/kernel/web"
)

// event is a meeting as a calendar program takes it.
type event struct {
	uid                string
	stamp, start, end  time.Time
	summary, text      string
	location, address  string
	sequence           int64
	cancelled, private bool
}

// calendarOf writes a VCALENDAR: RFC 5545. Instants are in UTC, so that no VTIMEZONE is needed. name is that of a calendar
// to be subscribed to (RFC 7986), empty for events alone.
func calendarOf(name string, all []event) string {
	lines := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Reeve//Meetings//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"}
	if name != "" {
		lines = append(lines, "NAME:"+ical.Text(name), "X-WR-CALNAME:"+ical.Text(name), "REFRESH-INTERVAL;VALUE=DURATION:PT6H")
	}
	for _, e := range all {
		lines = append(lines, e.lines()...)
	}
	var b strings.Builder
	for _, l := range append(lines, "END:VCALENDAR") {
		b.WriteString(ical.Fold(l))
	}
	return b.String()
}

// lines is a VEVENT.
func (e event) lines() []string {
	const form = "20060102T150405Z"
	status, class := "CONFIRMED", "PUBLIC"
	if e.cancelled {
		status = "CANCELLED"
	}
	if e.private {
		class = "PRIVATE"
	}
	lines := []string{"BEGIN:VEVENT",
		"UID:" + e.uid, "DTSTAMP:" + e.stamp.UTC().Format(form), "DTSTART:" + e.start.UTC().Format(form), "DTEND:" + e.end.UTC().Format(form),
		"SUMMARY:" + ical.Text(e.summary), "STATUS:" + status, "CLASS:" + class, "SEQUENCE:" + strconv.FormatInt(e.sequence, 10)}
	for _, p := range []struct{ name, value string }{{"LOCATION", ical.Text(e.location)}, {"DESCRIPTION", ical.Text(e.text)}, {"URL", e.address}} {
		if p.value != "" {
			lines = append(lines, p.name+":"+p.value)
		}
	}
	return append(lines, "END:VEVENT")
}

// eventOf is a meeting as a calendar entry in the reader's language; address is its page.
func (m *Meetings) eventOf(r *web.Request, v Meeting, state, address string) event {
	title, _ := m.title(r, v)
	e := event{uid: v.Ref + "@" + hostOf(m.BaseURL()), stamp: r.Now, start: m.instant(v.Place, v.Starts), end: m.instant(v.Place, v.Ends), summary: title,
		location: line(v.Venue, m.placeWord(r, v.Place)), sequence: v.Version - 1, cancelled: state == Cancelled, private: !v.Public}
	if base := m.BaseURL(); base != "" {
		e.address = base + address
	}
	var text []string
	for n, i := range v.Agenda {
		text = append(text, strconv.Itoa(n+1)+". "+i.Text)
	}
	e.text = strings.Join(text, "\n")
	return e
}

// sendICS answers with a meeting as a calendar entry in the reader's language.
func (m *Meetings) sendICS(w http.ResponseWriter, r *web.Request, v Meeting, state, address string) error {
	return giveICS(w, "meeting-"+v.Ref, calendarOf("", []event{m.eventOf(r, v, state, address)}))
}

func giveICS(w http.ResponseWriter, name, calendar string) error {
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8; method=PUBLISH")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.ics"`)
	_, err := w.Write([]byte(calendar))
	return err
}

const feedRows = 200

// feed is GET /{lang}/meetings/calendar.ics?community=: the public meetings of a community, or of all, as a calendar to
// be subscribed to. It reaches a month back, so that what has just been cancelled or moved disappears from calendars.
func (s *site) feed(w http.ResponseWriter, r *web.Request) error {
	m, code := s.m, r.URL.Query().Get("community")
	at, known := m.Places.Snapshot().ByCode(code)
	if code != "" && !known {
		return errs.New(errs.NotFound, "places.no_such_place", "place", code)
	}
	name := r.Text.T("meetings.site.title")
	if known {
		name = r.Text.T("meetings.site.title_in", "place", m.word(r, at.Names))
	}
	var rows []Row
	if err := r.Read(func(q *db.Snapshot) (err error) {
		rows, _, err = m.list(q, Filter{Place: at.ID, From: m.dayAt(at.ID, r.Now.AddDate(0, -1, 0)), Public: true, Limit: feedRows}, nil)
		return err
	}); err != nil {
		return err
	}
	var all []event
	for _, row := range rows {
		all = append(all, m.eventOf(r, row.Meeting, row.Instance.State, "/"+r.Text.Lang().HTML()+"/meetings/"+row.Meeting.Ref))
	}
	return giveICS(w, strings.TrimSuffix("meetings-"+fileCode(code), "-"), calendarOf(name, all))
}

// fileCode keeps of a code what every system takes in the name of a file.
func fileCode(code string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '-'
	}, code)
}

// hostOf is the host of an address, for identifiers that are unique in the world.
func hostOf(base string) string {
	_, host, ok := strings.Cut(base, "://")
	if !ok || host == "" {
		return "reeve.invalid"
	}
	return strings.SplitN(host, "/", 2)[0]
}
