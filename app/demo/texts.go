package demo

import (
	"math/rand/v2"
	"strings"
)

// tables are data/texts.json: what residents and officers write, in pieces that are put together.
type tables struct {
	Where      map[string][]string   `json:"where"` // Polish openings by kind of place
	Tail       map[string][]string   `json:"tail"`  // closing sentences by language, some empty
	Categories map[string]categories `json:"categories"`
	Common     map[string][]string   `json:"common"`    // by step
	CommonUK   map[string][]string   `json:"common_uk"` // the same in Ukrainian, where an officer there writes it
	CommonEN   map[string][]string   `json:"common_en"` // the same in English, for Liechtenstein
}

type categories struct {
	Where      string   `json:"where"`
	PL         []string `json:"pl"` // goes on after an opening
	UK         []string `json:"uk"`
	EN         []string `json:"en"`
	Found      []string `json:"found"`
	Confirm    []string `json:"confirm"`
	Eliminate  []string `json:"eliminate"`
	NotConfirm []string `json:"not_confirm"`
	Quiet      bool     `json:"quiet"` // about people who need help: no closing sentence of complaint
}

func readTables() (t tables, err error) {
	err = readJSON("texts.json", &t)
	return t, err
}

func pick[T any](rnd *rand.Rand, all []T) T { return all[rnd.IntN(len(all))] }

// written is a resident's text and the part of it that may be published.
func (t tables) written(rnd *rand.Rand, category, lang string) (whole, public string) {
	c := t.Categories[category]
	switch lang {
	case "uk":
		public = pick(rnd, c.UK)
	case "en":
		public = pick(rnd, c.EN)
	default:
		public = pick(rnd, t.Where[c.Where]) + " " + pick(rnd, c.PL)
	}
	if c.Quiet {
		return public, public
	}
	return strings.TrimSpace(public + " " + pick(rnd, t.Tail[lang])), public
}

// said is what is written with a step.
func (t tables) said(rnd *rand.Rand, r *report, step string) string {
	c := t.Categories[r.filing.Category]
	own := map[string][]string{"visit": c.Found, "confirm": c.Confirm, "eliminate": c.Eliminate, "not_confirm": c.NotConfirm}[step]
	if r.abroad {
		key := step
		if step == "visit" {
			key = "found"
		}
		own = t.CommonUK[key]
		if r.alpine {
			own = t.CommonEN[key]
		}
	}
	if step == "hand_over" && r.body == city {
		step = "hand_over_city"
	}
	if len(own) == 0 {
		own = t.Common[step]
	}
	if len(own) == 0 {
		return ""
	}
	return pick(rnd, own)
}
