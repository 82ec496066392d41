package booklet

import (
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/modules/places"
)

// Booklet is one publication.
type Booklet struct {
	ID, Ref, Org string
	Content      Content
	Editions     int64
	Version      int64
	Instance     process.Instance
}

const columnList = `b.id, b.ref, b.org, b.content, b.editions, b.version, i.state, i.def_version, i.version, i.opened_at`

func scanBooklet(scan db.Scan) (v Booklet, err error) {
	var content string
	var opened int64
	if err := scan(&v.ID, &v.Ref, &v.Org, &content, &v.Editions, &v.Version, &v.Instance.State, &v.Instance.DefVersion, &v.Instance.Version, &opened); err != nil {
		return v, err
	}
	v.Instance.ID, v.Instance.Ref, v.Instance.Definition, v.Instance.OpenedAt = v.ID, v.Ref, Kind, db.Time(opened)
	return v, json.Unmarshal([]byte(content), &v.Content)
}

func found(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return errs.New(errs.NotFound, "practice.booklet.no_such")
	}
	return err
}

// ByRef reads a booklet; errs.NotFound if there is none.
func ByRef(q db.Reader, ref string) (Booklet, error) {
	v, err := scanBooklet(q.QueryRow(`SELECT `+columnList+` FROM practice_booklet b JOIN process_instance i ON i.id = b.id WHERE b.ref = $1`, ref).Scan)
	return v, found(err)
}

// ByID reads a booklet; errs.NotFound if there is none.
func ByID(q db.Reader, id string) (Booklet, error) {
	v, err := scanBooklet(q.QueryRow(`SELECT `+columnList+` FROM practice_booklet b JOIN process_instance i ON i.id = b.id WHERE b.id = $1`, id).Scan)
	return v, found(err)
}

// list are the booklets of a scope, the newest first.
func list(q db.Reader, scope policy.Scope, after string, limit int) (all []Booklet, next string, err error) {
	b := db.NewQuery(`SELECT ` + columnList + ` FROM practice_booklet b JOIN process_instance i ON i.id = b.id WHERE `)
	b.Add(scope.SQL(scopeColumns(), b.Arg))
	if after != "" {
		last, err := ByRef(q, after)
		if err != nil {
			return nil, "", errs.Bad("after", "errs.bad_cursor")
		}
		b.Add(" AND b.id < " + b.Arg(last.ID))
	}
	b.Add(" ORDER BY b.id DESC LIMIT " + b.Arg(limit+1))
	if all, err = db.AllQ(q, scanBooklet, b); err == nil && len(all) > limit {
		all = all[:limit]
		next = all[limit-1].Ref
	}
	return all, next, err
}

// scopeColumns say how a scope reads over practice_booklet b.
func scopeColumns() map[string]string {
	c := places.ScopeColumns("(SELECT o.place FROM org o WHERE o.id = b.org)", "", "", "b.org")
	c[policy.Record] = "b.id = %s"
	return c
}

// resource is a booklet for the policy. It says the same as [scopeColumns].
func (k *Booklets) resource(v Booklet) policy.Resource {
	s := k.Places.Snapshot()
	o, _ := s.Org(v.Org)
	return policy.Resource{Kind: Kind, ID: v.ID, In: append(s.InPlace(o.Place), policy.Ref{Kind: policy.Org, ID: v.Org})}
}

func (k *Booklets) save(tx *db.Tx, v *Booklet, action, why string) error {
	v.Version++
	if _, err := tx.Exec("UPDATE practice_booklet SET content = $1, editions = $2, version = $3 WHERE id = $4", toJSON(v.Content), v.Editions, v.Version, v.ID); err != nil {
		return err
	}
	return k.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: Kind, ID: v.ID, Version: v.Version, Org: v.Org, Justification: why})
}

// Edition is what was published.
type Edition struct {
	ID, Booklet string
	Number      int64
	Data        Data
	Raw         []byte // of Data: what the digest is of
	Digest      string // SHA-256, hexadecimal
	At          time.Time
}

