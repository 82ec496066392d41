package events

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/jobs"
	"reeve/kernel/mail"
	"reeve/modules/practice/seats"
	"reeve/modules/practice/words"
)

const letterJob = "practice.letter"

// order is a letter that is to be written by day.
type order struct {
	Nomination string `json:"nomination"` // ref
	What       string `json:"what"`
	Key        string `json:"key"`
}

// write tells a nominated person what became of the nomination. By day (8 to 20 o'clock in the event's zone) the letter
// goes into the outbox at once, in the night in the morning. One change is told once: its key is the version.
func (v *Events) write(tx *db.Tx, n Nomination, what string) error {
	e, _, err := EventByID(tx, n.Event)
	if err != nil {
		return err
	}
	o := order{Nomination: n.Ref, What: what, Key: "practice/" + n.ID + "/" + strconv.FormatInt(n.Version, 10) + "/" + what}
	if at := seats.Awake(tx.Now(), e.zone()); at.After(tx.Now()) {
		body, err := json.Marshal(o)
		if err != nil {
			return err
		}
		return jobs.Enqueue(tx, letterJob, o.Key, body, at)
	}
	return v.letter(tx, o)
}

// sendLetter is what waited for the morning.
func (v *Events) sendLetter(ctx context.Context, body []byte) error {
	var o order
	if err := json.Unmarshal(body, &o); err != nil {
		return err
	}
	return v.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		n, err := NominationByRef(tx, o.Nomination)
		if err != nil {
			return err
		}
		if err := v.Log.Record(tx, audit.Entry{Operation: audit.Consultation, Action: "practice.nomination.letter", Kind: KindNomination, ID: n.ID, Org: n.Org}); err != nil {
			return err
		}
		return v.letter(tx, o)
	})
}

// letter puts a letter into the outbox, unless what it tells of has passed. Who has no address or was erased is not
// written to.
func (v *Events) letter(tx *db.Tx, o order) error {
	s, err := NominationByRef(tx, o.Nomination)
	if err != nil {
		return err
	}
	if o.What == Offered && (s.State != Offered || !tx.Now().Before(s.OfferedUntil)) {
		return nil
	}
	e, _, err := EventByID(tx, s.Event)
	if err != nil {
		return err
	}
	key := "practice.letter." + o.What
	text, to, err := v.reader(tx, s.Nomination)
	if err != nil || to == "" {
		return err
	}
	if s.State == Waitlisted && s.Substitute && o.What == Waitlisted {
		key = "practice.letter.substitute"
	}
	args := v.letterArgs(text, e, s)
	return v.post(tx, s.Nomination, text, to, o.Key, text.T(key+".subject", args...), text.T(key, args...))
}

// post sends a letter with greeting and the person's own link.
func (v *Events) post(tx *db.Tx, n Nomination, text *i18n.Localizer, to, key, subject, body string) error {
	link := v.BaseURL() + "/" + text.Lang().HTML() + "/seat/" + v.token(linkSeat, n.Ref)
	words := []string{text.T("practice.letter.hello"), body, text.T("practice.letter.link") + "\n" + link, text.T("practice.letter.why")}
	return v.Mail.Send(tx, mail.Message{Key: key, Record: n.ID, About: "practice.letter.about", To: to, Lang: text.Lang().HTML(), Subject: mail.Subject(subject), Text: strings.Join(words, "\n\n") + "\n"})
}

// reader is the language in which somebody is written to, and the address; "" where nobody can be.
func (v *Events) reader(q db.Reader, n Nomination) (text *i18n.Localizer, to string, err error) {
	p, err := v.Person(q, n)
	if errs.KindOf(err) == errs.Gone {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	lang := p.Lang
	if lang == "" {
		lang = v.Settings.Get().Default
	}
	l, ok := i18n.ParseLang(lang)
	if !ok {
		l = i18n.English
	}
	return v.Catalogue.For(l), p.Mail, nil
}

func (v *Events) words() words.Words { return words.Words{Places: v.Places, Settings: v.Settings} }

// letterArgs are what a letter may say of the event and of the nomination.
func (v *Events) letterArgs(text *i18n.Localizer, e Event, s Standing) []any {
	title, _ := v.words().NameFor(text.Lang(), e.Titles)
	until := ""
	if !s.OfferedUntil.IsZero() {
		until = text.DateTime(s.OfferedUntil, e.zone())
	}
	reason := ""
	if k := len(e.Moves); k > 0 {
		reason = e.Moves[k-1].Reason
	}
	return []any{"event", title, "when", when(text, e), "until", until, "reason", reason}
}

// civilOf reads a civil time for the localizer; the zero time for none.
func civilOf(civil string) time.Time {
	t, _ := time.Parse(civilTime, civil)
	return t
}

// when is the time of an event in words.
func when(text *i18n.Localizer, e Event) string {
	from, to := civilOf(e.Starts), civilOf(e.Ends)
	switch {
	case e.Starts == "":
		return text.T("practice.date_open")
	case e.DateKind == UntilDay:
		return text.Until(to)
	case e.Starts[:10] != e.Ends[:10]:
		return text.DateRange(from, to)
	}
	return text.Date(from) + ", " + text.TimeRange(from, to, time.UTC)
}
