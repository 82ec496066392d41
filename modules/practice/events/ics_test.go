package events

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// checkICS holds a calendar against RFC 5545, as far as this program writes one: octets, folding, structure, the
// properties that must and may stand in a VEVENT, value types, escaping, and what UTC and days demand.
func checkICS(ics string) error {
	if !strings.HasSuffix(ics, "\r\n") || strings.Contains(strings.ReplaceAll(ics, "\r\n", ""), "\n") || strings.Contains(strings.ReplaceAll(ics, "\r\n", ""), "\r") {
		return fmt.Errorf("lines must end with CRLF and contain neither CR nor LF")
	}
	raw := strings.Split(strings.TrimSuffix(ics, "\r\n"), "\r\n")
	for n, l := range raw {
		if len(l) > 75 || !utf8.ValidString(l) || l == "" {
			return fmt.Errorf("line %d: %d octets, or a character cut: %q", n+1, len(l), l)
		}
	}
	lines := strings.Split(strings.ReplaceAll(strings.Join(raw, "\r\n"), "\r\n ", ""), "\r\n")
	line := regexp.MustCompile(`^([A-Z0-9-]+)((?:;[A-Z-]+=[A-Za-z0-9/_-]+)*):(.*)$`)
	var stack []string
	var event map[string][]string
	calendar := map[string]int{}
	uids := map[string]bool{}
	for _, l := range lines {
		m := line.FindStringSubmatch(l)
		if m == nil {
			return fmt.Errorf("no content line: %q", l)
		}
		name, params, value := m[1], m[2], m[3]
		for _, r := range value {
			if r < ' ' && r != '\t' || r == 0x7f {
				return fmt.Errorf("control character in %q", l)
			}
		}
		switch name {
		case "BEGIN":
			if value == "VEVENT" && (len(stack) != 1 || stack[0] != "VCALENDAR") || value == "VCALENDAR" && len(stack) > 0 {
				return fmt.Errorf("%s within %v", value, stack)
			}
			if stack = append(stack, value); value == "VEVENT" {
				event = map[string][]string{}
			}
			continue
		case "END":
			if len(stack) == 0 || stack[len(stack)-1] != value {
				return fmt.Errorf("END:%s ends %v", value, stack)
			}
			if stack = stack[:len(stack)-1]; value == "VEVENT" {
				if err := checkEvent(event, uids); err != nil {
					return err
				}
				event = nil
			}
			continue
		}
		if err := checkValue(name, params, value); err != nil {
			return err
		}
		if event != nil {
			event[name] = append(event[name], params+":"+value)
		} else if len(stack) == 1 {
			calendar[name]++
		} else {
			return fmt.Errorf("outside of the calendar: %q", l)
		}
	}
	if len(stack) > 0 || lines[0] != "BEGIN:VCALENDAR" || lines[len(lines)-1] != "END:VCALENDAR" {
		return fmt.Errorf("the calendar is not closed: %v", stack)
	}
	for _, name := range []string{"PRODID", "VERSION"} {
		if calendar[name] != 1 {
			return fmt.Errorf("%s stands %d times", name, calendar[name])
		}
	}
	for _, name := range []string{"CALSCALE", "METHOD"} {
		if calendar[name] > 1 {
			return fmt.Errorf("%s stands %d times", name, calendar[name])
		}
	}
	return nil
}

func checkEvent(e map[string][]string, uids map[string]bool) error {
	for _, name := range []string{"UID", "DTSTAMP", "DTSTART"} {
		if len(e[name]) != 1 {
			return fmt.Errorf("a VEVENT with %d %s", len(e[name]), name)
		}
	}
	for name, all := range e {
		if len(all) > 1 {
			return fmt.Errorf("%s stands %d times", name, len(all))
		}
	}
	if len(e["DTEND"]) > 0 && len(e["DURATION"]) > 0 {
		return fmt.Errorf("DTEND and DURATION")
	}
	if uids[e["UID"][0]] {
		return fmt.Errorf("UID %s stands twice", e["UID"][0])
	}
	uids[e["UID"][0]] = true
	if len(e["DTEND"]) == 1 {
		a, b := e["DTSTART"][0], e["DTEND"][0]
		if a[:strings.Index(a, ":")] != b[:strings.Index(b, ":")] {
			return fmt.Errorf("DTSTART%s and DTEND%s are of two types", a, b)
		}
		if b <= a {
			return fmt.Errorf("DTEND%s is not later than DTSTART%s", b, a)
		}
	}
	return nil
}

