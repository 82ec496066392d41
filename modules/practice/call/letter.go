package call

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/jobs"
	"reeve/kernel/mail"
	"reeve/modules/practice/events"
	"reeve/modules/practice/seats"
)

const (
	letterJob = "practice.proposal.letter"
	linkTalk  = "talk" // purpose of the link that who offered a talk opens
)

// order is a letter that is to be written by day.
type order struct {
	Proposal string `json:"proposal"` // ref
	What     string `json:"what"`
	Key      string `json:"key"`
}

// tell writes to who offered a talk what became of it: by day (8 to 20 o'clock in the event's zone) at once, in the night
// in the morning. One change is told once: its key is the version.
func (c *Calls) tell(tx *db.Tx, p Proposal, e events.Event, what string) error {
	if c.Mail == nil {
		return nil
	}
	o := order{Proposal: p.Ref, What: what, Key: "practice/" + p.ID + "/" + strconv.FormatInt(p.Version, 10) + "/" + what}
	if at := seats.Awake(tx.Now(), e.Location()); at.After(tx.Now()) {
		body, err := json.Marshal(o)
		if err != nil {
			return err
		}
		return jobs.Enqueue(tx, letterJob, o.Key, body, at)
	}
	return c.letter(tx, p, e, o)
}

// sendLetter is what waited for the morning. What no longer holds then is not told.
func (c *Calls) sendLetter(ctx context.Context, body []byte) error {
	var o order
	if err := json.Unmarshal(body, &o); err != nil {
		return err
	}
	return c.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		p, err := ByRef(tx, o.Proposal)
		if err != nil {
			return err
		}
		e, _, err := events.EventByID(tx, p.Event)
		if err != nil {
			return err
		}
		if err := c.Log.Record(tx, audit.Entry{Operation: audit.Consultation, Action: "practice.proposal.letter", Kind: KindProposal, ID: p.ID, Org: p.Org}); err != nil || p.State != o.What {
			return err
		}
		return c.letter(tx, p, e, o)
	})
}

// letter puts a letter into the outbox. Who has no address or was erased is not written to.
func (c *Calls) letter(tx *db.Tx, p Proposal, e events.Event, o order) error {
	people, err := c.People(tx, p)
	if errs.KindOf(err) == errs.Gone || err == nil && people.Mail == "" {
		return nil
	}
	if err != nil {
		return err
	}
	text := c.Catalogue.For(c.langOf(people.Lang))
	title, _ := c.words().NameFor(text.Lang(), e.Titles)
	args := []any{"title", p.Title, "event", title, "when", events.When(text, e)}
	words := []string{text.T("practice.letter.hello"), text.T("practice.call.letter."+o.What, args...)}
	if p.Reason != "" {
		words = append(words, text.T("practice.call.letter.reason", "reason", p.Reason))
	}
	words = append(words, text.T("practice.call.letter.link")+"\n"+c.BaseURL()+c.address(text.Lang(), p), text.T("practice.call.letter.why"))
	subject := mail.Subject(text.T("practice.call.letter."+o.What+".subject", args...))
	return c.Mail.Send(tx, mail.Message{Key: o.Key, Record: p.ID, About: "practice.call.letter.about", To: people.Mail, Lang: text.Lang().HTML(), Subject: subject, Text: strings.Join(words, "\n\n") + "\n"})
}

// address is where who offered a talk sees what became of it.
func (c *Calls) address(l i18n.Lang, p Proposal) string {
	return "/" + l.HTML() + "/proposals/" + c.Events.Token(linkTalk, p.Ref)
}

// langOf is a language of the program: the one named, else the installation's.
func (c *Calls) langOf(tag string) i18n.Lang {
	if tag == "" {
		tag = c.Settings.Get().Default
	}
	if l, ok := i18n.ParseLang(tag); ok {
		return l
	}
	return i18n.English
}
