package booklet

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
)

// Content is what is being put together.
type Content struct {
	Titles    i18n.Text `json:"titles"`
	Abstracts i18n.Text `json:"abstracts"`
	Langs     []string  `json:"languages"` // in which it is published
	Chapters  []Chapter `json:"chapters"`
}

// Chapter is a part of a booklet. Practices, problems and recommendations are refs, in the order in which they stand.
type Chapter struct {
	ID              string    `json:"id"`
	Titles          i18n.Text `json:"titles"`
	Texts           i18n.Text `json:"texts"`
	Practices       []string  `json:"practices"`
	Problems        []string  `json:"problems"`
	Recommendations []string  `json:"recommendations"`
}

const (
	maxTitle    = 200
	maxText     = 20_000
	maxChapters = 40
	maxRefs     = 60
)

// toJSON writes what has always a JSON form.
func toJSON(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

// check finds what is wrong with content, complete or not.
func (c Content) check() error {
	var f errs.Fields
	texts := func(field string, t i18n.Text, most int) {
		for _, text := range t {
			if utf8.RuneCountInString(text) > most {
				f.Add(field, "practice.bank.text_long", "most", most)
			}
		}
	}
	if len(c.Titles) == 0 {
		f.Add("title", "practice.bank.title_missing")
	}
	texts("title", c.Titles, maxTitle)
	texts("abstract", c.Abstracts, maxText)
	for _, tag := range c.Langs {
		if l, ok := i18n.ParseLang(tag); !ok || !slices.Contains(i18n.All(), l) || l.HTML() != tag {
			f.Add("languages", "practice.booklet.lang_wrong", "lang", tag)
		}
	}
	if len(c.Langs) == 0 {
		f.Add("languages", "practice.booklet.lang_missing")
	}
	if len(c.Chapters) > maxChapters {
		f.Add("chapter_title", "practice.booklet.too_many", "most", maxChapters)
	}
	for _, ch := range c.Chapters {
		if len(ch.Titles) == 0 {
			f.Add("chapter_title", "practice.bank.title_missing")
		}
		texts("chapter_title", ch.Titles, maxTitle)
		texts("chapter_text", ch.Texts, maxText)
		for field, refs := range map[string][]string{"practices": ch.Practices, "problems": ch.Problems, "recommendations": ch.Recommendations} {
			if len(refs) > maxRefs {
				f.Add(field, "practice.booklet.too_many", "most", maxRefs)
			}
		}
	}
	return f.Err()
}

// complete finds what an edition lacks: every language that it is published in has title and abstract and the titles of
// the chapters, and there is a chapter.
func (c Content) complete() error {
	var f errs.Fields
	if len(c.Chapters) == 0 {
		f.Add("", "practice.booklet.lacks_chapter")
	}
	for _, tag := range c.Langs {
		l, _ := i18n.ParseLang(tag)
		lacks := c.Titles.In(l) == "" || c.Abstracts.In(l) == ""
		for _, ch := range c.Chapters {
			lacks = lacks || ch.Titles.In(l) == ""
		}
		if lacks {
			f.Add("", "practice.booklet.lacks_language", "language", l.Self())
		}
	}
	return f.Err()
}

// Refs are the refs that somebody has typed, each once.
func Refs(text string) []string {
	all := []string{}
	for _, ref := range strings.Fields(strings.NewReplacer(",", " ", ";", " ").Replace(strings.ToUpper(text))) {
		if !slices.Contains(all, ref) {
			all = append(all, ref)
		}
	}
	return all
}
