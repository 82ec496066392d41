package threatmap

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"reeve/kernel/disclosure"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/process/calendar"
)

// MaxText is the longest text of a report, in characters.
const MaxText = 4000

// MaxPhotos is how many photos a report may have.
const MaxPhotos = 3

// Filing is what a resident sends. Either the point or the place is given.
type Filing struct {
	Category string            `json:"category" required:"true"`
	Lat      *float64          `json:"lat"`
	Lon      *float64          `json:"lon"`
	Place    string            `json:"place"` // code of a community or settlement instead of a point
	Text     string            `json:"text"`
	Lang     string            `json:"lang" required:"true"`
	Answers  map[string]string `json:"answers"`
	SeenFrom string            `json:"seen_from"` // civil date, or a time: kept as date and part of day at the place
	SeenTo   string            `json:"seen_to"`
	Parts    []DayPart         `json:"day_parts"`
	Weekdays []int             `json:"weekdays"`
	Contact  string            `json:"contact"`
	Altcha   string            `json:"altcha"`
}

// inside is what is sealed of a report.
type inside struct {
	Text    string            `json:"text"`
	Answers map[string]string `json:"answers,omitempty"`
	Contact string            `json:"-"` // sealed apart
}

// check tells everything that is wrong with a filing at once. today is the civil date at the place.
func (f *Filing) check(category Category, known bool, today calendar.Date) error {
	var bad errs.Fields
	switch {
	case f.Category == "":
		bad.Add("category", "threatmap.category_missing")
	case !known, category.Retired:
		bad.Add("category", "threatmap.category_unknown", "category", f.Category)
	}
	if f.Place == "" {
		for _, c := range []struct {
			name  string
			value *float64
			most  float64
		}{{"lat", f.Lat, 90}, {"lon", f.Lon, 180}} {
			if c.value == nil {
				bad.Add(c.name, "threatmap.place_missing")
			} else if !(*c.value >= -c.most && *c.value <= c.most) { // also refuses NaN
				bad.Add(c.name, "threatmap.coordinate_range", "most", c.most)
			}
		}
	} else if f.Lat != nil || f.Lon != nil {
		bad.Add("place", "threatmap.place_twice")
	}
	f.checkText(&bad, category)
	f.checkSeen(&bad, today)
	f.checkAnswers(&bad, category, known)
	if l, ok := i18n.ParseLang(f.Lang); !ok {
		bad.Add("lang", "threatmap.lang_unknown", "lang", f.Lang)
	} else if l == i18n.Serbian {
		f.Lang = "sr-Cyrl"
	} else if l == i18n.SerbianLatin {
		f.Lang = "sr-Latn"
	}
	return bad.Err()
}

func (f *Filing) checkText(bad *errs.Fields, category Category) {
	for _, t := range []struct {
		field string
		text  *string
		most  int
	}{{"text", &f.Text, MaxText}, {"contact", &f.Contact, 200}} {
		if !utf8.ValidString(*t.text) {
			bad.Add(t.field, "threatmap.text_encoding")
			continue
		}
		*t.text = strings.TrimSpace(norm.NFC.String(strings.ReplaceAll(*t.text, "\r\n", "\n")))
		if n := utf8.RuneCountInString(*t.text); n > t.most {
			bad.Add(t.field, "threatmap.text_too_long", "most", t.most, "have", n)
		}
		if strings.ContainsFunc(*t.text, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }) {
			bad.Add(t.field, "threatmap.text_control")
		}
	}
	if f.Text == "" && slices.Contains(category.Mandatory, "text") {
		bad.Add("text", "threatmap.text_mandatory")
	}
}

func (f *Filing) checkSeen(bad *errs.Fields, today calendar.Date) {
	dates := [2]calendar.Date{}
	for i, s := range []struct{ field, value string }{{"seen_from", f.SeenFrom}, {"seen_to", f.SeenTo}} {
		if s.value == "" {
			continue
		}
		d, err := seenDate(s.value)
		switch {
		case err != nil:
			bad.Add(s.field, "threatmap.date_wrong")
		case d.Compare(today) > 0 && s.field == "seen_from":
			bad.Add(s.field, "threatmap.date_future")
		case d.Year < 2000:
			bad.Add(s.field, "threatmap.date_old")
		}
		dates[i] = d
	}
	from, fromOK := seenTime(f.SeenFrom, time.UTC)
	to, toOK := seenTime(f.SeenTo, time.UTC)
	if !dates[0].IsZero() && !dates[1].IsZero() && (dates[1].Compare(dates[0]) < 0 || fromOK && toOK && to.Before(from)) {
		bad.Add("seen_to", "threatmap.date_order")
	}
	for _, p := range f.Parts {
		if !slices.Contains(disclosure.DayParts(), p) {
			bad.Add("day_parts", "threatmap.day_part_unknown", "part", string(p))
		}
	}
	for _, d := range f.Weekdays {
		if d < 1 || d > 7 {
			bad.Add("weekdays", "threatmap.weekday_unknown")
		}
	}
	slices.Sort(f.Weekdays)
	f.Weekdays = slices.Compact(f.Weekdays)
}

func (f *Filing) checkAnswers(bad *errs.Fields, category Category, known bool) {
	questions := Questions()
	for code, answer := range f.Answers {
		if !known {
			return
		}
		if answer == "" {
			delete(f.Answers, code)
			continue
		}
		q, ok := questions[code]
		if !ok || !slices.Contains(category.Questions, code) {
			bad.Add("answers."+code, "threatmap.question_unknown")
		} else if !slices.Contains(q.Options, answer) {
			bad.Add("answers."+code, "threatmap.answer_unknown", "options", strings.Join(q.Options, ", "))
		}
	}
}

// firstPublication: class C waits for review, and so does what came without proof of work.
func firstPublication(class disclosure.Class, proved bool) string {
	if disclosure.Review(class) || !proved {
		return Held
	}
	return PublicNow
}

// Publication of a report.
const (
	Held      = "held"
	PublicNow = "public"
	Hidden    = "hidden"
)
