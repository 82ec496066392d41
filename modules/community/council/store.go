package council

import (
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/kernel/process"
)

// Report is an officer's report to a community.
type Report struct {
	ID, Ref    string
	Place, Org string // ids
	Body       string // id of the municipality, may be empty
	Period
	Addressee, Words, Lang string
	Digest                 string // SHA-256 of the stored data
	CountedAt              time.Time
	Meeting, Decision      string
	Version                int64
	Data                   Data
	data                   string
}

const reportColumns = `c.id, c.ref, c.place, c.org, c.body, c.from_day, c.until_day, c.addressee, c.words, c.lang, c.data, c.digest, c.counted_at, c.meeting, c.decision, c.version`

func scanReport(scan db.Scan, more ...any) (v Report, err error) {
	var counted int64
	err = scan(append([]any{&v.ID, &v.Ref, &v.Place, &v.Org, &v.Body, &v.From, &v.Until, &v.Addressee, &v.Words, &v.Lang, &v.data, &v.Digest, &counted, &v.Meeting, &v.Decision, &v.Version}, more...)...)
	v.CountedAt = db.Time(counted)
	if err == nil {
		err = json.Unmarshal([]byte(v.data), &v.Data)
	}
	return v, err
}

// ByRef reads a report by its public number; errs.NotFound if there is none.
func ByRef(q db.Reader, ref string) (Report, error) {
	v, err := scanReport(q.QueryRow(`SELECT `+reportColumns+` FROM council_report c WHERE c.ref = $1`, ref).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return v, errs.New(errs.NotFound, "council.no_such_report")
	}
	return v, err
}

// Row is a report of a list with its life.
type Row struct {
	Report   Report
	Instance process.Instance
}

// Filter is what a list of reports is asked for.
type Filter struct {
	State, Place string // Place: id; what lies below it counts
	After        string
	Limit        int
}

// reach is what a list may contain: what was submitted within read, and drafts of one's own posts and within manage.
type reach struct{ read, own, manage policy.Scope }

// list gives a page of reports, the latest period first.
func (c *Council) list(q db.Reader, f Filter, may reach) (rows []Row, next string, err error) {
	b := db.NewQuery(`SELECT ` + reportColumns + `, i.state, i.version, COALESCE(i.post, ''), COALESCE(i.unit, '') FROM council_report c JOIN process_instance i ON i.id = c.id WHERE ((i.state <> 'draft' AND `)
	b.Add(may.read.SQL(columns(), b.Arg) + ") OR " + may.own.SQL(ownColumns(), b.Arg) + " OR " + may.manage.SQL(columns(), b.Arg) + ")")
	if f.State != "" {
		b.Add(" AND i.state = " + b.Arg(f.State))
	}
	if f.Place != "" {
		b.Add(" AND c.place IN (SELECT place FROM place_ancestor WHERE ancestor = " + b.Arg(f.Place) + ")")
	}
	if f.After != "" {
		n, id, err := db.ParseCursor(f.After)
		if err != nil {
			return nil, "", errs.Bad("after", "errs.bad_cursor")
		}
		at := b.Arg(time.Unix(n, 0).UTC().Format(time.DateOnly))
		b.Add(" AND (c.until_day < " + at + " OR (c.until_day = " + at + " AND c.id < " + b.Arg(id) + "))")
	}
	b.Add(" ORDER BY c.until_day DESC, c.id DESC LIMIT " + b.Arg(f.Limit+1))
	rows, err = db.AllQ(q, func(scan db.Scan) (r Row, err error) {
		i := &r.Instance
		r.Report, err = scanReport(scan, &i.State, &i.Version, &i.Post, &i.Unit)
		i.ID, i.Ref, i.Definition = r.Report.ID, r.Report.Ref, Kind
		return r, err
	}, b)
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		last := rows[f.Limit-1].Report
		next = db.Cursor(day(last.Until).Unix(), last.ID)
	}
	return rows, next, err
}

// Submitted are the reports addressed to a municipality that wait for it to hear or to decide, the latest first.
func (c *Council) Submitted(q db.Reader, scope policy.Scope, limit int) (all []Row, err error) {
	for _, state := range []string{Submitted, Presented} {
		rows, _, err := c.list(q, Filter{State: state, Limit: limit}, reach{read: scope})
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return all, nil
}
