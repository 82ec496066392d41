package advice

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/policy"
)

// mostWaiting is how many things that wait are listed at once.
const mostWaiting = 200

// Item is something that an organisation owes about a recommendation: its answer, or carrying it out.
type Item struct {
	ID    string // steady; another one where the same answer waits anew
	Title string
	Lang  string // of the title where it is not the reader's
	Meta  string
	Href  string
	Due   time.Time // zero = no limit
	Late  bool
}

// For lists what waits for some organisations, as far as the scope of reading allows, in the language of l.
func (s *Service) For(q db.Reader, orgs []string, scope policy.Scope, l *i18n.Localizer, now time.Time) (out []Item, err error) {
	all, err := Waiting(q, orgs, scope, mostWaiting)
	if err != nil {
		return nil, err
	}
	today := s.Register.Today(now)
	for _, a := range all {
		for _, org := range orgs {
			x, ok := a.For(org)
			if !ok || attention(x.State) == "" || x.State == Done {
				continue
			}
			it := Item{ID: x.Ref + "@" + x.State + x.AnsweredOn, Href: answerAddress(x.Ref), Meta: l.T("plan.advice.source_of", "kind", l.T("plan.advice.answer."+x.State), "what", l.T("plan.advice.limit", "date", dayWord(l, a.Due))),
				Late: a.Due != "" && a.Due < today}
			text, lang := s.word(l, a.Body)
			if it.Title, it.Lang = short(text), lang; a.Due != "" {
				if at, err := time.ParseInLocation(time.DateOnly, a.Due, s.Register.Zone()); err == nil {
					it.Due = at.AddDate(0, 0, 1)
				}
			}
			out = append(out, it)
		}
	}
	return out, nil
}
