package events

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/document/ical"
	"reeve/kernel/web"
)

// entry is an event as a calendar program takes it.
type entry struct {
	uid               string // a UUID, as RFC 7986 recommends: the same wherever the site moves
	stamp, start, end time.Time
	days              bool // start and end are days, not instants
	status            string
	summary, text     string
	location, address string
	sequence          int64
}

// calendarOf writes a VCALENDAR to be subscribed to: RFC 5545, its name and pace as in RFC 7986. Instants are in UTC, so
// that no VTIMEZONE is needed.
func calendarOf(name, text, address string, all []entry) string {
	lines := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Reeve//Practice//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
		"NAME:" + ical.Text(name), "X-WR-CALNAME:" + ical.Text(name), "REFRESH-INTERVAL;VALUE=DURATION:PT6H"}
	if text != "" {
		lines = append(lines, "DESCRIPTION:"+ical.Text(text))
	}
	if address != "" {
		lines = append(lines, "URL:"+address)
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
func (e entry) lines() []string {
	const instant, day = "20060102T150405Z", "20060102"
	lines := []string{"BEGIN:VEVENT", "UID:" + e.uid, "DTSTAMP:" + e.stamp.UTC().Format(instant)}
	if e.days {
		lines = append(lines, "DTSTART;VALUE=DATE:"+e.start.Format(day), "DTEND;VALUE=DATE:"+e.end.AddDate(0, 0, 1).Format(day))
	} else if lines = append(lines, "DTSTART:"+e.start.UTC().Format(instant)); e.end.After(e.start) {
		lines = append(lines, "DTEND:"+e.end.UTC().Format(instant))
	}
	lines = append(lines, "SUMMARY:"+ical.Text(e.summary), "STATUS:"+e.status, "CLASS:PUBLIC", "SEQUENCE:"+strconv.FormatInt(e.sequence, 10))
	for _, p := range []struct{ name, value string }{{"LOCATION", ical.Text(e.location)}, {"DESCRIPTION", ical.Text(e.text)}, {"URL", e.address}} {
		if p.value != "" {
			lines = append(lines, p.name+":"+p.value)
		}
	}
	return append(lines, "END:VEVENT")
}

// entryOf is an event as a calendar entry in the reader's language; false for one that never had a date. An event that
// lost its date stands cancelled where it stood last, so that it disappears from calendars.
func (v *Events) entryOf(r *web.Request, d Dated) (entry, bool) {
	starts, ends, status := d.Starts, d.Ends, "CONFIRMED"
	switch {
	case d.State == Cancelled:
		status = "CANCELLED"
	case d.State == Planned || d.DateKind == UntilDay:
		status = "TENTATIVE"
	}
	if starts == "" {
		for i := len(d.Moves) - 1; i >= 0 && starts == ""; i-- {
			starts, ends, status = d.Moves[i].From, d.Moves[i].From, "CANCELLED"
		}
	}
	if starts == "" {
		return entry{}, false
	}
	w := v.words()
	e := entry{uid: d.ID, stamp: r.Now, start: d.Instant(starts), end: d.Instant(ends), status: status, summary: w.Word(r, d.Titles),
		location: d.Venue, sequence: d.Changes, address: v.BaseURL() + "/" + r.Text.Lang().HTML() + "/events/" + d.Ref}
	if d.DateKind == UntilDay {
		e.days, e.start, e.end = true, civilOf(ends), civilOf(ends)
	}
	text := []string{w.Word(r, d.Themes)}
	for _, m := range d.Moves {
		if m.From != "" {
			text = append(text, r.Text.T("practice.was", "date", r.Text.Date(civilOf(m.From))))
		}
	}
	e.text = strings.Trim(strings.Join(text, "\n"), "\n")
	return e, true
}

// feed is GET /{lang}/series/{slug}, where the slug ends with .ics.
func (v *Events) feed(w http.ResponseWriter, r *web.Request, slug string) error {
	var s Series
	var all []Dated
	if err := r.Read(func(q *db.Snapshot) (err error) {
		if s, err = SeriesBySlug(q, slug); err == nil {
			all, err = EventsOf(q, s.ID)
		}
		return err
	}); err != nil {
		return err
	}
	var entries []entry
	for _, d := range all {
		if e, ok := v.entryOf(r, d); ok {
			entries = append(entries, e)
		}
	}
	words := v.words()
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8; method=PUBLISH")
	w.Header().Set("Content-Disposition", `attachment; filename="`+s.Slug+`.ics"`)
	_, err := w.Write([]byte(calendarOf(words.Word(r, s.Titles), words.Word(r, s.Abstracts), v.BaseURL()+"/"+r.Text.Lang().HTML()+"/series/"+s.Slug, entries)))
	return err
}
