package demo

import (
	"fmt"
	"time"

	"reeve/kernel/db"
	"reeve/modules/community"
)

// accounting is an officer's report of data/council_reports.json. Days are counted from the end of the story.
type accounting struct {
	Place     string `json:"place"` // code
	Post      string `json:"post"`
	By        string `json:"by"` // key of who holds the post
	From      int    `json:"from"`
	Until     int    `json:"until"`
	Day       int    `json:"day"` // on which it is submitted
	Lang      string `json:"lang"`
	Addressee string `json:"addressee"`
	Words     string `json:"words"`
}

// councilReports are the officers' reports to their communities: counted and submitted on a day.
func (l *loader) councilReports() (all []happening, err error) {
	var list []accounting
	if err := readJSON("council_reports.json", &list); err != nil {
		return nil, err
	}
	for n, v := range list {
		zone, err := l.zone(v.Place)
		if err != nil {
			return nil, err
		}
		in := community.CouncilInput{ID: l.madeID("council report", n), Post: v.Post, Addressee: v.Addressee, Words: v.Words, Lang: v.Lang,
			Period: community.CouncilPeriod{From: civilDay(l.day(v.From, zone)), Until: civilDay(l.day(v.Until, zone))}}
		at := l.day(v.Day, zone).Add(10 * time.Hour)
		all = append(all, happening{at: at, by: v.By, post: v.Post, do: func(tx *db.Tx) error { return l.account(tx, n, in) }})
	}
	return all, nil
}

// account counts and submits a report.
func (l *loader) account(tx *db.Tx, n int, in community.CouncilInput) error {
	for _, f := range l.a.Places.Snapshot().Posts() {
		if f.Post.Code != in.Post {
			continue
		}
		v, err := l.a.Community.Council.Make(tx, f, in)
		if err != nil {
			return err
		}
		_, err = l.a.Community.Council.Take(tx, v, community.CouncilStep{ID: l.madeID("council report submitted", n), Step: "submit"})
		return err
	}
	return fmt.Errorf("no post %s", in.Post)
}
