package request

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/wire"
)

// Codes are what the provider says of an item.
type Codes struct {
	Handling []codes.Handling   `json:"handling"`
	Restrict *codes.Restriction `json:"restriction,omitempty"`
	Grade    codes.Grade        `json:"evaluation,omitempty"`
	Basis    codes.Basis        `json:"fact_or_assessment,omitempty"`
	Purpose  string             `json:"purpose,omitempty"`
	ReviewBy string             `json:"review_by,omitempty"`
}

// Address is a node that a message is for.
type Address struct {
	Org  wire.Org  `json:"org"`
	Role wire.Role `json:"role,omitempty"` // empty = to
	Unit string    `json:"unit,omitempty"`
}

// Entity is a structured item: a person, vehicle, document or object, or what a consent does.
type Entity struct {
	Type wire.ItemType   `json:"type"`
	Body json.RawMessage `json:"body"`
	*Codes
}

// Attached is a file of a draft.
type Attached struct {
	Name  string `json:"name"`
	Media string `json:"media"`
	Size  int64  `json:"size"`
	File  string `json:"file"` // of the archive
	Path  string `json:"-"`    // of this machine, for what is sent by command
}

// Passed is an item that goes on to another node.
type Passed struct {
	Message wire.ID `json:"message"`
	Item    int     `json:"item"`
}

// Content is a message as it is written, before it is sealed.
type Content struct {
	Kind     wire.Kind `json:"kind"`
	To       []Address `json:"to"`
	AnswerTo wire.ID   `json:"answer_to,omitempty"`

	Urgency        codes.Urgency        `json:"urgency,omitempty"`
	Ground         codes.Ground         `json:"ground,omitempty"`
	Route          codes.Route          `json:"route,omitempty"`
	NoCopies       string               `json:"no_copies,omitempty"` // why the points of contact get no copy of a direct exchange
	Profile        string               `json:"profile,omitempty"`
	Basis          string               `json:"basis,omitempty"`
	CrimeArea      string               `json:"crime_area,omitempty"`
	Lang           string               `json:"lang,omitempty"`
	Classification codes.Classification `json:"classification,omitempty"`
	EuropolCopy    *wire.EuropolCopy    `json:"europol_copy,omitempty"`
	OtherChannel   *wire.OtherChannel   `json:"other_channel,omitempty"`
	OwnRef         string               `json:"own_ref,omitempty"`
	TheirRef       string               `json:"their_ref,omitempty"`
	Refusal        []wire.Refused       `json:"refusal,omitempty"`
	Partial        bool                 `json:"partial,omitempty"`
	Expected       string               `json:"expected,omitempty"`
	Training       bool                 `json:"training,omitempty"`

	Subject string `json:"subject"`
	Text    string `json:"text"`
	Codes
	Entities []Entity   `json:"entities,omitempty"`
	Files    []Attached `json:"files,omitempty"`
	Passes   []Passed   `json:"passes,omitempty"`
}

// Begins tells whether a message of a kind begins a case of its own.
func Begins(k wire.Kind) bool { return k == wire.Request || k == wire.Spontaneous }

// CopyExceptions are why the points of contact may get no copy of a direct exchange (Dir. 2023/977 art. 8).
func CopyExceptions() []string {
	return []string{"sensitive_investigation", "terrorism", "personal_safety"}
}

const (
	maxSubject = 200
	maxText    = 200_000
)

// filled puts what nobody said.
func (c Content) filled() Content {
	if c.Route == "" {
		c.Route = codes.SPOC
	}
	if c.Kind == wire.Request && c.Urgency == "" {
		c.Urgency = codes.Ordinary
	}
	if c.Profile == "" {
		c.Profile = DefaultProfile
	}
	if c.Classification == "" {
		c.Classification = codes.Unclassified
	}
	if c.Lang == "" {
		c.Lang = "en"
	}
	c.To = slices.Clone(c.To)
	for i := range c.To {
		if c.To[i].Role == "" {
			c.To[i].Role = wire.To
		}
	}
	c.Subject, c.Text = strings.TrimSpace(c.Subject), strings.TrimSpace(c.Text)
	return c
}

