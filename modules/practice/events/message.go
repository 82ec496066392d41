package events

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
)

// Audiences of a message; the id of a pool is one too.
const (
	ToAll       = "all"       // everybody with a seat, an offer or a place in the line
	toConfirmed = "confirmed" // who has a seat
)

// Message is what the organiser writes to people of an event, each in their language as far as it was written in it.
type Message struct {
	ID, Ref         string
	Event           string // id
	Audience        string
	Subjects, Texts i18n.Text
	Readers         int64 // who was written to
	At              int64 // µs UTC
	Version         int64
}

const (
	maxSubjectText = 200
	maxMessageText = 5000
)

func (m Message) check(e Event) error {
	var f errs.Fields
	some := false
	for lang := range m.Texts {
		subject, text := strings.TrimSpace(m.Subjects[lang]), strings.TrimSpace(m.Texts[lang])
		if (subject == "") != (text == "") || utf8.RuneCountInString(subject) > maxSubjectText || utf8.RuneCountInString(text) > maxMessageText {
			f.Add("text_"+lang, "practice.message_half", "most", maxMessageText)
		}
		some = some || text != ""
	}
	if !some && len(f) == 0 {
		f.Add("text", "practice.message_missing")
	}
	if m.Audience != ToAll && m.Audience != toConfirmed && !slices.ContainsFunc(e.pools(), func(id string) bool { return id == m.Audience }) {
		f.Add("audience", "practice.audience_wrong")
	}
	return f.Err()
}

func (e Event) pools() (ids []string) {
	for _, p := range e.Pools {
		ids = append(ids, p.ID)
	}
	return ids
}

// readers are whom a message is for.
func (m Message) readers(all []Standing) []Standing {
	return slices.DeleteFunc(slices.Clone(all), func(s Standing) bool {
		in := s.State == Confirmed || s.State == Attended
		if m.Audience != toConfirmed {
			in = in || s.State == Waitlisted || s.State == Offered
		}
		if m.Audience != ToAll && m.Audience != toConfirmed {
			in = in && s.Pool == m.Audience
		}
		return !in
	})
}

// SendMessage puts a letter for each reader into the outbox. The ref is made by who sends it: the same one twice is one
// message.
func (v *Events) SendMessage(tx *db.Tx, e Event, m Message) (Message, error) {
	for lang := range m.Texts {
		m.Subjects[lang], m.Texts[lang] = strings.TrimSpace(m.Subjects[lang]), strings.TrimSpace(m.Texts[lang])
		if m.Subjects[lang] == "" && m.Texts[lang] == "" {
			delete(m.Subjects, lang)
			delete(m.Texts, lang)
		}
	}
	if err := m.check(e); err != nil {
		return m, err
	}
	var n int
	if err := tx.QueryRow("SELECT count(*) FROM practice_message WHERE ref = $1", m.Ref).Scan(&n); err != nil || n > 0 {
		return m, err
	}
	all, err := Standings(tx, e.ID)
	if err != nil {
		return m, err
	}
	m.ID, m.Event, m.At, m.Version, m.Readers = id.At(tx.Now()), e.ID, db.Micros(tx.Now()), 1, 0
	for _, s := range m.readers(all) {
		text, to, err := v.reader(tx, s.Nomination)
		if err != nil {
			return m, err
		}
		if to == "" || v.Mail == nil {
			continue
		}
		subject, body := m.in(v, text)
		title, _ := v.words().NameFor(text.Lang(), e.Titles)
		if err := v.post(tx, s.Nomination, text, to, "practice/message/"+m.ID+"/"+s.ID, subject, title+" ("+when(text, e)+")\n\n"+body); err != nil {
			return m, err
		}
		m.Readers++
	}
	if _, err := tx.Exec(`INSERT INTO practice_message (id, ref, event, audience, subjects, texts, readers, at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		m.ID, m.Ref, m.Event, m.Audience, toJSON(m.Subjects), toJSON(m.Texts), m.Readers, m.At, m.Version); err != nil {
		return m, err
	}
	return m, v.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "practice.message.send", Kind: KindMessage, ID: m.ID, Version: 1, Org: e.Org})
}

// in are subject and words for a reader; a text stands in the language that its subject stands in.
func (m Message) in(v *Events, text *i18n.Localizer) (subject, body string) {
	body, lang := v.words().NameFor(text.Lang(), m.Texts)
	if lang == "" {
		lang = text.Lang().HTML()
	}
	if subject = m.Subjects[lang]; subject == "" {
		subject, _ = v.words().NameFor(text.Lang(), m.Subjects)
	}
	return subject, body
}

// messages are those of an event, the latest first.
func messages(q db.Reader, event string) ([]Message, error) {
	return db.All(q, func(scan db.Scan) (m Message, err error) {
		var subjects, texts string
		if err := scan(&m.ID, &m.Ref, &m.Event, &m.Audience, &subjects, &texts, &m.Readers, &m.At, &m.Version); err != nil {
			return m, err
		}
		return m, errors.Join(json.Unmarshal([]byte(subjects), &m.Subjects), json.Unmarshal([]byte(texts), &m.Texts))
	}, `SELECT m.id, m.ref, m.event, m.audience, m.subjects, m.texts, m.readers, m.at, m.version FROM practice_message m WHERE m.event = $1 ORDER BY m.id DESC LIMIT 100`, event)
}
