package nodes

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// scene is one act of data/story.json.
type scene struct {
	At    shift    `json:"at"` // from the end of the story
	By    string   `json:"by"`
	Do    string   `json:"do"`
	Key   string   `json:"key"`   // of what begins here
	About string   `json:"about"` // key of what it is about
	To    []string `json:"to"`

	Urgency codes.Urgency `json:"urgency"`
	Ground  string        `json:"ground"` // of urgency, or of a refusal
	Area    string        `json:"area"`
	Lang    string        `json:"lang"`
	Subject string        `json:"subject"`
	Text    string        `json:"text"`

	Handling []codes.Handling `json:"handling"`
	Grade    codes.Grade      `json:"grade"`
	Basis    codes.Basis      `json:"basis"`
	Person   *struct {
		Name     string         `json:"name"`
		Born     string         `json:"born"`
		Category codes.Category `json:"category"`
	} `json:"person"`
	Vehicle *struct {
		Plate string `json:"plate"`
		Make  string `json:"make"`
	} `json:"vehicle"`

	Access    codes.Access `json:"access"`
	Expected  shift        `json:"expected"` // from the end of the story
	AsFarAs   string       `json:"as_far_as"`
	Act       wire.ActKind `json:"act"`
	Use       codes.Use    `json:"use"`
	For       []string     `json:"for"`
	Kind      wire.Kind    `json:"kind"`
	Partner   string       `json:"partner"`
	Country   string       `json:"country"`
	Channel   string       `json:"channel"`
	ChannelID string       `json:"channel_id"`
}

// content is what the scene says, before it is addressed.
func (s scene) content(kind wire.Kind) (request.Content, error) {
	c := request.Content{Kind: kind, Urgency: s.Urgency, CrimeArea: s.Area, Lang: s.Lang, Subject: s.Subject, Text: s.Text,
		Codes: request.Codes{Handling: s.Handling, Grade: s.Grade, Basis: s.Basis}}
	if len(c.Handling) == 0 {
		c.Handling = []codes.Handling{codes.H0}
	}
	if s.Urgency == codes.Urgent {
		c.Ground = codes.Ground(s.Ground)
	}
	if s.Person != nil {
		if err := add(&c, wire.PersonData{Version: 1, Names: []wire.PersonName{{Kind: "primary", Whole: s.Person.Name, Script: "Latn"}}, Born: s.Person.Born, Category: s.Person.Category}); err != nil {
			return c, err
		}
	}
	if s.Vehicle != nil {
		return c, add(&c, wire.VehicleData{Version: 1, Plate: s.Vehicle.Plate, Make: s.Vehicle.Make})
	}
	return c, nil
}

// add puts a structured item to a message; its codes are those of the text.
func add(c *request.Content, data wire.Entity) error {
	t, body, err := wire.MarshalEntity(data)
	c.Entities = append(c.Entities, request.Entity{Type: t, Body: body})
	return err
}

// tell plays a scene.
func (w *world) tell(ctx context.Context, s scene) error {
	c, x := w.by[s.By], w.by[s.By].app.Exchange.Requests
	write := func(fn func(tx *db.Tx) error) error { return c.app.DB.Write(ctx, c.actor(0), fn) }
	switch s.Do {
	case "request", "spontaneous":
		v, err := s.content(wire.Kind(s.Do))
		if err != nil {
			return err
		}
		for _, to := range s.To {
			v.To = append(v.To, request.Address{Org: w.by[to].app.Exchange.Own.Org()})
		}
		m, err := w.send(ctx, c, v, nil)
		w.known[s.Key] = m.ID
		return err
	case "classify":
		return write(func(tx *db.Tx) error { _, err := x.Classify(tx, w.id(s), s.Access, s.Text); return err })
	case "assign":
		return write(func(tx *db.Tx) error { _, err := x.Assign(tx, w.id(s), "", c.actor(1).Post); return err })
	case "close":
		return write(func(tx *db.Tx) error { _, err := x.Close(tx, w.id(s)); return err })
	case "note":
		return write(func(tx *db.Tx) error { _, err := x.Hand(tx, s.Text); return err })
	case "register":
		v, err := s.content(wire.Request)
		if err != nil {
			return err
		}
		return write(func(tx *db.Tx) error {
			_, err := x.Register(tx, request.Entered{Channel: s.Channel, ChannelID: s.ChannelID, Partner: s.Partner, Country: s.Country, Kind: wire.Request, At: w.now(), Content: v}, "")
			return err
		})
	case "draft":
		v, about, err := w.reply(ctx, c, s, s.Kind)
		if err != nil {
			return err
		}
		return write(func(tx *db.Tx) error { _, err := x.Write(tx, v, &about); return err })
	case "down":
		return w.down(c)
	}
	kind, ok := map[string]wire.Kind{"clarify": wire.Clarification, "explain": wire.Clarification, "delay": wire.DelayNotice, "answer": wire.Answer, "partial": wire.Answer,
		"refuse": wire.Refusal, "consent": wire.Consent, "follow_up": wire.FollowUp}[s.Do]
	if !ok {
		return fmt.Errorf("the story does not know how to %s", s.Do)
	}
	v, about, err := w.reply(ctx, c, s, kind)
	if err != nil {
		return err
	}
	_, err = w.send(ctx, c, v, &about)
	return err
}