// check finds what is wrong with what people write; the envelope and the heads are checked again when they are signed.
func (c Content) check() error {
	var f errs.Fields
	if len(c.To) == 0 {
		f.Add("to", "request.to_missing")
	}
	if c.Subject == "" || utf8.RuneCountInString(c.Subject) > maxSubject || strings.ContainsAny(c.Subject, "\r\n") {
		f.Add("subject", "request.subject_wrong", "most", maxSubject)
	}
	if c.Text == "" && len(c.Entities)+len(c.Files)+len(c.Passes) == 0 {
		f.Add("text", "request.text_missing")
	}
	if len(c.Text) > maxText {
		f.Add("text", "request.text_long", "most", maxText)
	}
	if len(c.Handling) == 0 {
		f.Add("handling", "request.handling_missing")
	}
	for _, h := range c.Handling {
		if !h.Valid() {
			f.Add("handling", "request.handling_wrong", "code", string(h))
		}
	}
	if c.Grade != "" && !c.Grade.Valid() {
		f.Add("evaluation", "request.evaluation_wrong", "code", string(c.Grade))
	}
	if slices.Contains(c.Handling, codes.H3) && c.Restrict == nil {
		f.Add("restriction", "request.restriction_missing")
	}
	if c.Kind == wire.Request && c.Urgency == codes.Urgent && !c.Ground.Valid() {
		f.Add("ground", "request.ground_missing")
	}
	if c.Urgency != codes.Urgent && c.Ground != "" {
		f.Add("ground", "request.ground_without")
	}
	if c.NoCopies != "" && !slices.Contains(CopyExceptions(), c.NoCopies) {
		f.Add("no_copies", "request.no_copies_wrong")
	}
	if c.Kind == wire.Refusal && len(c.Refusal) == 0 {
		f.Add("refusal", "request.refusal_missing")
	}
	for _, r := range c.Refusal {
		if !r.Ground.Valid() {
			f.Add("refusal", "request.refusal_wrong", "ground", string(r.Ground))
		} else if c.Kind == wire.Answer && r.AsFarAs == "" {
			f.Add("refusal", "request.as_far_as_missing")
		}
	}
	for _, e := range c.Entities {
		if _, err := wire.ParseEntity(e.Type, e.Body); err != nil {
			f = append(f, inside("entities", err)...)
		}
	}
	return f.Err()
}

// inside are the complaints of a part under the part's name.
func inside(part string, err error) errs.Fields {
	e := errs.Of(err)
	if e == nil {
		return errs.Fields{{Field: part, Key: "request.entity_wrong"}}
	}
	if len(e.Fields) == 0 {
		return errs.Fields{{Field: part, Key: e.Key, Args: e.Args}}
	}
	return e.Fields
}

// envelope is the open part; case, references and basis are the caller's.
func (c Content) envelope() wire.Envelope {
	e := wire.Envelope{Kind: c.Kind, AnswerTo: c.AnswerTo, OwnRef: c.OwnRef, TheirRef: c.TheirRef, Urgency: c.Urgency, Ground: c.Ground, Route: c.Route, Profile: c.Profile, Basis: c.Basis,
		CrimeArea: c.CrimeArea, Lang: c.Lang, Classification: c.Classification, Training: c.Training, EuropolCopy: c.EuropolCopy, OtherChannel: c.OtherChannel,
		Refusal: c.Refusal, Partial: c.Partial, Expected: c.Expected}
	for _, a := range c.To {
		e.Recipient = append(e.Recipient, wire.Recipient{Org: a.Org, Role: a.Role, Unit: a.Unit})
	}
	return e
}

// head is the head of an item with the message's codes, or its own.
func (c Content) head(typ wire.ItemType, title, media string, size int64, own *Codes) wire.ItemHead {
	k := c.Codes
	if own != nil && len(own.Handling) > 0 {
		k = *own
	}
	return wire.ItemHead{Type: typ, Title: title, Media: media, Size: size, Handling: k.Handling, Restrict: k.Restrict, Grade: k.Grade, Basis: k.Basis, Purpose: k.Purpose, ReviewBy: k.ReviewBy}
}

// enclosures are the items of a message: text, structured entities, files, items passed on.
func (s *Requests) enclosures(ctx context.Context, c Content) (all []message.Enclosure, err error) {
	whole := func(b []byte) func() (io.ReadCloser, error) {
		return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
	}
	text := c.Text
	all = append(all, message.Enclosure{Head: c.head(wire.Text, c.Subject, "text/plain; charset=utf-8", int64(len(text)), nil), Content: whole([]byte(text))})
	for _, e := range c.Entities {
		parsed, err := wire.ParseEntity(e.Type, e.Body)
		if err != nil {
			return nil, err
		}
		typ, b, err := wire.MarshalEntity(parsed)
		if err != nil {
			return nil, err
		}
		all = append(all, message.Enclosure{Head: c.head(typ, "", "application/json", int64(len(b)), e.Codes), Content: whole(b)})
	}
	for _, f := range c.Files {
		all = append(all, message.Enclosure{Head: c.head(wire.File, f.Name, f.Media, f.Size, nil), Content: func() (io.ReadCloser, error) {
			if f.Path != "" {
				return os.Open(f.Path)
			}
			_, r, err := s.Archive.Open(ctx, f.File, document.Restricted)
			return r, err
		}})
	}
	for _, p := range c.Passes {
		h, r, err := s.Messages.Content(ctx, p.Message, p.Item)
		if err != nil {
			return nil, err
		}
		r.Close()
		h.Origin = append(h.Origin, wire.Provenance{Org: h.Sender, Message: p.Message, Item: p.Item})
		all = append(all, message.Enclosure{Head: h, Content: func() (io.ReadCloser, error) {
			_, r, err := s.Messages.Content(ctx, p.Message, p.Item)
			return r, err
		}})
	}
	return all, nil
}

// FromPath is a file of this machine, for what is sent by command.
func FromPath(path string, size int64) Attached {
	media := mime.TypeByExtension(filepath.Ext(path))
	if media == "" {
		media = "application/octet-stream"
	}
	return Attached{Name: plainName(filepath.Base(path)), Media: media, Size: size, Path: path}
}
