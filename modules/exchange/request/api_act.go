package request

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/modules/codes"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

type classifyIn struct {
	Access codes.Access `json:"access"` // direct or indirect
	Reason string       `json:"reason"`
}

type assignIn struct {
	Unit string `json:"unit"` // code
	Post string `json:"post"` // code
}

type reasonIn struct {
	Reason string `json:"reason"`
}

type keepIn struct {
	Reason string `json:"reason"`
	Next   string `json:"next"` // civil date of the next review; empty = in six months
}

// processOf is where a message that begins a case lies: in the unit and post of who writes it.
func processOf(r *web.Request) process.Instance {
	i := process.Instance{Post: r.Principal().Post}
	if h, ok := r.Who.Post(); ok {
		i.Unit = h.Unit
	}
	return i
}

// acted answers with the request as it is after an act in one transaction.
func (s *Requests) acted(r *web.Request, action string, act func(tx *db.Tx, v Request) (Request, error)) (Item, error) {
	return web.Write(r, func(tx *db.Tx) (Item, error) {
		v, err := s.named(r, tx, action)
		if err != nil {
			return Item{}, err
		}
		if v, err = act(tx, v); err != nil {
			return Item{}, err
		}
		if v, err = byID(tx, v.ID); err != nil {
			return Item{}, err
		}
		return s.Out(tx, v, r.Now)
	})
}

func (s *Requests) classifyAPI(r *web.Request, in classifyIn) (Item, error) {
	return s.acted(r, actWrite, func(tx *db.Tx, v Request) (Request, error) { return s.Classify(tx, v.Name(), in.Access, in.Reason) })
}

func (s *Requests) assignAPI(r *web.Request, in assignIn) (Item, error) {
	unit, post, err := s.codes(in)
	if err != nil {
		return Item{}, err
	}
	return s.acted(r, actAssign, func(tx *db.Tx, v Request) (Request, error) { return s.Assign(tx, v.Name(), unit, post) })
}

// codes are the ids of a unit and a post that are named by their codes.
func (s *Requests) codes(in assignIn) (unit, post string, err error) {
	for _, u := range s.Places.Snapshot().Units() {
		if in.Unit != "" && u.Code == in.Unit {
			unit = u.ID
		}
	}
	if in.Unit != "" && unit == "" {
		return "", "", errs.Bad("unit", "request.no_such_unit")
	}
	for _, f := range s.Places.Snapshot().Posts() {
		if in.Post != "" && f.Post.Code == in.Post {
			post = f.Post.ID
		}
	}
	if in.Post != "" && post == "" {
		return "", "", errs.Bad("post", "request.no_such_post")
	}
	return unit, post, nil
}

func (s *Requests) closeAPI(r *web.Request, _ web.None) (Item, error) {
	return s.acted(r, actWrite, func(tx *db.Tx, v Request) (Request, error) { return s.Close(tx, v.Ref) })
}

func (s *Requests) keepAPI(r *web.Request, in keepIn) (Item, error) {
	var next time.Time
	if in.Next != "" {
		day, err := time.ParseInLocation(time.DateOnly, in.Next, s.calendar(s.country()).Zone)
		if err != nil {
			return Item{}, errs.Bad("next", "request.next_review")
		}
		next = day
	}
	return s.acted(r, actErase, func(tx *db.Tx, v Request) (Request, error) { return s.Keep(tx, v.Ref, in.Reason, next) })
}

func (s *Requests) country() string {
	if s.Own == nil {
		return ""
	}
	return s.Own.Card().Country
}

func (s *Requests) eraseAPI(r *web.Request, in reasonIn) (Item, error) {
	out, err := s.acted(r, actErase, func(tx *db.Tx, v Request) (Request, error) { return s.Erase(tx, v.Ref, in.Reason) })
	if err == nil {
		err = s.Keys.SyncLedger(r.Context(), s.DB)
	}
	return out, err
}

// enteredIn is what POST /api/v1/exchange/registered reads: what came, or went, by another channel.
type enteredIn struct {
	Channel   string    `json:"channel"` // siena, i247, paper, mail
	ChannelID string    `json:"channel_id"`
	Partner   string    `json:"partner"` // a node's id or name, or the name of who has none
	Country   string    `json:"country"` // of who has no node
	Own       bool      `json:"own"`     // we asked
	At        time.Time `json:"at"`      // when it came, or went out: the clock runs from it
	Names     []string  `json:"names"`   // whom it is about; kept as keyed hashes only
	Numbers   []string  `json:"numbers"` // plates, documents; likewise
	writeIn
}

func (s *Requests) registerAPI(r *web.Request, in enteredIn) (Item, error) {
	if err := r.Allowed(actWrite, s.resource(processOf(r))); err != nil {
		return Item{}, err
	}
	return web.Write(r, func(tx *db.Tx) (Item, error) {
		c, err := in.writeIn.content(tx)
		if err != nil {
			return Item{}, err
		}
		var partner wire.Org
		if p, err := node.Find(tx, in.Partner); err == nil {
			partner = p.Org
		}
		v, err := s.Register(tx, Entered{Channel: in.Channel, ChannelID: in.ChannelID, Partner: in.Partner, Country: in.Country, Own: in.Own, Kind: in.Kind, At: in.At, Content: c,
			Names: in.Names, Numbers: in.Numbers}, partner)
		if err != nil {
			return Item{}, err
		}
		if v, err = byID(tx, v.ID); err != nil {
			return Item{}, err
		}
		return s.Out(tx, v, r.Now)
	})
}

// factIn is what POST /api/v1/exchange/messages/{id}/enter reads: what happened by another channel.
type factIn struct {
	Kind   string    `json:"kind"` // paused, resumed, delay, partial, answered, refused, withdrawn
	At     time.Time `json:"at"`
	Detail string    `json:"detail"` // of a question and its answer: its reference; of a delay: the civil date expected; of a refusal: its ground, a to h
	Reason string    `json:"reason"`
}

func (s *Requests) enterAPI(r *web.Request, in factIn) (Item, error) {
	return s.acted(r, actWrite, func(tx *db.Tx, v Request) (Request, error) {
		return s.Enter(tx, v.Ref, in.Kind, in.At, in.Detail, in.Reason)
	})
}
