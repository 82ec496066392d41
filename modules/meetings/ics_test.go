package meetings

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestICS(t *testing.T) {
	got := event{uid: "AB@x.org", stamp: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC), start: time.Date(2026, 3, 4, 16, 0, 0, 0, time.UTC), end: time.Date(2026, 3, 4, 17, 30, 0, 0, time.UTC),
		summary: "Зустріч, з мешканцями; перша", text: "1. Шум\n2. Вулиця", location: `Hall \ 2`, address: "https://x.org/uk/meetings/AB", sequence: 2, cancelled: true}.write()
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
		text := escapeText(rapid.String().Draw(t, "text"))
		folded := fold("SUMMARY:" + text)
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
