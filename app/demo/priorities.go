package demo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/modules/community"
	"reeve/modules/community/problem"
	"reeve/modules/places"
)

// chosen is a problem of data/priorities.json that became the priority of a half-year. Days are counted from the end of
// the story.
type chosen struct {
	Place    string    `json:"place"` // code of the beat
	By       string    `json:"by"`
	Post     string    `json:"post"`
	Approver string    `json:"approver"` // key of who approves
	Category string    `json:"category"`
	Title    i18n.Text `json:"title"`
	Summary  i18n.Text `json:"summary"`
	Analysis string    `json:"analysis"`
	Voices   int64     `json:"voices"`
	Day      int       `json:"day"` // on which it is published
	Actions  []struct {
		What     string   `json:"what"`
		On       int      `json:"on"`
		Partners []string `json:"partners"`
		Done     int      `json:"done"` // 0 = not yet
	} `json:"actions"`
	Own struct {
		What   string `json:"what"`
		Source string `json:"source"`
		Before int64  `json:"before"`
		After  int64  `json:"after"`
	} `json:"own"`
}

// priorities are proposed, chosen, approved by somebody else and published on one day; their actions are done later.
func (l *loader) priorities() (all []happening, err error) {
	var list []chosen
	if err := readJSON("priorities.json", &list); err != nil {
		return nil, err
	}
	for n, c := range list {
		p, ok := l.a.Places.Snapshot().ByCode(c.Place)
		if !ok {
			return nil, fmt.Errorf("no place %s", c.Place)
		}
		zone := l.zoneOf(p)
		day := l.day(c.Day, zone)
		row := func(tx *db.Tx) (r problem.Row, known bool, err error) {
			refs, err := db.Strings(tx, "SELECT ref FROM problem WHERE place = $1 ORDER BY id", p.ID)
			if err != nil || len(refs) == 0 {
				return r, false, err
			}
			r, err = problem.ByRef(tx, refs[0])
			return r, true, err
		}
		step := func(name string) func(tx *db.Tx) error {
			return func(tx *db.Tx) error {
				r, _, err := row(tx)
				if err != nil {
					return err
				}
				return l.a.Community.Problems.Take(tx, r, problem.StepInput{ID: l.madeID("priority "+name, n), Step: name})
			}
		}
		propose := func(tx *db.Tx) error {
			if _, known, err := row(tx); known || err != nil {
				return err
			}
			b, err := places.BoundaryOn(tx, p.ID, civilDay(day))
			if err != nil {
				return err
			}
			v := problem.Problem{Place: p.ID, Category: c.Category, Source: problem.FromMap, Half: civilDay(day), Titles: c.Title, Summaries: c.Summary,
				Detail: problem.Detail{Analysis: c.Analysis, Voices: c.Voices}, Area: problem.Ground{Kind: problem.WholePlace, Place: p.ID, Shape: b.Shape}}
			if _, err := l.a.Community.Problems.Propose(tx, v, ""); err != nil {
				return err
			}
			for _, a := range c.Actions {
				r, _, err := row(tx)
				if err != nil {
					return err
				}
				if err := l.a.Community.Problems.AddAction(tx, r, problem.Action{What: a.What, On: civilDay(l.day(a.On, zone)), Partners: a.Partners}); err != nil {
					return err
				}
			}
			return nil
		}
		at := day.Add(9 * time.Hour).UTC()
		all = append(all, happening{at: at, by: c.By, post: c.Post, do: propose},
			happening{at: at.Add(time.Hour), by: c.By, post: c.Post, do: step("choose")},
			happening{at: at.Add(2 * time.Hour), by: c.Approver, do: step("approve")},
			happening{at: at.Add(3 * time.Hour), by: c.By, post: c.Post, do: step("publish")},
			happening{at: at.Add(4 * time.Hour), by: c.By, post: c.Post, do: func(tx *db.Tx) error {
				r, _, err := row(tx)
				if err != nil || len(r.Own) > 0 {
					return err
				}
				return l.a.Community.Problems.AddOwn(tx, r, problem.OwnCount{What: c.Own.What, Source: c.Own.Source, Pair: problem.Pair{Before: c.Own.Before, After: c.Own.After}})
			}})
		for k, a := range c.Actions {
			if a.Done == 0 {
				continue
			}
			done := l.day(a.Done, zone)
			all = append(all, happening{at: done.Add(15 * time.Hour).UTC(), by: c.By, post: c.Post, do: func(tx *db.Tx) error {
				r, _, err := row(tx)
				if err != nil || k >= len(r.Actions) || r.Actions[k].DoneOn != "" {
					return err
				}
				return l.a.Community.Problems.DoneAction(tx, r, r.Actions[k].ID, civilDay(done))
			}})
		}
	}
	return all, nil
}

// surveys imports what invented people said when they were asked.
func (l *loader) surveys(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "reeve-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	name, err := unpack(dir, "surveys.csv")
	if err != nil {
		return err
	}
	r, err := l.a.Community.Surveys.Import(ctx, community.SurveyOptions{File: name, Actor: db.System()})
	if err == nil && r.Rejected > 0 {
		err = fmt.Errorf("%s: %d rows rejected, first %+v", filepath.Base(name), r.Rejected, r.Bad[0])
	}
	return err
}
