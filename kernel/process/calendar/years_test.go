package calendar

import (
	"strings"
	"testing"
)

// The years spelled out, as the countries' published lists have them: MM-DD, "<MM-DD" a substitute day and the day
// it stands for, "?" estimated, "w" named but worked.
func TestYearsSpelledOut(t *testing.T) {
	years := map[string]map[int]string{
		"CZ": {
			2026: "01-01 04-03 04-06 05-01 05-08 07-05 07-06 09-28 10-28 11-17 12-24 12-25 12-26",
			2027: "01-01 03-26 03-29 05-01 05-08 07-05 07-06 09-28 10-28 11-17 12-24 12-25 12-26",
		},
		"EE": {
			2026: "01-01 02-24 04-03 04-05 05-01 05-24 06-23 06-24 08-20 12-24 12-25 12-26",
			2027: "01-01 02-24 03-26 03-28 05-01 05-16 06-23 06-24 08-20 12-24 12-25 12-26",
		},
		"LI": {
			2026: "01-01 01-02 01-06 02-02 02-17 03-19 04-03 04-06 05-01 05-14 05-25 06-04 08-15 09-08 11-01 12-08 12-24 12-25 12-26 12-31",
			2027: "01-01 01-02 01-06 02-02 02-09 03-19 03-26 03-29 05-01 05-06 05-17 05-27 08-15 09-08 11-01 12-08 12-24 12-25 12-26 12-31",
		},
		"LT": {
			2026: "01-01 02-16 03-11 04-05 04-06 05-01 05-03 06-07 06-24 07-06 08-15 11-01 11-02 12-24 12-25 12-26",
			2027: "01-01 02-16 03-11 03-28 03-29 05-01 05-02 06-06 06-24 07-06 08-15 11-01 11-02 12-24 12-25 12-26",
		},
		"LV": {
			2023: "01-01 04-07 04-09 04-10 05-01 05-04 05-14 05-28 05-29 06-23 06-24 07-09 07-10<07-09 11-18 11-20<11-18 12-24 12-25 12-26 12-31",
			2026: "01-01 04-03 04-05 04-06 05-01 05-04 05-10 05-24 06-23 06-24 11-18 12-24 12-25 12-26 12-31",
			2027: "01-01 03-26 03-28 03-29 05-01 05-04 05-09 05-16 06-23 06-24 11-18 12-24 12-25 12-26 12-31",
		},
		"NO": {
			2026: "01-01 04-02 04-03 04-05 04-06 05-01 05-14 05-17 05-24 05-25 12-25 12-26",
			2027: "01-01 03-25 03-26 03-28 03-29 05-01 05-06 05-16 05-17 05-17 12-25 12-26",
		},
		"PL": {
			2024: "01-01 01-06 03-31 04-01 05-01 05-03 05-19 05-30 08-15 11-01 11-11 12-25 12-26",
			2026: "01-01 01-06 04-05 04-06 05-01 05-03 05-24 06-04 08-15 11-01 11-11 12-24 12-25 12-26",
			2027: "01-01 01-06 03-28 03-29 05-01 05-03 05-16 05-27 08-15 11-01 11-11 12-24 12-25 12-26",
		},
		"GB-ENG": {
			// 2023 to 2027 are the government's own lists.
			2023: "01-01 01-02<01-01 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
			2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-26 12-28<12-26",
			2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-25 12-26 12-27<12-25 12-28<12-26",
		},
		"SE": {
			2026: "01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-06 06-19 06-20 10-31 12-24 12-25 12-26 12-31",
			2027: "01-01 01-06 03-26 03-28 03-29 05-01 05-06 05-16 06-06 06-25 06-26 11-06 12-24 12-25 12-26 12-31",
		},
		"UA": {
			2026: "01-01w 03-08w 04-12w 05-01w 05-08w 05-31w 06-28w 07-15w 08-24w 10-01w 12-25w",
			2027: "01-01w 03-08w 05-01w 05-02w 05-08w 06-20w 06-28w 07-15w 08-24w 10-01w 12-25w",
		},
		"XK": {
			// 2024 is the government's own list.
			2024: "01-01 01-02 01-07 01-08<01-07 02-17 02-19<02-17 04-01 04-09 04-10 05-01 05-06 05-09 06-16 06-17<06-16 12-25",
			2026: "01-01 01-02 01-07 02-17 03-20 04-06 04-09 04-13 05-01 05-09 05-11<05-09 05-27 12-25",
			2027: "01-01 01-02 01-04<01-02 01-07 02-17 03-09? 03-29 04-09 05-01 05-03 05-04<05-01 05-09 05-10<05-09 05-16? 05-17<05-16? 12-25 12-27<12-25",
		},
	}
	all, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for code, c := range all {
		if years[code][2026] == "" || years[code][2027] == "" {
			t.Errorf("%s is not spelled out", code)
		}
		for year, want := range years[code] {
			if got := spell(c.Holidays(year)); got != want {
				t.Errorf("%s %d:\n got %s\nwant %s", code, year, got, want)
			}
			if !c.Complete(year) {
				t.Errorf("%s %d is not named complete", code, year)
			}
		}
	}
	if len(all) != len(years) {
		t.Errorf("%d calendars, %d spelled out", len(all), len(years))
	}
}

