package problem

import (
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/modules/places"
)

const problemColumns = `p.id, p.ref, p.place, p.category, p.source, p.half, p.titles, p.summaries, p.assessments, p.detail, p.area, p.control_area, COALESCE(p.score, ''),
	p.chooser, p.carried_from, p.version`

func coveredColumns() []string {
	return []string{"ref", "place", "category", "source", "half", "titles", "summaries", "assessments", "detail", "area", "control_area", "score", "chooser", "carried_from", "version"}
}

// toJSON writes what has always a JSON form.
func toJSON(v any) string {
	b, _ := json.Marshal(v)
	if string(b) == "null" {
		return "{}"
	}
	return string(b)
}

// covered are the values of coveredColumns.
func (p Problem) covered() []any {
	var score any
	if p.Score != nil {
		score = toJSON(p.Score)
	}
	return []any{p.Ref, p.Place, p.Category, p.Source, p.Half, toJSON(p.Titles), toJSON(p.Summaries), toJSON(p.Assessments), toJSON(p.Detail), toJSON(p.Area), toJSON(p.Control),
		score, p.Chooser, p.CarriedFrom, p.Version}
}

// destinations are where problemColumns are scanned to; finish is called once they are.
func (p *Problem) destinations() (dest []any, finish func() error) {
	var titles, summaries, assessments, detail, area, control, score string
	dest = []any{&p.ID, &p.Ref, &p.Place, &p.Category, &p.Source, &p.Half, &titles, &summaries, &assessments, &detail, &area, &control, &score, &p.Chooser, &p.CarriedFrom, &p.Version}
	return dest, func() error {
		var all error
		read := func(text string, to any) {
			if text != "" {
				all = errors.Join(all, json.Unmarshal([]byte(text), to))
			}
		}
		read(titles, &p.Titles)
		read(summaries, &p.Summaries)
		read(assessments, &p.Assessments)
		read(detail, &p.Detail)
		read(area, &p.Area)
		read(control, &p.Control)
		read(score, &p.Score)
		return all
	}
}

// Row is a problem with its life.
type Row struct {
	Problem
	Instance process.Instance
}

const rowColumns = problemColumns + `, i.state, i.version, COALESCE(i.post, ''), COALESCE(i.unit, ''), i.opened_at`

func scanRow(scan db.Scan) (v Row, err error) {
	dest, finish := v.destinations()
	var opened int64
	if err := scan(append(dest, &v.Instance.State, &v.Instance.Version, &v.Instance.Post, &v.Instance.Unit, &opened)...); err != nil {
		return v, err
	}
	v.Instance.ID, v.Instance.Ref, v.Instance.Definition, v.Instance.Place, v.Instance.OpenedAt = v.ID, v.Ref, Kind, v.Place, db.Time(opened)
	return v, finish()
}

// ByRef reads a problem by its number; errs.NotFound if there is none.
func ByRef(q db.Reader, ref string) (Row, error) {
	v, err := scanRow(q.QueryRow(`SELECT `+rowColumns+` FROM problem p JOIN process_instance i ON i.id = p.id WHERE p.ref = $1`, ref).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return v, errs.New(errs.NotFound, "problem.no_such_problem")
	}
	return v, err
}

// Filter chooses problems. Cadence of the page: the latest half-year first, what has none before it.
type Filter struct {
	Place  string // id; what lies below it counts
	States []string
	Half   string
	Limit  int
	After  string // ref of the last one of the page before
}

// list reads problems; scope nil asks for what is public.
func list(q db.Reader, f Filter, scope *policy.Scope) (rows []Row, next string, err error) {
	b := db.NewQuery(`SELECT ` + rowColumns + ` FROM problem p JOIN process_instance i ON i.id = p.id WHERE `)
	if scope != nil {
		b.Add(scope.SQL(columns(), b.Arg))
	} else {
		b.Add(b.In("i.state", []string{Published, Scored, Closed, Carried}))
	}
	if f.Place != "" {
		b.Add(" AND p.place IN (SELECT pa.place FROM place_ancestor pa WHERE pa.ancestor = " + b.Arg(f.Place) + ")")
	}
	if len(f.States) > 0 {
		b.Add(" AND " + b.In("i.state", f.States))
	}
	if f.Half != "" {
		b.Add(" AND p.half = " + b.Arg(f.Half))
	}
	if f.After != "" {
		last, err := ByRef(q, f.After)
		if err != nil {
			return nil, "", errs.Bad("after", "errs.bad_cursor")
		}
		half, ref := b.Arg(last.Half), b.Arg(last.Ref)
		b.Add(" AND (p.half < " + half + " OR (p.half = " + half + " AND p.ref > " + ref + "))")
	}
	b.Add(" ORDER BY p.half DESC, p.ref LIMIT " + b.Arg(f.Limit+1))
	if rows, err = db.AllQ(q, scanRow, b); err == nil && len(rows) > f.Limit {
		rows = rows[:f.Limit]
		next = rows[f.Limit-1].Ref
	}
	return rows, next, err
}

// columns say how a scope reads over problem p and process_instance i.
func columns() map[string]string {
	c := places.ScopeColumns("p.place", "i.unit", "i.post", "")
	c[policy.Org] = "i.unit IN (SELECT u.id FROM unit u WHERE u.org = %s)"
	c[policy.Record] = "p.id = %s"
	return c
}

// resource is a problem for the policy: everything it lies in. It says the same as [columns].
func (p *Problems) resource(v Problem, i process.Instance) policy.Resource {
	s := p.Places.Snapshot()
	in := s.InPlace(v.Place)
	if i.Unit != "" {
		in = append(in, s.InUnit(i.Unit)...)
	}
	if i.Post != "" {
		in = append(in, policy.Ref{Kind: policy.Post, ID: i.Post})
	}
	return policy.Resource{Kind: Kind, ID: v.ID, In: in}
}

func (p *Problems) insert(tx *db.Tx, v Problem) error {
	if _, err := tx.Exec(`INSERT INTO problem (ref, place, category, source, half, titles, summaries, assessments, detail, area, control_area, score, chooser, carried_from, version, id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`, append(slices.Clone(v.covered()), v.ID)...); err != nil {
		return err
	}
	return p.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "problem.problem.propose", Kind: Kind, ID: v.ID, Version: v.Version, Place: v.Place})
}

// save stores a changed problem under its next version.
func (p *Problems) save(tx *db.Tx, v *Problem, action, why string) error {
	v.Version++
	if _, err := tx.Exec(`UPDATE problem SET ref = $1, place = $2, category = $3, source = $4, half = $5, titles = $6, summaries = $7, assessments = $8, detail = $9, area = $10,
		control_area = $11, score = $12, chooser = $13, carried_from = $14, version = $15 WHERE id = $16`, append(slices.Clone(v.covered()), v.ID)...); err != nil {
		return err
	}
	return p.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: Kind, ID: v.ID, Version: v.Version, Place: v.Place, Justification: why})
}

// taken tells which other problem of the place is the priority of the half-year; empty for none.
func taken(q db.Reader, v Problem) (ref string, err error) {
	b := db.NewQuery(`SELECT COALESCE(MIN(p.ref), '') FROM problem p JOIN process_instance i ON i.id = p.id WHERE p.place = `)
	b.Add(b.Arg(v.Place) + " AND p.half = " + b.Arg(v.Half) + " AND p.id <> " + b.Arg(v.ID) + " AND ")
	b.Add(b.In("i.state", []string{Chosen, Approved, Published, Scored, Closed, Carried}))
	err = db.RowQ(q, b).Scan(&ref)
	return ref, err
}
