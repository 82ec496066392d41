package request

import (
	"slices"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/modules/codes"
	"reeve/modules/exchange/wire"
)

// Entered is a request that came, or went, by another channel: SIENA, I-24/7, paper, mail.
type Entered struct {
	Channel, ChannelID string
	Partner            string // id, name or card of a node we know; else the name of who has none
	Country            string // of who has no node
	Own                bool   // we asked
	Kind               wire.Kind
	At                 time.Time // when it came, or went out
	Content            Content   // what of it is entered here
	Names, Numbers     []string  // who and what it is about, to notice it over a second channel
}

// Register enters what came by another channel. The clock runs from the instant that is entered.
func (s *Requests) Register(tx *db.Tx, in Entered, partner wire.Org) (Request, error) {
	c := in.Content.filled()
	if c.Kind = in.Kind; c.Kind == "" {
		c.Kind = wire.Request
	}
	if c.Kind == wire.Request && c.Urgency == "" {
		c.Urgency = codes.Ordinary
	}
	var f errs.Fields
	if !slices.Contains(Channels(), in.Channel) {
		f.Add("channel", "request.channel_wrong")
	}
	if in.ChannelID = strings.TrimSpace(in.ChannelID); in.ChannelID == "" || len(in.ChannelID) > 200 {
		f.Add("channel_id", "request.channel_id_missing")
	}
	if partner == "" && strings.TrimSpace(in.Partner) == "" {
		f.Add("partner", "request.partner_missing")
	}
	if partner == "" && len(in.Country) != 2 {
		f.Add("country", "request.country_wrong")
	}
	if c.Subject == "" || len(c.Subject) > 4*maxSubject {
		f.Add("subject", "request.subject_wrong", "most", maxSubject)
	}
	if !Begins(c.Kind) {
		f.Add("kind", "request.kind_wrong", "kind", string(c.Kind))
	}
	if in.At.IsZero() || in.At.After(tx.Now().Add(time.Minute)) {
		f.Add("at", "request.in_future")
	}
	if c.Urgency == codes.Urgent && !c.Ground.Valid() {
		f.Add("ground", "request.ground_missing")
	}
	if _, err := s.profiles.Get(c.Profile); err != nil {
		f.Add("profile", "request.no_such_profile", "profile", c.Profile)
	}
	if err := f.Err(); err != nil {
		return Request{}, err
	}
	name, err := s.newCase(tx, tx.Now())
	if err != nil {
		return Request{}, err
	}
	v := Request{ID: id.At(tx.Now()), Ref: id.Ref(), Case: name, Kind: c.Kind, Own: in.Own, Partner: partner, Country: strings.ToUpper(in.Country), Channel: in.Channel, CameAt: in.At, Looked: true, SortAt: never, Version: 1}
	v.describe(c)
	if v.ChannelID = in.ChannelID; partner == "" {
		v.PartnerName = strings.TrimSpace(in.Partner)
	} else if v.Country, err = s.countryOf(tx, partner); err != nil {
		return v, err
	}
	if !v.Own {
		v.Country = s.Own.Card().Country
	}
	l := c.label()
	if v.label, err = s.sealLabel(tx, v.ID, l); err != nil {
		return v, err
	}
	if err := s.insert(tx, v, "exchange.request.register"); err != nil {
		return v, err
	}
	why := attention("new")
	if v.Own {
		why = ""
	}
	if v.Life, err = s.Process.Open(tx, process.Opening{ID: v.ID, Definition: Kind, Ref: v.Ref, Subject: v.Case, State: Open, Attention: why, Calendar: s.lifeCalendar(v.Country), At: in.At, NoClocks: true}); err != nil {
		return v, err
	}
	if err := s.enter(tx, v, FactDelivered, in.At, in.Channel, in.ChannelID); err != nil {
		return v, err
	}
	if !v.Own && partner == "" {
		if err := s.enter(tx, v, factAsker, in.At, strings.ToUpper(in.Country), ""); err != nil {
			return v, err
		}
	}
	if err := s.index(tx, v, l, Marks(l.Subject, in.Names, in.Numbers, nil)); err != nil {
		return v, err
	}
	return v, s.sync(tx, &v)
}

// Enter keeps what happened by another channel to a request that was registered: asked, explained, answered, refused,
// withdrawn, a delay.
func (s *Requests) Enter(tx *db.Tx, what, kind string, at time.Time, detail, reason string) (Request, error) {
	v, err := Load(tx, what)
	if err != nil {
		return v, err
	}
	if v.Message != "" {
		return v, errs.New(errs.Conflict, "request.signed_only")
	}
	step, ok := map[string]string{FactPaused: "pause", FactResumed: "resume", FactDelay: "delay", FactPartial: "partial", FactAnswered: "answer", FactRefused: "refuse", FactWithdrawn: "withdraw"}[kind]
	if !ok {
		return v, errs.Bad("kind", "request.fact_wrong")
	}
	if at.Before(v.CameAt) {
		return v, errs.Bad("at", "request.before_it_came")
	}
	if err := s.take(tx, &v, step, taking{reason: reason}); err != nil {
		return v, err
	}
	if err := s.enter(tx, v, kind, at, detail, reason); err != nil {
		return v, err
	}
	if kind == FactDelay {
		v.Expected = detail
		if err := s.save(tx, &v, "exchange.request.delay", reason); err != nil {
			return v, err
		}
	}
	return v, s.sync(tx, &v)
}
