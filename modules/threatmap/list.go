package threatmap

import (
	"math"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/modules/places"
)

// Filter is what a list is asked for. Public lists know nothing but published places and public times.
type Filter struct {
	Category  string
	State     string
	Community string // code of a place; what lies below it counts
	BBox      *Box   // of the published place
	After     string
	Limit     int
}

// Box is west, south, east, north in degrees; West may be greater than East across the date line.
type Box struct{ West, South, East, North float64 }

// readFilter reads the query parameters of public lists.
func (m *Map) readFilter(r *web.Request, limit, most int) (f Filter, err error) {
	q := r.URL.Query()
	f = Filter{Category: q.Get("category"), State: q.Get("state"), Community: q.Get("community"), After: q.Get("after")}
	var bad errs.Fields
	if _, ok := m.Categories.Get(f.Category); f.Category != "" && !ok {
		bad.Add("category", "threatmap.category_unknown", "category", f.Category)
	}
	if _, ok := m.Process.Definition(Kind).State(f.State); f.State != "" && !ok {
		bad.Add("state", "threatmap.state_unknown", "state", f.State)
	}
	if _, ok := m.Places.Snapshot().ByCode(f.Community); f.Community != "" && !ok {
		bad.Add("community", "threatmap.place_unknown", "place", f.Community)
	}
	if s := q.Get("bbox"); s != "" {
		if f.BBox, err = parseBox(s); err != nil {
			bad.Add("bbox", "threatmap.bbox_wrong")
		}
	}
	if f.Limit, err = r.Int("limit", limit, 1, most); err != nil {
		bad = append(bad, errs.Of(err).Fields...)
	}
	return f, bad.Err()
}

func parseBox(s string) (*Box, error) {
	parts := strings.Split(s, ",")
	if len(parts) != 4 {
		return nil, strconv.ErrSyntax
	}
	var v [4]float64
	for i, p := range parts {
		f, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			return nil, strconv.ErrSyntax
		}
		v[i] = f
	}
	b := &Box{v[0], v[1], v[2], v[3]}
	if b.South > b.North || b.South < -90 || b.North > 90 || math.Abs(b.West) > 180 || math.Abs(b.East) > 180 {
		return nil, strconv.ErrRange
	}
	return b, nil
}

// where adds the conditions of a public filter to a query over report r and process_instance i.
func (m *Map) where(b *db.Query, f Filter) {
	b.Add(" r.publication = 'public' AND r.erased_at IS NULL")
	if f.Category != "" {
		b.Add(" AND r.category = " + b.Arg(f.Category))
	}
	if f.State != "" {
		b.Add(" AND i.state = " + b.Arg(f.State))
	}
	if p, ok := m.Places.Snapshot().ByCode(f.Community); ok && f.Community != "" {
		if p.Role == places.Community {
			b.Add(" AND r.place = " + b.Arg(p.ID))
		} else {
			b.Add(" AND r.place IN (SELECT place FROM place_ancestor WHERE ancestor = " + b.Arg(p.ID) + ")")
		}
	}
	if f.BBox != nil {
		b.Add(" AND r.pub_lat >= " + b.Arg(f.BBox.South) + " AND r.pub_lat <= " + b.Arg(f.BBox.North))
		west, east := b.Arg(f.BBox.West), b.Arg(f.BBox.East)
		if f.BBox.West <= f.BBox.East {
			b.Add(" AND r.pub_lon >= " + west + " AND r.pub_lon <= " + east)
		} else {
			b.Add(" AND (r.pub_lon >= " + west + " OR r.pub_lon <= " + east + ")")
		}
	}
}

// row is a report in a list, with its state.
type row struct {
	Report
	State string
}

// public lists what a filter lets through, newest first by public time; the reference breaks ties, so that the
// order tells nothing about the hour.
func (m *Map) public(q db.Reader, f Filter) (rows []row, next string, err error) {
	b := db.NewQuery("SELECT " + reportColumns + ", i.state FROM report r JOIN process_instance i ON i.id = r.id WHERE")
	m.where(b, f)
	if f.After != "" {
		at, ref, err := db.ParseCursor(f.After)
		if err != nil {
			return nil, "", errs.Bad("after", "errs.bad_cursor")
		}
		t := b.Arg(at)
		b.Add(" AND (r.pub_at < " + t + " OR (r.pub_at = " + t + " AND r.ref > " + b.Arg(ref) + "))")
	}
	b.Add(" ORDER BY r.pub_at DESC, r.ref LIMIT " + b.Arg(f.Limit+1))
	rows, err = db.AllQ(q, scanRow, b)
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		next = db.Cursor(db.Micros(rows[f.Limit-1].PubAt), rows[f.Limit-1].Ref)
	}
	return rows, next, err
}