// reply is what the scene says about a request.
func (w *world) reply(ctx context.Context, c *country, s scene, kind wire.Kind) (v request.Content, about request.Request, err error) {
	if v, err = s.content(kind); err != nil {
		return v, about, err
	}
	v.Partial = s.Do == "partial"
	if s.Expected != 0 {
		v.Expected = w.end.Add(time.Duration(s.Expected)).Format(time.DateOnly)
	}
	if kind == wire.Refusal {
		v.Ground, v.Refusal = "", []wire.Refused{{Ground: codes.Refusal(s.Ground), AsFarAs: s.AsFarAs}}
	}
	if s.Act != "" {
		a := wire.Acting{Version: 1, Act: s.Act, Message: w.known[s.About], Use: s.Use, Reason: s.Text}
		for _, code := range s.For {
			a.For = append(a.For, w.by[code].app.Exchange.Own.Org())
		}
		body, err := json.Marshal(a)
		if err != nil {
			return v, about, err
		}
		v.Entities = append(v.Entities, request.Entity{Type: wire.Act, Body: body})
	}
	err = c.app.DB.Read(ctx, func(q *db.Snapshot) (err error) {
		v, about, err = c.app.Exchange.Requests.Reply(q, w.id(s), v)
		return err
	})
	return v, about, err
}

// send lets one person write, another approve, and waits until whoever is up has it.
func (w *world) send(ctx context.Context, c *country, v request.Content, about *request.Request) (m message.Message, err error) {
	x, a := c.app.Exchange.Requests, c.app
	var d request.DraftRow
	if err = a.DB.Write(ctx, c.actor(0), func(tx *db.Tx) (err error) { d, err = x.Write(tx, v, about); return err }); err != nil {
		return m, err
	}
	if err = a.DB.Write(ctx, c.actor(1), func(tx *db.Tx) error { _, err := x.Approve(tx, d.Ref); return err }); err != nil {
		return m, err
	}
	r, err := x.Ready(ctx, d.Ref)
	if err != nil {
		return m, err
	}
	if err = a.DB.Write(ctx, c.actor(1), func(tx *db.Tx) (err error) { m, err = x.Send(tx, r, ""); return err }); err != nil {
		return m, err
	}
	return m, w.arrived(ctx, c, m.ID)
}

// arrived waits until a message is where it can be.
func (w *world) arrived(ctx context.Context, c *country, id wire.ID) error {
	for range 400 {
		var left int
		err := c.app.DB.Read(ctx, func(q *db.Snapshot) error {
			all, err := message.Passages(q, id)
			left = 0
			for _, p := range all {
				if p.State == message.Queued && !w.isDown(p.Partner) {
					left++
				}
			}
			return err
		})
		if err != nil || left == 0 {
			return err
		}
		time.Sleep(25 * time.Millisecond)
	}
	return errs.New(errs.Unavailable, "delivery.unreachable", "why", "the story waited for "+c.Code)
}

func (w *world) id(s scene) string { return string(w.known[s.About]) }

// shift is a length of time as "-6h50m" or "+96h".
type shift time.Duration

// UnmarshalText reads it.
func (d *shift) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	*d = shift(v)
	return err
}
