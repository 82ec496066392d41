package test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/html"

	"reeve/app"
	"reeve/kernel/id"
	"reeve/test/fixture"
)

// laterTown serves an installation whose time can be moved on.
func laterTown(t *testing.T) (town *fixture.Town, b reader, wait func(time.Duration)) {
	t.Helper()
	var ahead atomic.Int64
	town = fixture.Open(t, app.Options{Now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }})
	town.Serve(t)
	return town, reader{town.URL}, func(d time.Duration) { ahead.Add(int64(d)) }
}

// toCheck walks through filing to its last page.
func toCheck(t *testing.T, b reader, category string, details url.Values) page {
	t.Helper()
	p := b.get(t, "/en/report?step=place")
	p = b.press(t, p, "go=search", url.Values{"q": {"wester"}})
	p = b.press(t, p, "go=next", url.Values{"place": {"PL-Westerby"}})
	p = b.press(t, p, "go=next", url.Values{"category": {category}})
	if p.byID("text") == nil {
		t.Fatalf("no page for details:\n%s", p.body)
	}
	p = b.press(t, p, "go=next", details)
	if p.status != http.StatusOK || p.byID("send") == nil {
		t.Fatalf("no last page: %d\n%s", p.status, p.body)
	}
	return p
}

func keyOn(t *testing.T, p page) string {
	t.Helper()
	var words []string
	walk(find(p.tree, func(n *html.Node) bool { return attr(n, "class") == "rv-key__words" }), func(n *html.Node) {
		if n.Data == "li" {
			words = append(words, text(n))
		}
	})
	if len(words) != 6 {
		t.Fatalf("%d words of a key: %d\n%s", len(words), p.status, p.body)
	}
	return strings.Join(words, "-")
}

// refOn is the reference that the page after sending links to.
func refOn(t *testing.T, p page) string {
	t.Helper()
	a := find(p.tree, func(n *html.Node) bool { return n.Data == "a" && strings.HasPrefix(attr(n, "href"), "/en/r/") })
	if a == nil {
		t.Fatalf("no link to the report:\n%s", p.body)
	}
	return strings.TrimPrefix(attr(a, "href"), "/en/r/")
}

