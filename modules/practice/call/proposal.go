package call

import (
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/modules/practice/events"
)

// Call says that an event takes proposals.
type Call struct {
	Running  bool
	Deadline string    // civil, in the event's zone; empty = until it begins
	Guidance i18n.Text // what is looked for
	Version  int64     // 0 = there never was a call
}

// Takes tells whether an event takes proposals at an instant. The minute of the deadline is the last.
func (c Call) Takes(e events.Event, state string, at time.Time) bool {
	if !c.Running || state == events.Held || state == events.Cancelled {
		return false
	}
	if d := e.Instant(c.Deadline); !d.IsZero() {
		return at.Before(d.Add(time.Minute))
	}
	begins := e.Instant(e.Starts)
	return begins.IsZero() || at.Before(begins)
}

// Forms of a talk.
const (
	Talk       = "talk"
	Workshop   = "workshop"
	Discussion = "discussion"
	Poster     = "poster"
)

// Forms lists the forms in the order of lists.
func Forms() []string { return []string{Talk, Workshop, Discussion, Poster} }

// People are who offers a talk and who gives it. They are sealed.
type People struct {
	Name     string   `json:"name"` // who is written to
	Mail     string   `json:"email"`
	Lang     string   `json:"lang"` // in which that person is written to; empty = the installation's
	Speakers []string `json:"speakers"`
	Needs    string   `json:"needs"`
}

// Offer is a proposal as somebody sends it.
type Offer struct {
	Title, Abstract string
	Lang            string // BCP 47, in which it is held
	Form            string
	People
}

// Proposal is a talk that is offered. Its state is its process instance's.
type Proposal struct {
	ID, Ref                  string
	Event, Org               string // ids
	Registration, Nomination string // ids; empty = none
	Form, Lang               string
	Title, Abstract          string
	Reason                   string // of the last decision
	At                       time.Time
	Version                  int64
	State                    string
	people                   []byte // sealed; nil once erased
}

// Key is under what an accepted proposal stands in the programme.
func (p Proposal) Key() string { return "p-" + strings.ToLower(p.Ref) }

// Limits of what is sent, in characters.
const (
	maxTitle    = 300
	maxAbstract = 5000
	maxNeeds    = 1000
	maxSpeakers = 10
	maxGuidance = 5000
)

func (o Offer) tidy() Offer {
	o.Title, o.Name = strings.Join(strings.Fields(o.Title), " "), strings.Join(strings.Fields(o.Name), " ")
	o.Abstract, o.Needs, o.Mail = strings.TrimSpace(strings.ReplaceAll(o.Abstract, "\r\n", "\n")), strings.TrimSpace(o.Needs), strings.TrimSpace(o.Mail)
	if o.Form == "" {
		o.Form = Talk
	}
	var speakers []string
	for _, s := range o.Speakers {
		if s = strings.Join(strings.Fields(s), " "); s != "" {
			speakers = append(speakers, s)
		}
	}
	if o.Speakers = speakers; len(speakers) == 0 && o.Name != "" {
		o.Speakers = []string{o.Name}
	}
	return o
}

// check finds everything that is wrong with an offer; the fields are those of forms and of the interface.
func (o Offer) check() error {
	var f errs.Fields
	if n := utf8.RuneCountInString(o.Title); n == 0 || n > maxTitle {
		f.Add("talk_title", "practice.title_missing", "most", maxTitle)
	}
	if n := utf8.RuneCountInString(o.Abstract); n == 0 || n > maxAbstract {
		f.Add("talk_abstract", "practice.call.abstract_wrong", "most", maxAbstract)
	}
	if !slices.Contains(Forms(), o.Form) {
		f.Add("talk_form", "practice.call.form_wrong", "form", o.Form)
	}
	if o.Lang == "" || len(o.Lang) > 35 || strings.Trim(strings.ToLower(o.Lang), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		f.Add("talk_lang", "practice.call.lang_wrong", "lang", o.Lang)
	}
	if len(o.Speakers) == 0 || len(o.Speakers) > maxSpeakers || slices.ContainsFunc(o.Speakers, func(s string) bool { return utf8.RuneCountInString(s) > 200 }) {
		f.Add("talk_speakers", "practice.call.speakers_wrong", "most", maxSpeakers)
	}
	if utf8.RuneCountInString(o.Needs) > maxNeeds {
		f.Add("talk_needs", "practice.text_long", "most", maxNeeds)
	}
	if o.Mail != "" {
		if at, err := mail.ParseAddress(o.Mail); err != nil || at.Address != o.Mail || len(o.Mail) > 254 {
			f.Add("talk_email", "practice.mail_wrong", "mail", o.Mail)
		}
	}
	return f.Err()
}
