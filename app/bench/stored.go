package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"reeve/app"
	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/modules/places"
	"reeve/modules/threatmap"
	"reeve/modules/threatmap/atlas"
)

// Stored is what was measured of an installation with reports in its database.
type Stored struct {
	Engine     string     `json:"engine"`
	Reports    int        `json:"reports"`
	StoreMS    float64    `json:"store_ms"`          // writing the reports by plain SQL
	LoadMS     float64    `json:"start_database_ms"` // opening to the first page, the index read from the database
	StartMS    float64    `json:"start_file_ms"`     // the same, the index read from its file
	IdleMB     float64    `json:"rss_mb"`            // after both
	Pages      []PageRate `json:"pages"`             // over HTTP, one after the other
	FilingSeen float64    `json:"filing_seen_ms"`    // p95 from the acknowledgement of a filing to the answer of a count that has it
}

// stored measures a scratch installation.
func stored(ctx context.Context, o MapOptions, say func(string, ...any)) (*Stored, error) {
	dir, err := os.MkdirTemp("", "reeve-bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	res := &Stored{Engine: "sqlite", Reports: o.Stored}
	if o.Database != "" {
		res.Engine = "postgres"
	}
	opened := app.Options{Dir: dir, Database: o.Database}
	var m *made
	err = with(ctx, opened, func(t *town) error {
		var categories []string
		for _, c := range t.a.Map.Categories.List() {
			categories = append(categories, c.Code)
		}
		m = newMade(o.Stored, o.Area, categories)
		say("storing %d reports in a scratch installation", o.Stored)
		begin := time.Now()
		err := t.store(ctx, m, say)
		res.StoreMS = ms(time.Since(begin))
		return err
	})
	if err != nil {
		return nil, err
	}
	os.RemoveAll(filepath.Join(dir, "cache"))
	for _, at := range []*float64{&res.LoadMS, &res.StartMS} {
		runtime.GC()
		say("opening it")
		begin := time.Now()
		if err := with(ctx, opened, func(t *town) error {
			if err := t.page(ctx); err != nil {
				return err
			}
			*at = ms(time.Since(begin))
			if n := t.a.Map.Index.Count(atlas.Filter{}); n < o.Stored {
				return fmt.Errorf("the index holds %d reports", n)
			}
			if at == &res.LoadMS {
				return nil
			}
			say("lists over HTTP")
			res.Pages, err = t.lists(ctx, m, o.Seconds)
			if err == nil {
				res.FilingSeen, err = t.seen(ctx, o.Seconds)
			}
			return err
		}); err != nil {
			return nil, err
		}
	}
	runtime.GC()
	res.IdleMB = rss()
	return res, nil
}

// store writes the towns and the reports, with one entry of the log for each batch.
func (t *town) store(ctx context.Context, m *made, say func(string, ...any)) error {
	ids := make(map[string]string, len(m.towns))
	err := t.a.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		for i, at := range m.towns {
			p, err := t.a.Places.AddPlace(tx, places.Place{Code: "PL-" + townID(i), Country: "PL", Level: "gmina", Role: places.Community, Names: i18n.Text{"en": townID(i)}, At: at})
			if err != nil {
				return err
			}
			ids[townID(i)] = p.ID
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := t.a.Places.Reload(ctx); err != nil {
		return err
	}
	const batch = 20_000
	lines := make([]atlas.Report, 0, batch)
	done := 0
	flush := func() error {
		err := t.a.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
			for i := range lines {
				if err := storeReport(tx, &lines[i], ids[lines[i].Community]); err != nil {
					return err
				}
			}
			return t.a.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "bench.reports", Kind: "bench", ID: fmt.Sprint(done)})
		})
		if done += len(lines); done%200_000 == 0 {
			say("%d", done)
		}
		lines = lines[:0]
		return err
	}
	err = m.each(func(r *atlas.Report) error {
		if lines = append(lines, *r); len(lines) == batch {
			return flush()
		}
		return nil
	})
	if err == nil && len(lines) > 0 {
		err = flush()
	}
	return err
}

