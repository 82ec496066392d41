package threatmap

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"reeve/kernel/db"
	"reeve/kernel/disclosure"
	"reeve/kernel/document"
	"reeve/kernel/geo"
	"reeve/kernel/id"
	"reeve/modules/places"
)

// with files a report with photos.
func (s *station) with(f Filing, photos ...[]byte) (filed Filed) {
	s.t.Helper()
	var sent []Photo
	for _, p := range photos {
		sent = append(sent, Photo{Name: "photo.jpg", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(p)), nil }})
	}
	p := ok[*prepared](s.t)(s.m.prepare(context.Background(), f, sent, s.now))
	p.source = "web"
	if err := s.d.Write(context.Background(), db.System(), func(tx *db.Tx) (err error) { filed, err = s.m.file(tx, p); return err }); err != nil {
		s.t.Fatal(err)
	}
	return filed
}

func (s *station) stored(ref string) (rep Report) {
	s.t.Helper()
	if err := s.d.Read(context.Background(), func(q *db.Snapshot) (err error) { rep, err = byRef(q, ref); return err }); err != nil {
		s.t.Fatal(err)
	}
	return rep
}

func (s *station) photos(ref string) (all []photoRow) {
	s.t.Helper()
	rep := s.stored(ref)
	if err := s.d.Read(context.Background(), func(q *db.Snapshot) (err error) { all, err = photosOf(q, rep.ID); return err }); err != nil {
		s.t.Fatal(err)
	}
	return all
}

// TestPublishedPlaceIsFixedAtFiling: class A by its point, B by its zone, C and a named place not at all; and a
// report of class B stays where it is published when the beat, and with it the zones, change.
func TestPublishedPlaceIsFixedAtFiling(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		true_ := geo.Point{Lat: 52.2512345, Lon: 18.2512345}
		b1, _ := s.m.Places.Snapshot().ByCode("PL-3062-B1")
		zone, found := s.m.Places.Zone(context.Background(), s.places["PL-3062"], b1.ID, true_)
		if !found {
			t.Fatal("the beat has no zones")
		}
		a := s.stored(s.report("speeding", "", true_.Lat, true_.Lon).Ref)
		b := s.stored(s.report("vandalism", "", true_.Lat, true_.Lon).Ref)
		c := s.stored(s.report("drug_use", "", true_.Lat, true_.Lon).Ref)
		named := s.stored(s.with(Filing{Category: "vandalism", Place: "PL-3062", Lang: "pl"}).Ref)
		outside := s.stored(s.report("vandalism", "", 52.1995, 18.25).Ref)
		if a.PubLat == nil || *a.PubLat != 52.25123 || *a.PubPrecision != 1 || a.Zone != "" {
			t.Errorf("class A: %v ± %v in zone %q", a.PubLat, a.PubPrecision, a.Zone)
		}
		if b.PubLat == nil || (geo.Point{Lat: *b.PubLat, Lon: *b.PubLon}) != zone.At || *b.PubPrecision != zone.PrecisionM || b.Zone != zone.ID {
			t.Errorf("class B: %v, %v in zone %q, want %v in %s", b.PubLat, b.PubLon, b.Zone, zone.At, zone.ID)
		}
		for what, rep := range map[string]Report{"class C": c, "by name": named, "outside every boundary": outside} {
			if rep.PubLat != nil || rep.PubLon != nil || rep.PubPrecision != nil || rep.Zone != "" {
				t.Errorf("%s has a published point", what)
			}
		}
		ring := geo.MultiPolygon{{{{Lat: 52.2, Lon: 18.2}, {Lat: 52.2, Lon: 18.3}, {Lat: 52.29, Lon: 18.29}, {Lat: 52.3, Lon: 18.2}}}}
		if err := s.d.Write(context.Background(), db.System(), func(tx *db.Tx) error {
			_, err := s.m.Places.SetBoundary(tx, places.Boundary{Place: b1.ID, Shape: ring, Valid: places.Span{From: "2020-01-01"}})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.m.Places.Reload(context.Background()); err != nil {
			t.Fatal(err)
		}
		later := s.stored(s.report("vandalism", "", true_.Lat, true_.Lon).Ref)
		again := s.stored(b.Ref)
		if later.Zone == "" || later.Zone == b.Zone || again.Zone != b.Zone || *again.PubLat != *b.PubLat {
			t.Errorf("zone %q, after the change %q, of the report itself %q", b.Zone, later.Zone, again.Zone)
		}
		s.get("officer", "/desk/reports/"+b.Ref).wants(t, http.StatusOK, "52.25123, 18.25123", pointWord(*b.PubLat, *b.PubLon))
	})
}