func spell(list []Holiday) string {
	var out []string
	for _, h := range list {
		s := h.Date.String()[5:]
		if !h.SubstituteFor.IsZero() {
			s += "<" + h.SubstituteFor.String()[5:]
		}
		if h.Estimated {
			s += "?"
		}
		if h.Working {
			s += "w"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

// Government list for 2022: two substitute days in a row, and one that meets Bajram and moves on.
func TestSubstituteDaysDoNotCollide(t *testing.T) {
	c, err := Parse([]byte(`{"code":"XK","zone":"Europe/Belgrade","weekend":["saturday","sunday"],"sources":["Law 03/L-064 art. 4"],
		"holidays":[
		{"id":"a","on":"01-01","substitute":true,"name":{"en":"New Year"}},
		{"id":"b","on":"01-02","substitute":true,"name":{"en":"New Year 2"}},
		{"id":"c","on":"05-01","substitute":true,"name":{"en":"Labour Day"}},
		{"id":"d","dates":["2022-05-02"],"substitute":true,"name":{"en":"Bajram"}},
		{"id":"e","on":"12-31","until":2022,"substitute":true,"name":{"en":"New Year's Eve"}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := spell(c.Holidays(2022)), "01-01 01-02 01-03<01-01 01-04<01-02 05-01 05-02 05-03<05-01 12-31"; got != want {
		t.Errorf("2022: %s, want %s", got, want)
	}
	// 31 December 2022 was a Saturday, 1 January 2023 a Sunday: both substitutes lie in January.
	if got, want := spell(c.Holidays(2023)), "01-01 01-02 01-03<12-31 01-04<01-01 05-01"; got != want {
		t.Errorf("2023: %s, want %s", got, want)
	}
}

// When martial law ends, one line of data brings holidays and substitute days back.
func TestUkraineAfterMartialLaw(t *testing.T) {
	b, err := data.ReadFile("data/UA.json")
	if err != nil {
		t.Fatal(err)
	}
	c, err := Parse([]byte(strings.Replace(string(b), `"from": "2022-03-24",`, `"from": "2022-03-24", "until": "2027-04-30",`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	const want = "01-01w 03-08w 05-01 05-02 05-03<05-01 05-04<05-02 05-08 05-10<05-08 06-20 06-21<06-20 06-28 07-15 08-24 10-01 12-25 12-27<12-25"
	if got := spell(c.Holidays(2027)); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if !c.IsWorkingDay(Date{2027, 3, 8}) || c.IsWorkingDay(Date{2027, 8, 24}) {
		t.Error("8 March 2027 is worked, 24 August 2027 is free")
	}
}
