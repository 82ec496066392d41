package threatmap

import (
	"math"
	"slices"
	"strings"
	"testing"

	"reeve/kernel/disclosure"
	"reeve/kernel/errs"
	"reeve/kernel/process/calendar"
)

func goodFiling() Filing {
	lat, lon := 52.2, 18.2
	return Filing{Category: "speeding", Lat: &lat, Lon: &lon, Text: "Too fast", Lang: "pl", Answers: map[string]string{"vehicle": "cars"},
		SeenFrom: "2026-11-01", SeenTo: "2026-11-20", Parts: []DayPart{disclosure.Night}, Weekdays: []int{6, 5, 6}, Contact: "a@b.example"}
}

func TestFilingCheck(t *testing.T) {
	category := Category{Code: "speeding", Questions: []string{"vehicle"}}
	today := calendar.Date{Year: 2026, Month: 11, Day: 22}
	number := func(v float64) *float64 { return &v }
	for _, c := range []struct {
		name   string
		change func(f *Filing)
		want   string // "field key", several joined by a comma; empty = good
	}{
		{"good", func(f *Filing) {}, ""},
		{"no more than it must", func(f *Filing) { *f = Filing{Category: "speeding", Place: "PL-1", Lang: "uk"} }, ""},
		{"no category", func(f *Filing) { f.Category = "" }, "category threatmap.category_missing"},
		{"no place", func(f *Filing) { f.Lat, f.Lon = nil, nil }, "lat threatmap.place_missing, lon threatmap.place_missing"},
		{"half a place", func(f *Filing) { f.Lon = nil }, "lon threatmap.place_missing"},
		{"two places", func(f *Filing) { f.Place = "PL-1" }, "place threatmap.place_twice"},
		{"beyond the pole", func(f *Filing) { f.Lat = number(90.1) }, "lat threatmap.coordinate_range"},
		{"around the world", func(f *Filing) { f.Lon = number(-180.5) }, "lon threatmap.coordinate_range"},
		{"no number", func(f *Filing) { f.Lat = number(math.NaN()) }, "lat threatmap.coordinate_range"},
		{"4,000 characters", func(f *Filing) { f.Text = strings.Repeat("ż", MaxText) }, ""},
		{"4,001 characters", func(f *Filing) { f.Text = strings.Repeat("ż", MaxText+1) }, "text threatmap.text_too_long"},
		{"broken encoding", func(f *Filing) { f.Text = "\xff" }, "text threatmap.text_encoding"},
		{"a bell", func(f *Filing) { f.Text = "a\x07" }, "text threatmap.text_control"},
		{"lines and tabs", func(f *Filing) { f.Text = "a\r\nb\tc" }, ""},
		{"long contact", func(f *Filing) { f.Contact = strings.Repeat("a", 201) }, "contact threatmap.text_too_long"},
		{"no date", func(f *Filing) { f.SeenFrom = "yesterday" }, "seen_from threatmap.date_wrong"},
		{"a date that there is not", func(f *Filing) { f.SeenTo = "2026-02-30" }, "seen_to threatmap.date_wrong"},
		{"tomorrow", func(f *Filing) { f.SeenFrom, f.SeenTo = "2026-11-23", "" }, "seen_from threatmap.date_future"},
		{"until further on", func(f *Filing) { f.SeenTo = "2026-12-31" }, ""},
		{"last century", func(f *Filing) { f.SeenFrom = "1999-12-31" }, "seen_from threatmap.date_old"},
		{"backwards", func(f *Filing) { f.SeenTo = "2026-10-31" }, "seen_to threatmap.date_order"},
		{"no such part", func(f *Filing) { f.Parts = []DayPart{"noon"} }, "day_parts threatmap.day_part_unknown"},
		{"no such weekday", func(f *Filing) { f.Weekdays = []int{0} }, "weekdays threatmap.weekday_unknown"},
		{"eighth weekday", func(f *Filing) { f.Weekdays = []int{8} }, "weekdays threatmap.weekday_unknown"},
		{"question of another category", func(f *Filing) { f.Answers = map[string]string{"waste": "small"} }, "answers.waste threatmap.question_unknown"},
		{"no such question", func(f *Filing) { f.Answers = map[string]string{"colour": "red"} }, "answers.colour threatmap.question_unknown"},
		{"no such answer", func(f *Filing) { f.Answers["vehicle"] = "ships" }, "answers.vehicle threatmap.answer_unknown"},
		{"left open", func(f *Filing) { f.Answers["vehicle"] = "" }, ""},
		{"no language", func(f *Filing) { f.Lang = "" }, "lang threatmap.lang_unknown"},
		{"no such language", func(f *Filing) { f.Lang = "xx" }, "lang threatmap.lang_unknown"},
		{"everything at once", func(f *Filing) { f.Category, f.Lat, f.Lang, f.SeenFrom = "", nil, "xx", "x" },
			"category threatmap.category_missing, lat threatmap.place_missing, seen_from threatmap.date_wrong, lang threatmap.lang_unknown"},
	} {
		f := goodFiling()
		c.change(&f)
		if got := faults(f.check(category, true, today)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func faults(err error) string {
	var all []string
	if e := errs.Of(err); e != nil {
		for _, f := range e.Fields {
			all = append(all, f.Field+" "+f.Key)
		}
	}
	return strings.Join(all, ", ")
}

func TestFilingCategory(t *testing.T) {
	today := calendar.Date{Year: 2026, Month: 11, Day: 22}
	f := goodFiling()
	if got := faults(f.check(Category{}, false, today)); got != "category threatmap.category_unknown" {
		t.Errorf("unknown category: %q", got)
	}
	f = goodFiling()
	if got := faults(f.check(Category{Code: "speeding", Questions: []string{"vehicle"}, Retired: true}, true, today)); got != "category threatmap.category_unknown" {
		t.Errorf("retired category: %q", got)
	}
	f = goodFiling()
	f.Text = " \n "
	if got := faults(f.check(Category{Code: "speeding", Questions: []string{"vehicle"}, Mandatory: []string{"text"}}, true, today)); got != "text threatmap.text_mandatory" {
		t.Errorf("no text where it must be: %q", got)
	}
}

func TestFilingIsMadeUniform(t *testing.T) {
	f := goodFiling()
	f.Text, f.Lang, f.Answers["vehicle"] = "  Za\r\nszybko, z\u0307 ", "sr", ""
	if err := f.check(Category{Code: "speeding", Questions: []string{"vehicle"}}, true, calendar.Date{Year: 2026, Month: 11, Day: 22}); err != nil {
		t.Fatal(err)
	}
	if f.Text != "Za\nszybko, ż" {
		t.Errorf("text %q is not trimmed and composed", f.Text)
	}
	if f.Lang != "sr-Cyrl" {
		t.Errorf("Serbian is kept as %q without its script", f.Lang)
	}
	if !slices.Equal(f.Weekdays, []int{5, 6}) || len(f.Answers) != 0 {
		t.Errorf("weekdays %v, answers %v", f.Weekdays, f.Answers)
	}
}

func TestFirstPublication(t *testing.T) {
	for _, c := range []struct {
		class  disclosure.Class
		proved bool
		want   string
	}{{disclosure.A, true, PublicNow}, {disclosure.B, true, PublicNow}, {disclosure.C, true, Held}, {disclosure.A, false, Held}, {disclosure.C, false, Held}} {
		if got := firstPublication(c.class, c.proved); got != c.want {
			t.Errorf("class %s, proof %v: %s, want %s", c.class, c.proved, got, c.want)
		}
	}
}
