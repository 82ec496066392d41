package practice

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/practice/call"
	"reeve/modules/practice/events"
	"reeve/modules/practice/materials"
	"reeve/modules/practice/talks"
)

// Names of the features that others use.
type (
	TalkCall     = call.Call
	TalkOffer    = call.Offer
	TalkFrom     = call.From
	TalkDecision = call.Decision
	Question     = events.Question
	Questions    = events.Questions
	Answers      = events.Answers
)

// shown is what people bring to an event and take home: talks that are offered, and materials.
type shown struct {
	Calls     *call.Calls
	Materials *materials.Materials
}

// TalkCallOf is the call of an event, by its id; its Version is 0 where there never was one.
func TalkCallOf(q db.Reader, event string) (TalkCall, error) { return call.Of(q, event) }

// QuestionsOf are the questions of an event, by its id; see [events.QuestionsOf].
func QuestionsOf(q db.Reader, event string) (Questions, error) { return events.QuestionsOf(q, event) }

// TalksOffered are the talks that were offered for an event, by its id.
func TalksOffered(q db.Reader, event string) ([]call.Proposal, error) { return call.OfEvent(q, event) }

func newShown(n Needs, v *events.Events, t *talks.Talks) shown {
	s := shown{
		Calls: call.New(call.Needs{DB: n.DB, Log: n.Log, Keys: n.Keys, Process: n.Process, Jobs: n.Jobs, Places: n.Places, Events: v, Talks: t, Now: n.Now, Country: n.Country, Settings: n.Settings, Catalogue: n.Catalogue,
			Mail: n.Mail, BaseURL: n.BaseURL}),
		Materials: materials.New(materials.Needs{DB: n.DB, Log: n.Log, Archive: n.Archive, Places: n.Places, Events: v, Settings: n.Settings}),
	}
	v.Enclosures = append(v.Enclosures, s.Calls.Enclosure())
	v.SeatSections = append(v.SeatSections, s.Calls.SeatSection, s.Materials.SeatSection)
	v.OwnSections = append(v.OwnSections, s.Calls.OwnSection)
	v.SentSections = append(v.SentSections, s.Calls.SentSection)
	v.Sections = append(v.Sections, s.Materials.Section, s.Calls.Section)
	v.DeskActs = append(v.DeskActs, s.Calls.Acts, s.Materials.Acts)
	return s
}

func shownFeatures() []fs.FS { return []fs.FS{call.Files(), materials.Files()} }

func shownTables() []audit.Table { return slices.Concat(call.Tables(), materials.Tables()) }

func shownDefinitions() []*process.Definition { return []*process.Definition{call.Definition()} }

// shownRoutes are the ways into these features.
func (s shown) shownRoutes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	all, err := s.Calls.Routes(pages, frame)
	if err != nil {
		return nil, err
	}
	more, err := s.Materials.Routes(pages, frame)
	return append(all, more...), err
}

// Forget erases who came to events that ended longer ago than the months for which names are kept, and who offered talks
// there.
func (p *Practice) Forget(ctx context.Context) error {
	return errors.Join(p.held.Forget(ctx), p.forgetOffers(ctx, p.Settings.Get().PersonMonths))
}

func (s shown) forgetOffers(ctx context.Context, months int64) error {
	return s.Calls.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		return s.Calls.Forget(tx, tx.Now().AddDate(0, -int(months), 0))
	})
}
