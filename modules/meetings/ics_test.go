package meetings

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"reeve/kernel/document/ical"
)

func TestICS(t *testing.T) {
	got := calendarOf("", []event{{uid: "AB@x.org", stamp: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC), start: time.Date(2026, 3, 4, 16, 0, 0, 0, time.UTC), end: time.Date(2026, 3, 4, 17, 30, 0, 0, time.UTC),
		summary: "Зустріч, з мешканцями; перша", text: "1. Шум\n2. Вулиця", location: `Hall \ 2`, address: "https://x.org/uk/meetings/AB", sequence: 2, cancelled: true}})
	for _, want := range []string{"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "\r\nUID:AB@x.org\r\n", "\r\nDTSTART:20260304T160000Z\r\nDTEND:20260304T173000Z\r\n", `SUMMARY:Зустріч\, з мешканцями\; перша`,
		`\n2. Вулиця`, `LOCATION:Hall \\ 2`, "STATUS:CANCELLED\r\n", "SEQUENCE:2\r\n", "END:VEVENT\r\nEND:VCALENDAR\r\n"} {
		if !strings.Contains(strings.ReplaceAll(got, "\r\n ", ""), want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

// TestFold: no line is longer than 75 octets, none cuts a character, none ends but with CRLF, and unfolding gives the
// text back.
func TestFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := ical.Text(rapid.String().Draw(t, "text"))
		folded := ical.Fold("SUMMARY:" + text)
		if strings.ReplaceAll(folded, "\r\n ", "") != "SUMMARY:"+text+"\r\n" {
			t.Fatalf("unfolded it is not %q: %q", text, folded)
		}
		for _, l := range strings.Split(strings.TrimSuffix(folded, "\r\n"), "\r\n") {
			if len(l) > 75 || !utf8.ValidString(l) || strings.ContainsAny(l, "\r\n") {
				t.Fatalf("%d octets: %q", len(l), l)
			}
		}
	})
}

// TestFeed reads a calendar of many events back as RFC 5545 wants it read: CRLF, 75 octets, unfolded, every component
// closed, each event with UID, DTSTAMP and DTSTART once, and texts that come back as they were written.
func TestFeed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("ab ,;\\\n:\"ąžїЂ—🙂")))
		n := rapid.IntRange(0, 5).Draw(t, "n")
		var all []event
		for k := range n {
			at := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0)
			all = append(all, event{uid: "R" + strings.Repeat("x", k) + "@x.org", stamp: at, start: at, end: at.Add(time.Hour), summary: text.Draw(t, "summary"),
				text: text.Draw(t, "text"), location: text.Draw(t, "location")})
		}
		name := "Meetings, " + text.Draw(t, "name")
		raw := calendarOf(name, all)
		if !strings.HasSuffix(raw, "\r\n") || strings.ContainsAny(strings.ReplaceAll(raw, "\r\n", ""), "\r\n") {
			t.Fatalf("lines end otherwise than with CRLF: %q", raw)
		}
		for _, l := range strings.Split(raw, "\r\n") {
			if len(l) > 75 {
				t.Fatalf("%d octets: %q", len(l), l)
			}
		}
		var open []string
		var got []map[string]string
		for _, l := range strings.Split(strings.TrimSuffix(strings.ReplaceAll(raw, "\r\n ", ""), "\r\n"), "\r\n") {
			key, value, ok := strings.Cut(l, ":")
			switch {
			case !ok:
				t.Fatalf("no content line: %q", l)
			case key == "BEGIN":
				if open = append(open, value); value == "VEVENT" {
					got = append(got, map[string]string{})
				}
			case key == "END":
				if len(open) == 0 || open[len(open)-1] != value {
					t.Fatalf("%s ends within %v", value, open)
				}
				open = open[:len(open)-1]
			case len(open) == 2:
				if _, twice := got[len(got)-1][key]; twice {
					t.Fatalf("%s twice", key)
				}
				got[len(got)-1][key] = value
			}
		}
		if len(open) > 0 || len(got) != n {
			t.Fatalf("%d events, open %v", len(got), open)
		}
		back := strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n")
		for k, e := range all {
			for key, want := range map[string]string{"UID": e.uid, "DTSTAMP": e.stamp.UTC().Format("20060102T150405Z"), "DTSTART": e.start.UTC().Format("20060102T150405Z"),
				"SUMMARY": e.summary, "DESCRIPTION": e.text, "LOCATION": e.location} {
				if back.Replace(got[k][key]) != want {
					t.Fatalf("%s: %q, want %q", key, got[k][key], want)
				}
			}
		}
	})
}
