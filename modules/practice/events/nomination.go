package events

import (
	"encoding/hex"
	"encoding/json"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/match"
)

// Person is who is nominated. It is sealed.
type Person struct {
	Name string `json:"name"`
	Mail string `json:"email"`
	Post string `json:"post"`
	Lang string `json:"lang,omitempty"` // in which the person is written to; empty = the installation's
}

// Nomination is one person for one event. Its state is its process instance's.
type Nomination struct {
	ID, Ref          string
	Registration     string
	Event, Org       string
	Pool, Delegation string
	Substitute, Late bool
	Arrival          int64
	OfferedUntil     time.Time // zero = no offer runs
	Round            int64
	Coming           string
	NameKey, MailKey string
	Version          int64
	person           []byte // sealed; nil once erased
}

// Ask is one nomination as an organisation sends it.
type Ask struct {
	Person
	Delegation string
	Substitute bool
	Answers    Answers // to the questions of the events; each event takes its own
}

func (a Ask) tidy() Ask {
	a.Name, a.Mail, a.Post = strings.Join(strings.Fields(a.Name), " "), strings.TrimSpace(a.Mail), strings.TrimSpace(a.Post)
	a.Delegation = strings.TrimSpace(a.Delegation)
	return a
}

// check finds what is wrong with a nomination; row counts from 1.
func (a Ask) check(f *errs.Fields, row int) {
	add := func(field, key string, args map[string]any) {
		*f = append(*f, errs.Field{Field: "nominations." + field, Row: row, Key: key, Args: args})
	}
	if n := utf8.RuneCountInString(a.Name); n < 2 || n > 200 || match.Key(a.Name) == "" {
		add("name", "practice.person_name_wrong", nil)
	}
	if a.Mail != "" {
		if at, err := mail.ParseAddress(a.Mail); err != nil || at.Address != a.Mail || len(a.Mail) > 254 {
			add("email", "practice.mail_wrong", map[string]any{"mail": a.Mail})
		}
	}
	if _, ok := i18n.ParseLang(a.Lang); a.Lang != "" && !ok {
		add("lang", "practice.lang_wrong", map[string]any{"lang": a.Lang})
	}
	if utf8.RuneCountInString(a.Post) > 300 {
		add("post", "practice.text_long", map[string]any{"most": 300})
	}
}

// keys are the keyed hashes by which persons of a programme are told apart once their names are erased.
func (v *Events) keys(programme string, p Person) (name, address string) {
	hash := func(kind, text string) string {
		return hex.EncodeToString(v.Keys.MAC("practice.person", []byte(programme+"\n"+kind+"\n"+text))[:16])
	}
	if p.Mail != "" {
		address = hash("mail", strings.ToLower(p.Mail))
	}
	return hash("name", match.Key(p.Name)), address
}

const nominationColumnList = `n.id, n.ref, n.registration, n.event, n.org, n.pool, n.delegation, n.substitute, n.late, n.arrival, n.offered_until, n.round, n.coming, n.person, n.name_key, n.mail_key, n.version`

func nominationColumns() []string {
	return []string{"ref", "registration", "event", "org", "pool", "delegation", "substitute", "late", "arrival", "offered_until", "round", "coming", "person", "name_key", "mail_key", "version"}
}

func scanNomination(scan db.Scan, more ...any) (n Nomination, err error) {
	var until *int64
	err = scan(append([]any{&n.ID, &n.Ref, &n.Registration, &n.Event, &n.Org, &n.Pool, &n.Delegation, &n.Substitute, &n.Late, &n.Arrival, &until, &n.Round, &n.Coming,
		&n.person, &n.NameKey, &n.MailKey, &n.Version}, more...)...)
	if until != nil {
		n.OfferedUntil = db.Time(*until)
	}
	return n, err
}

// Standing is a nomination with its state.
type Standing struct {
	Nomination
	State string
}

// Standings are the nominations of an event in order of arrival.
func Standings(q db.Reader, event string) ([]Standing, error) {
	return db.All(q, func(scan db.Scan) (s Standing, err error) {
		s.Nomination, err = scanNomination(scan, &s.State)
		return s, err
	}, `SELECT `+nominationColumnList+`, i.state FROM practice_nomination n JOIN process_instance i ON i.id = n.id WHERE n.event = $1 ORDER BY n.arrival`, event)
}

// NominationByRef reads a nomination with its state; errs.NotFound if there is none.
func NominationByRef(q db.Reader, ref string) (s Standing, err error) {
	s.Nomination, err = scanNomination(q.QueryRow(`SELECT `+nominationColumnList+`, i.state FROM practice_nomination n JOIN process_instance i ON i.id = n.id WHERE n.ref = $1`, ref).Scan, &s.State)
	return s, found(err)
}

// Person opens who is nominated; errs.Gone once it was erased.
func (v *Events) Person(q db.Reader, n Nomination) (p Person, err error) {
	if n.person == nil {
		return p, errs.New(errs.Gone, "practice.person_erased")
	}
	plain, err := v.Keys.Open(q, n.ID, "person", n.person)
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(plain, &p)
}