func TestSiteFilesWithoutScript(t *testing.T) {
	_, b, wait := laterTown(t)
	first := b.get(t, "/en/report")
	if find(first.tree, func(n *html.Node) bool {
		return attr(n, "href") == "tel:112" && strings.Contains(attr(n, "class"), "rv-door")
	}) == nil {
		t.Error("the first page does not send to 112")
	}
	const said = "Lorries stand on the crossing <b>& block</b> it"
	p := toCheck(t, b, "illegal_parking", url.Values{"text": {said}, "weekdays": {"1", "2", "3"}, "day_parts": {"morning", "evening"},
		"answers.parking": {"crossing"}, "contact": {"resident@example.org"}, "seen_from": {"2026-01-05"}})
	if strings.Contains(p.body, "<b>& block") {
		t.Error("the text is not escaped")
	}
	for _, want := range []string{"Mon–Wed", "resident@example.org", "Westerby"} {
		if !strings.Contains(p.body, want) {
			t.Errorf("the last page does not show %q", want)
		}
	}
	// Back from the last page nothing is lost.
	back := b.press(t, p, "go=details", nil)
	if got := text(back.byID("text")); got != said {
		t.Errorf("after going back the text is %q", got)
	}
	if fast := b.press(t, p, "go=send", nil); fast.status != http.StatusUnprocessableEntity || !strings.Contains(fast.body, "very fast") {
		t.Errorf("a form sent at once: %d", fast.status)
	}
	wait(25 * time.Second)
	var photo bytes.Buffer
	if err := png.Encode(&photo, image.NewRGBA(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	broken := b.press(t, p, "go=send", nil, []byte("no image"))
	if broken.status != http.StatusUnprocessableEntity || broken.byID("photo-error") == nil {
		t.Errorf("a file that is no image: %d\n%s", broken.status, broken.body)
	}
	done := b.press(t, broken, "go=send", nil, photo.Bytes())
	key, ref := keyOn(t, done), refOn(t, done)
	if again := b.press(t, broken, "go=send", nil, photo.Bytes()); keyOn(t, again) != key || refOn(t, again) != ref {
		t.Error("the same form sent again is another report")
	}
	wait(5 * time.Hour) // the form's token is too old by now, the answer is still the same
	if again := b.press(t, broken, "go=send", nil, photo.Bytes()); keyOn(t, again) != key {
		t.Error("the page after sending cannot be loaded again")
	}
	// Without proof of work it is reviewed first: known, but not in the list.
	shown := b.get(t, "/en/r/"+ref)
	if shown.status != http.StatusOK || !strings.Contains(shown.body, "Waits for review") || strings.Contains(shown.body, "Lorries") {
		t.Errorf("a held report: %d\n%s", shown.status, shown.body)
	}
	if list := b.get(t, "/en/list"); strings.Contains(list.body, ref) {
		t.Error("a held report is in the list")
	}
	if strings.Contains(shown.body+b.get(t, "/en/").body, key) {
		t.Error("the key is on a public page")
	}
}

func TestSiteTellsWhatIsWrong(t *testing.T) {
	_, b, _ := laterTown(t)
	p := b.get(t, "/en/report?step=place")
	wrong := func(p page, field, kept string) {
		t.Helper()
		link := find(p.tree, func(n *html.Node) bool { return n.Data == "a" && attr(n, "href") == "#"+field })
		if p.status != http.StatusUnprocessableEntity || link == nil || p.byID(field) == nil {
			t.Errorf("%s: %d, link %v, field %v\n%s", field, p.status, link != nil, p.byID(field) != nil, p.body)
		}
		if !strings.Contains(p.body, kept) {
			t.Errorf("%s: %q is lost", field, kept)
		}
	}
	wrong(b.press(t, p, "go=next", nil), "q", "")
	wrong(b.press(t, p, "go=next", url.Values{"q": {"nowhere at all"}}), "q", "nowhere at all")
	wrong(b.press(t, p, "go=next", url.Values{"q": {"east"}}), "place", "Easterby")
	p = b.press(t, p, "go=next", url.Values{"place": {"PL-Easterby"}})
	wrong(b.press(t, p, "go=next", nil), "category", "")
	p = b.press(t, p, "go=next", url.Values{"category": {"dangerous_entertainment"}})
	if p.byID("text") == nil {
		t.Fatalf("no details: %s", p.body)
	}
	wrong(b.press(t, p, "go=next", nil), "text", "")
	wrong(b.press(t, p, "go=next", url.Values{"text": {strings.Repeat("ż", 4001)}}), "text", strings.Repeat("ż", 4001))
	wrong(b.press(t, p, "go=next", url.Values{"text": {"loud"}, "seen_from": {"2099-01-01"}, "weekdays": {"6"}}), "seen_from", "2099-01-01")
	if good := b.press(t, p, "go=next", url.Values{"text": {strings.Repeat("ż", 4000)}}); good.status != http.StatusOK || good.byID("send") == nil {
		t.Errorf("4,000 characters: %d", good.status)
	}
	// A page that was skipped is asked for.
	hurried := b.press(t, p, "go=next", url.Values{"text": {"loud"}, "place": {"PL-Nowhere"}})
	if hurried.status != http.StatusUnprocessableEntity || hurried.byID("q") == nil {
		t.Errorf("an unknown place in a hidden field: %d", hurried.status)
	}
}

func TestSiteSearchesPlaces(t *testing.T) {
	_, b, _ := laterTown(t)
	for _, query := range []string{"Wester", "wésterby", "ВЕСТЕРБИ"} {
		if p := b.get(t, "/en/?q="+url.QueryEscape(query)); !strings.Contains(p.body, "/en/list?community=PL-Westerby") {
			t.Errorf("%s is not found", query)
		}
	}
	for path, status := range map[string]int{"/en/r/ZZZZZZZZZZ": 404, "/en/list?category=nothing": 422, "/xx/list": 404, "/sr-Cyrl/": 404, "/en/list?after=%25": 422} {
		if p := b.get(t, path); p.status != status {
			t.Errorf("%s: %d, want %d", path, p.status, status)
		}
	}
}

func TestSiteFollowsByKey(t *testing.T) {
	town, b, _ := laterTown(t)
	r := file(t, town, map[string]any{"category": "speeding", "lat": 52.05, "lon": 18.05, "text": "They race", "lang": "pl"})
	ref, reportKey, officer := r["ref"].(string), r["key"].(string), bearer(town.Tokens["officer"])
	ask := b.get(t, "/en/follow")
	wrong := b.submit(t, ask, "key", "", url.Values{"key": {"lusab-babad-gutih-tugad-kobod-vanul"}})
	if wrong.status != http.StatusUnauthorized || wrong.byID("key-error") == nil || attr(wrong.byID("key"), "value") == "" {
		t.Errorf("a wrong key: %d\n%s", wrong.status, wrong.body)
	}
	steps(t, town, ref, step{officer, map[string]any{"step": "open"}, 200, ""}, step{officer, map[string]any{"step": "ask", "text": "Which crossing?"}, 200, ""})
	own := b.submit(t, ask, "key", "", url.Values{"key": {strings.ToUpper(strings.ReplaceAll(reportKey, "-", " "))}})
	if own.status != http.StatusOK || !strings.Contains(own.body, "Which crossing?") || strings.Contains(b.get(t, "/en/r/"+ref).body, "Which crossing?") {
		t.Fatalf("the question is for the holder of the key alone: %d\n%s", own.status, own.body)
	}
	empty := b.submit(t, own, "step", "answer", url.Values{"text": {" "}})
	if empty.status != http.StatusUnprocessableEntity || empty.byID("answer-text-error") == nil {
		t.Errorf("an empty answer: %d", empty.status)
	}
	answered := b.submit(t, own, "step", "answer", url.Values{"text": {"The one at school"}})
	if answered.status != http.StatusOK || strings.Count(answered.body, "The one at school") != 1 {
		t.Errorf("an answer: %d\n%s", answered.status, answered.body)
	}
	if again := b.submit(t, own, "step", "answer", url.Values{"text": {"The one at school"}}); strings.Count(again.body, "The one at school") != 1 {
		t.Errorf("the same answer sent again counts twice: %d", again.status)
	}
	steps(t, town, ref, step{officer, map[string]any{"step": "not_confirm", "reason": "Nobody raced"}, 200, ""})
	closed := b.submit(t, ask, "key", "", url.Values{"key": {reportKey}})
	disputed := b.submit(t, closed, "step", "dispute", url.Values{"text": {"Come at night"}})
	if disputed.status != http.StatusOK || !strings.Contains(disputed.body, "Come at night") {
		t.Errorf("an objection: %d\n%s", disputed.status, disputed.body)
	}
	// The forms of a page that has been overtaken are refused with the state as it is now.
	late := b.submit(t, closed, "step", "dispute", url.Values{"text": {"Once more"}, "id": {id.New()}})
	if late.status != http.StatusConflict {
		t.Errorf("a second objection: %d", late.status)
	}
	if public := b.get(t, "/en/r/"+ref); strings.Contains(public.body, "Come at night") || !strings.Contains(public.body, "Nobody raced") {
		t.Error("the objection is public, or the reason is not")
	}
	steps(t, town, ref, step{officer, map[string]any{"step": "crime_tip", "reason": "secret"}, 200, ""})
	if gone := b.get(t, "/en/r/"+ref); gone.status != http.StatusNotFound {
		t.Errorf("a crime tip is public: %d", gone.status)
	}
	told := b.submit(t, ask, "key", "", url.Values{"key": {reportKey}})
	if !strings.Contains(told.body, "tip about a crime") || strings.Contains(told.body, "secret") {
		t.Errorf("the holder is not told, or too much: %s", told.body)
	}
	withdrawn := b.submit(t, told, "step", "withdraw", nil)
	if withdrawn.status != http.StatusOK || !strings.Contains(withdrawn.body, "Withdrawn") {
		t.Errorf("withdrawing: %d", withdrawn.status)
	}
}

func TestSiteKeepsInsideWhatIsInside(t *testing.T) {
	town, b, wait := laterTown(t)
	officer := bearer(town.Tokens["officer"])
	r := file(t, town, map[string]any{"category": "vandalism", "lat": 52.0123, "lon": 18.0456, "text": "Written by Zorro", "lang": "pl", "contact": "zorro@example.org",
		"day_parts": []string{"night"}})
	ref := r["ref"].(string)
	wait(2 * time.Hour)
	visit := time.Now().Add(2 * time.Hour).Truncate(time.Hour).Add(-36*time.Minute - 15*time.Second)
	steps(t, town, ref, step{officer, map[string]any{"step": "open"}, 200, ""},
		step{officer, map[string]any{"step": "visit", "found": "Paint on the wall", "occurred_at": visit.Format(time.RFC3339)}, 200, ""})
	paths := []string{"/en/", "/en/list", "/en/r/" + ref, "/en/list?community=PL-Westerby", "/api/v1/reports", "/api/v1/reports/" + ref, "/api/v1/reports.csv", "/api/v1/reports.geojson"}
	for _, path := range paths {
		body := b.get(t, path).body
		for _, secret := range []string{"Zorro", "zorro", "52.012", "52,012", "18.045", "18,045", "West beat", "23:45"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s tells %q: %s", path, secret, around(body, secret))
			}
		}
	}
	steps(t, town, ref, step{officer, map[string]any{"step": "publish_text", "text": "Napis na ścianie"}, 200, ""})
	p := b.get(t, "/en/r/"+ref)
	quote := find(p.tree, func(n *html.Node) bool { return attr(n, "class") == "rv-quote" })
	if quote == nil || text(quote) != "Napis na ścianie" || attr(quote, "lang") != "pl" {
		t.Errorf("the released text: %s", p.body)
	}
}
