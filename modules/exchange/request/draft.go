package request

import (
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/modules/exchange/wire"
)

// DraftKind is the audit kind of drafts.
const DraftKind = "exchange.draft"

// DraftRow is a message that is not sent yet, or was.
type DraftRow struct {
	ID, Ref   string
	Request   string // id of the request that it is about, or will be
	Kind      wire.Kind
	Case      string
	Author    string // account; empty = by command
	Reviewer  string
	Alone     string
	Message   wire.ID // once it is sent
	CreatedAt time.Time
	Version   int64
	Life      process.Instance
	content   []byte
}

func (d DraftRow) covered() []any {
	return []any{d.Ref, d.Request, string(d.Kind), d.Case, d.Author, d.Reviewer, d.Alone, string(d.Message), db.Micros(d.CreatedAt), d.Version}
}

const draftColumns = `d.id, d.ref, d.request, d.kind, d.casename, d.author, d.reviewer, d.alone, d.message, d.created_at, d.version, d.content, i.state, i.version, i.definition, COALESCE(i.unit, '')`

func scanDraft(scan db.Scan) (d DraftRow, err error) {
	var created int64
	err = scan(&d.ID, &d.Ref, &d.Request, &d.Kind, &d.Case, &d.Author, &d.Reviewer, &d.Alone, &d.Message, &created, &d.Version, &d.content, &d.Life.State, &d.Life.Version, &d.Life.Definition, &d.Life.Unit)
	d.CreatedAt, d.Life.ID = db.Time(created), d.ID
	return d, err
}

const fromDraft = " FROM exchange_draft d JOIN process_instance i ON i.id = d.id "

// LoadDraft finds a draft by its ref, or by the name of the message that it became.
func LoadDraft(q db.Reader, ref string) (DraftRow, error) {
	d, err := scanDraft(q.QueryRow("SELECT "+draftColumns+fromDraft+"WHERE d.ref = $1 OR (d.message = $1 AND d.message <> '')", ref).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return d, errs.New(errs.NotFound, "request.no_such_draft", "id", ref)
	}
	return d, err
}

// Drafts are those that are not sent and not dropped, the oldest first. request empty = all.
func Drafts(q db.Reader, request string) ([]DraftRow, error) {
	return db.All(q, scanDraft, "SELECT "+draftColumns+fromDraft+`WHERE i.state IN ('draft', 'reviewed', 'sealed') AND d.message = '' AND (d.request = $1 OR $1 = '')
		ORDER BY d.created_at, d.id`, request)
}

// Unlooked are the messages that one person sent alone and nobody has looked at since, the oldest first.
func Unlooked(q db.Reader) ([]DraftRow, error) {
	return db.All(q, scanDraft, "SELECT "+draftColumns+fromDraft+"WHERE d.alone <> '' AND d.reviewer = '' AND d.message <> '' ORDER BY d.created_at, d.id")
}

func draftRecord(id string) string { return DraftKind + ":" + id }

// Content is what a draft says; errs.Gone once it is sent.
func (s *Requests) Content(q db.Reader, d DraftRow) (c Content, err error) {
	if d.content == nil {
		return c, errs.New(errs.Gone, "request.draft_gone")
	}
	plain, err := s.Keys.Open(q, draftRecord(d.ID), "content", d.content)
	if err == nil {
		err = json.Unmarshal(plain, &c)
	}
	return c, err
}

func (s *Requests) sealContent(tx *db.Tx, id string, c Content) ([]byte, error) {
	plain, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	return s.Keys.Seal(tx, draftRecord(id), "content", plain)
}

