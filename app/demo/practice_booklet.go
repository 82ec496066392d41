package demo

import (
	"bytes"
	"context"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/document/pdf"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/modules/practice"
)

// booklet is the publication of data/practice_booklet.json.
type booklet struct {
	Org       string    `json:"org"` // code
	By        string    `json:"by"`
	Day       int       `json:"day"` // of its first edition, from the end of the story
	Titles    i18n.Text `json:"titles"`
	Abstracts i18n.Text `json:"abstracts"`
	Languages []string  `json:"languages"`
	Chapters  []struct {
		Titles    i18n.Text `json:"titles"`
		Texts     i18n.Text `json:"texts"`
		Problems  []string  `json:"problems"` // keys of the bank
		Practices []string  `json:"practices"`
	} `json:"chapters"`
	Recommendations []recommended `json:"recommendations"`
	Annex           struct {
		Titles i18n.Text `json:"titles"`
		Name   string    `json:"name"`
		Lines  []string  `json:"lines"`
	} `json:"annex"`
}

// practiceBooklet is put together from the bank, gets an annex and is published.
func (l *loader) practiceBooklet() ([]happening, error) {
	var v booklet
	if err := readJSON("practice_booklet.json", &v); err != nil {
		return nil, err
	}
	key, at := l.madeID("booklet"), l.day(v.Day, time.UTC).Add(9*time.Hour)
	var t document.Attachment
	before, err := l.practiceAdvice(v.Recommendations)
	if err != nil {
		return nil, err
	}
	return append(before, []happening{
		{at: at, by: v.By, do: func(tx *db.Tx) error { return l.putTogether(tx, v, key) }},
		{at: at.Add(time.Hour), by: v.By, before: func(ctx context.Context) error {
			p := pdf.New("en", v.Annex.Titles["en"], at)
			p.Heading(1, v.Annex.Titles["en"])
			p.List(v.Annex.Lines)
			raw, err := p.Bytes()
			if err != nil {
				return err
			}
			t, err = l.a.Archive.TakeIn(ctx, bytes.NewReader(raw), v.Annex.Name, false)
			return err
		}, do: func(tx *db.Tx) error {
			have, err := practice.AnnexesOf(tx, key)
			if err != nil || len(have) > 0 {
				return err
			}
			b, err := practice.BookletByID(tx, key)
			if err == nil {
				_, err = l.a.Practice.Booklets.Attach(tx, b, v.Annex.Titles, t)
			}
			return err
		}},
		{at: at.Add(2 * time.Hour), by: v.By, do: func(tx *db.Tx) error {
			b, err := practice.BookletByID(tx, key)
			if err == nil {
				_, err = l.a.Practice.Booklets.Take(tx, b, practice.BookletStep{ID: l.madeID("booklet published"), Step: "publish"})
			}
			return err
		}}}...), nil
}

// putTogether makes the booklet, once.
func (l *loader) putTogether(tx *db.Tx, v booklet, key string) error {
	if _, err := practice.BookletByID(tx, key); errs.KindOf(err) != errs.NotFound {
		return err
	}
	org, err := l.orgNamed(v.Org)
	if err != nil {
		return err
	}
	c := practice.BookletContent{Titles: v.Titles, Abstracts: v.Abstracts, Langs: v.Languages}
	refs := func(keys []string) (all []string, err error) {
		for _, k := range keys {
			row, err := practice.BankByID(tx, l.bankID(k))
			if err != nil {
				return nil, err
			}
			all = append(all, row.Ref)
		}
		return all, nil
	}
	for i, ch := range v.Chapters {
		one := practice.BookletChapter{Titles: ch.Titles, Texts: ch.Texts}
		if one.Problems, err = refs(ch.Problems); err != nil {
			return err
		}
		if one.Practices, err = refs(ch.Practices); err != nil {
			return err
		}
		for _, a := range v.Recommendations {
			if a.Chapter != i {
				continue
			}
			rec, err := l.recommended(tx, a)
			if err != nil {
				return err
			}
			one.Recommendations = append(one.Recommendations, rec.Ref)
		}
		c.Chapters = append(c.Chapters, one)
	}
	_, err = l.a.Practice.Booklets.Add(tx, practice.Booklet{ID: key, Org: org, Content: c})
	return err
}
