package request

import (
	"net/http"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// Actions of the policy.
const (
	actRead    = "exchange.request.read"
	actWrite   = "exchange.request.write"
	actReview  = "exchange.request.review"
	actAssign  = "exchange.request.assign"
	actErase   = "exchange.request.erase"
	actMailbox = "exchange.mailbox.write"
)

// writeIn is a message as POST /api/v1/exchange/messages reads it. Fields of the same name mean the same in the actions on
// a request, where what follows from the request may be left out.
type writeIn struct {
	Kind             wire.Kind            `json:"kind"`
	To               []addressIn          `json:"to"`
	Urgency          codes.Urgency        `json:"urgency"`
	Ground           codes.Ground         `json:"ground"`
	Route            codes.Route          `json:"route"`
	NoCopies         string               `json:"no_copies"`
	Profile          string               `json:"profile"`
	Basis            string               `json:"basis"`
	CrimeArea        string               `json:"crime_area"`
	Lang             string               `json:"lang"`
	Classification   codes.Classification `json:"classification"`
	EuropolCopy      *wire.EuropolCopy    `json:"europol_copy"`
	OtherChannel     *wire.OtherChannel   `json:"other_channel"`
	OwnRef           string               `json:"own_ref"`
	TheirRef         string               `json:"their_ref"`
	AnswerTo         wire.ID              `json:"answer_to"`
	Refusal          []wire.Refused       `json:"refusal"`
	Partial          bool                 `json:"partial"`
	Expected         string               `json:"expected"`
	Subject          string               `json:"subject"`
	Text             string               `json:"text"`
	Handling         []codes.Handling     `json:"handling"`
	Restriction      *codes.Restriction   `json:"restriction"`
	Evaluation       codes.Grade          `json:"evaluation"`
	FactOrAssessment codes.Basis          `json:"fact_or_assessment"`
	Purpose          string               `json:"purpose"`
	ReviewBy         string               `json:"review_by"`
	Entities         []Entity             `json:"entities"`
	Alone            string               `json:"alone"` // why one person sends it at once; empty = it waits for its review
}

// addressIn names a node by id or name.
type addressIn struct {
	Node string    `json:"node"`
	Role wire.Role `json:"role"`
	Unit string    `json:"unit"`
}

// writtenOut is what became of a message that was written.
type writtenOut struct {
	ID    string  `json:"id"` // of the message; while it waits for its review, of the draft
	Draft string  `json:"draft"`
	Sent  bool    `json:"sent"`
	Case  string  `json:"case"`
	State string  `json:"state"`
	Ref   *string `json:"ref"` // of the request that it is about
}

// content is what was sent, with the nodes it names.
func (in writeIn) content(q db.Reader) (c Content, err error) {
	c = Content{Kind: in.Kind, AnswerTo: in.AnswerTo, Urgency: in.Urgency, Ground: in.Ground, Route: in.Route, NoCopies: in.NoCopies, Profile: in.Profile, Basis: in.Basis, CrimeArea: in.CrimeArea,
		Lang: in.Lang, Classification: in.Classification, EuropolCopy: in.EuropolCopy, OtherChannel: in.OtherChannel, OwnRef: in.OwnRef, TheirRef: in.TheirRef, Refusal: in.Refusal,
		Partial: in.Partial, Expected: in.Expected, Subject: in.Subject, Text: in.Text, Entities: in.Entities,
		Codes: Codes{Handling: in.Handling, Restrict: in.Restriction, Grade: in.Evaluation, Basis: in.FactOrAssessment, Purpose: in.Purpose, ReviewBy: in.ReviewBy}}
	for _, a := range in.To {
		p, err := node.Find(q, a.Node)
		if err != nil {
			return c, asField("to", err)
		}
		c.To = append(c.To, Address{Org: p.Org, Role: a.Role, Unit: a.Unit})
	}
	return c, nil
}

// asField makes a node that nobody knows a complaint about the field that names it.
func asField(field string, err error) error {
	if e := errs.Of(err); e != nil && (e.Kind == errs.NotFound || e.Kind == errs.Conflict) {
		return &errs.Error{Kind: errs.Invalid, Key: e.Key, Args: e.Args, Fields: []errs.Field{{Field: field, Key: e.Key, Args: e.Args}}}
	}
	return err
}

// may asks the policy about one request.
func (s *Requests) may(r *web.Request, action string, v Request) error {
	return r.Allowed(action, s.resource(v.Life))
}

// named is the request of the address, if the asker may do the action on it.
func (s *Requests) named(r *web.Request, q db.Reader, action string) (Request, error) {
	v, err := Load(q, r.PathValue("id"))
	if err == nil {
		err = s.may(r, action, v)
	}
	return v, err
}

// writeAPI is POST /api/v1/exchange/messages.
func (s *Requests) writeAPI(r *web.Request, in writeIn) (writtenOut, error) {
	if in.Kind == "" {
		in.Kind = wire.Request
	}
	if !Begins(in.Kind) {
		return writtenOut{}, errs.Bad("kind", "request.kind_wrong", "kind", string(in.Kind))
	}
	if err := r.Allowed(actWrite, s.resource(processOf(r))); err != nil {
		return writtenOut{}, err
	}
	var c Content
	if err := r.Read(func(q *db.Snapshot) (err error) { c, err = in.content(q); return err }); err != nil {
		return writtenOut{}, err
	}
	return s.written(r, c, nil, in.Alone)
}

// replyAPI is a message about a request.
func (s *Requests) replyAPI(kind wire.Kind) func(r *web.Request, in writeIn) (writtenOut, error) {
	return func(r *web.Request, in writeIn) (writtenOut, error) {
		if in.Kind != "" && in.Kind != kind {
			return writtenOut{}, errs.Bad("kind", "request.kind_wrong", "kind", string(in.Kind))
		}
		in.Kind = kind
		var c Content
		var v Request
		err := r.Read(func(q *db.Snapshot) (err error) {
			if _, err = s.named(r, q, actWrite); err != nil {
				return err
			}
			if c, err = in.content(q); err != nil {
				return err
			}
			c, v, err = s.Reply(q, r.PathValue("id"), c)
			return err
		})
		if err != nil {
			return writtenOut{}, err
		}
		return s.written(r, c, &v, in.Alone)
	}
}

// written keeps a draft, or sends the message at once where one person may.
func (s *Requests) written(r *web.Request, c Content, about *Request, alone string) (writtenOut, error) {
	if out, found, err := web.Recall[writtenOut](r); err != nil || found {
		return out, err
	}
	alone = strings.TrimSpace(alone)
	if alone == "" {
		return web.Write(r, func(tx *db.Tx) (writtenOut, error) {
			d, err := s.Write(tx, c, about)
			return draftWritten(d, about), err
		})
	}
	where := processOf(r)
	if about != nil {
		where = about.Life
	}
	if err := r.Allowed(actReview, s.resource(where)); err != nil { // who may not review for others sends nothing unreviewed
		return writtenOut{}, err
	}
	var d DraftRow
	err := s.DB.Write(r.Context(), r.Actor(), func(tx *db.Tx) (err error) { d, err = s.Write(tx, c, about); return err })
	if err != nil {
		return writtenOut{}, err
	}
	return s.sendNow(r, d.Ref, alone)
}

func draftWritten(d DraftRow, about *Request) writtenOut {
	out := writtenOut{ID: d.Ref, Draft: d.Ref, Case: d.Case, State: d.Life.State}
	if about != nil {
		out.Ref = &about.Ref
	}
	return out
}

// sendNow seals and sends a draft.
func (s *Requests) sendNow(r *web.Request, ref, alone string) (writtenOut, error) {
	ready, err := s.Ready(r.Context(), ref)
	if err != nil {
		return writtenOut{}, err
	}
	return web.Write(r, func(tx *db.Tx) (writtenOut, error) {
		msg, err := s.Send(tx, ready, alone)
		if err != nil {
			return writtenOut{}, err
		}
		return sentOut(tx, ref, msg)
	})
}

func sentOut(q db.Reader, ref string, msg message.Message) (writtenOut, error) {
	d, err := LoadDraft(q, ref)
	if err != nil {
		return writtenOut{}, err
	}
	v, err := byID(q, d.Request)
	return writtenOut{ID: string(msg.ID), Draft: ref, Sent: true, Case: d.Case, State: v.Life.State, Ref: &v.Ref}, err
}

// forwardAPI is POST /api/v1/exchange/messages/{id}/forward.
func (s *Requests) forwardAPI(r *web.Request, in writeIn) (writtenOut, error) {
	var c Content
	err := r.Read(func(q *db.Snapshot) (err error) {
		if _, err = s.named(r, q, actWrite); err == nil {
			c, err = in.content(q)
		}
		return err
	})
	if err != nil {
		return writtenOut{}, err
	}
	if c, err = s.Forward(r.Context(), r.Actor(), r.PathValue("id"), c); err != nil {
		return writtenOut{}, err
	}
	return s.written(r, c, nil, in.Alone)
}

// evidenceAPI is GET /api/v1/exchange/messages/{id}/evidence.
func (s *Requests) evidenceAPI(w http.ResponseWriter, r *web.Request) error {
	if s.Evidence == nil {
		return errs.New(errs.Unavailable, "request.no_evidence")
	}
	var id wire.ID
	err := r.Read(func(q *db.Snapshot) error {
		v, err := s.named(r, q, actRead)
		if err != nil {
			return err
		}
		if id = v.Message; id == "" {
			return errs.New(errs.Conflict, "request.other_channel")
		}
		if m, err := message.Load(q, r.PathValue("id")); err == nil {
			id = m.ID
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="evidence.json"`)
	return s.Evidence(r.Context(), w, id)
}