// Write keeps a draft: of a message that begins a case, or of one about a request.
func (s *Requests) Write(tx *db.Tx, c Content, about *Request) (d DraftRow, err error) {
	c = c.filled()
	d = DraftRow{ID: id.At(tx.Now()), Ref: id.Ref(), Kind: c.Kind, Author: author(tx.Actor()), CreatedAt: tx.Now(), Version: 1}
	if err := c.check(); err != nil {
		return d, err
	}
	if about == nil {
		d.Case, err = s.newCase(tx, tx.Now())
		d.Request = d.ID
	} else {
		d.Case, d.Request = about.Case, about.ID
	}
	if err != nil {
		return d, err
	}
	if c.OwnRef == "" {
		c.OwnRef = d.Ref
	}
	if d.content, err = s.sealContent(tx, d.ID, c); err != nil {
		return d, err
	}
	stored := d.covered()
	if _, err := tx.Exec(`INSERT INTO exchange_draft (id, ref, request, kind, casename, author, reviewer, alone, message, created_at, version, content)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, append(append([]any{d.ID}, stored...), d.content)...); err != nil {
		return d, err
	}
	if err := s.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "exchange.draft.write", Kind: DraftKind, ID: d.ID, Version: 1, Stored: stored}); err != nil {
		return d, err
	}
	opening := process.Opening{ID: d.ID, Definition: OutgoingKind, Ref: d.Ref, Subject: d.Case, Calendar: s.lifeCalendar(s.Own.Card().Country), At: tx.Now()}
	if about != nil {
		opening.Unit = about.Life.Unit
	} else {
		if opening.Calendar, err = s.begin(tx, &d, c); err != nil {
			return d, err
		}
		opening.Definition = Kind
	}
	d.Life, err = s.Process.Open(tx, opening)
	return d, err
}

// begin keeps the request that a draft will be, and gives the calendar that its limit runs by: the answering side's.
func (s *Requests) begin(tx *db.Tx, d *DraftRow, c Content) (string, error) {
	v := Request{ID: d.ID, Ref: d.Ref, Case: d.Case, Kind: c.Kind, Own: true, Partner: c.To[0].Org, Channel: ChannelReeve, CameAt: tx.Now(), Looked: true, SortAt: never, Version: 1}
	v.describe(c)
	label, err := s.sealLabel(tx, v.ID, c.label())
	if err != nil {
		return "", err
	}
	v.label = label
	if v.Country, err = s.countryOf(tx, v.Partner); err != nil {
		return "", err
	}
	return s.lifeCalendar(v.Country), s.insert(tx, v, "exchange.request.draft")
}

// describe takes over what a content says openly.
func (v *Request) describe(c Content) {
	v.Urgency, v.Ground, v.Route, v.Profile, v.Basis = c.Urgency, c.Ground, c.Route, c.Profile, c.Basis
	v.CrimeArea, v.Lang, v.Classification, v.OwnRef, v.TheirRef, v.Training = c.CrimeArea, c.Lang, c.Classification, c.OwnRef, c.TheirRef, c.Training
	if c.OtherChannel != nil {
		v.ChannelID = c.OtherChannel.ID
	}
}

// label is what lists show of a content.
func (c Content) label() Label {
	heads := []wire.ItemHead{c.head(wire.Text, c.Subject, "", 0, nil)}
	for _, e := range c.Entities {
		heads = append(heads, c.head(e.Type, "", "", 0, e.Codes))
	}
	return labelOf(heads)
}

func author(a db.Actor) string {
	if a.Kind == "account" || a.Kind == "token" {
		return a.ID
	}
	return ""
}

// Save changes a draft that was read as version base. A reviewed draft goes back to be reviewed again.
func (s *Requests) Save(tx *db.Tx, ref string, base int64, c Content) (DraftRow, error) {
	d, err := LoadDraft(tx, ref)
	if err != nil {
		return d, err
	}
	if d.Message != "" || d.Life.State != Draft && d.Life.State != Reviewed {
		return d, errs.New(errs.Conflict, "process.step_not_now", "step", "save", "state", d.Life.State)
	}
	if d.Version != base {
		return d, errs.New(errs.Conflict, "request.changed_meanwhile")
	}
	c.Kind, c = d.Kind, c.filled()
	if c.OwnRef == "" {
		c.OwnRef = d.Ref
	}
	if err := c.check(); err != nil {
		return d, err
	}
	if d.Life.State == Reviewed {
		if _, _, err := s.Process.Apply(tx, process.Command{Instance: d.ID, Step: "give_back", Program: true}); err != nil {
			return d, err
		}
	}
	if d.content, err = s.sealContent(tx, d.ID, c); err != nil {
		return d, err
	}
	d.Author, d.Reviewer = author(tx.Actor()), ""
	if err := s.saveDraft(tx, &d, "exchange.draft.save", ""); err != nil {
		return d, err
	}
	if d.Request != d.ID {
		return LoadDraft(tx, ref)
	}
	v, err := byID(tx, d.ID)
	if err != nil {
		return d, err
	}
	v.Partner = c.To[0].Org
	v.describe(c)
	if v.Country, err = s.countryOf(tx, v.Partner); err != nil {
		return d, err
	}
	if v.label, err = s.sealLabel(tx, v.ID, c.label()); err != nil {
		return d, err
	}
	if err := s.save(tx, &v, "exchange.request.draft", ""); err != nil {
		return d, err
	}
	return LoadDraft(tx, ref)
}

func (s *Requests) saveDraft(tx *db.Tx, d *DraftRow, action, why string) error {
	d.Version++
	if _, err := tx.Exec("UPDATE exchange_draft SET author = $2, reviewer = $3, alone = $4, message = $5, version = $6, content = $7 WHERE id = $1",
		d.ID, d.Author, d.Reviewer, d.Alone, string(d.Message), d.Version, bytesOrNull(d.content)); err != nil {
		return err
	}
	return s.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: DraftKind, ID: d.ID, Version: d.Version, Justification: why})
}
