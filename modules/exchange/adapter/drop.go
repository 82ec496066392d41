package adapter

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/errs"
	"reeve/modules/codes"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// The types of a file.
const (
	TypeRequest = "request" // begins a case
	TypeFact    = "fact"    // says what happened to one
)

// Limits of a file.
const (
	MaxFile = 1 << 20 // bytes
	maxID   = 200     // bytes
	maxWord = 200     // characters
	maxText = 200_000 // characters
	maxList = 50
)

// Drop is one file, in either direction. Instants are RFC 3339 with an offset.
type Drop struct {
	Version int    `json:"v"` // 1
	Type    string `json:"type"`
	Event   string `json:"event,omitempty"` // of out: names this file for ever; in does not have it
	Channel string `json:"channel"`
	ID      string `json:"id"` // of the message in the channel; of a fact of ours empty in out
	At      string `json:"at"` // when it came or went
	Ref     string `json:"ref,omitempty"`
	Case    string `json:"case,omitempty"`
	About   string `json:"about,omitempty"` // of a fact: the channel's id of the request, or our ref

	Own            bool                 `json:"own,omitempty"` // of a request: we ask
	Kind           wire.Kind            `json:"kind,omitempty"`
	Partner        string               `json:"partner,omitempty"` // id or name of a known node, else a name
	Country        string               `json:"country,omitempty"`
	Urgency        codes.Urgency        `json:"urgency,omitempty"`
	Ground         codes.Ground         `json:"ground,omitempty"`
	Profile        string               `json:"profile,omitempty"`
	Basis          string               `json:"basis,omitempty"`
	CrimeArea      string               `json:"crime_area,omitempty"`
	Lang           string               `json:"lang,omitempty"`
	Classification codes.Classification `json:"classification,omitempty"`
	OwnRef         string               `json:"own_ref,omitempty"`
	TheirRef       string               `json:"their_ref,omitempty"`
	Subject        string               `json:"subject,omitempty"`
	Handling       []codes.Handling     `json:"handling,omitempty"`
	Evaluation     codes.Grade          `json:"evaluation,omitempty"`
	Names          []string             `json:"names,omitempty"`   // who it is about, to notice it over a second channel
	Numbers        []string             `json:"numbers,omitempty"` // plates, documents
	Training       bool                 `json:"training,omitempty"`

	Fact   string `json:"fact,omitempty"`
	Detail string `json:"detail,omitempty"` // of a delay: the civil date expected; of a question: its id; of "classified": direct, indirect
	Reason string `json:"reason,omitempty"`

	Text string `json:"text,omitempty"`
}

// FactsIn are the facts that a file of the channel may say.
func FactsIn() []string {
	return []string{request.FactPaused, request.FactResumed, request.FactDelay, request.FactPartial, request.FactAnswered, request.FactRefused, request.FactWithdrawn}
}

// Parse reads a file of the channel. It refuses unknown fields, fields twice, null, and fields that the type does not have,
// all complaints at once.
func Parse(b []byte) (Drop, error) {
	var d Drop
	if err := wire.Decode(b, MaxFile, &d); err != nil {
		return Drop{}, err
	}
	if err := d.check(); err != nil {
		return Drop{}, err
	}
	return d, nil
}

// Marshal writes a file.
func (d Drop) Marshal() ([]byte, error) { return wire.Encode(d) }

func (d Drop) check() error {
	var f errs.Fields
	if d.Version != 1 {
		f.Add("v", "adapter.version")
	}
	if !slices.Contains(request.Channels(), d.Channel) {
		f.Add("channel", "request.channel_wrong")
	}
	if d.ID == "" || len(d.ID) > maxID || d.ID != strings.TrimSpace(d.ID) || strings.ContainsAny(d.ID, "\r\n\t") {
		f.Add("id", "adapter.id", "most", maxID)
	}
	if _, err := wire.ParseInstant(d.At); err != nil {
		f.Add("at", "adapter.instant")
	}
	for _, one := range []struct{ name, has string }{{"event", d.Event}, {"ref", d.Ref}, {"case", d.Case}} {
		if one.has != "" {
			f.Add(one.name, "adapter.only_out")
		}
	}
	for _, one := range []struct{ name, has string }{{"about", d.About}, {"partner", d.Partner}, {"profile", d.Profile}, {"basis", d.Basis}, {"crime_area", d.CrimeArea}, {"lang", d.Lang}, {"own_ref", d.OwnRef},
		{"their_ref", d.TheirRef}, {"subject", d.Subject}, {"detail", d.Detail}, {"reason", d.Reason}} {
		if utf8.RuneCountInString(one.has) > maxWord || strings.ContainsAny(one.has, "\r\n") {
			f.Add(one.name, "adapter.word", "most", maxWord)
		}
	}
	if utf8.RuneCountInString(d.Text) > maxText {
		f.Add("text", "adapter.text", "most", maxText)
	}
	switch d.Type {
	case TypeRequest:
		d.checkRequest(&f)
	case TypeFact:
		d.checkFact(&f)
	default:
		f.Add("type", "adapter.type")
	}
	return f.Err()
}

