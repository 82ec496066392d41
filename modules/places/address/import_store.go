package address

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/id"
)

// tally is what a transaction changes of one source.
type tally struct {
	id                 string
	licence            string
	fresh              bool
	moved              int
	streets, addresses int64
	there              map[string]bool // streets that are stored, as far as this transaction knows
}

// flush writes the rows collected so far in one transaction.
func (i *importer) flush(ctx context.Context) error {
	if len(i.batch) == 0 {
		return nil
	}
	var part Result
	var sources map[string]*tally
	err := i.d.Write(ctx, i.o.Actor, func(tx *db.Tx) error {
		part, sources = Result{}, map[string]*tally{}
		for _, v := range i.batch {
			t, err := sourceOf(tx, sources, v)
			if err != nil {
				return err
			}
			if err := store(tx, t, v, &part); err != nil {
				return err
			}
		}
		if err := i.settle(tx, sources); err != nil {
			return err
		}
		if i.o.DryRun {
			return errTried
		}
		return nil
	})
	if err != nil && !(i.o.DryRun && errors.Is(err, errTried)) {
		return err
	}
	i.res.Imported += part.Imported
	i.res.Unchanged += part.Unchanged
	for _, t := range sources {
		i.sources[t.id] = true
	}
	i.batch = i.batch[:0]
	return nil
}

// sourceOf finds the source of a row, making it if need be. The licence is that of the last file.
func sourceOf(tx *db.Tx, known map[string]*tally, v arrival) (*tally, error) {
	if t := known[v.source]; t != nil {
		return t, nil
	}
	t := &tally{there: map[string]bool{}}
	known[v.source] = t
	var licence string
	err := tx.QueryRow(`SELECT id, licence FROM address_source WHERE name = $1`, v.source).Scan(&t.id, &licence)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		t.id, t.licence, t.fresh = id.At(tx.Now()), v.licence, true
		_, err = tx.Exec(`INSERT INTO address_source (id, name, licence, streets, addresses, version) VALUES ($1, $2, $3, 0, 0, 0)`, t.id, v.source, v.licence)
	case err == nil && v.licence != "" && v.licence != licence:
		t.licence, t.moved = v.licence, 1
	default:
		t.licence = licence
	}
	return t, err
}

// store writes one address unless it is there already.
func store(tx *db.Tx, t *tally, v arrival, r *Result) error {
	number := foldNumber(v.number)
	var written string
	var lat, lon float64
	err := tx.QueryRow(`SELECT written, lat, lon FROM address WHERE street = $1 AND number = $2 AND postcode = $3`, v.streetID, number, v.postcode).Scan(&written, &lat, &lon)
	switch {
	case err == nil && written == v.number && lat == v.at.Lat && lon == v.at.Lon:
		r.Unchanged++
		return nil
	case err == nil:
		r.Imported++
		t.moved++
		_, err = tx.Exec(`UPDATE address SET written = $4, lat = $5, lon = $6 WHERE street = $1 AND number = $2 AND postcode = $3`,
			v.streetID, number, v.postcode, v.number, v.at.Lat, v.at.Lon)
		return err
	case !errors.Is(err, sql.ErrNoRows):
		return err
	}
	r.Imported++
	t.addresses++
	if err := t.street(tx, v); err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO address (street, number, postcode, written, lat, lon) VALUES ($1, $2, $3, $4, $5, $6)`,
		v.streetID, number, v.postcode, v.number, v.at.Lat, v.at.Lon)
	return err
}

// street stores the street of an address with its spellings unless it is there.
func (t *tally) street(tx *db.Tx, v arrival) error {
	if t.there[v.streetID] {
		return nil
	}
	t.there[v.streetID] = true
	n, err := tx.Exec(`INSERT INTO street (id, source, name, locality, place) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`,
		v.streetID, t.id, v.street, v.locality, db.NullText(v.community))
	if err != nil || n == 0 {
		return err
	}
	t.streets++
	for _, spelling := range keysOf(v.spellings) {
		if _, err := tx.Exec(`INSERT INTO street_key (spelling, street) VALUES ($1, $2)`, []byte(spelling), v.streetID); err != nil {
			return err
		}
	}
	return nil
}

// settle brings the counts of the sources up to date, with an entry in the log for each that has changed.
func (i *importer) settle(tx *db.Tx, sources map[string]*tally) error {
	var names []string
	for name, t := range sources {
		if t.fresh || t.moved != 0 || t.streets != 0 || t.addresses != 0 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		t := sources[name]
		if _, err := tx.Exec(`UPDATE address_source SET licence = $2, streets = streets + $3, addresses = addresses + $4, version = version + 1 WHERE id = $1`,
			t.id, t.licence, t.streets, t.addresses); err != nil {
			return err
		}
		e := audit.Entry{Operation: audit.Alteration, Action: "places.address.import", Kind: Kind, ID: t.id}
		if t.fresh {
			e.Operation = audit.Collection
		}
		if err := i.log.Record(tx, e); err != nil {
			return err
		}
	}
	return nil
}

// remove takes away what is of the file's sources and was not in the file.
func (i *importer) remove(ctx context.Context) error {
	for source := range i.sources {
		for more := true; more; {
			var gone []key
			err := i.d.Read(ctx, func(s *db.Snapshot) (err error) {
				gone, err = i.gone(s, source)
				return err
			})
			if err != nil || i.o.DryRun {
				i.res.Removed += len(gone)
				return err
			}
			if more = len(gone) > 0; !more {
				break
			}
			if err := i.d.Write(ctx, i.o.Actor, func(tx *db.Tx) error { return i.drop(tx, source, gone) }); err != nil {
				return err
			}
			i.res.Removed += len(gone)
		}
	}
	return nil
}

type key struct{ street, number, postcode string }

// gone are addresses of a source that were not in the file, some thousand of them at most.
func (i *importer) gone(s *db.Snapshot, source string) ([]key, error) {
	var all []key
	err := db.Each(s, func(scan db.Scan) error {
		var k key
		if err := scan(&k.street, &k.number, &k.postcode); err != nil {
			return err
		}
		if _, in := i.seen[hashOf(k.street, k.number, k.postcode)]; !in && len(all) < 10*batch {
			all = append(all, k)
		}
		return nil
	}, `SELECT a.street, a.number, a.postcode FROM street s JOIN address a ON a.street = s.id WHERE s.source = $1`, source)
	return all, err
}

func (i *importer) drop(tx *db.Tx, source string, gone []key) error {
	t := &tally{id: source}
	var name string
	if err := tx.QueryRow(`SELECT name, licence FROM address_source WHERE id = $1`, source).Scan(&name, &t.licence); err != nil {
		return err
	}
	streets := map[string]bool{}
	for _, k := range gone {
		n, err := tx.Exec(`DELETE FROM address WHERE street = $1 AND number = $2 AND postcode = $3`, k.street, k.number, k.postcode)
		if err != nil {
			return err
		}
		t.addresses -= n
		streets[k.street] = true
	}
	for street := range streets {
		var left int64
		if err := tx.QueryRow(`SELECT COUNT(*) FROM address WHERE street = $1`, street).Scan(&left); err != nil {
			return err
		}
		if left > 0 {
			continue
		}
		if _, err := tx.Exec(`DELETE FROM street_key WHERE street = $1`, street); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM street WHERE id = $1`, street); err != nil {
			return err
		}
		t.streets--
	}
	return i.settle(tx, map[string]*tally{name: t})
}
