package call

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/modules/practice/events"
	"reeve/modules/practice/talks"
)

// NewProposal is a talk as a program offers it for an organisation.
type NewProposal struct {
	Organisation string   `json:"organisation"` // name, code or id
	Title        string   `json:"title"`
	Abstract     string   `json:"abstract"`
	Language     string   `json:"language"` // BCP 47, in which it is held
	Kind         string   `json:"kind"`     // talk, workshop, discussion, poster
	Speakers     []string `json:"speakers"` // empty = the contact
	Needs        string   `json:"needs"`
	Contact      Contact  `json:"contact"`
}

// Contact is who is written to about a talk.
type Contact struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Lang  string `json:"lang"` // in which the letters are; empty = the installation's
}

// Stands is what became of a proposal.
type Stands struct {
	ID           string  `json:"id"`
	Event        string  `json:"event"`
	Organisation string  `json:"organisation"` // id
	Title        string  `json:"title"`
	Language     string  `json:"language"`
	Kind         string  `json:"kind"`
	State        string  `json:"state"`
	Reason       *string `json:"reason"`
	At           string  `json:"at"` // RFC 3339
}

// List is the talks that were offered for an event.
type List struct {
	Items []Stands `json:"items"`
	Next  *string  `json:"next"` // always null: an event has few
}

func stands(e events.Event, p Proposal) Stands {
	out := Stands{ID: p.Ref, Event: e.Ref, Organisation: p.Org, Title: p.Title, Language: p.Lang, Kind: p.Form, State: p.State, At: p.At.UTC().Format(time.RFC3339)}
	if p.Reason != "" {
		out.Reason = &p.Reason
	}
	return out
}

// offerAPI is POST /api/v1/events/{id}/proposals.
func (c *Calls) offerAPI(r *web.Request, in NewProposal) (Stands, error) {
	return web.Write(r, func(tx *db.Tx) (out Stands, err error) {
		e, _, err := events.EventByRef(tx, r.PathValue("id"))
		if err != nil {
			return out, err
		}
		org, err := c.Events.Organisation(tx, in.Organisation, r.Text.Lang().HTML(), false)
		if err != nil {
			return out, err
		}
		if err := c.Events.MayRegister(r, e, org.ID); err != nil {
			return out, err
		}
		p, err := c.Offer(tx, e.ID, From{Org: org.ID}, Offer{Title: in.Title, Abstract: in.Abstract, Lang: in.Language, Form: in.Kind,
			People: People{Name: in.Contact.Name, Mail: in.Contact.Email, Lang: in.Contact.Lang, Speakers: in.Speakers, Needs: in.Needs}})
		return stands(e, p), named(err)
	})
}

// named gives complaints of a form the names of the interface.
func named(err error) error {
	bad := errs.Of(err)
	if bad == nil || len(bad.Fields) == 0 {
		return err
	}
	names := map[string]string{"talk_title": "title", "talk_abstract": "abstract", "talk_form": "kind", "talk_lang": "language", "talk_speakers": "speakers", "talk_needs": "needs", "talk_email": "contact.email"}
	out := *bad
	out.Fields = append([]errs.Field{}, bad.Fields...)
	for i, f := range out.Fields {
		if name := names[f.Field]; name != "" {
			out.Fields[i].Field = name
		}
	}
	return &out
}

// listAPI is GET /api/v1/desk/events/{id}/proposals.
func (c *Calls) listAPI(r *web.Request, _ web.None) (out List, err error) {
	err = r.Read(func(q *db.Snapshot) error {
		e, _, err := c.event(q, r, r.PathValue("id"))
		if err != nil {
			return err
		}
		all, err := OfEvent(q, e.ID)
		out.Items = []Stands{}
		for _, p := range all {
			out.Items = append(out.Items, stands(e, p))
		}
		return err
	})
	return out, err
}

// NewDecision is a decision as a program sends it. Start, end and room are of an accepted talk and may be empty.
type NewDecision struct {
	StepID string `json:"step_id"` // UUID made by the sender; may be empty
	Step   string `json:"step"`    // accept, waitlist, decline, withdraw
	Reason string `json:"reason"`
	Start  string `json:"start"` // civil, in the event's zone
	End    string `json:"end"`
	Room   string `json:"room"`
}

// stepAPI is POST /api/v1/desk/proposals/{id}/steps.
func (c *Calls) stepAPI(r *web.Request, in NewDecision) (Stands, error) {
	return web.Write(r, func(tx *db.Tx) (out Stands, err error) {
		p, err := ByRef(tx, r.PathValue("id"))
		if err != nil {
			return out, err
		}
		of, _, err := events.EventByID(tx, p.Event)
		if err != nil {
			return out, err
		}
		e, _, err := c.event(tx, r, of.Ref)
		if err != nil {
			return out, err
		}
		if !known(in.Step) {
			return out, errs.Bad("step", "process.no_such_step", "step", in.Step)
		}
		p, err = c.Decide(tx, p.Ref, Decision{ID: in.StepID, Step: in.Step, Reason: in.Reason, Starts: talks.Civil(in.Start, e), Ends: talks.Civil(in.End, e), Room: in.Room})
		return stands(e, p), err
	})
}