func scanEdition(scan db.Scan) (e Edition, err error) {
	var raw string
	var at int64
	if err := scan(&e.ID, &e.Booklet, &e.Number, &raw, &e.Digest, &at); err != nil {
		return e, err
	}
	e.Raw, e.At = []byte(raw), db.Time(at)
	return e, json.Unmarshal(e.Raw, &e.Data)
}

// EditionOf reads an edition of a booklet that is not withdrawn; number 0 = the last. errs.NotFound if there is none.
func EditionOf(q db.Reader, ref string, number int64) (Edition, error) {
	e, err := scanEdition(q.QueryRow(`SELECT x.id, x.booklet, x.number, x.data, x.digest, x.published_at FROM practice_edition x JOIN practice_booklet b ON b.id = x.booklet
		JOIN process_instance i ON i.id = b.id WHERE b.ref = $1 AND i.state <> 'withdrawn' AND (x.number = $2 OR $2 = 0) ORDER BY x.number DESC LIMIT 1`, ref, number).Scan)
	return e, found(err)
}

// Latest are the last editions of all booklets that are not withdrawn, the latest first.
func Latest(q db.Reader, limit int) ([]Edition, error) {
	return db.All(q, scanEdition, `SELECT x.id, x.booklet, x.number, x.data, x.digest, x.published_at FROM practice_edition x JOIN practice_booklet b ON b.id = x.booklet AND b.editions = x.number
		JOIN process_instance i ON i.id = b.id WHERE i.state <> 'withdrawn' ORDER BY x.published_at DESC, x.id LIMIT $1`, limit)
}

// Annex is a file of a booklet. ID is a ref.
type Annex struct {
	ID, Booklet, File, SHA256 string
	Titles                    i18n.Text
	Shown, Dropped            bool
	Name, Type                string
	Size                      int64
	Version                   int64
}

// AnnexesOf are those of a booklet in the order in which they came.
func AnnexesOf(q db.Reader, booklet string) ([]Annex, error) {
	return db.All(q, scanAnnex, `SELECT a.id, a.booklet, a.file, a.sha256, a.titles, a.shown, a.dropped, f.name, f.type, f.size, a.version FROM practice_annex a JOIN file f ON f.id = a.file
		WHERE a.booklet = $1 ORDER BY f.created_at, a.id`, booklet)
}

func scanAnnex(scan db.Scan) (a Annex, err error) {
	var titles string
	if err := scan(&a.ID, &a.Booklet, &a.File, &a.SHA256, &titles, &a.Shown, &a.Dropped, &a.Name, &a.Type, &a.Size, &a.Version); err != nil {
		return a, err
	}
	return a, json.Unmarshal([]byte(titles), &a.Titles)
}

// Attach writes the rows of a file that was handed in as an annex.
func (k *Booklets) Attach(tx *db.Tx, v Booklet, titles i18n.Text, t document.Attachment) (Annex, error) {
	a := Annex{ID: id.Ref(), Booklet: v.ID, File: t.Upload.ID, SHA256: t.SHA256, Titles: titles}
	if v.Instance.State != Draft {
		return a, errs.New(errs.Conflict, "process.step_not_now")
	}
	if err := k.Archive.Attach(tx, t.File(Kind, v.ID), t.Upload); err != nil {
		return a, err
	}
	if _, err := tx.Exec("INSERT INTO practice_annex (id, booklet, file, sha256, titles, shown, dropped, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
		a.ID, a.Booklet, a.File, a.SHA256, toJSON(a.Titles), false, false); err != nil {
		return a, err
	}
	return a, k.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "practice.annex.add", Kind: KindAnnex, ID: a.ID, Version: 1, Org: v.Org})
}

// markAnnex says that an edition has an annex, or that the next one has it no more.
func (k *Booklets) markAnnex(tx *db.Tx, v Booklet, a Annex, action string) error {
	a.Version++
	if _, err := tx.Exec("UPDATE practice_annex SET shown = $1, dropped = $2, version = $3 WHERE id = $4", a.Shown, a.Dropped, a.Version, a.ID); err != nil {
		return err
	}
	return k.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: KindAnnex, ID: a.ID, Version: a.Version, Org: v.Org})
}
