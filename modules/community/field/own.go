package field

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/modules/community/duty"
	"reeve/modules/meetings"
	"reeve/modules/places"
)

// dutyBody is the body of duty.record; what it means, [duty.Input] says.
type dutyBody struct {
	Type       string    `json:"type"`
	From       time.Time `json:"from"`
	To         time.Time `json:"to"`
	Where      string    `json:"where"`
	Place      string    `json:"place"`
	Partners   string    `json:"partners"`
	People     int64     `json:"people"`
	Language   string    `json:"language"`
	Ref        *duty.Ref `json:"ref"`
	OrderedBy  string    `json:"ordered_by"`
	OrderedWhy string    `json:"ordered_why"`
	Detail     string    `json:"detail"`
	Note       string    `json:"note"`
}

func dutyTaker(n Needs) Taker {
	return Taker{Prepare: func(r *web.Request, c Command, _ []Photo) (func(tx *db.Tx) (Outcome, error), error) {
		var b dutyBody
		if err := strict(c, &b); err != nil {
			return nil, err
		}
		in := duty.Input{ID: c.ID, Type: b.Type, From: b.From, To: b.To, Where: b.Where, Place: b.Place, Partners: b.Partners, People: b.People, Language: b.Language, Ref: b.Ref,
			OrderedBy: b.OrderedBy, OrderedWhy: b.OrderedWhy, Detail: b.Detail, LateReason: c.LateReason, Note: b.Note}
		return func(tx *db.Tx) (Outcome, error) {
			post := r.Who.Principal.Post
			if err := r.Allowed("community.duty.own", policy.Resource{Kind: duty.Kind, ID: post, In: []policy.Ref{{Kind: policy.Post, ID: post}}}); err != nil {
				return Outcome{}, err
			}
			e, _, err := n.Duty.Record(tx, in)
			return Outcome{Ref: e.ID, Version: e.Version}, err
		}, nil
	}}
}

// meetingBody is the body of meeting.record. Times are civil at the place, YYYY-MM-DDTHH:MM.
type meetingBody struct {
	Kind        string       `json:"kind"`
	Community   string       `json:"community"` // code; empty = that of the post
	Starts      string       `json:"starts"`
	Ends        string       `json:"ends"`
	Title       string       `json:"title"`
	Lang        string       `json:"lang"`
	People      *int64       `json:"people"`
	Text        string       `json:"text"`
	Commitments []commitment `json:"commitments"`
}

// commitment is what was promised at it, to be answered by a day.
type commitment struct {
	Body string `json:"body"`
	By   string `json:"by"` // who asked
	Due  string `json:"due"`
}

const maxCommitments = 20

func meetingTaker(n Needs) Taker {
	return Taker{Prepare: func(r *web.Request, c Command, _ []Photo) (func(tx *db.Tx) (Outcome, error), error) {
		var b meetingBody
		if err := strict(c, &b); err != nil {
			return nil, err
		}
		if len(b.Commitments) > maxCommitments {
			return nil, errs.Bad("commitments", "field.too_many", "most", maxCommitments)
		}
		post := r.Who.Principal.Post
		at, ok := n.community(b.Community, post)
		if !ok {
			return nil, errs.Bad("community", "meetings.place_missing")
		}
		q := meetings.Quick{ID: c.ID, Kind: b.Kind, Place: at.ID, Post: post, Starts: b.Starts, Ends: b.Ends, Title: b.Title, Lang: b.Lang, People: b.People, Text: b.Text}
		for _, k := range b.Commitments {
			q.Commitments = append(q.Commitments, meetings.Ask{Body: k.Body, By: k.By, Post: post, Due: k.Due})
		}
		return func(tx *db.Tx) (Outcome, error) {
			if err := n.Meetings.MayPlan(r, at.ID); err != nil {
				return Outcome{}, err
			}
			v, err := n.Meetings.Record(tx, q)
			return Outcome{Ref: v.Ref, Version: v.Version}, err
		}, nil
	}}
}

// community finds one by its code, else that in which a post lies.
func (n Needs) community(code, post string) (places.Place, bool) {
	s := n.Places.Snapshot()
	if code != "" {
		return s.ByCode(code)
	}
	f, ok := s.Post(post)
	if !ok {
		return places.Place{}, false
	}
	return n.home(s, f)
}

// home is the community that a post works in: above its own place, that of its unit or of its organisation; that place
// itself where no community is above.
func (n Needs) home(s *places.Snapshot, f places.Filled) (places.Place, bool) {
	at := f.Post.Place
	if u, ok := s.Unit(f.Post.Unit); ok && at == "" {
		at = u.Place
	}
	if o, ok := s.Org(f.Org); ok && at == "" {
		at = o.Place
	}
	if c, ok := s.Above(at, places.Community); ok {
		return c, true
	}
	return s.Place(at)
}
