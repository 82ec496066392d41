package problem

import (
	"slices"
	"strings"
	"unicode/utf8"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
)

// Where a problem comes from.
const (
	FromResidents = "residents"
	FromMap       = "map"
	FromOfficer   = "officer"
	FromCouncil   = "council"
)

// Sources lists where problems come from, in the order of forms.
func Sources() []string { return []string{FromResidents, FromMap, FromOfficer, FromCouncil} }

const (
	maxText    = 4000
	maxLine    = 300
	maxActions = 40
	maxReports = 500
	maxOwn     = 10
)

// Action is something to be done against a problem, by a day, with partners.
type Action struct {
	ID       string   `json:"id"`
	What     string   `json:"what"`
	On       string   `json:"on"`                // by which day
	Partners []string `json:"partners"`          // codes of organisations, or names
	DoneOn   string   `json:"done_on,omitempty"` // empty = not yet
}

// OwnCount is a figure of the police's own, entered beside what the map counts.
type OwnCount struct {
	What   string `json:"what"`
	Source string `json:"source"` // which register, read when
	Pair
}

// Problem is one problem. Texts are in the open: nobody is named in them.
type Problem struct {
	ID, Ref     string
	Place       string // id of a beat or a community
	Category    string // of the reports counted; empty = all
	Source      string
	Half        string // first day of the half-year whose priority it is to be; empty = not said yet
	Titles      i18n.Text
	Summaries   i18n.Text // for everybody, once it is published
	Assessments i18n.Text // what came of it; for everybody, once it is scored
	Detail
	Area, Control Ground
	Score         *Score // taken; nil = not yet
	Chooser       string // account that has chosen it
	CarriedFrom   string // id of the problem that it goes on from
	Version       int64
}

// Detail is what is kept of a problem beside what lists ask for.
type Detail struct {
	SourceNote string     `json:"source_note,omitempty"` // meeting, letter, number of the report; no names
	Voices     int64      `json:"voices,omitempty"`      // residents who asked for it
	Analysis   string     `json:"analysis,omitempty"`    // inside only
	Before     Window     `json:"before"`
	After      Window     `json:"after"`
	Actions    []Action   `json:"actions"`
	Reports    []string   `json:"reports"` // refs
	Own        []OwnCount `json:"own"`
}

// check finds everything that is wrong with what people enter of a problem.
func (p Problem) check() error {
	var f errs.Fields
	if !slices.Contains(Sources(), p.Source) {
		f.Add("source", "problem.source_wrong")
	}
	if len(p.Titles) == 0 {
		f.Add("title", "problem.title_missing")
	}
	long := func(field, text string, most int) {
		if utf8.RuneCountInString(text) > most {
			f.Add(field, "problem.text_long", "most", most)
		}
	}
	for _, t := range p.Titles {
		long("title", t, maxLine)
	}
	for _, t := range p.Summaries {
		long("summary", t, maxText)
	}
	for _, t := range p.Assessments {
		long("assessment", t, maxText)
	}
	long("source_note", p.SourceNote, maxLine)
	long("analysis", p.Analysis, maxText)
	if p.Voices < 0 || p.Voices > 1_000_000 {
		f.Add("voices", "problem.number_wrong")
	}
	if len(p.Reports) > maxReports {
		f.Add("reports", "problem.too_many", "most", maxReports)
	}
	for name, w := range map[string]Window{"before": p.Before, "after": p.After} {
		if w != (Window{}) && w.Days() == 0 {
			f.Add(name+"_until", "problem.window_wrong")
		}
	}
	if p.Before.Days() > 0 && p.After.Days() > 0 && p.Before.Until >= p.After.From {
		f.Add("before_until", "problem.windows_meet")
	}
	f = append(f, p.checkActions()...)
	if len(p.Own) > maxOwn {
		f.Add("own_what", "problem.too_many", "most", maxOwn)
	}
	for _, o := range p.Own {
		if o.What == "" || o.Source == "" {
			f.Add("own_what", "problem.own_missing")
		}
		if o.Before < 0 || o.After < 0 {
			f.Add("own_before", "problem.number_wrong")
		}
		long("own_what", o.What, maxLine)
		long("own_source", o.Source, maxLine)
	}
	return f.Err()
}

func (p Problem) checkActions() (f errs.Fields) {
	if len(p.Actions) > maxActions {
		f.Add("what", "problem.too_many", "most", maxActions)
	}
	for _, a := range p.Actions {
		if a.What == "" {
			f.Add("what", "problem.action_missing")
		}
		if utf8.RuneCountInString(a.What+strings.Join(a.Partners, "")) > maxLine {
			f.Add("what", "problem.text_long", "most", maxLine)
		}
		if _, ok := tabular.Day(a.On); !ok {
			f.Add("on", "problem.action_date")
		}
		if len(a.Partners) == 0 {
			f.Add("partners", "problem.action_partner")
		}
	}
	return f
}

// complete finds what a problem lacks before it can be chosen as a priority.
func (p Problem) complete() error {
	var f errs.Fields
	lacks := func(missing bool, key string) {
		if missing {
			f.Add("", key)
		}
	}
	lacks(p.Half == "", "problem.lacks.half")
	lacks(p.Area.None(), "problem.lacks.area")
	lacks(len(p.Summaries) == 0, "problem.lacks.summary")
	lacks(p.Analysis == "", "problem.lacks.analysis")
	lacks(len(p.Actions) == 0, "problem.lacks.action")
	return f.Err()
}

// settled puts what follows from the half-year where nothing else was said: the window after is the half-year itself,
// the one before the same days a year earlier, or the half-year before where the map has no reports from then. began is
// the first day from which it has any.
func (p Problem) settled(c Cadence, began string) Problem {
	if p.Half == "" {
		return p
	}
	h := c.At(p.Half)
	if p.Half = h.From; p.After == (Window{}) {
		p.After = h
	}
	if p.Before == (Window{}) {
		if p.Before = p.After.YearBefore(); began != "" && p.Before.From < began && p.After == h {
			p.Before = c.Before(h)
		}
	}
	return p
}
