package guard

import (
	"time"

	"reeve/kernel/db"
)

// trace is what is known of a recent filing.
type trace struct {
	report string
	text   Text
}

func scanTrace(scan db.Scan) (t trace, err error) {
	return t, scan(&t.report, &t.text.Same, &t.text.Print)
}

// around gives the recent filings of a filing's area and category and of its network, some of them twice over
// two networks, never one twice.
func around(q db.Reader, f Filing, now time.Time) ([]trace, error) {
	since := db.Micros(now.Add(-recent))
	all, err := db.All(q, scanTrace, `SELECT report, text, print FROM guard_trace WHERE area = $1 AND category = $2 AND at > $3
		ORDER BY at DESC LIMIT $4`, f.Area, f.Category, since, recentMost)
	if err != nil {
		return nil, err
	}
	own, err := db.All(q, scanTrace, `SELECT report, text, print FROM guard_trace WHERE network = $1 AND at > $2 AND (area <> $3 OR category <> $4)
		ORDER BY at DESC LIMIT $5`, f.Network, since, f.Area, f.Category, recentMost)
	return append(all, own...), err
}

// Before gives the reports that came shortly before a report and belong to what it was held for: of its
// network, of its area and category, or of nearly its text. At most most of them, newest first; none once the
// report's own trace is swept.
func Before(q db.Reader, report string, why Reason, most int) ([]string, error) {
	var f Filing
	var own trace
	var at int64
	rows, err := db.All(q, func(scan db.Scan) (bool, error) {
		return true, scan(&f.Network, &f.Area, &f.Category, &own.text.Same, &own.text.Print, &at)
	}, "SELECT network, area, category, text, print, at FROM guard_trace WHERE report = $1", report)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	since := db.Micros(db.Time(at).Add(-recent))
	switch why {
	case Network:
		return db.Strings(q, "SELECT report FROM guard_trace WHERE network = $1 AND at > $2 ORDER BY at DESC LIMIT $3", f.Network, since, most)
	case Burst:
		return db.Strings(q, "SELECT report FROM guard_trace WHERE area = $1 AND category = $2 AND at > $3 ORDER BY at DESC LIMIT $4", f.Area, f.Category, since, most)
	case SameText:
		same, err := db.Strings(q, "SELECT report FROM guard_trace WHERE text = $1 AND at > $2 ORDER BY at DESC LIMIT $3", own.text.Same, since, most)
		if err != nil {
			return nil, err
		}
		f.Text = own.text
		all, err := around(q, f, db.Time(at))
		for _, t := range all {
			if t.text.Same != own.text.Same && Like(t.text.Print, own.text.Print) {
				same = append(same, t.report)
			}
		}
		return same[:min(len(same), most)], err
	}
	return nil, nil
}

// Sweep forgets what is older than its life.
func Sweep(tx *db.Tx, now time.Time) error {
	before := db.Micros(now.Add(-Life))
	if _, err := tx.Exec("DELETE FROM guard_trace WHERE at < $1", before); err != nil {
		return err
	}
	// By then every bucket but a full network's has run dry; what is left in it is forgiven.
	_, err := tx.Exec("DELETE FROM guard_bucket WHERE at < $1", before)
	return err
}
