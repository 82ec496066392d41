package survey

import (
	"database/sql"
	"errors"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/id"
)

const waveColumns = `w.id, w.title, w.place, w.since, w.until, w.sample, w.method, w.source, w.weights, w.version`

func scanWave(scan db.Scan) (w Wave, err error) {
	return w, scan(&w.ID, &w.Title, &w.Place, &w.From, &w.Until, &w.Sample, &w.Method, &w.Source, &w.Weights, &w.Version)
}

const valueColumns = `v.id, v.wave, v.question, v.grp, v.share, v.asked, v.margin, v.design, v.wording, v.version`

func scanValue(scan db.Scan) (v Value, err error) {
	var margin sql.NullInt64
	err = scan(&v.ID, &v.Wave, &v.Question, &v.Group, &v.Share, &v.Asked, &margin, &v.Design, &v.Wording, &v.Version)
	if margin.Valid {
		v.Stated = &margin.Int64
	}
	return v, err
}

// Waves reads all surveys, the latest first.
func Waves(q db.Reader) ([]Wave, error) {
	return db.All(q, scanWave, `SELECT `+waveColumns+` FROM survey_wave w ORDER BY w.until DESC, w.title, w.id`)
}

// WavesAt reads the surveys of one place, the latest first.
func WavesAt(q db.Reader, place string) ([]Wave, error) {
	return db.All(q, scanWave, `SELECT `+waveColumns+` FROM survey_wave w WHERE w.place = $1 ORDER BY w.until DESC, w.title, w.id`, place)
}

// ValuesAt reads the values of all surveys of one place.
func ValuesAt(q db.Reader, place string) ([]Value, error) {
	return db.All(q, scanValue, `SELECT `+valueColumns+` FROM survey_value v JOIN survey_wave w ON w.id = v.wave WHERE w.place = $1 ORDER BY v.question, v.grp, v.id`, place)
}

// putWave stores a wave, known again by title, place and last day. changed tells whether anything is new.
func (s *Surveys) putWave(tx *db.Tx, w Wave) (Wave, bool, error) {
	old, err := scanWave(tx.QueryRow(`SELECT `+waveColumns+` FROM survey_wave w WHERE w.title = $1 AND w.place = $2 AND w.until = $3`, w.Title, w.Place, w.Until).Scan)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return w, false, err
	}
	w.said(old)
	if w.ID, w.Version = old.ID, old.Version; w == old {
		return w, false, nil
	}
	operation := audit.Alteration
	if w.Version++; w.ID == "" {
		w.ID, operation = id.At(tx.Now()), audit.Collection
	}
	if _, err := tx.Exec(`INSERT INTO survey_wave (id, title, place, since, until, sample, method, source, weights, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET since = excluded.since, sample = excluded.sample, method = excluded.method, source = excluded.source, weights = excluded.weights,
		version = excluded.version`, w.ID, w.Title, w.Place, w.From, w.Until, w.Sample, w.Method, w.Source, w.Weights, w.Version); err != nil {
		return w, false, err
	}
	return w, true, s.Log.Record(tx, audit.Entry{Operation: operation, Action: "survey.wave.import", Kind: Kind, ID: w.ID, Version: w.Version, Place: w.Place})
}

// putValue stores a value, known again by wave, question and group. was is what stood there.
func (s *Surveys) putValue(tx *db.Tx, v Value, place string) (was Value, changed bool, err error) {
	was, err = scanValue(tx.QueryRow(`SELECT `+valueColumns+` FROM survey_value v WHERE v.wave = $1 AND v.question = $2 AND v.grp = $3`, v.Wave, v.Question, v.Group).Scan)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return was, false, err
	}
	v.ID, v.Version = was.ID, was.Version
	if same(v, was) {
		return was, false, nil
	}
	operation := audit.Alteration
	if v.Version++; v.ID == "" {
		v.ID, operation = id.At(tx.Now()), audit.Collection
	}
	var margin any
	if v.Stated != nil {
		margin = *v.Stated
	}
	if _, err := tx.Exec(`INSERT INTO survey_value (id, wave, question, grp, share, asked, margin, design, wording, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET share = excluded.share, asked = excluded.asked, margin = excluded.margin, design = excluded.design, wording = excluded.wording,
		version = excluded.version`, v.ID, v.Wave, v.Question, v.Group, v.Share, v.Asked, margin, v.Design, v.Wording, v.Version); err != nil {
		return was, false, err
	}
	return was, true, s.Log.Record(tx, audit.Entry{Operation: operation, Action: "survey.value.import", Kind: KindValue, ID: v.ID, Version: v.Version, Place: place})
}

func same(a, b Value) bool {
	if (a.Stated == nil) != (b.Stated == nil) || a.Stated != nil && *a.Stated != *b.Stated {
		return false
	}
	a.Stated, b.Stated = nil, nil
	return a == b
}
