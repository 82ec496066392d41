package adapter

import (
	"slices"
	"time"
	"unicode/utf8"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/modules/exchange/request"
)

// Actions are those of requests.
const (
	actRead  = "exchange.request.read"
	actWrite = "exchange.request.write"
)

// Routes are the staff API of what other channels say.
func (a *Adapter) Routes() []web.Route {
	const of = "/api/v1/exchange/messages/{id}/wordings"
	return []web.Route{
		{Method: "GET", Path: of, Surface: web.Desk, Action: actRead, Handler: web.JSON(a.wordingsAPI, web.Param{Name: "why", Description: "why they are opened"}),
			Summary: "What messages by another channel say about a registered request; the log records that they were opened"},
		{Method: "POST", Path: of, Surface: web.Desk, Action: actWrite, Handler: web.JSON(a.sayAPI), Status: 201,
			Summary: "Enter what we say by another channel about a registered request, with its text; the adapter writes it as a file"},
	}
}

// wording is what one message by another channel says.
type wording struct {
	Fact   string    `json:"fact"` // delivered = the request itself
	At     time.Time `json:"at"`
	Detail string    `json:"detail"`
	Reason string    `json:"reason"`
	Text   string    `json:"text"`
}

type wordings struct {
	Items []wording `json:"items"`
	Next  *string   `json:"next"`
}

// wordingsAPI is GET /api/v1/exchange/messages/{id}/wordings. That they are opened is recorded first.
func (a *Adapter) wordingsAPI(r *web.Request, _ web.None) (out wordings, err error) {
	var v request.Request
	if err := r.Read(func(q *db.Snapshot) (err error) { v, err = a.registered(r, q, actRead); return err }); err != nil {
		return out, err
	}
	err = a.DB.Write(r.Context(), r.Actor(), func(tx *db.Tx) error { return a.Requests.Opened(tx, v.Ref, r.URL.Query().Get("why")) })
	if err != nil {
		return out, err
	}
	err = r.Read(func(q *db.Snapshot) (err error) { out, err = a.wordings(q, v); return err })
	return out, err
}

func (a *Adapter) registered(r *web.Request, q db.Reader, action string) (request.Request, error) {
	v, err := request.Load(q, r.PathValue("id"))
	if err == nil {
		err = a.Requests.May(r, action, v)
	}
	if err == nil && v.Channel == request.ChannelReeve {
		err = errs.New(errs.Conflict, "request.signed_only")
	}
	return v, err
}

func (a *Adapter) wordings(q db.Reader, v request.Request) (wordings, error) {
	out := wordings{Items: []wording{}}
	all, err := db.All(q, func(scan db.Scan) (e entry, err error) {
		return e, scan(&e.id, &e.kind, &e.at, &e.detail, &e.reason)
	}, `SELECT e.id, e.kind, e.at, e.detail, e.reason FROM exchange_entered e WHERE e.request = $1 AND EXISTS (SELECT 1 FROM exchange_wording w WHERE w.entered = e.id) ORDER BY e.at, e.id`, v.ID)
	for _, e := range all {
		w := wording{Fact: e.kind, At: db.Time(e.at), Detail: e.detail, Reason: e.reason}
		if w.Text, err = a.words(q, v, e.id); err != nil {
			return out, err
		}
		out.Items = append(out.Items, w)
	}
	return out, err
}

// say is what POST /api/v1/exchange/messages/{id}/wordings reads.
type say struct {
	Fact   string    `json:"fact"` // paused, resumed, delay, partial, answered, refused, withdrawn
	At     time.Time `json:"at"`
	Detail string    `json:"detail"`
	Reason string    `json:"reason"`
	Text   string    `json:"text"`
}

func (a *Adapter) sayAPI(r *web.Request, in say) (wordings, error) {
	return web.Write(r, func(tx *db.Tx) (wordings, error) {
		v, err := a.registered(r, tx, actWrite)
		if err != nil {
			return wordings{}, err
		}
		if v, err = a.Say(tx, v.Ref, in.Fact, in.At, in.Detail, in.Reason, in.Text); err != nil {
			return wordings{}, err
		}
		return a.wordings(tx, v)
	})
}

// Say enters what happens by another channel to a registered request, with the text that the channel shall carry.
func (a *Adapter) Say(tx *db.Tx, what, fact string, at time.Time, detail, reason, text string) (request.Request, error) {
	if utf8.RuneCountInString(text) > maxText {
		return request.Request{}, errs.Bad("text", "adapter.text", "most", maxText)
	}
	v, err := request.Load(tx, what)
	if err != nil {
		return v, err
	}
	before, err := entries(tx, v.ID)
	if err != nil {
		return v, err
	}
	if v, err = a.Requests.Enter(tx, v.Ref, fact, at, detail, reason); err != nil {
		return v, err
	}
	after, err := entries(tx, v.ID)
	if err != nil {
		return v, err
	}
	for _, e := range after {
		if !slices.Contains(before, e) {
			if err := a.word(tx, v, e, text); err != nil {
				return v, err
			}
		}
	}
	return v, nil
}
