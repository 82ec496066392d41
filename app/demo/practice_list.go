package demo

import (
	"strings"
	"unicode"

	"reeve/kernel/db"
	"reeve/kernel/tabular"
	"reeve/modules/practice"
)

// enterList enters who came to an event of a series as a list on paper gives them: some with the surname first and in
// capitals, some without the marks of their letters, some twice.
func (l *loader) enterList(tx *db.Tx, s *workshopSeries, k int) error {
	all, err := l.eventsOf(tx, s)
	if err != nil {
		return err
	}
	v := l.a.Practice.Events
	country := map[string]string{} // by organisation
	for _, g := range s.Groups {
		for _, name := range g.Orgs {
			org, err := v.Organisation(tx, name, g.Lang, false)
			if err != nil {
				return err
			}
			country[org.ID] = g.Delegation
		}
	}
	there, err := practice.Standings(tx, all[k].ID)
	if err != nil {
		return err
	}
	var list []practice.Listed
	for i, n := range there {
		if n.State == "withdrawn" {
			continue
		}
		p, err := v.Person(tx, n.Nomination)
		if err != nil {
			return err
		}
		one := practice.Listed{Name: spelled(p.Name, i+k), Organisation: n.Org, Country: country[n.Org]}
		list = append(list, one)
		if i%9 == 0 {
			one.Name = spelled(p.Name, i+k+1)
			list = append(list, one)
		}
	}
	_, err = l.a.Practice.Day.Enter(tx, all[k].Event, list, "en")
	return err
}

// spelled is a name in one of the ways in which people write it down.
func spelled(name string, way int) string {
	given, family, _ := strings.Cut(name, " ")
	switch way % 3 {
	case 1:
		return strings.ToUpper(family) + " " + given
	case 2:
		return plain(given) + " " + plain(family)
	}
	return name
}

// evaluate lets a few of those who came to an event answer its survey, once.
func (l *loader) evaluate(tx *db.Tx, s *workshopSeries, k int) error {
	all, err := l.eventsOf(tx, s)
	if err != nil {
		return err
	}
	d := l.a.Practice.Day
	if done, err := d.Evaluated(tx, all[k].ID); err != nil || done {
		return err
	}
	tokens, err := d.Slips(tx, all[k].Event, 6)
	for i, token := range tokens {
		if err != nil {
			return err
		}
		err = d.TakeAnswer(tx, token, practice.SurveyAnswer{Marks: []int64{int64(5 - i%2), int64(4 + i%2), int64(3 + i%3)}})
	}
	return err
}

// plain is a word without the marks of its letters, with a capital.
func plain(word string) string {
	folded := []rune(tabular.Fold(word))
	if len(folded) > 0 {
		folded[0] = unicode.ToUpper(folded[0])
	}
	return string(folded)
}
