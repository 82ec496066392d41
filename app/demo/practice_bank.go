package demo

import (
	"fmt"
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/modules/practice"
)

// learned is a practice or a typical problem of data/practice_bank.json. Days are counted from the end of the story.
type learned struct {
	Key       string               `json:"key"`
	Form      string               `json:"form"`
	Org       string               `json:"org"`  // code
	Post      string               `json:"post"` // code of the post that can be asked
	By        string               `json:"by"`   // key of the author
	As        string               `json:"as"`   // code of the post that they act as, may be empty
	Place     string               `json:"place"`
	Day       int                  `json:"day"` // on which it is handed in; it is published a week later
	Theme     string               `json:"theme"`
	Evidence  int64                `json:"evidence"`
	N         int64                `json:"n"`
	From      string               `json:"from"`
	Evaluator string               `json:"evaluated_by"`
	Failed    bool                 `json:"did_not_work"`
	Cost      string               `json:"cost"`
	Links     []string             `json:"links"`
	Practices []string             `json:"practices"` // keys
	Titles    i18n.Text            `json:"titles"`
	Texts     map[string]i18n.Text `json:"texts"`
	Until     string               `json:"until"` // last civil day; "in_review" = it still waits for its review
	Adoptions []struct {
		Org   string `json:"org"`
		By    string `json:"by"`
		As    string `json:"as"`
		Day   int    `json:"day"`
		Shows string `json:"shows"`
	} `json:"adoptions"`
}

// inReview is the state of what is still to be read by somebody else.
const inReview = "in_review"

func (l *loader) bankID(key string) string { return l.madeID("practice " + key) }

// practiceBank is what is written, reviewed and adopted in the bank of practice.
func (l *loader) practiceBank() (all []happening, err error) {
	var list []learned
	if err := readJSON("practice_bank.json", &list); err != nil {
		return nil, err
	}
	for _, v := range list {
		zone, err := l.zone(v.Place)
		if err != nil {
			return nil, err
		}
		at := func(day int, hour time.Duration) time.Time { return l.day(day, zone).Add(hour * time.Hour) }
		all = append(all, happening{at: at(v.Day, 9), by: v.By, post: v.As, do: func(tx *db.Tx) error { return l.learn(tx, v) }},
			happening{at: at(v.Day, 15), by: v.By, post: v.As, do: func(tx *db.Tx) error { return l.stepBank(tx, v, "submit") }})
		if v.Until == inReview {
			continue
		}
		all = append(all, happening{at: at(v.Day+7, 11), by: "reviewer", do: func(tx *db.Tx) error { return l.stepBank(tx, v, "publish") }})
		for _, a := range v.Adoptions {
			all = append(all, happening{at: at(a.Day, 13), by: a.By, post: a.As, do: func(tx *db.Tx) error { return l.adopt(tx, v, a.Org, civilDay(l.day(a.Day, zone)), a.Shows) }})
		}
	}
	return all, nil
}

// orgNamed is the id of an organisation by its code.
func (l *loader) orgNamed(code string) (string, error) {
	for _, o := range l.a.Places.Snapshot().Orgs() {
		if o.Code == code {
			return o.ID, nil
		}
	}
	return "", fmt.Errorf("no organisation %s", code)
}

// learn writes an entry, once.
func (l *loader) learn(tx *db.Tx, v learned) error {
	key := l.bankID(v.Key)
	if _, err := practice.BankByID(tx, key); errs.KindOf(err) != errs.NotFound {
		return err
	}
	org, err := l.orgNamed(v.Org)
	if err != nil {
		return err
	}
	c := practice.BankContent{Titles: v.Titles, Texts: v.Texts, Theme: v.Theme, Evidence: v.Evidence, N: v.N, From: v.From, Until: v.Until, Evaluator: v.Evaluator, Failed: v.Failed,
		Cost: v.Cost, Links: v.Links}
	if c.Until == inReview {
		c.Until = ""
	}
	s := l.a.Places.Snapshot()
	if at, ok := s.ByCode(v.Place); ok {
		c.Place = at.ID
	}
	for _, f := range s.Posts() {
		if f.Post.Code == v.Post {
			c.Post = f.Post.ID
		}
	}
	for _, other := range v.Practices {
		row, err := practice.BankByID(tx, l.bankID(other))
		if err != nil {
			return err
		}
		c.Practices = append(c.Practices, row.Ref)
	}
	_, err = l.a.Practice.Bank.Add(tx, practice.BankEntry{ID: key, Form: v.Form, Org: org, Content: c})
	return err
}

func (l *loader) stepBank(tx *db.Tx, v learned, step string) error {
	row, err := practice.BankByID(tx, l.bankID(v.Key))
	if err != nil {
		return err
	}
	return l.a.Practice.Bank.Take(tx, row, practice.BankStep{ID: l.madeID("practice " + v.Key + " " + step), Step: step})
}

// adopt says that an organisation works by a practice, once.
func (l *loader) adopt(tx *db.Tx, v learned, code, on, shows string) error {
	row, err := practice.BankByID(tx, l.bankID(v.Key))
	if err != nil {
		return err
	}
	org, err := l.orgNamed(code)
	if err != nil {
		return err
	}
	have, err := practice.AdoptionsOf(tx, row.ID)
	if err != nil || slices.ContainsFunc(have, func(a practice.Adoption) bool { return a.Org == org }) {
		return err
	}
	_, err = l.a.Practice.Bank.Adopt(tx, row, practice.Adoption{Org: org, On: on, Evidence: shows})
	return err
}
