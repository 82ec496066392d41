package bank

import (
	"slices"
	"strings"
	"unicode/utf8"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
)

// Forms of an entry.
const (
	Practice = "practice"
	Problem  = "problem" // a typical problem
)

// Forms lists the forms in the order of choices.
func Forms() []string { return []string{Practice, Problem} }

// Themes lists the themes in the order of choices.
func Themes() []string {
	return []string{"road", "order", "property", "violence", "youth", "elderly", "substances", "environment", "trust", "cooperation", "other"}
}

// Costs lists the bands of what a practice costs in a year: not said, nothing beyond working hours, below 1,000 euros,
// below 10,000, more.
func Costs() []string { return []string{"unknown", "none", "low", "medium", "high"} }

// MostEvidence is the highest level of evidence.
const MostEvidence = 4

// Texts lists the texts of a form in the order of pages.
func Texts(form string) []string {
	if form == Problem {
		return []string{"problem", "actors", "legal", "methodology", "steps", "contacts"}
	}
	return []string{"problem", "context", "partners", "response", "cost", "legal", "results", "failed", "transfer"}
}

// needed are the texts without which nothing is published.
func needed(form string) []string {
	if form == Problem {
		return []string{"problem", "actors", "methodology", "steps"}
	}
	return []string{"problem", "context", "partners", "response", "transfer"}
}

const (
	maxTitle = 200
	maxText  = 6000
	maxLinks = 10
	maxRefs  = 30
)

// Content is what is written of an entry. Nobody is named in it.
type Content struct {
	Titles    i18n.Text            `json:"titles"`
	Texts     map[string]i18n.Text `json:"texts"` // by the names of [Texts]
	Theme     string               `json:"theme"`
	Place     string               `json:"place"`   // id; empty = none
	Country   string               `json:"country"` // ISO 3166-1 alpha-2; follows from place or organisation
	Evidence  int64                `json:"evidence"`
	Failed    bool                 `json:"did_not_work"`
	Cost      string               `json:"cost"`
	N         int64                `json:"n"`            // how many were counted, asked or observed
	From      string               `json:"from"`         // civil days of what was measured or tried, both included
	Until     string               `json:"until"`        //
	Evaluator string               `json:"evaluated_by"` // an organisation, never a person
	Post      string               `json:"post"`         // id of the post that can be asked
	Links     []string             `json:"links"`        // addresses of evidence
	Practices []string             `json:"practices"`    // refs; of a typical problem
}

// tidy brings content to its plain form.
func (c Content) tidy(form string) Content {
	texts := map[string]i18n.Text{}
	for _, name := range Texts(form) {
		texts[name] = i18n.Text{}
		for tag, text := range c.Texts[name] {
			if text = strings.TrimSpace(text); text != "" {
				texts[name][tag] = text
			}
		}
	}
	c.Texts, c.Evaluator = texts, strings.TrimSpace(c.Evaluator)
	if form == Problem {
		c.Evidence, c.Failed, c.Cost, c.N, c.From, c.Until, c.Evaluator = 0, false, "unknown", 0, "", "", ""
	} else {
		c.Practices = nil
	}
	if c.Cost == "" {
		c.Cost = "unknown"
	}
	c.Links, c.Practices = append([]string{}, c.Links...), append([]string{}, c.Practices...)
	return c
}

// check finds what is wrong with content, complete or not.
func (c Content) check() error {
	var f errs.Fields
	if len(c.Titles) == 0 {
		f.Add("title", "practice.bank.title_missing")
	}
	for _, t := range c.Titles {
		if utf8.RuneCountInString(t) > maxTitle {
			f.Add("title", "practice.bank.text_long", "most", maxTitle)
		}
	}
	for name, text := range c.Texts {
		for _, t := range text {
			if utf8.RuneCountInString(t) > maxText {
				f.Add(name, "practice.bank.text_long", "most", maxText)
			}
		}
	}
	if !slices.Contains(Themes(), c.Theme) {
		f.Add("theme", "practice.bank.theme_wrong")
	}
	if !slices.Contains(Costs(), c.Cost) {
		f.Add("cost_band", "practice.bank.cost_wrong")
	}
	if c.Evidence < 0 || c.Evidence > MostEvidence {
		f.Add("evidence", "practice.bank.evidence_wrong", "most", MostEvidence)
	}
	if c.N < 0 || c.N > 1_000_000_000 {
		f.Add("n", "practice.bank.n_wrong")
	}
	if utf8.RuneCountInString(c.Evaluator) > maxTitle {
		f.Add("evaluated_by", "practice.bank.text_long", "most", maxTitle)
	}
	c.checkPeriod(&f)
	if len(c.Links) > maxLinks || len(c.Practices) > maxRefs {
		f.Add("links", "practice.bank.too_many", "most", maxLinks)
	}
	for _, l := range c.Links {
		if !strings.HasPrefix(l, "https://") && !strings.HasPrefix(l, "http://") || strings.ContainsAny(l, " \"<>") || len(l) > 500 {
			f.Add("links", "practice.bank.link_wrong", "link", l)
		}
	}
	return f.Err()
}

func (c Content) checkPeriod(f *errs.Fields) {
	for name, day := range map[string]string{"from": c.From, "until": c.Until} {
		if day == "" {
			continue
		}
		if d, ok := tabular.Day(day); !ok || d != day || day < "1950-01-01" || day > "2100-12-31" {
			f.Add(name, "practice.bank.day_wrong", "day", day)
		}
	}
	if c.From != "" && c.Until != "" && c.Until < c.From {
		f.Add("until", "practice.bank.period_wrong")
	}
}

// complete finds what is missing before somebody can review it: in one language everything that is needed, and what the
// level of evidence asks for.
func (c Content) complete(form string) error {
	lang, missing := "", []string{}
	for tag := range c.Titles {
		var none []string
		for _, name := range needed(form) {
			if c.Texts[name][tag] == "" {
				none = append(none, name)
			}
		}
		if lang == "" || len(none) < len(missing) || len(none) == len(missing) && tag < lang {
			lang, missing = tag, none
		}
	}
	var f errs.Fields
	for _, name := range missing {
		f.Add("", "practice.bank.lacks."+name)
	}
	lacks := func(missing bool, key string) {
		if missing {
			f.Add("", key)
		}
	}
	lacks(c.Post == "", "practice.bank.lacks.post")
	if form == Practice {
		lacks(c.Evidence >= 1 && c.From == "", "practice.bank.lacks.period")
		lacks(c.Evidence >= 2 && (c.Until == "" && c.From != ""), "practice.bank.lacks.period")
		lacks(c.Evidence >= 2 && len(c.Texts["results"]) == 0, "practice.bank.lacks.results")
		lacks(c.Evidence >= 2 && c.N == 0, "practice.bank.lacks.n")
		lacks(c.Evidence >= 3 && c.Evaluator == "", "practice.bank.lacks.evaluator")
		lacks(c.Evidence >= 4 && len(c.Links) == 0, "practice.bank.lacks.link")
		lacks(c.Failed && c.Evidence == 0, "practice.bank.lacks.tried")
		lacks(c.Failed && len(c.Texts["failed"]) == 0, "practice.bank.lacks.failed")
	}
	return f.Err()
}

// Langs are the languages in which an entry has a title and every text that is needed, by tag.
func (c Content) Langs(form string) (all []string) {
	for tag := range c.Titles {
		if !slices.ContainsFunc(needed(form), func(name string) bool { return c.Texts[name][tag] == "" }) {
			all = append(all, tag)
		}
	}
	slices.Sort(all)
	return all
}
