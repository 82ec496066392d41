package meetings

import (
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

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

// write writes a VCALENDAR with one VEVENT: RFC 5545. Instants are in UTC, so that no VTIMEZONE is needed.
func (e event) write() string {
	const form = "20060102T150405Z"
	status, class := "CONFIRMED", "PUBLIC"
	if e.cancelled {
		status = "CANCELLED"
	}
	if e.private {
		class = "PRIVATE"
	}
	lines := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Reeve//Meetings//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH", "BEGIN:VEVENT",
		"UID:" + e.uid, "DTSTAMP:" + e.stamp.UTC().Format(form), "DTSTART:" + e.start.UTC().Format(form), "DTEND:" + e.end.UTC().Format(form),
		"SUMMARY:" + escapeText(e.summary), "STATUS:" + status, "CLASS:" + class, "SEQUENCE:" + strconv.FormatInt(e.sequence, 10)}
	for _, p := range []struct{ name, value string }{{"LOCATION", escapeText(e.location)}, {"DESCRIPTION", escapeText(e.text)}, {"URL", e.address}} {
		if p.value != "" {
			lines = append(lines, p.name+":"+p.value)
		}
	}
	lines = append(lines, "END:VEVENT", "END:VCALENDAR")
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(fold(l))
	}
	return b.String()
}

// escapeText writes a TEXT value: RFC 5545 section 3.3.11.
func escapeText(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(s)
}

// fold ends a content line with CRLF and breaks it so that no line has more than 75 octets and no character is cut:
// RFC 5545 section 3.1.
func fold(line string) string {
	const most = 75
	var b strings.Builder
	n := 0
	for _, r := range line {
		size := utf8.RuneLen(r)
		if n+size > most {
			b.WriteString("\r\n ")
			n = 1
		}
		b.WriteRune(r)
		n += size
	}
	b.WriteString("\r\n")
	return b.String()
}

// sendICS answers with a meeting as a calendar entry in the reader's language.
func (m *Meetings) sendICS(w http.ResponseWriter, r *web.Request, v Meeting, state, address string) error {
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
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8; method=PUBLISH")
	w.Header().Set("Content-Disposition", `attachment; filename="meeting-`+v.Ref+`.ics"`)
	_, err := w.Write([]byte(e.write()))
	return err
}

// hostOf is the host of an address, for identifiers that are unique in the world.
func hostOf(base string) string {
	_, host, ok := strings.Cut(base, "://")
	if !ok || host == "" {
		return "reeve.invalid"
	}
	return strings.SplitN(host, "/", 2)[0]
}
