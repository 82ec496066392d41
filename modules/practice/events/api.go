package events

import (
	"encoding/json"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/modules/practice/seats"
)

// Words is a text as programs send it: in one language, or as an object by language.
type Words i18n.Text

// UnmarshalJSON reads "text", taken as English, or {"cs": "text"}.
func (w *Words) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return err
		}
		*w = Words{"en": s}
		return nil
	}
	return json.Unmarshal(raw, (*i18n.Text)(w))
}

// NewEvent is an event as an organiser's program sends it.
type NewEvent struct {
	Title                Words     `json:"title"`
	Theme                Words     `json:"theme"`
	Kind                 string    `json:"kind"`
	Start                string    `json:"start"`
	End                  string    `json:"end"`
	DateKind             string    `json:"date_kind"`
	Zone                 string    `json:"zone"`
	Venue                string    `json:"venue"`
	Capacity             int64     `json:"capacity"`
	RegistrationDeadline string    `json:"registration_deadline"`
	OfferHours           int64     `json:"offer_hours"`
	Languages            []string  `json:"languages"`
	Pools                []NewPool `json:"pools"`
	Series               string    `json:"series"` // slug; empty = none
}

// NewPool is a pool of a new event.
type NewPool struct {
	Delegation string         `json:"delegation"`
	Seats      int64          `json:"seats"`
	Overflow   seats.Overflow `json:"overflow"`
}

// Made is what was made.
type Made struct {
	ID string `json:"id"`
}

const (
	actRead     = "practice.event.read"
	actWrite    = "practice.event.write"
	actRegister = "practice.registration.write"
)

// addAPI is POST /api/v1/events.
func (v *Events) addAPI(r *web.Request, in NewEvent) (Made, error) {
	return web.Write(r, func(tx *db.Tx) (Made, error) {
		e := Event{Kind: in.Kind, Titles: i18n.Text(in.Title), Themes: i18n.Text(in.Theme), DateKind: in.DateKind, Zone: in.Zone, Venue: in.Venue, Capacity: in.Capacity,
			OfferHours: in.OfferHours, Languages: in.Languages}
		e.Starts, _ = ParseCivil(in.Start)
		e.Ends, _ = ParseCivil(in.End)
		e.Deadline, _ = ParseCivil(in.RegistrationDeadline)
		for _, p := range in.Pools {
			e.Pools = append(e.Pools, seats.Pool{Delegation: p.Delegation, Seats: p.Seats, Overflow: p.Overflow})
		}
		e.Org = v.orgOf(r)
		if in.Series != "" {
			s, err := v.seriesNamed(tx, in.Series)
			if err != nil {
				return Made{}, err
			}
			e.Series, e.Org = s.ID, s.Org
		}
		if err := r.Allowed(actWrite, v.Resource(e)); err != nil {
			return Made{}, err
		}
		e, err := v.Add(tx, e, true)
		return Made{ID: e.Ref}, err
	})
}

func (v *Events) seriesNamed(q db.Reader, slug string) (Series, error) {
	s, err := SeriesBySlug(q, slug)
	if errs.KindOf(err) == errs.NotFound {
		return s, errs.Bad("series", "practice.no_such_series", "series", slug)
	}
	return s, err
}

// showAPI is GET /api/v1/events/{id}.
func (v *Events) showAPI(r *web.Request, _ web.None) (out PublicEvent, err error) {
	err = r.Read(func(s *db.Snapshot) error {
		e, state, err := EventByRef(s, r.PathValue("id"))
		if err != nil {
			return err
		}
		slug := ""
		if e.Series != "" {
			series, err := SeriesByID(s, e.Series)
			if err != nil {
				return err
			}
			slug = series.Slug
		}
		all, err := Standings(s, e.ID)
		out = Public(e, state, slug, all)
		if err != nil {
			return err
		}
		asked, err := QuestionsOf(s, e.ID)
		for _, q := range asked.All {
			out.Questions = append(out.Questions, PublicQuestion{ID: q.ID, Kind: q.Kind, Label: q.Labels, Options: append([]i18n.Text{}, q.Options...), Required: q.Required})
		}
		return err
	})
	return out, err
}

// NewRegistration is a registration as a program sends it.
type NewRegistration struct {
	Organisation string          `json:"organisation"` // name, code or id
	Nominations  []NewNomination `json:"nominations"`
	Events       []string        `json:"events"` // further events of the series, by id
}

// NewNomination is a person named.
type NewNomination struct {
	Name       string  `json:"name"`
	Email      string  `json:"email"`
	Post       string  `json:"post"`
	Delegation string  `json:"delegation"`
	Substitute bool    `json:"substitute"`
	Lang       string  `json:"lang"`    // in which the person is written to; empty = the installation's
	Answers    Answers `json:"answers"` // to the questions of the event, by their ids: text, number of the option, yes or no
}

