package officers

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand"
	"testing"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/modules/places"
)

// side is how many communities the land has across.
const side = 10

// land is side × side communities with crooked borders, the first in each row cut into two beats. Every third community
// has an officer, every sixth's post is vacant, as is that of every western beat.
type land struct {
	o      *Officers
	shapes map[string]geo.MultiPolygon // by code
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newLand(t testing.TB) land {
	t.Helper()
	d := dbtest.SQLite(t, audit.Files(), identity.Files(), places.Files())
	signer, err := audit.LoadOrCreateSigner(t.TempDir(), "test")
	must(t, err)
	log, err := audit.New(d, places.Tables(), audit.Options{Origin: "test/log", Signer: signer})
	must(t, err)
	p, err := places.New(d, log)
	must(t, err)
	l := land{New(Needs{Places: p}), map[string]geo.MultiPolygon{}}
	rng := rand.New(rand.NewSource(7))
	var knots [side + 1][side + 1]geo.Point
	for y := range knots {
		for x := range knots[y] {
			knots[y][x] = geo.Point{Lat: 52 + (float64(y)+rng.Float64()*0.6-0.3)/side, Lon: 18 + (float64(x)+rng.Float64()*0.6-0.3)/side}
		}
	}
	must(t, d.Write(context.Background(), db.System(), func(tx *db.Tx) error {
		unit, err := l.station(tx, p)
		if err != nil {
			return err
		}
		for n := range side * side {
			y, x := n/side, n%side
			corners := []geo.Point{knots[y][x], knots[y][x+1], knots[y+1][x+1], knots[y+1][x]}
			code := fmt.Sprintf("PL-%03d", n)
			id, err := l.place(tx, p, code, places.Community, "", corners)
			if err != nil {
				return err
			}
			if n%3 == 0 {
				if err := post(tx, p, unit, id, code, n%6 != 0); err != nil {
					return err
				}
			}
			if x > 0 {
				continue
			}
			south, north := middle(corners[0], corners[1]), middle(corners[2], corners[3])
			for name, beat := range map[string][]geo.Point{"w": {corners[0], south, north, corners[3]}, "e": {south, corners[1], corners[2], north}} {
				at, err := l.place(tx, p, code+"-"+name, places.Beat, id, beat)
				if err == nil {
					err = post(tx, p, unit, at, code+"-"+name, name == "e")
				}
				if err != nil {
					return err
				}
			}
		}
		return nil
	}))
	must(t, p.Reload(context.Background()))
	return l
}

func (l land) station(tx *db.Tx, p *places.Places) (string, error) {
	org, err := p.AddOrg(tx, places.Org{Code: "police", Kind: places.Police, Names: i18n.Text{"pl": "Policja"}})
	if err != nil {
		return "", err
	}
	unit, err := p.AddUnit(tx, places.Unit{Org: org.ID, Code: "station", Names: i18n.Text{"pl": "Komisariat"}, Phone: "600 100 200"})
	return unit.ID, err
}

func (l land) place(tx *db.Tx, p *places.Places, code, role, parent string, ring []geo.Point) (string, error) {
	shape := geo.MultiPolygon{{ring}}
	v, err := p.AddPlace(tx, places.Place{Code: code, Country: "PL", Level: role, Role: role, Names: i18n.Text{"pl": code}, Parent: parent, At: geo.InteriorPoint(shape)})
	if err != nil {
		return "", err
	}
	l.shapes[code] = shape
	_, err = p.SetBoundary(tx, places.Boundary{Place: v.ID, Shape: shape, Source: "made up"})
	return v.ID, err
}

func post(tx *db.Tx, p *places.Places, unit, place, code string, filled bool) error {
	v, err := p.AddPost(tx, places.Post{Code: code, Titles: i18n.Text{"pl": "Dzielnicowy " + code}, Role: officerRole, Unit: unit, Place: place})
	if err != nil {
		return err
	}
	if err := p.SetContact(tx, places.Contact{Post: v.ID, Phone: "600 " + code[3:6]}); err != nil || !filled {
		return err
	}
	account := "account-" + code
	if _, err := tx.Exec(`INSERT INTO account (id, email, name, search, lang, state, kind, version, created_at) VALUES ($1, $2, $3, $4, 'pl', 'active', 'person', 1, 0)`,
		account, code+"@example.org", code, code); err != nil {
		return err
	}
	_, err = p.Appoint(tx, places.Appointment{Post: v.ID, Account: account, Kind: places.Holder, Valid: places.Span{From: "2020-01-01"}})
	return err
}

func middle(a, b geo.Point) geo.Point {
	return geo.Point{Lat: (a.Lat + b.Lat) / 2, Lon: (a.Lon + b.Lon) / 2}
}

// inside is the planar check: how often a ray to the east meets the ring.
func inside(ring []geo.Point, p geo.Point) (in bool) {
	for i := range ring {
		a, b := ring[i], ring[(i+1)%len(ring)]
		if (a.Lat > p.Lat) != (b.Lat > p.Lat) && p.Lon < a.Lon+(p.Lat-a.Lat)/(b.Lat-a.Lat)*(b.Lon-a.Lon) {
			in = !in
		}
	}
	return in
}

func (l land) planar(p geo.Point, codes func(code string) bool) (found string) {
	for code, shape := range l.shapes {
		if codes(code) && inside(shape[0][0], p) {
			found = code
		}
	}
	return found
}

// TestLocateAgreesWithPlanarGeometry asks for 3,000 points, some of them outside of everything.
func TestLocateAgreesWithPlanarGeometry(t *testing.T) {
	l := newLand(t)
	rng, outside, vacant, beats := rand.New(rand.NewSource(11)), 0, 0, 0
	for range 3000 {
		p := geo.Point{Lat: 51.8 + rng.Float64()*1.4, Lon: 17.8 + rng.Float64()*1.4}
		community := l.planar(p, func(code string) bool { return len(code) == 6 })
		beat := l.planar(p, func(code string) bool { return len(code) > 6 })
		raw, err := l.o.Locate(p)
		must(t, err)
		b, err := json.Marshal(raw)
		must(t, err)
		var v PublicLocated
		must(t, json.Unmarshal(b, &v))
		if got := code(v.Community); got != community {
			t.Fatalf("%v: community %q, want %q", p, got, community)
		}
		if got := code(v.Beat); got != beat {
			t.Fatalf("%v: beat %q, want %q", p, got, beat)
		}
		if community == "" {
			outside++
			if v.Post != nil || v.Officer != nil || v.Vacancy || v.Contact != nil {
				t.Fatalf("%v lies outside and somebody answers: %s", p, b)
			}
			continue
		}
		var n int
		fmt.Sscanf(community, "PL-%d", &n)
		post, filled := "", false
		switch {
		case beat != "":
			post, filled, beats = beat, beat[7] == 'e', beats+1
		case n%3 == 0:
			post, filled = community, n%6 != 0
		}
		if post == "" {
			if v.Post != nil || v.Vacancy {
				t.Fatalf("%s has no post, got %s", community, b)
			}
			continue
		}
		if v.Post == nil || v.Post.Code != post || v.Vacancy == filled || (v.Officer != nil) != filled || v.Contact == nil || (v.Contact.Phone != nil) != filled ||
			v.Contact.UnitPhone == nil || *v.Contact.UnitPhone != "600 100 200" {
			t.Fatalf("%v: want post %s filled %v, got %s", p, post, filled, b)
		}
		if !filled {
			vacant++
		}
	}
	if outside < 300 || vacant < 100 || beats < 100 {
		t.Fatalf("%d points outside, %d at vacant posts, %d in beats: the land does not test enough", outside, vacant, beats)
	}
}

func code(p *places.PublicRef) string {
	if p == nil {
		return ""
	}
	return p.Code
}

// TestAnswersFollowTheSnapshot makes sure that what is kept goes with the snapshot it was made of.
func TestAnswersFollowTheSnapshot(t *testing.T) {
	l := newLand(t)
	at := l.shapes["PL-003"]
	p := geo.InteriorPoint(at)
	before, err := l.o.Locate(p)
	must(t, err)
	first, _ := json.Marshal(before)
	again, err := l.o.Locate(p)
	must(t, err)
	if second, _ := json.Marshal(again); string(first) != string(second) {
		t.Fatalf("%s, then %s", first, second)
	}
	if l.o.directory() != l.o.directory() {
		t.Fatal("the directory is made again for the same snapshot")
	}
	d := l.o.directory()
	must(t, l.o.Places.Reload(context.Background()))
	if l.o.directory() == d {
		t.Fatal("the directory outlives its snapshot")
	}
}

func TestDegreesAreStrict(t *testing.T) {
	for _, v := range [][2]string{{"", ""}, {"52", ""}, {"NaN", "18"}, {"Inf", "18"}, {"91", "18"}, {"52", "181"}, {"52,5", "18"}, {"fifty", "18"}} {
		if _, err := readPoint(v[0], v[1]); err == nil {
			t.Errorf("%q is taken for a position", v)
		}
	}
	if p, err := readPoint("52.5", "-18.25"); err != nil || p != (geo.Point{Lat: 52.5, Lon: -18.25}) {
		t.Errorf("%v %v", p, err)
	}
}

func BenchmarkLocate(b *testing.B) {
	l := newLand(b)
	rng := rand.New(rand.NewSource(3))
	points := make([]geo.Point, 4096)
	for i := range points {
		points[i] = geo.Point{Lat: 51.9 + rng.Float64()*1.2, Lon: 17.9 + rng.Float64()*1.2}
	}
	b.ResetTimer()
	for i := range b.N {
		v, err := l.o.Locate(points[i%len(points)])
		if err != nil {
			b.Fatal(err)
		}
		if _, err := json.Marshal(v); err != nil {
			b.Fatal(err)
		}
	}
}
