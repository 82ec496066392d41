package places

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
)

// onBoth runs a test with an empty register of places on both engines.
func onBoth(t *testing.T, test func(t *testing.T, p *Places)) {
	t.Helper()
	dbtest.Both(t, func(t *testing.T, d *db.DB) { test(t, open(t, d)) }, audit.Files(), Files())
}

// onSQLite is for what does not depend on the engine.
func onSQLite(t *testing.T) *Places {
	t.Helper()
	return open(t, dbtest.SQLite(t, audit.Files(), Files()))
}

func open(t testing.TB, d *db.DB) *Places {
	t.Helper()
	signer, err := audit.LoadOrCreateSigner(t.TempDir(), "test")
	must(t, err)
	log, err := audit.New(d, Tables(), audit.Options{Origin: "test/log", Signer: signer})
	must(t, err)
	p, err := New(d, log)
	must(t, err)
	return p
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (p *Places) write(t testing.TB, fn func(tx *db.Tx) error) {
	t.Helper()
	must(t, p.d.Write(context.Background(), db.System(), fn))
}

func (p *Places) reader(t testing.TB, fn func(s *db.Snapshot) error) {
	t.Helper()
	must(t, p.d.Read(context.Background(), fn))
}

// feature is one feature of a made-up file.
type feature struct {
	props map[string]any
	shape geo.MultiPolygon
	raw   string // in place of a shape
}

func square(lon, lat, size float64) geo.MultiPolygon {
	return geo.MultiPolygon{{{{Lat: lat, Lon: lon}, {Lat: lat, Lon: lon + size}, {Lat: lat + size, Lon: lon + size}, {Lat: lat + size, Lon: lon}}}}
}

// grid is n × n squares over the square of 1 degree at 52° N 18° E, with codes prefix + running number.
func grid(n int, prefix string) []feature {
	var all []feature
	size := 1 / float64(n)
	for y := range n {
		for x := range n {
			code := fmt.Sprintf("%s%03d", prefix, y*n+x)
			all = append(all, feature{map[string]any{"code": code, "name": "Name " + code}, square(18+float64(x)*size, 52+float64(y)*size, size), ""})
		}
	}
	return all
}

func geojson(features []feature) string {
	var b strings.Builder
	b.WriteString(`{"type":"FeatureCollection","features":[`)
	for i, f := range features {
		if i > 0 {
			b.WriteByte(',')
		}
		props, _ := json.Marshal(f.props)
		geometry := f.raw
		if geometry == "" {
			raw, _ := f.shape.MarshalJSON()
			geometry = string(raw)
		}
		fmt.Fprintf(&b, `{"type":"Feature","properties":%s,"geometry":%s}`, props, geometry)
	}
	return b.String() + "]}"
}

func file(t testing.TB, features []feature) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "places.geojson")
	must(t, os.WriteFile(name, []byte(geojson(features)), 0o600))
	return name
}

func options(t testing.TB, level, role string, features []feature) Options {
	t.Helper()
	return Options{File: file(t, features), Country: "PL", Level: level, Role: role, CodeField: "code",
		NameFields: map[string]string{"pl": "name"}, Source: "made up", Actor: db.System()}
}

func load(t testing.TB, p *Places, o Options) Result {
	t.Helper()
	r, err := p.Import(context.Background(), o)
	must(t, err)
	return r
}

// wanted compares imported, unchanged, rejected, joined.
func wanted(t testing.TB, r Result, imported, unchanged, rejected, joined int) {
	t.Helper()
	if r.Imported != imported || r.Unchanged != unchanged || r.Rejected != rejected || r.Joined != joined || len(r.Bad) != rejected {
		t.Fatalf("imported %d, unchanged %d, rejected %d, joined %d, want %d, %d, %d, %d: %+v",
			r.Imported, r.Unchanged, r.Rejected, r.Joined, imported, unchanged, rejected, joined, r.Bad)
	}
}

// parents is the tree by codes.
func parents(p *Places) map[string]string {
	s, m := p.Snapshot(), map[string]string{}
	for code, id := range s.codes {
		above, _ := s.Place(s.places[id].Parent)
		m[code] = above.Code
	}
	return m
}

func polish(pl string) i18n.Text { return i18n.Text{"pl": pl} }

func somewhere(rng *rand.Rand) geo.Point {
	return geo.Point{Lat: 51.9 + rng.Float64()*1.2, Lon: 17.9 + rng.Float64()*1.2}
}
