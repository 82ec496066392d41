package community

import (
	"database/sql"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/kernel/process"
)

// Filter is what a list of agreements is asked for.
type Filter struct {
	Kind, State string
	Place       string // id; what lies below it counts
	Number      string // the beginning of it
	Signed      bool   // only what is signed
	After       string
	Limit       int
}

// Row is one agreement of a list with its life.
type Row struct {
	Agreement Agreement
	Instance  process.Instance
}

// list gives a page of agreements, the latest signature first; drafts stand before all others. scope nil = all.
func (c *Community) list(q db.Reader, f Filter, scope *policy.Scope) (rows []Row, next string, err error) {
	b := db.NewQuery(`SELECT ` + agreementColumns + `, i.state, i.version, i.waits, i.post, i.unit FROM agreement a JOIN process_instance i ON i.id = a.id WHERE 1 = 1`)
	if scope != nil {
		b.Add(" AND " + scope.SQL(columns(), b.Arg))
	}
	if f.Signed {
		b.Add(" AND a.signed_on IS NOT NULL")
	}
	for _, v := range []struct{ column, value string }{{"a.kind", f.Kind}, {"i.state", f.State}} {
		if v.value != "" {
			b.Add(" AND " + v.column + " = " + b.Arg(v.value))
		}
	}
	if f.Place != "" {
		b.Add(" AND a.id IN (SELECT ap.agreement FROM agreement_place ap JOIN place_ancestor pa ON pa.place = ap.place WHERE pa.ancestor = " + b.Arg(f.Place) + ")")
	}
	if f.Number != "" {
		b.Add(" AND a.number LIKE " + b.Arg(strings.NewReplacer("%", "", "_", "").Replace(f.Number)+"%"))
	}
	if f.After != "" {
		n, id, err := db.ParseCursor(f.After)
		if err != nil {
			return nil, "", errs.Bad("after", "errs.bad_cursor")
		}
		day := b.Arg(dayOf(n))
		b.Add(" AND (COALESCE(a.signed_on, '9999-12-31') < " + day + " OR (COALESCE(a.signed_on, '9999-12-31') = " + day + " AND a.id < " + b.Arg(id) + "))")
	}
	b.Add(" ORDER BY COALESCE(a.signed_on, '9999-12-31') DESC, a.id DESC LIMIT " + b.Arg(f.Limit+1))
	rows, err = db.AllQ(q, func(scan db.Scan) (r Row, err error) {
		dest, finish := r.Agreement.destinations()
		var waits string
		var post, unit sql.NullString
		i := &r.Instance
		if err = scan(append(dest, &i.State, &i.Version, &waits, &post, &unit)...); err != nil {
			return r, err
		}
		i.ID, i.Ref, i.Waits, i.Post, i.Unit = r.Agreement.ID, r.Agreement.Ref, process.Waits(waits), post.String, unit.String
		return r, finish()
	}, b)
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		last := rows[f.Limit-1].Agreement
		next = db.Cursor(dayNumber(last.Signed), last.ID)
	}
	return rows, next, err
}

// dayNumber writes a civil day as a number for a cursor, dayOf reads it; no day comes after all others.
func dayNumber(day string) int64 {
	if day == "" {
		day = "9999-12-31"
	}
	return daysBetween("0001-01-01", day)
}

func dayOf(n int64) string { return addDays("0001-01-01", int(n)) }
