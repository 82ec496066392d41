package bank

import (
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/search"
	"reeve/modules/places"
)

// Entry is one entry of the bank.
type Entry struct {
	ID, Ref, Form string
	Org           string   // id: whose it is
	Writers       []string // accounts, the author first
	Content       Content  // as it is being written
	Shown         *Content // as everybody reads it; nil = nobody does
	ShownAt       time.Time
	Version       int64
}

const entryColumnList = `e.id, e.ref, e.form, e.org, e.writers, e.content, e.shown, e.shown_at, e.version`

func entryColumns() []string {
	return []string{"ref", "form", "org", "place", "post", "writers", "content", "shown", "shown_at", "theme", "country", "evidence", "did_not_work", "cost", "version"}
}

// toJSON writes what has always a JSON form.
func toJSON(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

func scanEntry(scan db.Scan, more ...any) (e Entry, err error) {
	var writers, content, shown string
	var at sql.NullInt64
	if err := scan(append([]any{&e.ID, &e.Ref, &e.Form, &e.Org, &writers, &content, &shown, &at, &e.Version}, more...)...); err != nil {
		return e, err
	}
	if at.Valid {
		e.ShownAt, e.Shown = db.Time(at.Int64), &Content{}
		err = json.Unmarshal([]byte(shown), e.Shown)
	}
	return e, errors.Join(err, json.Unmarshal([]byte(writers), &e.Writers), json.Unmarshal([]byte(content), &e.Content))
}

// values are those of entryColumns, then the id.
func (b *Bank) values(e Entry) []any {
	shown, read := "", Content{Cost: "unknown"}
	if e.Shown != nil {
		shown, read = toJSON(e.Shown), *e.Shown
	}
	return []any{e.Ref, e.Form, e.Org, b.placeOf(e), e.Content.Post, toJSON(e.Writers), toJSON(e.Content), shown, db.NullMicros(e.ShownAt), read.Theme, read.Country, read.Evidence,
		read.Failed, read.Cost, e.Version, e.ID}
}

// placeOf is where an entry lies: where it was done, else where its organisation is.
func (b *Bank) placeOf(e Entry) string {
	if e.Content.Place != "" {
		return e.Content.Place
	}
	o, _ := b.Places.Snapshot().Org(e.Org)
	return o.Place
}

func (b *Bank) insert(tx *db.Tx, e Entry) error {
	if _, err := tx.Exec(`INSERT INTO practice_entry (ref, form, org, place, post, writers, content, shown, shown_at, theme, country, evidence, did_not_work, cost, version, id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`, b.values(e)...); err != nil {
		return err
	}
	return b.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "practice.entry.add", Kind: KindEntry, ID: e.ID, Version: e.Version, Org: e.Org})
}

// save stores a changed entry under its next version.
func (b *Bank) save(tx *db.Tx, e *Entry, action, why string) error {
	e.Version++
	if _, err := tx.Exec(`UPDATE practice_entry SET ref = $1, form = $2, org = $3, place = $4, post = $5, writers = $6, content = $7, shown = $8, shown_at = $9, theme = $10,
		country = $11, evidence = $12, did_not_work = $13, cost = $14, version = $15 WHERE id = $16`, b.values(*e)...); err != nil {
		return err
	}
	return b.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: KindEntry, ID: e.ID, Version: e.Version, Org: e.Org, Justification: why})
}

// Row is an entry with its life and how many organisations work by it.
type Row struct {
	Entry
	Instance  process.Instance
	Adoptions int64
}

const rowColumns = entryColumnList + `, i.state, i.def_version, i.version, i.opened_at, (SELECT COUNT(*) FROM practice_adoption a WHERE a.entry = e.id AND a.ended_on = '')`

func scanRow(scan db.Scan) (r Row, err error) {
	var opened int64
	r.Entry, err = scanEntry(scan, &r.Instance.State, &r.Instance.DefVersion, &r.Instance.Version, &opened, &r.Adoptions)
	r.Instance.ID, r.Instance.Ref, r.Instance.Definition, r.Instance.Org, r.Instance.OpenedAt = r.ID, r.Ref, KindEntry, r.Org, db.Time(opened)
	return r, err
}

