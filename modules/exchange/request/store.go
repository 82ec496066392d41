package request

import (
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/process"
	"reeve/kernel/process/clock"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/wire"
)

// Request is one message and one partner, on either side.
type Request struct {
	ID, Ref                   string
	Message                   wire.ID // empty = a draft, or what came another way
	Case                      string
	Kind                      wire.Kind
	Own                       bool // we ask
	Copied                    bool // we got a copy
	Partner                   wire.Org
	PartnerName               string // of who has no node
	Country                   string // of the answering side
	Channel, ChannelID        string
	Urgency                   codes.Urgency
	Ground                    codes.Ground
	Route                     codes.Route
	Profile, Basis, CrimeArea string
	Lang                      string
	Classification            codes.Classification
	OwnRef, TheirRef          string
	CameAt                    time.Time
	Access                    codes.Access
	Expected                  string
	Alone                     string
	Looked                    bool
	KeptFor                   string
	Training                  bool
	Version                   int64

	StartedAt, DueAt, DoneAt time.Time
	Paused                   bool
	Period                   string
	SortAt                   int64
	ReviewAt                 time.Time

	label []byte
	Life  process.Instance
}

// Label is what lists show of a request's content.
type Label struct {
	Subject  string           `json:"subject"`
	Handling []codes.Handling `json:"handling"`
	Grades   []codes.Grade    `json:"grades"`
}

// ChannelReeve is the channel of what travelled between nodes; the others are entered by hand.
const ChannelReeve = "reeve"

// Channels are the ways by which a message may come that no node brought.
func Channels() []string { return []string{"siena", "i247", "paper", "mail"} }

// never is where a request without a limit stands in lists: behind all others.
const never = math.MaxInt64 / 2

func requestCovered() []string {
	return []string{"ref", "message", "casename", "kind", "own", "copied", "partner", "partner_name", "country", "channel", "channel_id", "urgency", "ground", "route", "profile", "basis",
		"crime_area", "lang", "classification", "own_ref", "their_ref", "came_at", "access", "expected", "alone", "looked", "kept_for", "training", "version"}
}

func (v Request) covered() []any {
	return []any{v.Ref, string(v.Message), v.Case, string(v.Kind), v.Own, v.Copied, string(v.Partner), v.PartnerName, v.Country, v.Channel, v.ChannelID, string(v.Urgency), string(v.Ground), string(v.Route),
		v.Profile, v.Basis, v.CrimeArea, v.Lang, string(v.Classification), v.OwnRef, v.TheirRef, db.Micros(v.CameAt), string(v.Access), v.Expected, v.Alone, v.Looked, v.KeptFor, v.Training, v.Version}
}

const requestColumns = `r.id, r.ref, r.message, r.casename, r.kind, r.own, r.copied, r.partner, r.partner_name, r.country, r.channel, r.channel_id, r.urgency, r.ground, r.route, r.profile, r.basis,
	r.crime_area, r.lang, r.classification, r.own_ref, r.their_ref, r.came_at, r.access, r.expected, r.alone, r.looked, r.kept_for, r.training, r.version,
	r.label, r.started_at, r.due_at, r.done_at, r.paused, r.period, r.sort_at, r.review_at, i.state, i.version, COALESCE(i.post, ''), COALESCE(i.unit, ''), i.attention, i.updated_at, i.calendar`

const fromRequest = " FROM exchange_request r JOIN process_instance i ON i.id = r.id "

