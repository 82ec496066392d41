package guard

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// Life is how long anything of a filing is kept here; the sweep runs every few minutes.
const Life = 3 * time.Hour

// recent is how far back near copies and the beginnings of a burst are looked for, and recentMost how many
// filings of an area or network are compared.
const (
	recent     = time.Hour
	recentMost = 60
)

func (f Filing) networkID() string {
	if f.Paid <= 0 {
		return "scriptless/" + f.Network
	}
	return networkID(f.Network)
}

func networkID(network string) string { return "network/" + network }

func (f Filing) ids() (network, share, area, text string) {
	return f.networkID(), "share/" + f.Network + "/" + f.Area + "/" + f.Category, "area/" + f.Area + "/" + f.Category, "text/" + f.Text.Same
}

// Look reads ahead of a filing's transaction what it will be judged by.
func Look(q db.Reader, f Filing, now time.Time) (o Outlook, err error) {
	network, share, _, _ := f.ids()
	buckets := map[string]Bucket{}
	rows, err := db.All(q, scanBucket, "SELECT id, fill, at FROM guard_bucket WHERE id IN ($1, $2)", network, share)
	if err != nil {
		return o, err
	}
	for _, r := range rows {
		buckets[r.id] = r.Bucket
	}
	alike := 0
	if f.Text.Known() {
		if alike, err = countAlike(q, f, now); err != nil {
			return o, err
		}
	}
	return outlook(f, buckets[network], buckets[share], alike, now), nil
}

// Admit counts a filing in its transaction and tells what becomes of it. report is its id, by which it can be
// held later. A network that must wait is an error (TooMany, with seconds).
func Admit(tx *db.Tx, f Filing, o Outlook, report string) (Verdict, error) {
	fills, err := fillBuckets(tx, f.additions(o), tx.Now())
	if err != nil {
		return Verdict{}, err
	}
	v := f.judge(o, fills)
	if v.Wait > 0 {
		return v, tooMany(v.Wait)
	}
	_, err = tx.Exec("INSERT INTO guard_trace (report, network, area, category, text, print, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		report, f.Network, f.Area, f.Category, f.Text.Same, f.Text.Print, db.Micros(tx.Now()))
	return v, err
}

func tooMany(wait time.Duration) error {
	seconds := int(wait.Seconds()) + 1
	return errs.New(errs.TooMany, "threatmap.too_many_filings", "seconds", seconds, "minutes", (seconds+59)/60)
}

// Room tells, before anything costly is done, whether a network may file now: TooMany with seconds if not.
func Room(q db.Reader, f Filing, now time.Time) error {
	b, err := bucket(q, f.networkID())
	if err != nil {
		return err
	}
	if wait := b.at(f.size(), now).wait(f.size(), outlook(f, b, Bucket{}, 0, now).cost); wait > 0 {
		return tooMany(wait)
	}
	return nil
}

// Wanted is how many numbers a challenge for this network has now.
func Wanted(q db.Reader, network string, now time.Time) (int, error) {
	b, err := bucket(q, networkID(network))
	return Work(b, now), err
}

func bucket(q db.Reader, id string) (b Bucket, err error) {
	rows, err := db.All(q, scanBucket, "SELECT id, fill, at FROM guard_bucket WHERE id = $1", id)
	if len(rows) > 0 {
		b = rows[0].Bucket
	}
	return b, err
}

type stored struct {
	id string
	Bucket
}

func scanBucket(scan db.Scan) (s stored, err error) {
	var at int64
	err = scan(&s.id, &s.Fill, &at)
	s.At = db.Time(at)
	return s, err
}

// The statements that fill two to four buckets at once: what has leaked since is taken off, and none passes its
// most. They read no row but those that they change.
const (
	insertBuckets = "INSERT INTO guard_bucket (id, fill, at, leak, most) VALUES "
	onceMore      = ` ON CONFLICT (id) DO UPDATE SET
		fill = CASE
			WHEN excluded.at <= guard_bucket.at THEN CASE WHEN guard_bucket.fill + excluded.fill < excluded.most THEN guard_bucket.fill + excluded.fill ELSE excluded.most END
			WHEN guard_bucket.fill <= excluded.leak * (excluded.at - guard_bucket.at) THEN excluded.fill
			WHEN guard_bucket.fill - excluded.leak * (excluded.at - guard_bucket.at) + excluded.fill < excluded.most
				THEN guard_bucket.fill - excluded.leak * (excluded.at - guard_bucket.at) + excluded.fill
			ELSE excluded.most END,
		at = CASE WHEN excluded.at > guard_bucket.at THEN excluded.at ELSE guard_bucket.at END
		RETURNING id, fill, at`
)

// fillBuckets adds to buckets and gives how full they are then.
func fillBuckets(tx *db.Tx, all []addition, now time.Time) (map[string]float64, error) {
	var args []any
	for _, a := range all {
		args = append(args, a.id, a.cost, db.Micros(now), a.size.PerHour/float64(time.Hour/time.Microsecond), a.size.Most+beyond)
	}
	var rows []stored
	var err error
	switch len(all) {
	case 2:
		rows, err = db.All(tx, scanBucket, insertBuckets+"($1, $2, $3, $4, $5), ($6, $7, $8, $9, $10)"+onceMore, args...)
	case 3:
		rows, err = db.All(tx, scanBucket, insertBuckets+"($1, $2, $3, $4, $5), ($6, $7, $8, $9, $10), ($11, $12, $13, $14, $15)"+onceMore, args...)
	case 4:
		rows, err = db.All(tx, scanBucket, insertBuckets+"($1, $2, $3, $4, $5), ($6, $7, $8, $9, $10), ($11, $12, $13, $14, $15), ($16, $17, $18, $19, $20)"+onceMore, args...)
	}
	tx.Changed()
	fills := map[string]float64{}
	for _, r := range rows {
		fills[r.id] = r.Fill
	}
	return fills, err
}

// countAlike counts the recent filings of the area and category, and of the network, with nearly this text.
func countAlike(q db.Reader, f Filing, now time.Time) (n int, err error) {
	all, err := around(q, f, now)
	for _, t := range all {
		if Like(t.text.Print, f.Text.Print) {
			n++
		}
	}
	return n, err
}