// Registered is what became of a registration.
type Registered struct {
	ID           string             `json:"id"`
	Organisation string             `json:"organisation"` // id
	Late         bool               `json:"late"`
	Nominations  []NominationStands `json:"nominations"`
}

// NominationStands is one nomination with what became of it, in the order in which they were sent, event by event.
type NominationStands struct {
	ID         string  `json:"id"`
	Event      string  `json:"event"`
	Name       string  `json:"name"`
	Delegation string  `json:"delegation"`
	Substitute bool    `json:"substitute"`
	State      string  `json:"state"`
	Late       bool    `json:"late"`
	Position   *int64  `json:"position"` // in the waiting line of its pool, 1 is next; null for others
	OfferUntil *string `json:"offer_until"`
}

// registerAPI is POST /api/v1/events/{id}/registrations.
func (v *Events) registerAPI(r *web.Request, in NewRegistration) (Registered, error) {
	return web.Write(r, func(tx *db.Tx) (out Registered, err error) {
		e, _, err := EventByRef(tx, r.PathValue("id"))
		if err != nil {
			return out, err
		}
		events, refs := []Event{e}, map[string]string{e.ID: e.Ref}
		for i, ref := range in.Events {
			other, _, err := EventByRef(tx, ref)
			if err != nil || e.Series == "" && ref != e.Ref || other.Series != e.Series {
				return out, &errs.Error{Kind: errs.Invalid, Key: "errs.invalid", Fields: []errs.Field{{Field: "events", Row: i + 1, Key: "practice.not_of_series", Args: map[string]any{"event": ref}}}}
			}
			if refs[other.ID] == "" {
				events, refs[other.ID] = append(events, other), other.Ref
			}
		}
		asks := make([]Ask, 0, len(in.Nominations))
		for _, n := range in.Nominations {
			asks = append(asks, Ask{Person: Person{Name: n.Name, Mail: n.Email, Post: n.Post, Lang: n.Lang}, Delegation: n.Delegation, Substitute: n.Substitute, Answers: n.Answers})
		}
		org, err := v.Organisation(tx, in.Organisation, r.Text.Lang().HTML(), r.Allowed(actWrite, v.Resource(e)) == nil)
		if err != nil {
			return out, err
		}
		for _, one := range events {
			if err := v.mayRegister(r, one, org.ID); err != nil {
				return out, err
			}
		}
		if err := v.Answered(tx, e, asks, r.Text.Lang()); err != nil {
			return out, err
		}
		reg, all, err := v.Register(tx, events, org.ID, asks)
		if err != nil {
			return out, err
		}
		out = Registered{ID: reg.Ref, Organisation: org.ID, Late: reg.Late, Nominations: []NominationStands{}}
		for i, s := range all {
			n := NominationStands{ID: s.Ref, Event: refs[s.Event], Name: asks[i%len(asks)].Name, Delegation: s.Delegation, Substitute: s.Substitute, State: s.State, Late: s.Late}
			if n.Position, err = v.position(tx, s); err != nil {
				return out, err
			}
			out.Nominations = append(out.Nominations, n)
		}
		return out, nil
	})
}

// position is the place of somebody in the waiting line of the pool; nil for who does not stand in line.
func (v *Events) position(q db.Reader, s Standing) (*int64, error) {
	if s.State != Waitlisted || s.Substitute {
		return nil, nil
	}
	all, err := Standings(q, s.Event)
	return positions(all)[s.ID], err
}

// positions are the places in the waiting lines of the pools, by the nominations' ids; substitutes stand in none.
func positions(all []Standing) map[string]*int64 {
	out, last := map[string]*int64{}, map[string]int64{}
	for _, w := range seats.Line(waiters(all)) {
		last[w.Pool]++
		n := last[w.Pool]
		out[w.ID] = &n
	}
	return out
}

// Answered is what somebody answers.
type Answered struct {
	Answer string `json:"answer"`  // accept, withdraw, come, not_come
	StepID string `json:"step_id"` // UUID made by the sender; may be empty
}

// answerAPI is POST /api/v1/desk/nominations/{id}/answer.
func (v *Events) answerAPI(r *web.Request, in Answered) (NominationStands, error) {
	return web.Write(r, func(tx *db.Tx) (out NominationStands, err error) {
		s, err := NominationByRef(tx, r.PathValue("id"))
		if err != nil {
			return out, err
		}
		e, _, err := EventByID(tx, s.Event)
		if err != nil {
			return out, err
		}
		if err := v.mayRegister(r, e, s.Org); err != nil {
			return out, err
		}
		if s, err = v.Answer(tx, s.Ref, in.Answer, in.StepID); err != nil {
			return out, err
		}
		return NominationStands{ID: s.Ref, Event: e.Ref, Delegation: s.Delegation, Substitute: s.Substitute, State: s.State, Late: s.Late}, nil
	})
}