// storeReport writes a report as an import leaves it. Of what is sealed there is nothing.
func storeReport(tx *db.Tx, r *atlas.Report, place string) error {
	id := fmt.Sprintf("%08x-bench-%s", r.PubAt.Unix(), r.Ref)
	var lat, lon, precision any
	if r.Placed {
		lat, lon, precision = r.At.Lat, r.At.Lon, r.Precision
	}
	if _, err := tx.Exec(`INSERT INTO report (id, ref, category, place, org, lat, lon, precision_kind, pub_lat, pub_lon, pub_precision_m,
		rule, rule_version, seen_from, seen_to, day_parts, weekdays, lang, source, publication, crime_tip, confirmations, filed_at, pub_at, version)
		VALUES ($1, $2, $3, $4, '', $5, $6, 'exact', $7, $8, $9, 'bench', 1, '', '', '', '', 'en', 'import', 'public', FALSE, $10, $11, $11, 1)`,
		id, r.Ref, r.Category, place, r.At.Lat, r.At.Lon, lat, lon, precision, r.Confirmations, db.Micros(r.PubAt)); err != nil {
		return err
	}
	closed := any(nil)
	switch r.State {
	case threatmap.Eliminated, threatmap.NotConfirmed, threatmap.Mistake, threatmap.Withdrawn:
		closed = db.Micros(r.PubAt.Add(time.Duration(r.ToClose) * 6 * time.Hour))
	}
	_, err := tx.Exec(`INSERT INTO process_instance (id, definition, def_version, overlay_version, ref, subject, state, version, waits, attention, place, org, calendar, opened_at, updated_at, closed_at)
		VALUES ($1, 'threatmap.report', 1, 0, $2, $3, $4, 1, 'nobody', '', $5, '', 'PL', $6, $6, $7)`, id, r.Ref, r.Category, r.State, place, db.Micros(r.PubAt), closed)
	return err
}

// get reads an answer to its end.
func (t *town) get(ctx context.Context, path string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", t.url+path, nil)
	if err != nil {
		return "", err
	}
	res, err := t.client.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: status %d", path, res.StatusCode)
	}
	return string(body), err
}

// lists measures pages over HTTP.
func (t *town) lists(ctx context.Context, m *made, seconds int) (all []PageRate, err error) {
	length := time.Duration(seconds) * time.Second
	var asks []string
	for _, f := range m.asks() {
		q := url.Values{"category": f.Categories, "state": f.States}
		for _, c := range f.Communities[:min(1, len(f.Communities))] {
			q.Set("community", "PL-"+c)
		}
		if f.From > 0 {
			y, month := f.From.Date()
			q.Set("from", fmt.Sprintf("%04d-%02d", y, month))
		}
		if b := f.Box; b != nil {
			q.Set("bbox", fmt.Sprintf("%.4f,%.4f,%.4f,%.4f", b.West, b.South, b.East, b.North))
		}
		asks = append(asks, q.Encode())
	}
	var refs []string
	if err := m.each(func(r *atlas.Report) error {
		if len(refs) < 1000 {
			refs = append(refs, r.Ref)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	for _, k := range []struct {
		what string
		path func(i int) string
	}{
		{"API: newest 50", func(int) string { return "/api/v1/reports" }},
		{"API: filtered 50", func(i int) string { return "/api/v1/reports?" + asks[i%len(asks)] }},
		{"API: filtered count", func(i int) string { return "/api/v1/reports/count?" + asks[i%len(asks)] }},
		{"page: list", func(int) string { return "/en/list" }},
		{"page: filtered list", func(i int) string { return "/en/list?" + asks[i%len(asks)] }},
		{"page: report", func(i int) string { return "/en/r/" + refs[i%len(refs)] }},
		{"tile of zoom 6", func(i int) string {
			a := addressOf(m.towns[i%100], 6)
			return fmt.Sprintf("/tiles/reports/6/%d/%d.mvt", a.x, a.y)
		}},
	} {
		var wrong error
		times, took := timed(ctx, 1, length, func(i int) {
			if _, err := t.get(ctx, k.path(i)); err != nil && wrong == nil {
				wrong = err
			}
		})
		if wrong != nil {
			return all, wrong
		}
		all = append(all, rateOf(k.what, times, took))
	}
	return all, nil
}

// seen measures how long a count needs that follows a filing and has to have it.
func (t *town) seen(ctx context.Context, seconds int) (float64, error) {
	n := t.a.Map.Index.Count(atlas.Filter{})
	var wrong error
	var times []time.Duration
	for end := time.Now().Add(time.Duration(seconds) * time.Second); time.Now().Before(end) && wrong == nil; {
		if wrong = t.fileHTTP(ctx); wrong != nil {
			break
		}
		n++
		begin := time.Now()
		body, err := t.get(ctx, "/api/v1/reports/count")
		times = append(times, time.Since(begin))
		if wrong = err; err == nil && strings.TrimSpace(body) != fmt.Sprintf(`{"count":%d}`, n) {
			wrong = fmt.Errorf("%s after %d filings", body, n)
		}
	}
	if wrong != nil || len(times) == 0 {
		return 0, wrong
	}
	_, p95 := middle(times)
	return p95, nil
}
