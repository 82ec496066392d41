package council

import (
	"time"

	"reeve/kernel/i18n"
)

// Part is figures of one subject in a language, as all formats show them.
type Part struct {
	Code, Title string
	Lines       []Line
}

// Line is one figure in words.
type Line struct {
	Label, Value, Note string
	List, Base         string // codes of the lists that they come from; empty for none
}

// parts writes the figures of a report in a language. Page, PDF and DOCX show these words and no others.
func parts(text *i18n.Localizer, d Data) (all []Part) {
	for _, s := range d.Sections {
		p := Part{Code: s.Code, Title: text.T("council.section." + s.Code)}
		for _, f := range s.Figures {
			l := Line{Label: text.T("council.figure." + f.Code), Value: value(text, f.Unit, f.Num), List: f.List}
			if f.Unit == Share {
				unit := d.unitOf(f.List)
				l.Value, l.Base = text.T("i18n.no_value"), f.Base
				if f.Den > 0 {
					l.Value = text.Percent(f.Num, f.Den, 2)
				}
				l.Note = text.T("council.of", "num", value(text, unit, f.Num), "den", value(text, unit, f.Den))
			}
			p.Lines = append(p.Lines, l)
		}
		all = append(all, p)
	}
	return all
}

// unitOf is the unit of a list: that of the figure it makes; those that make none are counted or minutes of duty.
func (d Data) unitOf(list string) string {
	if f, ok := d.Figure(list); ok && f.Unit != Share {
		return f.Unit
	}
	if list == "rostered" {
		return Minutes
	}
	return Count
}

// value writes a number of a unit. Hours have one decimal, rounded once.
func value(text *i18n.Localizer, unit string, n int64) string {
	if unit == Minutes {
		tenths, _ := i18n.Ratio(n, 60, 1)
		return text.T("council.hours", "n", text.Fixed(tenths, 1))
	}
	return text.Number(n)
}

// head is what a report says of itself: term and words.
func (c *Council) head(text *i18n.Localizer, v Report) [][2]string {
	zone, err := time.LoadLocation(v.Data.Zone)
	if err != nil {
		zone = time.UTC
	}
	given := text.T("council.post_code", "title", c.wordIn(text, v.Data.Post), "code", v.Data.Code)
	if v.Data.Officer != "" {
		given = v.Data.Officer + ", " + given
	}
	all := [][2]string{{text.T("council.addressee"), v.Addressee}, {text.T("council.community"), c.wordIn(text, v.Data.Place)},
		{text.T("council.period"), text.DateRange(day(v.From), day(v.Until))}, {text.T("council.given_by"), given},
		{text.T("council.counted_at"), text.DateTime(v.CountedAt, zone)}}
	return append(all, [2]string{text.T("council.digest"), v.Digest[:16]})
}

// title is the name of a report in a language.
func (c *Council) title(text *i18n.Localizer, v Report) string {
	return text.T("council.title_of", "community", c.wordIn(text, v.Data.Place), "days", text.DateRange(day(v.From), day(v.Until)))
}
