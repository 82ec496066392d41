package booklet

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/modules/practice/bank"
)

// Decisions lists what organisations may have decided of a recommendation, in the order of tables. The first four make
// those that it was sent to; done and verified are among those that accepted, wholly or in part.
func Decisions() []string {
	return []string{"waiting", "accepted", "partly", "rejected", "done", "verified"}
}

// Gather reads what a booklet shows, as it stands at an instant.
func (k *Booklets) Gather(q db.Reader, v Booklet, annexes []Annex, at time.Time) (Data, error) {
	d := Data{ID: v.Ref, Edition: v.Editions, Titles: v.Content.Titles, Abstracts: full(v.Content.Abstracts), Languages: v.Content.Langs, Organisation: k.named(v.Org),
		PublishedAt: at.UTC().Truncate(time.Second), Zone: k.zone().String(), Chapters: []ChapterData{}, Annexes: []AnnexData{}, Uptake: map[string]int64{}}
	for _, decision := range Decisions() {
		d.Uptake[decision] = 0
	}
	for _, ch := range v.Content.Chapters {
		c := ChapterData{Titles: ch.Titles, Texts: full(ch.Texts), Problems: []ProblemData{}, Practices: []PracticeData{}, Recommendations: []RecommendationData{}}
		problems, err := bank.PublishedByRefs(q, ch.Problems)
		if err != nil {
			return d, err
		}
		for _, row := range problems {
			text := row.Shown.Texts
			c.Problems = append(c.Problems, ProblemData{ID: row.Ref, Titles: row.Shown.Titles, Description: full(text["problem"]), Actors: full(text["actors"]), Legal: full(text["legal"]),
				Methodology: full(text["methodology"]), Steps: full(text["steps"])})
		}
		practices, err := bank.PublishedByRefs(q, ch.Practices)
		if err != nil {
			return d, err
		}
		for _, row := range practices {
			one, err := k.practice(q, row)
			if err != nil {
				return d, err
			}
			c.Practices = append(c.Practices, one)
		}
		advice, err := k.recommendations(q, ch.Recommendations)
		if err != nil {
			return d, err
		}
		for _, one := range advice {
			one.Texts = full(one.Texts)
			for _, decision := range Decisions() {
				d.Uptake[decision] += one.Uptake[decision]
			}
			c.Recommendations = append(c.Recommendations, one)
		}
		d.Chapters = append(d.Chapters, c)
	}
	for _, a := range annexes {
		if !a.Dropped {
			d.Annexes = append(d.Annexes, AnnexData{ID: a.ID, Titles: full(a.Titles), Name: a.Name, Type: a.Type, Size: a.Size, SHA256: a.SHA256})
		}
	}
	return d, nil
}

// practice is a published practice with who works by it now.
func (k *Booklets) practice(q db.Reader, row bank.Row) (PracticeData, error) {
	c, text := *row.Shown, row.Shown.Texts
	out := PracticeData{ID: row.Ref, Titles: c.Titles, Organisation: k.named(row.Org), Problem: full(text["problem"]), Response: full(text["response"]), Results: full(text["results"]),
		Failed: full(text["failed"]), Transfer: full(text["transfer"]), Evidence: c.Evidence, DidNotWork: c.Failed, Adoptions: []AdoptionData{}}
	all, err := bank.AdoptionsOf(q, row.ID)
	for _, a := range all {
		if a.EndedOn == "" {
			out.Adoptions = append(out.Adoptions, AdoptionData{k.named(a.Org), a.On})
		}
	}
	return out, err
}

// full is a text that is written as an object also where it has no language.
func full(t i18n.Text) i18n.Text {
	if t == nil {
		return i18n.Text{}
	}
	return t
}

func (k *Booklets) named(org string) Named {
	o, _ := k.Places.Snapshot().Org(org)
	return Named{o.Code, full(o.Names)}
}

// zone is where the installation's country keeps its clocks.
func (k *Booklets) zone() *time.Location {
	if c := k.Process.Calendar(k.Country()); c != nil {
		return c.Zone
	}
	return time.UTC
}