func scanRow(scan db.Scan) (r row, err error) {
	dest, finish := r.dest()
	if err = scan(append(dest, &r.State)...); err == nil {
		finish()
	}
	return r, err
}

// count is how many reports a filter lets through.
func (m *Map) count(q db.Reader, f Filter) (n int64, err error) {
	b := db.NewQuery("SELECT count(*) FROM report r JOIN process_instance i ON i.id = r.id WHERE")
	m.where(b, f)
	return n, db.RowQ(q, b).Scan(&n)
}

// DeskFilter is what staff ask a list for.
type DeskFilter struct {
	Category, State, Community, Publication string
	Ref                                     string // begins with
	After                                   string
	Limit                                   int
}

// DeskRow is a report in the desk's list.
type DeskRow struct {
	Report
	Instance process.Instance
}

// Desk lists the reports within a scope, newest first: the scope of the police, and the organisations whose
// hand-overs the reader may see.
func (m *Map) Desk(q db.Reader, police, body policy.Scope, f DeskFilter) (rows []DeskRow, next string, err error) {
	b := db.NewQuery("SELECT " + reportColumns + ", i.state, i.version, i.waits, i.attention, COALESCE(i.post, ''), COALESCE(i.body, ''), i.calendar FROM report r JOIN process_instance i ON i.id = r.id WHERE r.erased_at IS NULL AND (")
	b.Add(police.SQL(DeskColumns(), b.Arg) + " OR " + body.SQL(BodyColumns(), b.Arg) + ")")
	for column, value := range map[string]string{"r.category": f.Category, "i.state": f.State, "r.publication": f.Publication} {
		if value != "" {
			b.Add(" AND " + column + " = " + b.Arg(value))
		}
	}
	if p, ok := m.Places.Snapshot().ByCode(f.Community); ok && f.Community != "" {
		b.Add(" AND r.place IN (SELECT place FROM place_ancestor WHERE ancestor = " + b.Arg(p.ID) + ")")
	}
	if f.Ref != "" {
		b.Add(" AND r.ref LIKE " + b.Arg(strings.ToUpper(strings.NewReplacer("%", "", "_", "").Replace(f.Ref))+"%"))
	}
	if f.After != "" {
		at, id, err := db.ParseCursor(f.After)
		if err != nil {
			return nil, "", errs.Bad("after", "errs.bad_cursor")
		}
		t := b.Arg(at)
		b.Add(" AND (r.filed_at < " + t + " OR (r.filed_at = " + t + " AND r.id < " + b.Arg(id) + "))")
	}
	b.Add(" ORDER BY r.filed_at DESC, r.id DESC LIMIT " + b.Arg(f.Limit+1))
	rows, err = db.AllQ(q, func(scan db.Scan) (r DeskRow, err error) {
		dest, finish := r.dest()
		var waits string
		i := &r.Instance
		if err = scan(append(dest, &i.State, &i.Version, &waits, &i.Attention, &i.Post, &i.Body, &i.Calendar)...); err == nil {
			finish()
		}
		i.ID, i.Ref, i.Waits = r.ID, r.Ref, process.Waits(waits)
		return r, err
	}, b)
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		next = db.Cursor(db.Micros(rows[f.Limit-1].FiledAt), rows[f.Limit-1].ID)
	}
	return rows, next, err
}

// DeskColumns say how a scope reads over report r and process_instance i.
func DeskColumns() map[string]string {
	return map[string]string{
		policy.Place:  "i.place IN (SELECT place FROM place_ancestor WHERE ancestor = %s)",
		policy.Unit:   "i.unit IN (SELECT unit FROM unit_ancestor WHERE ancestor = %s)",
		policy.Post:   "i.post = %s",
		policy.Org:    "(r.org = %s OR i.unit IN (SELECT id FROM unit WHERE org = %s))",
		policy.Record: "r.id = %s",
	}
}

// BodyColumns say how the scope of a body reads: what was handed to it, or a single report it was given.
func BodyColumns() map[string]string {
	return map[string]string{policy.Org: "i.body = %s", policy.Record: "r.id = %s"}
}