// plate is a photo with white stripes where a number plate would be: in the third of nine fields.
func plate(t *testing.T) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 480, 480))
	for y := range 480 {
		for x := range 480 {
			c := color.RGBA{90, 120, 60, 255}
			if x >= 320 && y < 160 && x/8%2 == 0 {
				c = color.RGBA{255, 255, 255, 255}
			}
			m.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bright counts light pixels.
func bright(t *testing.T, file string) (n int) {
	t.Helper()
	m, err := jpeg.Decode(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			if r, g, b, _ := m.At(x, y).RGBA(); r>>8 > 180 && g>>8 > 180 && b>>8 > 180 {
				n++
			}
		}
	}
	return n
}

// raw asks without changing the bytes that come.
func (s *station) raw(role, path string) (int, string) {
	s.t.Helper()
	req := ok[*http.Request](s.t)(http.NewRequest("GET", s.server.URL+path, nil))
	req.Header.Set("X-Test-Role", role)
	res := ok[*http.Response](s.t)(http.DefaultClient.Do(req))
	defer res.Body.Close()
	return res.StatusCode, string(ok[[]byte](s.t)(io.ReadAll(res.Body)))
}

// TestPublicPhotoIsTheRedactedOne covers a region by form, then another by form, then hides it: what everybody
// gets is always the last version or nothing, the original never leaves, and all versions are kept.
func TestPublicPhotoIsTheRedactedOne(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		lat, lon := 52.25, 18.25
		filed := s.with(Filing{Category: "speeding", Lat: &lat, Lon: &lon, Lang: "pl", Text: "Za szybko"}, plate(t))
		page, photo := "/desk/reports/"+filed.Ref, s.photos(filed.Ref)[0].ID
		if status, _ := s.raw("", "/photos/"+photo); status != http.StatusNotFound {
			t.Fatalf("an unpublished photo: %d", status)
		}
		_, original := s.raw("moderator", "/desk/photos/"+photo)
		if bright(t, original) < 5000 {
			t.Fatal("the plate is not on the photo")
		}
		s.get("moderator", page+"/steps/publish_photo").wants(t, http.StatusOK, `name="region_x"`, "/desk/photos/"+photo)
		form := func(x, y, w, h string) url.Values {
			v := step("publish_photo", "photo", photo)
			v["region_x"], v["region_y"], v["region_w"], v["region_h"] = []string{x, ""}, []string{y, ""}, []string{w, ""}, []string{h, ""}
			return v
		}
		s.post("moderator", page+"/steps", form("66", "", "34", "34")).wants(t, http.StatusUnprocessableEntity, "Row 1 needs four numbers.", `value="66"`)
		s.post("moderator", page+"/steps", form("66", "0", "35", "34")).wants(t, http.StatusUnprocessableEntity, "does not lie on the photo")
		s.post("moderator", page+"/steps", form("66,6", "0", "33.4", "33.4")).wants(t, http.StatusSeeOther)
		status, public := s.raw("", "/photos/"+photo)
		if status != http.StatusOK || bright(t, public) > 0 || public == original {
			t.Fatalf("the public photo: %d, %d bright pixels", status, bright(t, public))
		}
		s.get("moderator", page+"/steps/publish_photo?photo="+photo).wants(t, http.StatusOK, `value="66.6"`)
		s.post("moderator", page+"/steps", form("0", "0", "100", "50")).wants(t, http.StatusSeeOther)
		if _, second := s.raw("", "/photos/"+photo); second == public || bright(t, second) > 0 {
			t.Error("the second version is not public")
		}
		var all []release
		if err := s.d.Read(context.Background(), func(q *db.Snapshot) (err error) { all, err = releasesOf(q, photo); return err }); err != nil {
			t.Fatal(err)
		}
		if len(all) != 2 || all[0].WithdrawnAt.IsZero() || !all[1].WithdrawnAt.IsZero() || all[1].Regions[0] != (document.Region{W: 1, H: 0.5}) {
			t.Errorf("versions: %+v", all)
		}
		for _, v := range all { // not by their own file ids either
			if _, content, err := s.m.Archive.Open(context.Background(), v.File, document.Public); (err == nil) != v.WithdrawnAt.IsZero() {
				t.Errorf("version %d: %v", v.Number, err)
			} else if err == nil {
				content.Close()
			}
		}
		s.post("moderator", page+"/steps", step("hide", "photo", photo, "reason", "a face")).wants(t, http.StatusSeeOther)
		if status, _ := s.raw("", "/photos/"+photo); status != http.StatusNotFound {
			t.Errorf("a hidden photo: %d", status)
		}
		if _, kept := s.raw("moderator", "/desk/photos/"+photo); kept != original {
			t.Error("the original has changed")
		}
	})
}