// ByRef reads an entry; errs.NotFound if there is none.
func ByRef(q db.Reader, ref string) (Row, error) {
	r, err := scanRow(q.QueryRow(`SELECT `+rowColumns+` FROM practice_entry e JOIN process_instance i ON i.id = e.id WHERE e.ref = $1`, ref).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return r, errs.New(errs.NotFound, "practice.bank.no_such")
	}
	return r, err
}

// ByID reads an entry; errs.NotFound if there is none.
func ByID(q db.Reader, id string) (Row, error) {
	r, err := scanRow(q.QueryRow(`SELECT `+rowColumns+` FROM practice_entry e JOIN process_instance i ON i.id = e.id WHERE e.id = $1`, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return r, errs.New(errs.NotFound, "practice.bank.no_such")
	}
	return r, err
}

// PublishedByRef reads an entry that everybody reads; errs.NotFound for every other.
func PublishedByRef(q db.Reader, ref string) (Row, error) {
	r, err := ByRef(q, ref)
	if err == nil && r.Shown == nil {
		err = errs.New(errs.NotFound, "practice.bank.no_such")
	}
	return r, err
}

// DeskFilter chooses entries for those who write and review, the newest first.
type DeskFilter struct {
	Query       string // words, of what is being written too
	Form, State string
	Limit       int
	After       string // ref of the last one of the page before
}

func deskList(q db.Reader, f DeskFilter, scope policy.Scope) (rows []Row, next string, err error) {
	b := db.NewQuery(`SELECT ` + rowColumns + ` FROM practice_entry e JOIN process_instance i ON i.id = e.id WHERE `)
	b.Add(scope.SQL(columns(), b.Arg))
	if f.Form != "" {
		b.Add(" AND e.form = " + b.Arg(f.Form))
	}
	if f.State != "" {
		b.Add(" AND i.state = " + b.Arg(f.State))
	}
	if f.Query != "" {
		hits, err := search.Find(q, written, f.Query, mostHits)
		if err != nil || len(hits) == 0 {
			return nil, "", err
		}
		var ids []string
		for _, h := range hits {
			ids = append(ids, h.Doc)
		}
		b.Add(" AND " + b.In("e.id", ids))
	}
	if f.After != "" {
		last, err := ByRef(q, f.After)
		if err != nil {
			return nil, "", errs.Bad("after", "errs.bad_cursor")
		}
		b.Add(" AND e.id < " + b.Arg(last.ID))
	}
	b.Add(" ORDER BY e.id DESC LIMIT " + b.Arg(f.Limit+1))
	if rows, err = db.AllQ(q, scanRow, b); err == nil && len(rows) > f.Limit {
		rows = rows[:f.Limit]
		next = rows[f.Limit-1].Ref
	}
	return rows, next, err
}

// columns say how a scope reads over practice_entry e.
func columns() map[string]string {
	c := places.ScopeColumns("e.place", "", "e.post", "e.org")
	c[policy.Unit] = "e.post IN (SELECT p.id FROM post p JOIN unit_ancestor ua ON ua.unit = p.unit WHERE ua.ancestor = %s)"
	c[policy.Record] = "e.id = %s"
	return c
}

// resource is an entry for the policy: everything it lies in. It says the same as [columns].
func (b *Bank) resource(e Entry) policy.Resource {
	s := b.Places.Snapshot()
	in := append(s.InPlace(b.placeOf(e)), policy.Ref{Kind: policy.Org, ID: e.Org})
	if f, ok := s.Post(e.Content.Post); ok {
		in = append(append(in, policy.Ref{Kind: policy.Post, ID: f.Post.ID}), s.InUnit(f.Post.Unit)...)
	}
	return policy.Resource{Kind: KindEntry, ID: e.ID, In: in}
}

// orgResource is an organisation for the policy.
func (b *Bank) orgResource(org string) policy.Resource {
	s := b.Places.Snapshot()
	o, _ := s.Org(org)
	return policy.Resource{Kind: KindEntry, In: append(s.InPlace(o.Place), policy.Ref{Kind: policy.Org, ID: org})}
}
