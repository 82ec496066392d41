package calendar

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/lt"
	"github.com/rickar/cal/v2/lv"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/se"
	"pgregory.net/rapid"

	"reeve/kernel/errs"
)

// A second opinion for the countries a library has, day by day; where we differ the law is named.
func TestAgreesWithLibrary(t *testing.T) {
	known := map[string][]string{
		"PL":     {"12-24"},                             // free since 2025, Act of 6 December 2024
		"LV":     {"2023-07-10", "2023-05-29", "2018-"}, // single years' days
		"GB-ENG": {"2021-", "2022-"},                    // before our list is whole
	}
	for code, holidays := range map[string][]*cal.Holiday{"PL": pl.Holidays, "LT": lt.Holidays, "LV": lv.Holidays, "CZ": cz.Holidays, "NO": no.Holidays, "SE": se.Holidays, "GB-ENG": gb.Holidays} {
		c, err := ForCountry(code)
		if err != nil {
			t.Fatal(err)
		}
		theirs := cal.NewBusinessCalendar()
		theirs.AddHoliday(holidays...)
		for d := (Date{2021, 1, 1}); d.Year < 2040; d = d.AddDays(1) {
			if slices.ContainsFunc(known[code], func(s string) bool { return strings.Contains(d.String(), s) }) {
				continue
			}
			if want := theirs.IsWorkday(d.utc()); c.IsWorkingDay(d) != want {
				t.Errorf("%s %v %v: working day %v, the library says %v", code, d, d.Weekday(), c.IsWorkingDay(d), want)
			}
		}
	}
}

func TestEaster(t *testing.T) {
	for year, want := range map[int][2]string{
		2019: {"2019-04-21", "2019-04-28"}, 2024: {"2024-03-31", "2024-05-05"}, 2025: {"2025-04-20", "2025-04-20"},
		2026: {"2026-04-05", "2026-04-12"}, 2027: {"2027-03-28", "2027-05-02"}, 2028: {"2028-04-16", "2028-04-16"},
		2030: {"2030-04-21", "2030-04-28"}, 2038: {"2038-04-25", "2038-04-25"}, 2285: {"2285-03-22", "2285-04-26"},
	} {
		if got := [2]string{westernEaster(year).String(), orthodoxEaster(year).String()}; got != want {
			t.Errorf("%d: %v, want %v", year, got, want)
		}
	}
}

func TestNamesAndSources(t *testing.T) {
	all, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	xk := all["XK"].Holidays(2027)
	i := slices.IndexFunc(xk, func(h Holiday) bool { return h.ID == "independence_day" })
	if h := xk[i]; h.Name("sq") != "Dita e Pavarësisë së Republikës së Kosovës" || h.Name("pl") != "Independence Day" {
		t.Errorf("%q %q", h.Name("sq"), h.Name("pl"))
	}
	for code, c := range all {
		if c.Code != code || len(c.Sources()) == 0 {
			t.Errorf("%s: code %s, sources %v", code, c.Code, c.Sources())
		}
	}
	if all["XK"].Complete(2031) || all["XK"].Complete(2023) || !all["PL"].Complete(2060) {
		t.Error("the years for which the lists are whole")
	}
	if _, err := ForCountry("../PL"); errs.KindOf(err) != errs.NotFound {
		t.Errorf("unknown country: %v", err)
	}
}

func TestParseRefuses(t *testing.T) {
	const good = `{"code":"PL","zone":"Europe/Warsaw","languages":["pl"],"weekend":["sunday"],"sources":["law"],` +
		`"holidays":[{"id":"a","on":"last monday of may","name":{"en":"A","pl":"A"}}]}`
	c, err := Parse([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	if got := spell(c.Holidays(2027)); got != "05-31" {
		t.Errorf("last Monday of May 2027: %s", got)
	}
	for _, swap := range [][2]string{
		{`"code":"PL"`, `"code":""`}, {"Europe/Warsaw", "Europe/Nowhere"}, {`["law"]`, `[]`}, {`["sunday"]`, `["funday"]`},
		{`["sunday"]`, `["sunday","sunday"]`}, {`["sunday"]`, `["sunday","monday","tuesday","wednesday","thursday","friday","saturday"]`},
		{"last monday of may", "fifth monday of may"}, {"last monday of may", "02-29"}, {"last monday of may", "02-30"},
		{"last monday of may", "easter +1"}, {"last monday of may", "someday from 06-20"}, {"last monday of may", "monday from 06-31"}, {`,"pl":"A"`, ""}, {`"on":"last monday of may"`, `"dates":["2027-02-29"]`},
		{`"on":"last monday of may",`, ""}, {`"id":"a"`, `"id":""`}, {`"id":"a"`, `"id":"a","color":"red"`},
		{`"on":`, `"dates":["2027-01-01"],"on":`}, {`"holidays"`, `"suspended":[{"from":"2022-01-01"}],"holidays"`},
	} {
		text := strings.Replace(good, swap[0], swap[1], 1)
		if _, err := Parse([]byte(text)); errs.KindOf(err) != errs.Invalid || err == nil {
			t.Errorf("%s for %s: %v", swap[1], swap[0], err)
		}
	}
}

func TestDate(t *testing.T) {
	var d Date
	if err := json.Unmarshal([]byte(`"2028-02-29"`), &d); err != nil || d != (Date{2028, 2, 29}) || d.AddDays(1) != (Date{2028, 3, 1}) {
		t.Errorf("%v %v", d, err)
	}
	for _, s := range []string{"2027-02-29", "2027-2-1", "20270201", "", "2027-02-01T00:00:00Z"} {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("%q was read as %v", s, d)
		}
	}
	warsaw, err := ForCountry("PL")
	if err != nil {
		t.Fatal(err)
	}
	if got := warsaw.DateOf(time.Date(2027, 6, 30, 22, 0, 0, 0, time.UTC)).String(); got != "2027-07-01" {
		t.Errorf("22:00 UTC in Warsaw's summer is on %s", got)
	}
}

func TestDaysEndAtMidnightAndRunForward(t *testing.T) {
	all, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		c := all[rapid.SampledFrom([]string{"PL", "UA", "LT", "LV", "EE", "CZ", "XK", "NO", "LI", "SE", "GB-ENG"}).Draw(rt, "country")]
		d := Date{2024, 1, 1}.AddDays(rapid.IntRange(0, 7*366).Draw(rt, "day"))
		end := c.EndOfDay(d)
		if c.DateOf(end) != d.AddDays(1) || c.DateOf(end.Add(-time.Microsecond)) != d {
			rt.Fatalf("%v ends at %v", d, end)
		}
		next := c.NextWorkingDay(d)
		if next.Compare(d) <= 0 || !c.IsWorkingDay(next) {
			rt.Fatalf("next working day of %v is %v", d, next)
		}
		for x := d.AddDays(1); x != next; x = x.AddDays(1) {
			if c.IsWorkingDay(x) {
				rt.Fatalf("%v lies before %v", x, next)
			}
		}
		noon := end.Add(-12 * time.Hour)
		if !c.AddCalendarDays(noon, 0).Equal(end) || !c.AddWorkingDays(noon, -1).Equal(end) {
			rt.Fatalf("no days from %v", noon)
		}
		for _, h := range c.Holidays(d.Year) {
			if !h.Working && c.IsWorkingDay(h.Date) {
				rt.Fatalf("%v %s is worked", h.Date, h.ID)
			}
		}
	})
}
