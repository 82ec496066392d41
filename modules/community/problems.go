package community

import (
	"reeve/kernel/db"
	"reeve/kernel/measure"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/community/council"
	"reeve/modules/community/officers"
	"reeve/modules/community/problem"
	"reeve/modules/community/programme"
	"reeve/modules/community/survey"
	"reeve/modules/community/words"
)

// What others need of surveys, under the name of this module.
type (
	// SurveyOptions say which surveys are imported.
	SurveyOptions = survey.Options
	// SurveyResult tells what became of the rows of a file.
	SurveyResult = survey.Result
)

// shared are the features of what a community works on: problems, programmes, surveys.
type shared struct {
	Problems   *problem.Problems     // problems and the priorities of half-years
	Programmes *programme.Programmes // what local programmes do
	Surveys    *survey.Surveys       // what people said when they were asked
}

func newShared(c *Community) shared {
	words := words.Words{Places: c.Places, Settings: c.Settings}
	return shared{
		Problems:   problem.New(problem.Needs{Words: words, DB: c.DB, Log: c.Log, Process: c.Process, Map: c.Threats, Now: c.Now, Zone: c.zoneAt}),
		Programmes: programme.New(programme.Needs{Words: words, DB: c.DB, Log: c.Log, Meetings: c.Meetings, Now: c.Now, Zone: c.zoneAt}),
		Surveys:    survey.New(survey.Needs{Words: words, DB: c.DB, Log: c.Log, Catalogue: c.Catalogue, Map: c.Threats, Now: c.Now, Zone: c.zoneAt}),
	}
}

// sharedRoutes are the ways into these features.
func (s shared) sharedRoutes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) (all []web.Route, err error) {
	for _, feature := range []func(*web.Pages, func(r *web.Request, title string) look.Page) ([]web.Route, error){s.Problems.Routes, s.Programmes.Routes, s.Surveys.Routes} {
		routes, err := feature(pages, frame)
		if err != nil {
			return nil, err
		}
		all = append(all, routes...)
	}
	return all, nil
}

func (s shared) sharedMeasures() []measure.Measure { return s.Problems.Measures() }

// Definitions are the lives of this module.
func Definitions() []*process.Definition {
	return []*process.Definition{Definition(), council.Definition(), problem.Definition()}
}

// officerPriority is the priority of a place as an officer's page shows it.
func (c *Community) officerPriority(r *web.Request, q *db.Snapshot, place, day string) (*officers.Priority, error) {
	v, err := c.Problems.PriorityAt(r, q, place, day)
	if err != nil || v == nil {
		return nil, err
	}
	return &officers.Priority{Period: v.Period, Title: v.Title, Lang: v.Lang, Text: v.Text, Href: v.Href}, nil
}
