package demo

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/modules/practice"
)

// workshopCall is data/practice_call.json: what the coming event asks of those who register, and which talks were offered.
type workshopCall struct {
	Deadline int       `json:"deadline"` // days after the end of the story
	Guidance i18n.Text `json:"guidance"`
	Offers   []struct {
		Org      string   `json:"org"`
		Form     string   `json:"form"`
		Lang     string   `json:"lang"`
		Title    string   `json:"title"`
		Abstract string   `json:"abstract"`
		Name     string   `json:"name"`
		Email    string   `json:"email"`
		Speakers []string `json:"speakers"`
		Accept   bool     `json:"accept"`
	} `json:"offers"`
	Questions []practice.Question `json:"questions"`
}

// call asks the questions and announces the call before anybody registers, and takes the talks after.
func (l *loader) call(find func(tx *db.Tx) (practice.Dated, bool, error), zone *time.Location) (all []happening, err error) {
	var c workshopCall
	if err := readJSON("practice_call.json", &c); err != nil {
		return nil, err
	}
	add := func(at time.Time, do func(tx *db.Tx, e practice.Event) error) {
		all = append(all, happening{at: at, by: "organiser", do: func(tx *db.Tx) error {
			d, there, err := find(tx)
			if err != nil || !there {
				return err
			}
			return do(tx, d.Event)
		}})
	}
	add(l.day(-20, zone).Add(11*time.Hour), func(tx *db.Tx, e practice.Event) error {
		was, err := practice.TalkCallOf(tx, e.ID)
		if err != nil || was.Version > 0 {
			return err
		}
		if _, err := l.a.Practice.Events.Inquire(tx, e, practice.Questions{All: c.Questions}); err != nil {
			return err
		}
		last := l.storyEnd().In(zone).AddDate(0, 0, c.Deadline).Format(time.DateOnly)
		return l.a.Practice.Calls.Announce(tx, e, practice.TalkCall{Running: true, Deadline: last + "T23:59", Guidance: c.Guidance})
	})
	for n, o := range c.Offers {
		add(l.day(-1, zone).Add(time.Duration(10+n)*time.Hour), func(tx *db.Tx, e practice.Event) error {
			there, err := practice.TalksOffered(tx, e.ID)
			if err != nil || len(there) > n {
				return err
			}
			org, err := l.a.Practice.Events.Organisation(tx, o.Org, o.Lang, true)
			if err != nil {
				return err
			}
			offer := practice.TalkOffer{Title: o.Title, Abstract: o.Abstract, Lang: o.Lang, Form: o.Form}
			offer.Name, offer.Mail, offer.Speakers = o.Name, o.Email, o.Speakers
			p, err := l.a.Practice.Calls.Offer(tx, e.ID, practice.TalkFrom{Org: org.ID}, offer)
			if err != nil || !o.Accept {
				return err
			}
			_, err = l.a.Practice.Calls.Decide(tx, p.Ref, practice.TalkDecision{ID: l.madeID("practice talk", n), Step: "accept", Starts: e.Starts, Ends: e.Starts[:11] + "10:00"})
			return err
		})
	}
	return all, nil
}
