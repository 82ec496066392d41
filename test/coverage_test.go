package test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/i18n"
	"reeve/kernel/policy"
	"reeve/modules/places"
	"reeve/test/fixture"
)

// synthetic is a made-up country of 24 regions and 1,412 communities. Nothing in it is real but the counts that the
// published figures tell of: which communities, officers and days is invented.
type synthetic struct {
	regions     []string
	communities [][]string // codes by region
	posts       map[string][]string
	rows        []string
}

const (
	syntheticRegions     = 24
	syntheticCommunities = 1412
)

func newSynthetic() *synthetic {
	c := &synthetic{posts: map[string][]string{}, rows: []string{"kind,number,signed,from,until,community,region,posts,note"}}
	for r := range syntheticRegions {
		c.regions = append(c.regions, fmt.Sprintf("UASYN%02d", r+1))
		n := syntheticCommunities / syntheticRegions
		if r < syntheticCommunities%syntheticRegions {
			n++
		}
		var codes []string
		for i := range n {
			codes = append(codes, fmt.Sprintf("UASYN%02d%03d", r+1, i+1))
		}
		c.communities = append(c.communities, codes)
	}
	return c
}

// sign adds agreements over the communities given, with so many officers altogether, each of them appointed.
func (c *synthetic) sign(codes []string, officers int, signed, from, until string) {
	for i, code := range codes {
		n := officers / len(codes)
		if i < officers%len(codes) {
			n++
		}
		var posts []string
		for range n {
			posts = append(posts, fmt.Sprintf("%s-%d", code, len(c.posts[code])+1))
			c.posts[code] = append(c.posts[code], posts[len(posts)-1])
		}
		c.rows = append(c.rows, strings.Join([]string{"memorandum", fmt.Sprintf("S-%d", len(c.rows)), signed, from, until, code, "", strings.Join(posts, ";"), "SYNTHETIC"}, ","))
	}
}

// take hands out the next communities of some regions, going round.
func (c *synthetic) take(n, regions int, used map[string]bool) (codes []string) {
	for i := 0; len(codes) < n; i++ {
		for r := range regions {
			if i < len(c.communities[r]) && !used[c.communities[r][i]] && len(codes) < n {
				used[c.communities[r][i]] = true
				codes = append(codes, c.communities[r][i])
			}
		}
	}
	return codes
}