func (d Drop) checkRequest(f *errs.Fields) {
	for _, one := range []struct{ name, has string }{{"about", d.About}, {"fact", d.Fact}, {"detail", d.Detail}, {"reason", d.Reason}} {
		if one.has != "" {
			f.Add(one.name, "adapter.not_of_request")
		}
	}
	if d.Kind != "" && !request.Begins(d.Kind) {
		f.Add("kind", "adapter.kind")
	}
	if d.Partner == "" {
		f.Add("partner", "request.partner_missing")
	}
	if d.Subject == "" {
		f.Add("subject", "request.subject_wrong", "most", maxWord)
	}
	if d.Country != "" && !twoLetters(d.Country) {
		f.Add("country", "request.country_wrong")
	}
	if d.Urgency != "" && d.Urgency != codes.Urgent && d.Urgency != codes.Ordinary {
		f.Add("urgency", "adapter.urgency")
	}
	if (d.Urgency == codes.Urgent) != (d.Ground != "") || d.Ground != "" && !d.Ground.Valid() {
		f.Add("ground", "adapter.ground")
	}
	if d.Classification != "" && !d.Classification.Valid() {
		f.Add("classification", "adapter.classification")
	}
	if len(d.Handling) == 0 || slices.ContainsFunc(d.Handling, func(h codes.Handling) bool { return !h.Valid() }) {
		f.Add("handling", "adapter.handling")
	}
	if d.Evaluation != "" && !d.Evaluation.Valid() {
		f.Add("evaluation", "adapter.evaluation")
	}
	for name, list := range map[string][]string{"names": d.Names, "numbers": d.Numbers} {
		if len(list) > maxList || slices.ContainsFunc(list, func(s string) bool { return s == "" || utf8.RuneCountInString(s) > maxWord }) {
			f.Add(name, "adapter.list", "most", maxList, "long", maxWord)
		}
	}
}

func (d Drop) checkFact(f *errs.Fields) {
	if d.About == "" {
		f.Add("about", "adapter.about_missing")
	}
	if !slices.Contains(FactsIn(), d.Fact) {
		f.Add("fact", "adapter.fact")
	}
	if d.Fact == request.FactDelay {
		if _, err := time.Parse(time.DateOnly, d.Detail); err != nil {
			f.Add("detail", "adapter.day")
		}
	}
	if (d.Fact == request.FactRefused || d.Fact == request.FactWithdrawn || d.Fact == request.FactDelay) && strings.TrimSpace(d.Reason) == "" {
		f.Add("reason", "adapter.reason")
	}
	foreign := map[string]bool{"own": d.Own, "kind": d.Kind != "", "partner": d.Partner != "", "country": d.Country != "", "urgency": d.Urgency != "", "ground": d.Ground != "", "profile": d.Profile != "",
		"basis": d.Basis != "", "crime_area": d.CrimeArea != "", "lang": d.Lang != "", "classification": d.Classification != "", "own_ref": d.OwnRef != "", "their_ref": d.TheirRef != "",
		"subject": d.Subject != "", "handling": len(d.Handling) > 0, "evaluation": d.Evaluation != "", "names": len(d.Names) > 0, "numbers": len(d.Numbers) > 0, "training": d.Training}
	for name, there := range foreign {
		if there {
			f.Add(name, "adapter.not_of_fact")
		}
	}
}

func twoLetters(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}
