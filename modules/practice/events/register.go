package events

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/tabular"
	"reeve/modules/places"
	"reeve/modules/practice/seats"
)

const maxNominations = 50 // of one registration

// Registration is what an organisation asks for.
type Registration struct {
	ID, Ref string
	Event   string // id of the event at which it was sent
	Org     string
	By      string // kind of actor that sent it
	At      time.Time
	Late    bool
	Version int64
}

// Register takes a registration of an organisation for one event or several at once: each person is nominated for each
// event, and has a seat or a place in the waiting line when it returns. The caller has asked whether the actor may. All
// or nothing. Errors: errs.Invalid by field and row, errs.Conflict for an event that takes no registrations.
func (v *Events) Register(tx *db.Tx, events []Event, org string, asks []Ask) (Registration, []Standing, error) {
	return v.register(tx, events, org, asks, false)
}

// register is Register; with approve the nominations wait until the organiser has looked at them.
func (v *Events) register(tx *db.Tx, events []Event, org string, asks []Ask, approve bool) (Registration, []Standing, error) {
	var f errs.Fields
	if len(asks) == 0 || len(asks) > maxNominations {
		f.Add("nominations", "practice.nominations_count", "most", maxNominations)
	}
	for i := range asks {
		asks[i] = asks[i].tidy()
		asks[i].check(&f, i+1)
	}
	if err := f.Err(); err != nil {
		return Registration{}, nil, err
	}
	events = slices.Clone(events)
	slices.SortFunc(events, func(a, b Event) int { return strings.Compare(a.ID, b.ID) }) // one order of locks for everybody
	r := Registration{ID: id.At(tx.Now()), Ref: id.Ref(), Event: events[0].ID, Org: org, By: tx.Actor().Kind, At: tx.Now(), Version: 1}
	var all []Standing
	for _, e := range events {
		if err := tx.Lock(KindEvent, e.ID); err != nil {
			return r, nil, err
		}
		e, state, err := EventByID(tx, e.ID)
		if err != nil {
			return r, nil, err
		}
		if state != OpenState {
			return r, nil, errs.New(errs.Conflict, "practice.not_open", "event", e.Ref, "state", state)
		}
		r.Late = r.Late || e.Late(tx.Now())
	}
	if _, err := tx.Exec(`INSERT INTO practice_registration (id, ref, event, org, by_kind, at, late, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		r.ID, r.Ref, r.Event, r.Org, r.By, db.Micros(r.At), r.Late, r.Version); err != nil {
		return r, nil, err
	}
	if err := v.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "practice.registration.add", Kind: KindRegistration, ID: r.ID, Version: 1, Org: org}); err != nil {
		return r, nil, err
	}
	for _, e := range events {
		some, err := v.nominate(tx, e, r, asks, approve)
		if err != nil {
			return r, nil, err
		}
		all = append(all, some...)
	}
	return r, all, nil
}

// nominate gives each person a seat or a place in the line. The event is locked.
func (v *Events) nominate(tx *db.Tx, e Event, r Registration, asks []Ask, approve bool) ([]Standing, error) {
	before, err := Standings(tx, e.ID)
	if err != nil {
		return nil, err
	}
	programme, err := v.programmeOf(tx, e)
	if err != nil {
		return nil, err
	}
	var f errs.Fields
	arrival := int64(0)
	if n := len(before); n > 0 {
		arrival = before[n-1].Arrival
	}
	all := before
	for i, a := range asks {
		pool, ok := seats.Of(e.Pools, a.Delegation)
		if !ok {
			f = append(f, errs.Field{Field: "nominations.delegation", Row: i + 1, Key: "practice.no_such_pool",
				Args: map[string]any{"delegation": a.Delegation, "known": delegations(e.Pools)}})
			continue
		}
		name, address := v.keys(programme, a.Person)
		if slices.ContainsFunc(all, func(s Standing) bool {
			return s.State != Withdrawn && s.State != Lapsed && (address != "" && s.MailKey == address || s.NameKey == name && s.Org == r.Org && (address == "" || s.MailKey == ""))
		}) {
			f = append(f, errs.Field{Field: "nominations.name", Row: i + 1, Key: "practice.person_twice", Args: map[string]any{"name": a.Name}})
			continue
		}
		arrival++
		n := Nomination{ID: id.At(tx.Now()), Ref: id.Ref(), Registration: r.ID, Event: e.ID, Org: r.Org, Pool: pool.ID, Delegation: a.Delegation, Substitute: a.Substitute,
			Late: e.Late(tx.Now()), Arrival: arrival, NameKey: name, MailKey: address, Version: 1}
		state := Waitlisted
		if !n.Substitute && !n.Late && !seats.Queued(waiters(all), pool.ID) && seats.Free(e.Capacity, e.Pools, counts(all), pool.ID) {
			state = Confirmed
		}
		if approve {
			state = Named
		}
		all = append(all, Standing{n, state})
		if len(f) > 0 {
			continue // nothing of it will be stored
		}
		if err := v.begin(tx, &all[len(all)-1], a.Person); err != nil {
			return nil, err
		}
		if len(a.Answers) > 0 {
			if err := v.putAnswers(tx, all[len(all)-1].Nomination, a.Answers); err != nil {
				return nil, atRow(err, i+1)
			}
		}
	}
	return all[len(before):], f.Err()
}

// begin stores a nomination and begins its life.
func (v *Events) begin(tx *db.Tx, s *Standing, p Person) error {
	plain, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if s.person, err = v.Keys.SealNew(tx, s.ID, "person", plain); err != nil {
		return err
	}
	if err := v.insertNomination(tx, s.Nomination); err != nil {
		return err
	}
	if _, err := v.Process.Open(tx, process.Opening{ID: s.ID, Definition: KindNomination, Ref: s.Ref, Subject: "practice.nomination", Org: s.Org, Calendar: v.calendarAt(""), At: tx.Now(), State: s.State}); err != nil {
		return err
	}
	return v.tell(tx, s.Nomination, s.State)
}

func (v *Events) tell(tx *db.Tx, n Nomination, what string) error {
	if v.Tell == nil {
		return nil
	}
	return v.Tell(tx, n, what)
}

// programmeOf is within what persons are counted once: the programme of the event's series, else the series, else the
// event.
func (v *Events) programmeOf(q db.Reader, e Event) (string, error) {
	if e.Series == "" {
		return "event/" + e.ID, nil
	}
	s, err := SeriesByID(q, e.Series)
	if err != nil || s.Programme == "" {
		return "series/" + e.Series, err
	}
	return "programme/" + s.Programme, nil
}

func delegations(pools []seats.Pool) string {
	var all []string
	for _, p := range pools {
		all = append(all, p.Delegation)
	}
	return strings.Join(all, ", ")
}

// Organisation finds an organisation by its id, code or name, and adds one with a name that nobody has. The caller has
// asked whether the actor may add one; mayAdd false refuses.
func (v *Events) Organisation(tx *db.Tx, named, lang string, mayAdd bool) (places.Org, error) {
	named = strings.Join(strings.Fields(named), " ")
	if named == "" || len(named) > 300 {
		return places.Org{}, errs.Bad("organisation", "practice.organisation_missing")
	}
	key := tabular.Fold(named)
	for _, o := range v.Places.Snapshot().Orgs() {
		if o.ID == named || o.Code == named {
			return o, nil
		}
		for _, name := range o.Names {
			if tabular.Fold(name) == key {
				return o, nil
			}
		}
	}
	if id.IsUUID(named) { // added an instant ago, perhaps by another process; never the name of a new one
		o, err := places.GetOrg(tx, named)
		if errs.KindOf(err) == errs.NotFound {
			err = errs.Bad("organisation", "practice.organisation_unknown", "name", named)
		}
		return o, err
	}
	// Another process or an instant may have added it already: its code follows from its name.
	sum := sha256.Sum256([]byte(key))
	code := "org-" + hex.EncodeToString(sum[:8])
	if err := tx.Lock("practice.organisation", code); err != nil {
		return places.Org{}, err
	}
	var known string
	err := tx.QueryRow("SELECT o.id FROM org o WHERE o.code = $1", code).Scan(&known)
	switch {
	case err == nil:
		return places.GetOrg(tx, known)
	case !errors.Is(err, sql.ErrNoRows):
		return places.Org{}, err
	case !mayAdd:
		return places.Org{}, errs.Bad("organisation", "practice.organisation_unknown", "name", named)
	}
	return v.Places.AddOrg(tx, places.Org{Code: code, Kind: places.Municipality, Names: i18n.Text{lang: named}})
}