// TestPublishedTextIsWarnedAbout: what leads to a person is named, and published only when it is meant.
func TestPublishedTextIsWarnedAbout(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		filed := s.report("speeding", "Jan Kowalski, PKN 12345, tel. 600 100 200", 52.25, 18.25)
		page := "/desk/reports/" + filed.Ref
		s.get("moderator", page+"/steps/publish_text").wants(t, http.StatusOK, "This may tell who somebody is", "600 100 200", "PKN 12345", "Jan Kowalski")
		s.post("moderator", page+"/steps", step("publish_text", "text", "tel. 600 100 200")).wants(t, http.StatusUnprocessableEntity, "still something in the text", `name="sure"`)
		s.post("moderator", page+"/steps", step("publish_text", "text", "Za szybko na ulicy Długiej")).wants(t, http.StatusSeeOther)
		if a := s.get("", "/api/v1/reports/"+filed.Ref); !a.has("Za szybko na ulicy") || a.has("Kowalski") {
			t.Errorf("public: %s", a.body)
		}
	})
}

// TestCrimeTipCategory: reports of a category that is for tips are never public, and the resident is told before.
func TestCrimeTipCategory(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		if err := s.d.Write(context.Background(), db.System(), func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO category (id, set_code, body, position, retired, version) VALUES ('dealing', 'threats', $1, 99, FALSE, 1)`,
				`{"code":"dealing","names":{"en":"Drug dealing"},"privacy_class":"C","icon":"lock","route":"beat","radius_m":100,"questions":[],"mandatory":[],"read":"3d","verify":"5d","crime_tip":true}`)
			tx.Audited()
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.m.Categories.Refresh(context.Background()); err != nil {
			t.Fatal(err)
		}
		filed := s.report("dealing", "Na rogu", 52.25, 18.25)
		rep := s.stored(filed.Ref)
		if !rep.CrimeTip || rep.Publication != Hidden || rep.PubLat != nil {
			t.Errorf("%+v", rep)
		}
		for _, path := range []string{"/api/v1/reports/" + filed.Ref, "/en/r/" + filed.Ref} {
			if a := s.get("", path); a.status != http.StatusNotFound {
				t.Errorf("%s: %d", path, a.status)
			}
		}
		s.get("officer", "/desk/reports/"+filed.Ref).wants(t, http.StatusOK, "Crime tip")
		if a := s.post("moderator", "/desk/reports/"+filed.Ref+"/steps", step("publish")); a.status != http.StatusConflict {
			t.Errorf("publishing a tip: %d", a.status)
		}
		if a := s.get("moderator", "/desk/moderation"); a.has(filed.Ref) {
			t.Error("a tip waits for publication")
		}
	})
}

func TestPersonalIn(t *testing.T) {
	for text, want := range map[string]string{
		"Zadzwoń +48 600 100 200 lub jan@przyklad.pl": "phone +48 600 100 200, mail jan@przyklad.pl",
		"Samochód PKN 12345 i WX 1234A":               "plate PKN 12345, plate WX 1234A",
		"AA 1234 BB біля будинку":                     "plate AA 1234 BB",
		"Mieszka tu Anna Maria Nowak-Lis":             "name Anna Maria Nowak-Lis",
		"Od 2024-03-01, co 3 dni, 15:30, dom 12":      "",
		"Петро Іваненко кричить":                      "name Петро Іваненко",
	} {
		var got []string
		for _, p := range personalIn(text) {
			got = append(got, p.Kind+" "+p.Text)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q: %q, want %q", text, strings.Join(got, ", "), want)
		}
	}
}

// TestIntakeSpellsTheKey: whoever took a report by phone can read the key aloud.
func TestIntakeSpellsTheKey(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		a := s.post("officer", "/desk/reports/new", url.Values{"category": {"speeding"}, "place": {"PL-3062"}, "lang": {"pl"}, "source": {"phone"}, "idempotency_key": {id.New()}})
		a.wants(t, http.StatusCreated, "To be read aloud")
		if !strings.Contains(a.body, "Alfa") && !strings.Contains(a.body, "India") && !strings.Contains(a.body, "Oscar") && !strings.Contains(a.body, "Uniform") {
			t.Error("no letters are spelled")
		}
	})
}

func TestFirstReview(t *testing.T) {
	for _, c := range []struct {
		text   string
		photos int
		want   string
	}{{"", 0, ""}, {"x", 0, "text"}, {"", 2, "photo"}, {"x", 1, "text,photo"}} {
		if got := firstReview(c.text, c.photos); got != c.want {
			t.Errorf("%q and %d photos: %q", c.text, c.photos, got)
		}
	}
	r := Report{Review: "text,photo"}
	r.looked(reviewText)
	r.wait(reviewPhoto)
	if r.Review != "photo" || disclosure.Review(disclosure.B) {
		t.Errorf("%q", r.Review)
	}
}
