package practice

import (
	"context"
	"io/fs"

	"reeve/kernel/audit"
	"reeve/kernel/measure"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/practice/day"
	"reeve/modules/practice/events"
	"reeve/modules/practice/talks"
)

// Names of the features that others use.
type (
	Listed          = day.Listed       // a line of an attendance list
	SurveyAnswer    = day.SurveyAnswer // what somebody says of an event
	ScheduleOptions = talks.ImportOptions
	ScheduleResult  = talks.ImportResult
)

// held is what an event has beside those who register: its programme, and who came.
type held struct {
	Day   *day.Day
	Talks *talks.Talks
}

func newHeld(n Needs, v *events.Events) held {
	h := held{
		Day:   day.New(day.Needs{DB: n.DB, Log: n.Log, Keys: n.Keys, Process: n.Process, Places: n.Places, Events: v, Now: n.Now, Settings: n.Settings, Catalogue: n.Catalogue, Mail: n.Mail, BaseURL: n.BaseURL}),
		Talks: talks.New(talks.Needs{DB: n.DB, Log: n.Log, Places: n.Places, Events: v, Now: n.Now, Settings: n.Settings, Catalogue: n.Catalogue, BaseURL: n.BaseURL}),
	}
	v.Sections = append(v.Sections, h.Talks.Section)
	v.SeatCode = h.Day.Code
	v.DeskActs = append(v.DeskActs, h.Talks.Acts, h.Day.Acts)
	return h
}

func heldFeatures() []fs.FS { return []fs.FS{day.Files(), talks.Files()} }

func heldTables() []audit.Table { return append(day.Tables(), talks.Tables()...) }

// heldRoutes are the ways into these features.
func (h held) heldRoutes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	all, err := h.Day.Routes(pages, frame)
	if err != nil {
		return nil, err
	}
	more, err := h.Talks.Routes(pages, frame)
	return append(all, more...), err
}

// Measures are the figures that this module offers.
func (h held) Measures() []measure.Measure { return h.Day.Measures() }

// Forget erases who came to events that ended longer ago than the months for which names are kept.
func (h held) Forget(ctx context.Context) error {
	return h.Day.Forget(ctx, h.Day.Settings.Get().PersonMonths)
}

// AskAgain asks who came to events six months ago what has become of it.
func (h held) AskAgain(ctx context.Context) error { return h.Day.AskAgain(ctx, h.Day.Now()) }