func scanRequest(scan db.Scan) (v Request, err error) {
	var came, updated int64
	var started, due, done, review sql.NullInt64
	err = scan(&v.ID, &v.Ref, &v.Message, &v.Case, &v.Kind, &v.Own, &v.Copied, &v.Partner, &v.PartnerName, &v.Country, &v.Channel, &v.ChannelID, &v.Urgency, &v.Ground, &v.Route, &v.Profile, &v.Basis,
		&v.CrimeArea, &v.Lang, &v.Classification, &v.OwnRef, &v.TheirRef, &came, &v.Access, &v.Expected, &v.Alone, &v.Looked, &v.KeptFor, &v.Training, &v.Version,
		&v.label, &started, &due, &done, &v.Paused, &v.Period, &v.SortAt, &review, &v.Life.State, &v.Life.Version, &v.Life.Post, &v.Life.Unit, &v.Life.Attention, &updated, &v.Life.Calendar)
	v.CameAt, v.StartedAt, v.DueAt, v.DoneAt, v.ReviewAt = db.Time(came), db.NullTime(started), db.NullTime(due), db.NullTime(done), db.NullTime(review)
	v.Life.ID, v.Life.Ref, v.Life.Definition, v.Life.UpdatedAt = v.ID, v.Ref, Kind, db.Time(updated)
	return v, err
}

func (s *Requests) insert(tx *db.Tx, v Request, why string) error {
	stored := v.covered()
	if _, err := tx.Exec(`INSERT INTO exchange_request (id, ref, message, casename, kind, own, copied, partner, partner_name, country, channel, channel_id, urgency, ground, route, profile, basis,
		crime_area, lang, classification, own_ref, their_ref, came_at, access, expected, alone, looked, kept_for, training, version, label, started_at, due_at, done_at, paused, period, sort_at, review_at, indexed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39)`,
		append(append([]any{v.ID}, stored...), bytesOrNull(v.label), db.NullMicros(v.StartedAt), db.NullMicros(v.DueAt), db.NullMicros(v.DoneAt), v.Paused, v.Period, v.SortAt, db.NullMicros(v.ReviewAt), v.Own || v.Message == "")...); err != nil {
		return err
	}
	return s.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: why, Kind: Kind, ID: v.ID, Version: v.Version, Org: string(v.Partner), Justification: v.Basis, Stored: stored})
}

// save stores what changed of a request.
func (s *Requests) save(tx *db.Tx, v *Request, action, why string) error {
	v.Version++
	if _, err := tx.Exec(`UPDATE exchange_request SET message = $2, casename = $3, partner = $4, partner_name = $5, country = $6, channel_id = $7, urgency = $8, ground = $9, route = $10, profile = $11, basis = $12,
		crime_area = $13, lang = $14, classification = $15, own_ref = $16, their_ref = $17, came_at = $18, access = $19, expected = $20, alone = $21, looked = $22, kept_for = $23, training = $24, version = $25, label = $26, review_at = $27, copied = $28
		WHERE id = $1`, v.ID, string(v.Message), v.Case, string(v.Partner), v.PartnerName, v.Country, v.ChannelID, string(v.Urgency), string(v.Ground), string(v.Route), v.Profile, v.Basis,
		v.CrimeArea, v.Lang, string(v.Classification), v.OwnRef, v.TheirRef, db.Micros(v.CameAt), string(v.Access), v.Expected, v.Alone, v.Looked, v.KeptFor, v.Training, v.Version, bytesOrNull(v.label), db.NullMicros(v.ReviewAt), v.Copied); err != nil {
		return err
	}
	return s.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: Kind, ID: v.ID, Version: v.Version, Org: string(v.Partner), Justification: why})
}

func bytesOrNull(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}

// place is where a request stands in lists: what is open by its limit, then what has none, then what is done, the latest
// first.
func place(due, done time.Time) int64 {
	switch {
	case !done.IsZero():
		return never + 1<<52 - db.Micros(done)
	case due.IsZero():
		return never
	}
	return db.Micros(due)
}