// geojson writes regions or communities as squares on a grid.
func (c *synthetic) geojson(t *testing.T, communities bool) string {
	t.Helper()
	var features []string
	add := func(code, parent string, lat, lon, size float64) {
		features = append(features, fmt.Sprintf(`{"type":"Feature","properties":{"code":%q,"name":"Synthetic %s","parent":%q},"geometry":{"type":"Polygon","coordinates":[[[%.4f,%.4f],[%.4f,%.4f],[%.4f,%.4f],[%.4f,%.4f],[%.4f,%.4f]]]}}`,
			code, code, parent, lon, lat, lon+size, lat, lon+size, lat+size, lon, lat+size, lon, lat))
	}
	for r, region := range c.regions {
		lat, lon := 46+float64(r/6), 24+float64(r%6)
		if !communities {
			add(region, "", lat, lon, 1)
			continue
		}
		for i, code := range c.communities[r] {
			add(code, region, lat+0.125*float64(i/8), lon+0.125*float64(i%8), 0.125)
		}
	}
	path := filepath.Join(t.TempDir(), "synthetic.geojson")
	if err := os.WriteFile(path, []byte(`{"type":"FeatureCollection","features":[`+strings.Join(features, ",")+`]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func loadPlaces(t *testing.T, a *app.App, o places.Options) {
	t.Helper()
	o.Country, o.CodeField, o.Source, o.Actor = "UA", "code", "synthetic", db.System()
	o.NameFields = map[string]string{"uk": "name"}
	res, err := a.Places.Import(context.Background(), o)
	if err != nil || res.Rejected > 0 {
		t.Fatalf("%v: %+v", err, res.Bad)
	}
}

// staff makes every post with an officer in it, and as many vacant ones beside.
func (c *synthetic) staff(t *testing.T, a *app.App) {
	t.Helper()
	unit := places.StaffUnit{Unit: places.Unit{Code: "syn-unit", Names: i18n.Text{"uk": "Synthetic"}}}
	title := i18n.Text{"uk": "Поліцейський офіцер громади"}
	for _, codes := range c.communities {
		for _, code := range codes {
			for _, post := range c.posts[code] {
				unit.Posts = append(unit.Posts, places.StaffPost{Post: places.Post{Code: post, Titles: title, Role: "officer", Place: code}, Holder: "account-of-" + post, From: "2019-01-01"})
			}
			unit.Posts = append(unit.Posts, places.StaffPost{Post: places.Post{Code: code + "-vacant", Titles: title, Role: "officer", Place: code}})
		}
	}
	err := a.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
		_, err := a.Places.SetUp(tx, places.Staff{Org: places.Org{Code: "syn", Kind: places.Police, Names: i18n.Text{"uk": "Synthetic police"}}, Units: []places.StaffUnit{unit}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Places.Reload(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// TestThreeDatedFigures: the published figures come out of a register of 1,412 synthetic communities, loaded by the
// real importers, by the days and by nothing else: 29 May 2019, 22 communities of one region with 34 officers; later
// 231, 364 and 18 regions; December 2023, 766 of 1,412 (54 %), 1,476 officers, 23 regions.
func TestThreeDatedFigures(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			var o app.Options
			if engine == "postgres" {
				o.Database = dbtest.PostgresURL(t)
			}
			town := fixture.Open(t, o) // its own two communities are made invalid below
			town.Serve(t)
			a := town.App
			retire(t, a)
			c, used := newSynthetic(), map[string]bool{}
			c.sign(c.take(22, 1, used), 34, "2019-05-15", "2019-05-29", "2029-05-28")
			c.sign(c.take(209, 18, used), 364-34, "2021-03-01", "2021-04-01", "2031-03-31")
			c.sign(c.take(766-231, 23, used), 1476-364, "2023-06-01", "2023-07-01", "2028-06-30")
			c.sign(c.take(9, 1, used), 9, "2022-01-01", "2022-01-01", "2023-11-30")    // over by December 2023
			c.sign(c.take(11, 24, used), 11, "2023-12-20", "2024-01-01", "2028-12-31") // begins after it
			c.sign(c.take(5, 24, used), 5, "", "2020-01-01", "2028-12-31")             // never signed
			loadPlaces(t, a, places.Options{File: c.geojson(t, false), Level: "oblast", Role: places.Region})
			loadPlaces(t, a, places.Options{File: c.geojson(t, true), Level: "hromada", Role: places.Community, ParentField: "parent"})
			c.staff(t, a)
			res := importAgreements(t, a, agreementFile(t, c.rows...), false)
			if res.Imported != len(c.rows)-1 || res.Rejected != 0 {
				t.Fatalf("%d imported of %d: %s", res.Imported, len(c.rows)-1, told(t, a, res.Bad))
			}
			for _, want := range []struct {
				at                                    string
				communities, inForce, officers, areas float64
				share                                 float64
			}{
				{"2019-05-28", 1412, 0, 0, 0, 0},
				{"2019-05-29", 1412, 22, 34, 1, 0.015581},
				{"2021-12-31", 1412, 231, 364, 18, 0.163598},
				{"2023-12-31", 1412, 766, 1476, 23, 0.542493},
			} {
				status, out := call(t, "GET", town.URL+"/api/v1/agreements/coverage?at="+want.at, nil, nil)
				total := field(out, "total")
				got := []any{field(total, "communities"), field(total, "in_force"), field(total, "officers"), field(total, "regions"), field(total, "share")}
				if status != 200 || !slices.Equal(got, []any{want.communities, want.inForce, want.officers, want.areas, want.share}) {
					t.Errorf("%s: %v, want %+v", want.at, got, want)
				}
				if n := len(field(out, "regions").([]any)); n != syntheticRegions || field(out, "first_complete") != nil {
					t.Errorf("%s: %d regions, first complete %v", want.at, n, field(out, "first_complete"))
				}
			}
		})
	}
}

// retire ends the communities that every test's town has.
func retire(t *testing.T, a *app.App) {
	t.Helper()
	err := a.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
		for _, code := range []string{"PL-Westerby", "PL-Easterby"} {
			p, err := places.PlaceByCode(tx, code)
			if err != nil {
				return err
			}
			p.Valid.Until = "1990-01-01"
			if _, err := a.Places.SavePlace(tx, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestVinnytsia: all 63 communities of the region with invented memoranda are 63 of 63, and the first whole region on
// the day on which the last of them began.
func TestVinnytsia(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	a := town.App
	retire(t, a)
	loadPlaces(t, a, places.Options{File: "../app/demo/data/ua_oblast.geojson", Level: "oblast", Role: places.Region})
	loadPlaces(t, a, places.Options{File: "../app/demo/data/ua_hromadas.geojson", Level: "hromada", Role: places.Community})
	if res := importAgreements(t, a, copyOf(t, "../app/demo/data/agreements.csv"), false); res.Imported != 63 || res.Rejected != 0 {
		t.Fatalf("%d imported: %s", res.Imported, told(t, a, res.Bad))
	}
	for at, want := range map[string]float64{"2025-05-29": 55, "2025-05-30": 63, "2026-12-31": 63} {
		_, out := call(t, "GET", town.URL+"/api/v1/agreements/coverage?at="+at, nil, nil)
		region := field(out, "regions").([]any)[0]
		if field(region, "communities") != 63.0 || field(region, "in_force") != want || field(region, "code") != "UA05000000000010236" {
			t.Errorf("%s: %v", at, region)
		}
		first := field(out, "first_complete")
		if want < 63 && first != nil || want == 63 && (field(first, "code") != "UA05000000000010236" || field(first, "date") != "2025-05-30") {
			t.Errorf("%s: the first complete region is %v", at, first)
		}
	}
	p := reader{town.URL}.get(t, "/en/agreements?at=2026-01-01")
	for _, want := range []string{"63 of 63", "The first region with all municipalities", "30 May 2025"} {
		if !strings.Contains(p.body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if n := strings.Count(p.body, `class="rv-cover__place" data-cover="in_force"`); n != 64 { // and the legend
		t.Errorf("%d communities are drawn as covered", n)
	}
}

// copyOf keeps the file of the rejected out of the repository.
func copyOf(t *testing.T, file string) string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return agreementFile(t, strings.Split(strings.TrimSpace(string(raw)), "\n")...)
}

// TestAgreementListObeysPermissions: whatever roles and scopes an account is given, the register's list holds exactly
// the agreements that the account may open one by one.
func TestAgreementListObeysPermissions(t *testing.T) {
	if err := flag.Set("rapid.checks", fmt.Sprint(soak(30, 500))); err != nil { // each costs a request for every agreement
		t.Fatal(err)
	}
	both(t, func(t *testing.T, town *fixture.Town) {
		rows := []string{"kind,number,signed,until,community,parties,territory"}
		for n, tail := range []string{"PL-Westerby,City of Westerby;Police,", "PL-Easterby,Police,", "PL-Easterby,Road authority,PL-Westerby", "PL-Westerby,Somebody,PL-Region", "PL-Easterby,City of Westerby,"} {
			rows = append(rows, fmt.Sprintf("memorandum,%d,2024-01-01,2030-01-01,%s", n, tail))
		}
		importAgreements(t, town.App, agreementFile(t, rows...), false)
		_, out := call(t, "GET", town.URL+"/api/v1/agreements", nil, nil)
		var refs []string
		for _, one := range field(out, "items").([]any) {
			refs = append(refs, field(one, "id").(string))
		}
		within, seen := scopes(t, town), map[bool]int{}
		href := regexp.MustCompile(`href="/desk/agreements/([0-9A-HJKMNP-TV-Z]{10})"`)
		rapid.Check(t, func(rt *rapid.T) {
			var grants []policy.Grant
			for i := range rapid.IntRange(1, 2).Draw(rt, "grants") {
				role := rapid.SampledFrom([]string{"coordinator", "clerk", "mayor", "auditor", "admin", "officer"}).Draw(rt, fmt.Sprint("role ", i))
				grants = append(grants, policy.Grant{Role: role, Scope: rapid.SampledFrom(within).Draw(rt, fmt.Sprint("scope ", i))})
			}
			token := account(rt, town, grants)
			res := town.Get(t, "/desk/agreements", token)
			listed := map[string]bool{}
			if res.StatusCode == 200 {
				raw, err := io.ReadAll(res.Body)
				if err != nil {
					rt.Fatal(err)
				}
				for _, m := range href.FindAllStringSubmatch(string(raw), -1) {
					listed[m[1]] = true
				}
			}
			for _, ref := range refs {
				may := town.Get(t, "/desk/agreements/"+ref, token).StatusCode == 200
				if may != listed[ref] {
					rt.Fatalf("%+v: listed %t, may open %t", grants, listed[ref], may)
				}
				seen[may]++
			}
		})
		if seen[true] == 0 || seen[false] == 0 {
			t.Errorf("the test proves nothing: %v", seen)
		}
	})
}
