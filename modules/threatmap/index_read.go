package threatmap

import (
	"context"
	"database/sql"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/geo"
	"reeve/modules/threatmap/atlas"
)

// indexColumns are what the index keeps of report r and process_instance i. A life without steps has no times but
// its closing.
const indexColumns = `r.ref, r.category, i.state, r.place, r.beat, r.pub_lat, r.pub_lon, r.pub_precision_m, r.pub_at, r.confirmations, r.source, i.closed_at,
	r.publication, r.crime_tip, r.erased_at,
	CASE WHEN i.version = 1 THEN NULL ELSE (SELECT MIN(s.occurred_at) FROM process_step s WHERE s.instance = r.id
		AND s.step IN ('open', 'mistake', 'follow_open', 'follow_confirm', 'follow_not_confirm', 'follow_eliminate', 'follow_hand_over')) END,
	CASE WHEN i.version = 1 THEN NULL ELSE (SELECT MIN(s.occurred_at) FROM process_step s WHERE s.instance = r.id
		AND s.step IN ('confirm', 'not_confirm', 'mistake', 'follow_confirm', 'follow_not_confirm', 'follow_eliminate', 'follow_hand_over')) END,
	CASE WHEN i.version = 1 OR i.state IN ('confirmed', 'handed_over', 'eliminated') THEN NULL ELSE (SELECT MIN(s.occurred_at) FROM process_step s WHERE s.instance = r.id
		AND s.step IN ('confirm', 'follow_confirm', 'follow_eliminate', 'follow_hand_over')) END,
	CASE WHEN ` + settled + ` THEN 1 ELSE 0 END`

// settled chooses the imported reports r (with process_instance i) that are in the state which their source gave:
// nobody here has changed it, and they wait for nobody. They are not open, and were not checked here.
const settled = `(r.source = 'import' AND i.waits = 'nobody' AND r.duplicate_of IS NULL
	AND NOT EXISTS (SELECT 1 FROM process_step moved WHERE moved.instance = r.id AND moved.from_state <> moved.to_state))`

// reader turns rows into reports of the index.
type indexReader struct {
	m     *Map
	zones map[string]*time.Location // by community
}

func (m *Map) indexReader() *indexReader {
	return &indexReader{m: m, zones: map[string]*time.Location{}}
}

// scan reads a row. public tells whether it belongs into the index; only then more than the reference is set.
func (x *indexReader) scan(scan db.Scan, r *atlas.Report) (public bool, err error) {
	var beat sql.NullString
	var lat, lon sql.NullFloat64
	var precision, closed, erased, read, verify, confirmed sql.NullInt64
	var pub, elsewhere int64
	var source, publication string
	var tip bool
	*r = atlas.Report{}
	err = scan(&r.Ref, &r.Category, &r.State, &r.Community, &beat, &lat, &lon, &precision, &pub, &r.Confirmations, &source, &closed,
		&publication, &tip, &erased, &read, &verify, &confirmed, &elsewhere)
	if err != nil || publication != PublicNow || tip || erased.Valid {
		return false, err
	}
	zone := x.zone(r.Community)
	r.PubAt = db.Time(pub)
	local := r.PubAt.In(zone)
	r.Month = atlas.MonthOf(local.Year(), local.Month())
	if lat.Valid && lon.Valid && precision.Valid {
		r.Placed, r.At, r.Precision = true, geo.Point{Lat: lat.Float64, Lon: lon.Float64}, precision.Int64
		r.Beat = beat.String // without a published place it would tell where within the community
	}
	r.Imported, r.Settled = source == "import", elsewhere != 0
	r.Confirmed = confirmed.Valid || r.State == Confirmed || r.State == HandedOver || r.State == Eliminated
	r.ToRead, r.ToVerify, r.ToClose = since(local, read, zone), since(local, verify, zone), since(local, closed, zone)
	return true, nil
}

func (x *indexReader) zone(community string) *time.Location {
	z := x.zones[community]
	if z == nil {
		z = x.m.zone(Report{Place: community})
		x.zones[community] = z
	}
	return z
}

// since counts the parts of the day from one to that of an instant.
func since(from time.Time, at sql.NullInt64, zone *time.Location) int {
	if !at.Valid {
		return atlas.Never
	}
	return max(0, partNumber(db.Time(at.Int64).In(zone))-partNumber(from))
}

// partNumber counts the parts of the local day since 1970.
func partNumber(local time.Time) int {
	y, m, d := local.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/86400)*4 + local.Hour()/6
}

// changed reads the reports that the change feed names between two numbers, and those whose changes have no number
// yet, which PostgreSQL gives a moment after the commit.
func (ix *Index) changed(s *db.Snapshot, since, until int64) (batch []atlas.Change, err error) {
	x := ix.m.indexReader()
	var r atlas.Report
	err = db.Each(s, func(scan db.Scan) error {
		public, err := x.scan(scan, &r)
		c := atlas.Change{Ref: r.Ref}
		if public {
			rep := r
			c.Report = &rep
		}
		batch = append(batch, c)
		return err
	}, "SELECT "+indexColumns+` FROM report r JOIN process_instance i ON i.id = r.id WHERE r.id IN (
		SELECT e.record FROM audit_entry e WHERE e.seq > $1 AND e.seq <= $2 UNION SELECT e.record FROM audit_entry e WHERE e.seq IS NULL)`, since, until)
	return batch, err
}

// fill reads everything that is published, as of one moment, and gives the number of the feed at that moment.
func (ix *Index) fill(ctx context.Context) (seq int64, err error) {
	err = ix.m.DB.Read(ctx, func(s *db.Snapshot) error {
		if err := s.QueryRow("SELECT COALESCE(MAX(seq), 0) FROM audit_entry").Scan(&seq); err != nil {
			return err
		}
		return ix.atlas.Fill(func(put func(*atlas.Report)) error {
			x := ix.m.indexReader()
			var r atlas.Report
			return db.Each(s, func(scan db.Scan) error {
				public, err := x.scan(scan, &r)
				if public {
					put(&r)
				}
				return err
			}, "SELECT "+indexColumns+" FROM report r JOIN process_instance i ON i.id = r.id WHERE r.publication = 'public' AND r.erased_at IS NULL")
		})
	})
	return seq, err
}
