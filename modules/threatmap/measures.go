package threatmap

import (
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/measure"
)

// Measures are the figures that this module offers.
func (m *Map) Measures() []measure.Measure {
	return []measure.Measure{
		{Name: "threatmap.open", Unit: "number", Query: m.measureOpen},
		{Name: "threatmap.verified_in_time", Unit: "percent", Query: inTime("verify"), Records: clocksOf("verify")},
		{Name: "threatmap.read_in_time", Unit: "percent", Query: inTime("read"), Records: clocksOf("read")},
		{Name: "threatmap.confirmed_share", Unit: "percent", Query: confirmedShare, Records: verifiedReports},
	}
}

func (m *Map) measureOpen(r db.Reader, q measure.Question) (v measure.Value, err error) {
	b := db.NewQuery("SELECT count(*) FROM report r JOIN process_instance i ON i.id = r.id WHERE i.closed_at IS NULL AND NOT " + settled + " AND ")
	b.Add(q.Scope.SQL(DeskColumns(), b.Arg))
	err = db.RowQ(r, b).Scan(&v.Num)
	v.Plain, v.Rows = true, v.Num
	return v, err
}

// inTime is the share of clocks that ended in the period without having passed their limit, of all that ended
// or passed it in the period.
func inTime(clock string) func(db.Reader, measure.Question) (measure.Value, error) {
	return func(r db.Reader, q measure.Question) (v measure.Value, err error) {
		b := db.NewQuery(`SELECT COUNT(*), COALESCE(SUM(CASE WHEN c.stopped_at IS NOT NULL AND c.stopped_at <= c.due_at THEN 1 ELSE 0 END), 0)
			FROM process_clock c JOIN process_instance i ON i.id = c.instance JOIN report r ON r.id = i.id WHERE c.name = `)
		b.Add(b.Arg(clock) + " AND COALESCE(c.stopped_at, c.due_at) >= " + b.Arg(db.Micros(q.From)) + " AND COALESCE(c.stopped_at, c.due_at) < " + b.Arg(db.Micros(q.Until)) + " AND ")
		b.Add(q.Scope.SQL(DeskColumns(), b.Arg))
		err = db.RowQ(r, b).Scan(&v.Den, &v.Num)
		v.Rows, v.Missing = v.Den, v.Den == 0
		return v, err
	}
}

// confirmedShare is the share of the reports verified here that were confirmed, by the day of filing.
func confirmedShare(r db.Reader, q measure.Question) (v measure.Value, err error) {
	b := db.NewQuery(`SELECT COUNT(*), COALESCE(SUM(CASE WHEN i.state IN ('confirmed', 'eliminated', 'handed_over') THEN 1 ELSE 0 END), 0)
		FROM report r JOIN process_instance i ON i.id = r.id WHERE i.state IN ('confirmed', 'eliminated', 'handed_over', 'not_confirmed') AND NOT ` + settled + ` AND r.filed_at >= `)
	b.Add(b.Arg(db.Micros(q.From)) + " AND r.filed_at < " + b.Arg(db.Micros(q.Until)) + " AND " + q.Scope.SQL(DeskColumns(), b.Arg))
	err = db.RowQ(r, b).Scan(&v.Den, &v.Num)
	v.Rows, v.Missing = v.Den, v.Den == 0
	return v, err
}

// clocksOf are the clocks that inTime counts. A clock that began anew is named by its round.
func clocksOf(clock string) func(db.Reader, measure.Question) ([]measure.Record, error) {
	return func(r db.Reader, q measure.Question) ([]measure.Record, error) {
		b := db.NewQuery(`SELECT r.id, i.ref, i.version, c.round, CASE WHEN c.stopped_at IS NOT NULL AND c.stopped_at <= c.due_at THEN 1 ELSE 0 END
			FROM process_clock c JOIN process_instance i ON i.id = c.instance JOIN report r ON r.id = i.id WHERE c.name = `)
		b.Add(b.Arg(clock) + " AND COALESCE(c.stopped_at, c.due_at) >= " + b.Arg(db.Micros(q.From)) + " AND COALESCE(c.stopped_at, c.due_at) < " + b.Arg(db.Micros(q.Until)) + " AND ")
		b.Add(q.Scope.SQL(DeskColumns(), b.Arg))
		return db.AllQ(r, func(scan db.Scan) (o measure.Record, err error) {
			var round int64
			o.Kind, o.Den = Kind, 1
			if err = scan(&o.ID, &o.Ref, &o.Version, &round, &o.Num); round > 1 {
				o.ID += "/" + strconv.FormatInt(round, 10)
			}
			return o, err
		}, b)
	}
}

// verifiedReports are the reports that confirmedShare counts.
func verifiedReports(r db.Reader, q measure.Question) ([]measure.Record, error) {
	b := db.NewQuery(`SELECT r.id, i.ref, i.version, CASE WHEN i.state IN ('confirmed', 'eliminated', 'handed_over') THEN 1 ELSE 0 END
		FROM report r JOIN process_instance i ON i.id = r.id WHERE i.state IN ('confirmed', 'eliminated', 'handed_over', 'not_confirmed') AND NOT ` + settled + ` AND r.filed_at >= `)
	b.Add(b.Arg(db.Micros(q.From)) + " AND r.filed_at < " + b.Arg(db.Micros(q.Until)) + " AND " + q.Scope.SQL(DeskColumns(), b.Arg))
	return db.AllQ(r, func(scan db.Scan) (o measure.Record, err error) {
		o.Kind, o.Den = Kind, 1
		return o, scan(&o.ID, &o.Ref, &o.Version, &o.Num)
	}, b)
}