func checkValue(name, params, value string) error {
	wrong := func(why string) error { return fmt.Errorf("%s%s:%s %s", name, params, value, why) }
	switch name {
	case "DTSTART", "DTEND", "DTSTAMP":
		form := "20060102T150405Z"
		if params == ";VALUE=DATE" && name != "DTSTAMP" {
			form = "20060102"
		} else if params != "" {
			return wrong("has parameters that nothing explains")
		}
		if _, err := time.Parse(form, value); err != nil {
			return wrong("is no time in UTC")
		}
	case "SEQUENCE":
		if !regexp.MustCompile(`^\d+$`).MatchString(value) {
			return wrong("is no number")
		}
	case "STATUS":
		if value != "CONFIRMED" && value != "TENTATIVE" && value != "CANCELLED" {
			return wrong("is no state of a VEVENT")
		}
	case "VERSION":
		if value != "2.0" {
			return wrong("is not 2.0")
		}
	case "URL":
		if !strings.HasPrefix(value, "http") || strings.ContainsAny(value, " \"") {
			return wrong("is no URI")
		}
	case "SUMMARY", "LOCATION", "DESCRIPTION", "NAME", "X-WR-CALNAME":
		for i := 0; i < len(value); i++ {
			switch c := value[i]; c {
			case '\\':
				if i++; i == len(value) || !strings.ContainsRune(`\;,nN`, rune(value[i])) {
					return wrong("escapes what need not be")
				}
			case ',', ';':
				return wrong("has a comma or semicolon that is not escaped")
			}
		}
	}
	return nil
}

func TestICSHoldsTheStandard(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []entry
		for i := range rapid.IntRange(0, 4).Draw(t, "events") {
			start := time.Unix(rapid.Int64Range(1_500_000_000, 2_000_000_000).Draw(t, "start"), 0)
			all = append(all, entry{uid: fmt.Sprintf("E%d@example.org", i), stamp: start, start: start, end: start.Add(time.Duration(rapid.IntRange(0, 72).Draw(t, "hours")) * time.Hour), days: rapid.Bool().Draw(t, "days"),
				status: rapid.SampledFrom([]string{"CONFIRMED", "TENTATIVE", "CANCELLED"}).Draw(t, "status"), sequence: rapid.Int64Range(0, 99).Draw(t, "sequence"), summary: rapid.String().Draw(t, "summary"),
				location: rapid.String().Draw(t, "location"), text: rapid.StringN(0, 300, -1).Draw(t, "text"), address: "https://example.org/en/events/1"})
		}
		name := strings.ToValidUTF8(rapid.String().Draw(t, "name"), "")
		ics := calendarOf(name, "", "https://example.org", all)
		if err := checkICS(ics); err != nil {
			t.Fatalf("%v\n%s", err, ics)
		}
	})
}

// TestICSValidatorFinds makes sure that the validator is not blind.
func TestICSValidatorFinds(t *testing.T) {
	good := calendarOf("Řada; jedna, dvě", "", "", []entry{{uid: "a@b", stamp: time.Unix(0, 0), start: time.Unix(0, 0), end: time.Unix(3600, 0), status: "CONFIRMED", summary: strings.Repeat("ř", 80)}})
	if err := checkICS(good); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"LF alone":        strings.ReplaceAll(good, "\r\n", "\n"),
		"long line":       strings.Replace(good, "\r\n ", "", 1),
		"no UID":          strings.Replace(good, "UID:a@b\r\n", "", 1),
		"two STATUS":      strings.Replace(good, "STATUS:CONFIRMED\r\n", "STATUS:CONFIRMED\r\nSTATUS:CONFIRMED\r\n", 1),
		"unescaped comma": strings.Replace(good, `\,`, ",", 1),
		"ends before":     strings.Replace(good, "DTEND:1970", "DTEND:1969", 1),
		"local time":      strings.Replace(good, "T000000Z\r\nDTEND", "T000000\r\nDTEND", 1),
		"not closed":      strings.Replace(good, "END:VEVENT\r\n", "", 1),
		"no version":      strings.Replace(good, "VERSION:2.0\r\n", "", 1),
	} {
		if bad == good || checkICS(bad) == nil {
			t.Errorf("%s passes", name)
		}
	}
}
