package places

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"reeve/kernel/db"
)

// streets is a file as people send it: columns in any order, a semicolon, a comma in numbers; communities are the
// squares of four.
const streets = `ulica;nr;lat;lon;kod;postcode;city
3 Maja;5;52,10;18,10;x;62-510;
3 Maja;5A;52.101;18.101;;62-510;
3 Maja;12/3;52.102;18.102;;62-510;
ul. Tadeusza Kościuszki;7;52.2;18.2;;62-500;
Lipowa;1;52.1;18.1;;;
Lipowa;1;52.1;18.6;;;
Lipowa;2;52.6;18.6;;;Zagórów
Соборна вулиця;10;52.3;18.3;;21050;
Schaaner Strasse;79;52.31;18.31;;9487;
Storgata;4 B;52.32;18.32;;0155;
Gedimino g.;9;52.33;18.33;;LT-01103;
Brīvības iela;33;52.34;18.34;;LV-1010;
Трг Краља Петра;2;52.35;18.35;;;
Städtle;;52.36;18.36;;;
Far away;1;50;10;;;Nowhere
`

// four are squares: Konin in the south-west, Ślesin south-east, Kramsk north-west, Golina north-east.
func four() []feature {
	all := grid(2, "3")
	for i, name := range []string{"Konin", "Ślesin", "Kramsk", "Golina"} {
		all[i].props["name"] = name
	}
	return all
}

func addresses(t *testing.T, p *Places, text string, change func(o *AddressOptions)) AddressResult {
	t.Helper()
	path := filepath.Join(t.TempDir(), "streets.csv")
	must(t, os.WriteFile(path, []byte(text), 0o600))
	o := AddressOptions{File: path, Source: "register", Licence: "CC0", Actor: db.System()}
	if change != nil {
		change(&o)
	}
	r, err := p.ImportAddresses(context.Background(), o)
	must(t, err)
	return r
}

func told(t *testing.T, r AddressResult, imported, unchanged, rejected int) {
	t.Helper()
	if r.Imported != imported || r.Unchanged != unchanged || r.Rejected != rejected {
		t.Fatalf("imported %d, unchanged %d, rejected %d, want %d, %d, %d: %+v", r.Imported, r.Unchanged, r.Rejected, imported, unchanged, rejected, r.Bad)
	}
}

func TestAddressesAreFoundAsPeopleTypeThem(t *testing.T) {
	onBoth(t, func(t *testing.T, p *Places) {
		load(t, p, options(t, "gmina", Community, four()))
		if p.HasAddresses() {
			t.Error("there are addresses before any was imported")
		}
		told(t, addresses(t, p, streets, nil), 15, 0, 0)
		if !p.HasAddresses() {
			t.Error("no addresses after the import")
		}
		for query, want := range map[string]string{
			"3 Maja 5":                     "3 Maja 5, 62-510 Konin; 3 Maja 5A, 62-510 Konin",
			"ul. 3 maja 5a":                "3 Maja 5A, 62-510 Konin",
			"3 maja 5 a":                   "3 Maja 5A, 62-510 Konin",
			"3 maja 12/3":                  "3 Maja 12/3, 62-510 Konin",
			"62-510 Konin, 3 Maja 12":      "3 Maja 12/3, 62-510 Konin",
			"kosciuszki":                   "ul. Tadeusza Kościuszki, Konin",
			"Kościuszki 7":                 "ul. Tadeusza Kościuszki 7, 62-500 Konin",
			"ulica tadeusza kosc":          "ul. Tadeusza Kościuszki, Konin",
			"7 Kościuszki":                 "ul. Tadeusza Kościuszki 7, 62-500 Konin",
			"Kościuszki 99":                "ul. Tadeusza Kościuszki, Konin", // no such number: the street
			"Lipowa 1 ślesin":              "Lipowa 1, Ślesin",
			"konin lipowa":                 "Lipowa, Konin",
			"Lipowa 2":                     "Lipowa 2, Zagórów",
			"Lipowa Zagórów":               "Lipowa, Zagórów",
			"soborna 10":                   "Соборна вулиця 10, 21050 Konin",
			"СОБОРНА":                      "Соборна вулиця, Konin",
			"вул. Соборна, 10":             "Соборна вулиця 10, 21050 Konin",
			"Schaaner Str. 79":             "Schaaner Strasse 79, 9487 Konin",
			"schaaner straße 79":           "Schaaner Strasse 79, 9487 Konin",
			"storgt 4b":                    "Storgata 4 B, 0155 Konin",
			"Storgata 4 B":                 "Storgata 4 B, 0155 Konin",
			"Gedimino gatvė 9":             "Gedimino g. 9, LT-01103 Konin",
			"brivibas 33 LV-1010":          "Brīvības iela 33, LV-1010 Konin",
			"Trg kralja Petra":             "Трг Краља Петра, Konin",
			"stadtle":                      "Städtle, Konin",
			"far away 1":                   "Far away 1, Nowhere",
			"Mickiewicza":                  "",
			"":                             "",
			"   ,;":                        "",
			"ul.":                          "",
			"%":                            "",
			strings.Repeat("a b c d ", 50): "",
		} {
			found, err := p.Addresses(context.Background(), query, 3)
			must(t, err)
			var labels []string
			for _, a := range found {
				labels = append(labels, a.Label())
			}
			if got := strings.Join(labels, "; "); got != want {
				t.Errorf("%q finds %q, want %q", query, got, want)
			}
		}
		all, err := p.Addresses(context.Background(), "Lipowa", 10)
		if err != nil || len(all) != 3 {
			t.Errorf("three streets of one name: %v %v", all, err)
		}
	})
}

func TestAddressesAreKnownAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, p *Places) {
		load(t, p, options(t, "gmina", Community, four()))
		told(t, addresses(t, p, streets, func(o *AddressOptions) { o.DryRun = true }), 15, 0, 0)
		if found, err := p.Addresses(context.Background(), "Lipowa", 3); err != nil || len(found) > 0 {
			t.Fatalf("a dry run left something behind: %v %v", found, err)
		}
		told(t, addresses(t, p, streets, nil), 15, 0, 0)
		told(t, addresses(t, p, streets, nil), 0, 15, 0)
		told(t, addresses(t, p, streets+"Lipowa;2;52.61;18.61;;;Zagórów\n", nil), 0, 16, 0) // twice in one file: the first counts
		moved := strings.Replace(streets, "Lipowa;2;52.6;18.6;", "Lipowa;2;52.65;18.65;", 1)
		told(t, addresses(t, p, moved, nil), 1, 14, 0)
		told(t, addresses(t, p, moved, func(o *AddressOptions) { o.Source = "another" }), 15, 0, 0)
		short := "street,lat,lon\nLipowa,52.1,18.1\n"
		r := addresses(t, p, short, func(o *AddressOptions) { o.Replace, o.Source = true, "another" })
		told(t, r, 1, 0, 0)
		if r.Removed != 15 {
			t.Errorf("%d were removed, want 15", r.Removed)
		}
		if found, err := p.Addresses(context.Background(), "3 maja 5a", 9); err != nil || len(found) != 1 || found[0].Source != "register" {
			t.Errorf("after another source was replaced: %v %v", found, err)
		}
	})
}

func TestBadRowsOfAddresses(t *testing.T) {
	onBoth(t, func(t *testing.T, p *Places) {
		text := "street,number,lat,lon,note\nGood,1,52.1,18.1,\nNo point,2,,,\nSwapped far,3,1000,18,\n,4,52.1,18.1,\nNowhere,5,0,0,\nShort\n\"Open,6,52.1,18.1,\nGood,7,52.1,18.1,\n" + strings.Repeat("x", 300) + ",1,52,18,\n"
		path := filepath.Join(t.TempDir(), "a.csv")
		must(t, os.WriteFile(path, []byte(text), 0o600))
		r, err := p.ImportAddresses(context.Background(), AddressOptions{File: path, Source: "s", Actor: db.System()})
		must(t, err)
		told(t, r, 2, 0, 7)
		mended, err := os.ReadFile(r.RejectedFile)
		if err != nil || strings.Count(string(mended), "\n") != 8 {
			t.Errorf("%v\n%s", err, mended)
		}
		r, err = p.ImportAddresses(context.Background(), AddressOptions{File: path, Actor: db.System()}) // nobody says from where
		must(t, err)
		told(t, r, 0, 0, 9)
		must(t, os.WriteFile(path, []byte("name,x\nA,1\n"), 0o600))
		if _, err := p.ImportAddresses(context.Background(), AddressOptions{File: path, Source: "s", Actor: db.System()}); err == nil {
			t.Error("a file without streets was taken")
		}
	})
}

func TestAddressesAPI(t *testing.T) {
	p := onSQLite(t)
	load(t, p, options(t, "gmina", Community, four()))
	get := serve(t, p)
	if status, body := get("/api/v1/addresses?q=lipowa"); status != http.StatusOK || strings.TrimSpace(body) != `{"items":[],"next":null}` {
		t.Error(status, body)
	}
	addresses(t, p, streets, nil)
	status, body := get("/api/v1/addresses?q=lipowa%201&limit=1")
	want := `{"items":[{"label":"Lipowa 1, Konin","street":"Lipowa","number":"1","postcode":null,"lat":52.1,"lon":18.1,"community":{"code":"PL-3000","name":{"pl":"Konin"}}}],"next":null}`
	if status != http.StatusOK || strings.TrimSpace(body) != want {
		t.Error(status, body)
	}
	if _, body := get("/api/v1/addresses?q=far+away"); !strings.Contains(body, `"number":null`) || !strings.Contains(body, `"community":null`) {
		t.Error(body)
	}
	for _, limit := range []int{0, 51} {
		if status, _ := get(fmt.Sprint("/api/v1/addresses?q=a&limit=", limit)); status != http.StatusUnprocessableEntity {
			t.Errorf("limit %d: %d", limit, status)
		}
	}
}