// saveClock stores what the facts say now. It follows from signed words, so that it needs no entry of its own.
func saveClock(tx *db.Tx, v *Request, at State) error {
	v.StartedAt, v.DueAt, v.DoneAt, v.Period = at.StartedAt, at.DueAt, at.DoneAt, at.Period.String()
	v.Paused = at.Status == clock.Paused
	if at.Status == StatusNone || at.StartedAt.IsZero() {
		v.Period = ""
	}
	v.SortAt = place(v.DueAt, v.DoneAt)
	_, err := tx.Exec("UPDATE exchange_request SET started_at = $2, due_at = $3, done_at = $4, paused = $5, period = $6, sort_at = $7 WHERE id = $1",
		v.ID, db.NullMicros(v.StartedAt), db.NullMicros(v.DueAt), db.NullMicros(v.DoneAt), v.Paused, v.Period, v.SortAt)
	return err
}

// Load finds a request by its ref, the name of its message, or the case. Where a message went to several partners, the one
// that comes first in the list is meant.
func Load(q db.Reader, what string) (Request, error) {
	all, err := Find(q, what)
	if err == nil && len(all) == 0 {
		return Request{}, errs.New(errs.NotFound, "request.no_such_request", "id", what)
	}
	if err != nil {
		return Request{}, err
	}
	return all[0], nil
}

// Find gives the requests that a ref, the name or ref of a message, or a case names. A message that answers names the
// request that it is about.
func Find(q db.Reader, what string) ([]Request, error) {
	all, err := db.All(q, scanRequest, "SELECT "+requestColumns+fromRequest+"WHERE r.ref = $1 OR r.message = $1 OR r.casename = $1 ORDER BY r.came_at, r.id", what)
	if err != nil || len(all) > 0 || what == "" {
		return all, err
	}
	msg, err := message.Load(q, what)
	if errs.KindOf(err) == errs.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for about := msg.ID; about != ""; {
		if all, err = db.All(q, scanRequest, "SELECT "+requestColumns+fromRequest+"WHERE r.message = $1 ORDER BY r.came_at, r.id", string(about)); err != nil || len(all) > 0 {
			return all, err
		}
		before, err := message.Load(q, string(about))
		if err != nil {
			return nil, nil
		}
		about = before.Envelope.AnswerTo
	}
	return nil, nil
}

func byID(q db.Reader, id string) (Request, error) {
	v, err := scanRequest(q.QueryRow("SELECT "+requestColumns+fromRequest+"WHERE r.id = $1", id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return v, errs.New(errs.NotFound, "request.no_such_request", "id", id)
	}
	return v, err
}

// between is the request that a message began with one partner; ok is false if there is none.
func between(q db.Reader, id wire.ID, partner wire.Org, own bool) (v Request, ok bool, err error) {
	if id == "" {
		return v, false, nil
	}
	if m, lerr := message.Load(q, string(id)); lerr == nil {
		id = m.ID // a partner may know it by a later name
	}
	v, err = scanRequest(q.QueryRow("SELECT "+requestColumns+fromRequest+"WHERE r.message = $1 AND r.partner = $2 AND r.own = $3", string(id), string(partner), own).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return v, false, nil
	}
	return v, err == nil, err
}

func labelRecord(id string) string { return Kind + ":" + id }

func (s *Requests) sealLabel(tx *db.Tx, id string, l Label) ([]byte, error) {
	plain, err := json.Marshal(l)
	if err != nil {
		return nil, err
	}
	return s.Keys.Seal(tx, labelRecord(id), "label", plain)
}

// Label is what lists show of a request's content; empty when it was erased.
func (s *Requests) Label(q db.Reader, v Request) (l Label, err error) {
	if v.label == nil {
		if v.Message == "" || v.Life.State == Erased {
			return l, nil
		}
		heads, err := s.Messages.Heads(q, v.Message)
		if err != nil { // erased, or unreadable: the list shows the others all the same
			return l, nil
		}
		return labelOf(heads), nil
	}
	plain, err := s.Keys.Open(q, labelRecord(v.ID), "label", v.label)
	if errs.KindOf(err) == errs.Gone {
		return l, nil
	}
	if err == nil {
		err = json.Unmarshal(plain, &l)
	}
	return l, err
}
