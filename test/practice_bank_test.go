package test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/policy"
	"reeve/modules/practice"
	"reeve/test/fixture"
)

var bankRef = regexp.MustCompile(`^/desk/practice/(?:bank|booklets)/([0-9A-Z]{10})\?done=`)

// practiceForm is a practice of the city of which everything is said, at level 2.
func practiceForm(title string) url.Values {
	return url.Values{"form": {"practice"}, "text_lang": {"en"}, "title": {title}, "org": {"city"}, "theme": {"road"}, "post": {"clerk"}, "problem": {"Cars race past the school."},
		"context": {"A town of 20,000"}, "partners": {"Police with the city"}, "response": {"Teachers and officers measured speeds and spoke with drivers."}, "transfer": {"A school by the road"},
		"results": {"Speeding halved."}, "evidence": {"2"}, "n": {"1 240"}, "from": {"2024-03-01"}, "until": {"2024-06-30"}, "cost_band": {"low"}, "legal": {"Road Traffic Act"}}
}

// bankEntry writes an entry at the desk and gives its ref.
func bankEntry(t testing.TB, town *fixture.Town, token string, form url.Values) string {
	t.Helper()
	status, to := desk(t, town, token, "/desk/practice/bank/new", form)
	m := bankRef.FindStringSubmatch(to)
	if status != http.StatusSeeOther || m == nil {
		t.Fatalf("an entry is written: %d %s", status, to)
	}
	return m[1]
}

func bankStep(t testing.TB, town *fixture.Town, token, ref, step string, more url.Values) int {
	t.Helper()
	form := url.Values{"step": {step}, "id": {id.New()}}
	for name, v := range more {
		form[name] = v
	}
	status, _ := desk(t, town, token, "/desk/practice/bank/"+ref+"/steps", form)
	return status
}

// published leads a practice of the city through review.
func published(t testing.TB, town *fixture.Town, form url.Values) string {
	t.Helper()
	ref := bankEntry(t, town, town.Tokens["clerk"], form)
	for _, s := range []struct{ token, step string }{{town.Tokens["clerk"], "submit"}, {town.All["reviewer"], "publish"}} {
		if got := bankStep(t, town, s.token, ref, s.step, nil); got != 303 {
			t.Fatalf("%s: %d", s.step, got)
		}
	}
	return ref
}

// TestPracticeLife leads a practice from a draft to everybody, through a revision and out again.
func TestPracticeLife(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		clerk, reviewer, organiser := town.Tokens["clerk"], town.All["reviewer"], town.All["organiser"]
		form := practiceForm("Speeds measured at the school")
		form.Del("n")
		ref := bankEntry(t, town, clerk, form)
		if got := bankStep(t, town, clerk, ref, "submit", nil); got != 422 {
			t.Errorf("level 2 without a number is handed in: %d", got)
		}
		edit := practiceForm("Speeds measured at the school")
		edit.Set("version", "1")
		if status, _ := desk(t, town, clerk, "/desk/practice/bank/"+ref+"/edit", edit); status != 303 {
			t.Fatalf("edited: %d", status)
		}
		if status, _ := desk(t, town, clerk, "/desk/practice/bank/"+ref+"/edit", edit); status != 409 {
			t.Errorf("an old version is stored: %d", status)
		}
		if got := bankStep(t, town, clerk, ref, "submit", nil); got != 303 {
			t.Fatalf("submit: %d", got)
		}
		for _, path := range []string{"/en/practice/bank/" + ref, "/api/v1/practices/" + ref} {
			if status, _ := asked(t, town, path, ""); status != 404 {
				t.Errorf("%s before it is published: %d", path, status)
			}
		}
		if got := bankStep(t, town, clerk, ref, "publish", nil); got != 403 {
			t.Errorf("published by the clerk: %d", got)
		}
		// An organiser who has written on one does not publish it.
		own := practiceForm("Of the organiser")
		mine := bankEntry(t, town, organiser, own)
		if got := bankStep(t, town, organiser, mine, "submit", nil); got != 303 {
			t.Fatalf("submit: %d", got)
		}
		if got := bankStep(t, town, organiser, mine, "publish", nil); got != 403 {
			t.Errorf("published by who has written it: %d", got)
		}
		if _, home := asked(t, town, "/desk", reviewer); !strings.Contains(home, "Speeds measured at the school") {
			t.Error("the reviewer's first page does not show what waits")
		}
		if got := bankStep(t, town, reviewer, ref, "give_back", nil); got != 422 {
			t.Errorf("given back without a reason: %d", got)
		}
		if got := bankStep(t, town, reviewer, ref, "publish", nil); got != 303 {
			t.Fatalf("publish: %d", got)
		}
		status, out := call(t, "GET", town.URL+"/api/v1/practices/"+ref, nil, nil)
		evidence := out["evidence"].(map[string]any)
		if status != 200 || evidence["level"] != 2.0 || evidence["n"] != 1240.0 || out["adopted_by"] != 0.0 || out["country"] != "PL" {
			t.Errorf("%d %v", status, out)
		}
		// A revision: everybody goes on reading what was published.
		if got := bankStep(t, town, clerk, ref, "revise", nil); got != 303 {
			t.Fatalf("revise: %d", got)
		}
		edit.Set("title", "Rewritten title")
		edit.Set("version", "5")
		if status, _ := desk(t, town, clerk, "/desk/practice/bank/"+ref+"/edit", edit); status != 303 {
			t.Fatalf("revised: %d", status)
		}
		if _, page := asked(t, town, "/en/practice/bank/"+ref, ""); !strings.Contains(page, "Speeds measured") || strings.Contains(page, "Rewritten") {
			t.Error("a revision is read before it is published")
		}
		if _, list := asked(t, town, "/api/v1/practices?q=rewritten", ""); strings.Contains(list, ref) {
			t.Error("a revision is found before it is published")
		}
		bankStep(t, town, clerk, ref, "submit", nil)
		bankStep(t, town, reviewer, ref, "publish", nil)
		if _, list := asked(t, town, "/api/v1/practices?q=rewritten", ""); !strings.Contains(list, ref) {
			t.Errorf("what was published again is not found: %s", list)
		}
		if got := bankStep(t, town, clerk, ref, "retire", url.Values{"reason": {"Replaced"}}); got != 303 {
			t.Fatalf("retire: %d", got)
		}
		if status, _ := asked(t, town, "/en/practice/bank/"+ref, ""); status != 404 {
			t.Errorf("retired and read: %d", status)
		}
		if _, list := asked(t, town, "/api/v1/practices?q=rewritten", ""); strings.Contains(list, ref) {
			t.Error("retired and found")
		}
	})
}

// TestAdoptions: an organisation adopts what is another's, once, and says when it ends.
func TestAdoptions(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		ref := published(t, town, practiceForm("Speeds"))
		at := "/desk/practice/bank/" + ref + "/adoptions"
		today := time.Now().Format(time.DateOnly)
		adopt := func(token, org, on, shows string) int {
			status, _ := desk(t, town, token, at, url.Values{"org": {org}, "on": {on}, "evidence_text": {shows}})
			return status
		}
		for _, c := range []struct {
			org, on, shows string
			want           int
		}{{"city", today, "Ours", 422}, {"police", "2190-01-01", "Plan", 422}, {"police", "1900-01-01", "Plan", 422}, {"police", today, "", 422}, {"nobody", today, "Plan", 403},
			{"police", today, "Order 12 of the commander", 303}, {"police", today, "Again", 409}} {
			if got := adopt(town.All["organiser"], c.org, c.on, c.shows); got != c.want {
				t.Errorf("%+v: %d", c, got)
			}
		}
		if got := adopt(town.Tokens["clerk"], "roads", today, "Plan"); got != 403 {
			t.Errorf("the clerk speaks for the road authority: %d", got)
		}
		_, page := asked(t, town, "/en/practice/bank/"+ref, "")
		if !strings.Contains(page, "1 organisation works by it") || !strings.Contains(page, "Order 12 of the commander") {
			t.Error("the page does not show who works by it")
		}
		_, page = asked(t, town, "/desk/practice/bank/"+ref, town.All["organiser"])
		m := regexp.MustCompile(`<option value="([0-9a-f-]{36})"`).FindStringSubmatch(page)
		if m == nil {
			t.Fatal("nothing can be ended")
		}
		if status, _ := desk(t, town, town.All["organiser"], at+"/end", url.Values{"adoption": {m[1]}, "why": {"No officers"}}); status != 303 {
			t.Errorf("ended: %d", status)
		}
		if _, page = asked(t, town, "/en/practice/bank/"+ref, ""); !strings.Contains(page, "0 organisations work by it") {
			t.Error("an ended one is counted")
		}
		if got := adopt(town.All["organiser"], "police", today, "Once more"); got != 303 {
			t.Errorf("adopted again: %d", got)
		}
	})
}

// titles are the titles in English that a list of the API gives, in its order.
func titles(t testing.TB, town *fixture.Town, query string) (all []string) {
	t.Helper()
	for after := ""; ; {
		status, out := call(t, "GET", town.URL+"/api/v1/practices?limit=2&"+query+"&after="+url.QueryEscape(after), nil, nil)
		if status != 200 {
			t.Fatalf("%s: %d %v", query, status, out)
		}
		for _, item := range out["items"].([]any) {
			for _, lang := range []string{"en", "cs", "uk", "sr", "pl"} {
				if title := item.(map[string]any)["title"].(map[string]any)[lang]; title != nil {
					all = append(all, title.(string))
					break
				}
			}
		}
		if out["next"] == nil {
			return all
		}
		after = out["next"].(string)
	}
}

// TestBankSearch finds practices by words of any language, the best first, page by page, and by filters.
func TestBankSearch(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		add := func(lang, title, problem, response string, change url.Values) {
			form := practiceForm(title)
			for name, v := range (url.Values{"text_lang": {lang}, "problem": {problem}, "response": {response}, "results": {"="}}) {
				form[name] = v
			}
			for name, v := range change {
				form[name] = v
			}
			published(t, town, form)
		}
		add("en", "Noise at night", "Loud bars", "Talks", url.Values{"theme": {"order"}})
		add("en", "Quiet streets", "Noise of bars", "Talks", url.Values{"cost_band": {"high"}})
		add("en", "Bars and neighbours", "Loud", "Meetings about noise", url.Values{"evidence": {"1"}})
		add("cs", "Bezpečná cesta do školy", "Rychlá auta", "Městská policie hlídá přechody", nil)
		add("uk", "Безпечний парк", "Темно", "Патрулювання громадою", url.Values{"did_not_work": {"yes"}, "failed": {"Ніхто не прийшов"}})
		add("sr", "Заједничке патроле", "Туче", "Са општинама", nil)
		for query, want := range map[string][]string{
			"q=noise":                {"Noise at night", "Quiet streets", "Bars and neighbours"},
			"q=NOISE&theme=order":    {"Noise at night"},
			"q=noise&cost=high":      {"Quiet streets"},
			"q=noise&evidence=2":     {"Noise at night", "Quiet streets"},
			"q=mestska+policie":      {"Bezpečná cesta do školy"},
			"q=" + "патрулювання":    {"Безпечний парк"},
			"q=zajednicke":           {"Заједничке патроле"},
			"q=noise+%C5%A1kola":     nil,
			"q=zzz":                  nil,
			"did_not_work=true":      {"Безпечний парк"},
			"country=PL&theme=order": {"Noise at night"},
			"country=CZ":             nil,
			"evidence=1":             {"Заједничке патроле", "Безпечний парк", "Bezpečná cesta do školy", "Bars and neighbours", "Quiet streets", "Noise at night"},
			"":                       {"Заједничке патроле", "Безпечний парк", "Bezpečná cesta do školy", "Bars and neighbours", "Quiet streets", "Noise at night"},
			"q=westerby&theme=order": {"Noise at night"},
		} {
			if got := titles(t, town, query); !slices.Equal(got, want) {
				t.Errorf("%q finds %v, want %v", query, got, want)
			}
		}
		for _, query := range []string{"theme=none", "cost=much", "evidence=5", "limit=0", "after=x", "q=noise&after=x"} {
			if status, _ := call(t, "GET", town.URL+"/api/v1/practices?"+query, nil, nil); status != 422 && status != 400 {
				t.Errorf("%s: %d", query, status)
			}
		}
		for _, l := range i18n.All() {
			if status, page := asked(t, town, "/"+l.HTML()+"/practice/bank?q=noise", ""); status != 200 || !strings.Contains(page, "Noise at night") {
				t.Errorf("the page in %s: %d", l.HTML(), status)
			}
		}
	})
}

// TestBankScope: an entry is on the desk's list exactly where it may be opened, for a grant of every kind and reach.
func TestBankScope(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		var refs []string
		for n, org := range []string{"city", "police", "roads"} {
			form := practiceForm("Number " + org)
			form.Set("org", org)
			form.Set("post", []string{"clerk", "west", ""}[n])
			refs = append(refs, bankEntry(t, town, town.All["organiser"], form))
		}
		s := town.App.Places.Snapshot()
		at := []policy.Ref{policy.Everything()}
		for _, code := range []string{"PL-Region", "PL-Westerby", "PL-Easterby", "PL-Westerby-1"} {
			p, _ := s.ByCode(code)
			at = append(at, policy.Ref{Kind: policy.Place, ID: p.ID})
		}
		for _, o := range s.Orgs() {
			at = append(at, policy.Ref{Kind: policy.Org, ID: o.ID})
		}
		for _, u := range s.Units() {
			at = append(at, policy.Ref{Kind: policy.Unit, ID: u.ID})
		}
		for _, p := range s.Posts() {
			at = append(at, policy.Ref{Kind: policy.Post, ID: p.Post.ID})
		}
		seen := map[bool]int{}
		for _, ref := range at {
			token := account(t, town, []policy.Grant{{Role: "analyst", Scope: ref}})
			_, list := asked(t, town, "/desk/practice/bank", token)
			for _, one := range refs {
				status, _ := asked(t, town, "/desk/practice/bank/"+one, token)
				in := strings.Contains(list, "/desk/practice/bank/"+one)
				if seen[in]++; in != (status == 200) {
					t.Errorf("%+v: %s in the list %v, opened %d", ref, one, in, status)
				}
			}
		}
		if seen[true] == 0 || seen[false] == 0 {
			t.Errorf("the test proves nothing: %v", seen)
		}
	})
}

// TestBooklet: the numbers of page, PDF and DOCX are those of the uptake table in all languages; an edition stays as it
// was; its checksum is that of its content.
func TestBooklet(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		organiser := town.All["organiser"]
		town.App.Practice.Booklets.Recommendations = func(_ db.Reader, refs []string) (all []practice.Recommendation, err error) {
			for n, ref := range []string{"REC0000001", "REC0000002"} {
				if slices.Contains(refs, ref) {
					all = append(all, practice.Recommendation{ID: ref, Texts: i18n.Text{"en": "Measure speeds"}, Due: "2026-12-31", Addressed: int64(4123 + n),
						Uptake: map[string]int64{"waiting": 1007, "accepted": 2011, "partly": 303, "rejected": 101, "done": 500, "verified": int64(201 + n)}})
				}
			}
			return all, nil
		}
		ref := published(t, town, practiceForm("Speeds measured"))
		status, to := desk(t, town, organiser, "/desk/practice/booklets/new", url.Values{"text_lang": {"en"}, "title": {"Safe schools"}, "abstract": {"What was learned"}, "languages": {"en"}, "org": {"police"}})
		m := bankRef.FindStringSubmatch(to)
		if status != 303 || m == nil {
			t.Fatalf("a booklet: %d %s", status, to)
		}
		at := "/desk/practice/booklets/" + m[1]
		take := func(step string) int {
			status, _ := desk(t, town, organiser, at+"/steps", url.Values{"step": {step}, "id": {id.New()}, "reason": {"Because"}})
			return status
		}
		if got := take("publish"); got != 422 {
			t.Errorf("published without a chapter: %d", got)
		}
		chapter := url.Values{"text_lang": {"en"}, "chapter_title": {"Speeds"}, "chapter_text": {"Why"}, "practices": {ref}, "recommendations": {"REC0000001 REC0000002"}, "position": {"1"}, "version": {"1"}}
		for _, bad := range []string{"practices", "recommendations"} {
			wrong := url.Values{}
			for k, v := range chapter {
				wrong[k] = v
			}
			wrong.Set(bad, "NONE000000")
			if status, _ := desk(t, town, organiser, at+"/chapters/new", wrong); status != 422 {
				t.Errorf("a chapter with %s that there are not: %d", bad, status)
			}
		}
		if status, _ := desk(t, town, organiser, at+"/chapters/new", chapter); status != 303 {
			t.Fatalf("a chapter: %d", status)
		}
		if status, _ := asked(t, town, "/en/publications/"+m[1], ""); status != 404 {
			t.Errorf("a draft is read: %d", status)
		}
		if got := take("publish"); got != 303 {
			t.Fatalf("publish: %d", got)
		}
		public := "/publications/" + m[1]
		for _, l := range i18n.All() {
			text := town.App.Catalogue.For(l)
			_, page := asked(t, town, "/"+l.HTML()+public, "")
			_, pdf := asked(t, town, "/"+l.HTML()+public+"/files/booklet.pdf", "")
			_, docx := asked(t, town, "/"+l.HTML()+public+"/files/booklet.docx", "")
			inPDF, inDOCX := spaced(pdfWords(t, []byte(pdf))), spaced(docxWords(t, docx))
			for _, n := range []int64{4123, 4124, 8247, 1007, 2014, 2011, 4022, 303, 606, 101, 500, 1000, 201, 202, 403} {
				want := spaced(text.Number(n))
				for format, in := range map[string]string{"page": spaced(page), "PDF": inPDF, "DOCX": inDOCX} {
					if !strings.Contains(in, want) {
						t.Errorf("%s: the %s does not hold %s", l.HTML(), format, want)
					}
				}
			}
		}
		first := rawEdition(t, town, m[1], "")
		if take("revise") != 303 {
			t.Fatal("revise")
		}
		chapter.Set("chapter_title", "Another title")
		chapter.Set("version", "4")
		if status, _ := desk(t, town, organiser, at+"/chapters/new", chapter); status != 303 {
			t.Fatalf("one more chapter: %d", status)
		}
		if again := rawEdition(t, town, m[1], ""); again != first {
			t.Error("an edition changed while the next is put together")
		}
		if take("publish") != 303 {
			t.Fatal("the second edition")
		}
		if again := rawEdition(t, town, m[1], "?edition=1"); again != first {
			t.Error("the first edition is not what it was")
		}
		if second := rawEdition(t, town, m[1], ""); second == first || !strings.Contains(second, "Another title") {
			t.Error("the second edition is not the last")
		}
		if status, _ := asked(t, town, "/en"+public+"?edition=3", ""); status != 404 {
			t.Errorf("an edition that there is not: %d", status)
		}
		if take("withdraw") != 303 {
			t.Fatal("withdraw")
		}
		if status, _ := asked(t, town, "/en"+public+"?edition=1", ""); status != 404 {
			t.Errorf("withdrawn and read: %d", status)
		}
	})
}

// rawEdition is the content of an edition; its SHA-256 stands on the page.
func rawEdition(t testing.TB, town *fixture.Town, ref, edition string) string {
	t.Helper()
	status, raw := asked(t, town, "/en/publications/"+ref+"/files/content.json"+edition, "")
	_, page := asked(t, town, "/en/publications/"+ref+edition, "")
	sum := sha256.Sum256([]byte(raw))
	if status != 200 || !strings.Contains(page, hex.EncodeToString(sum[:])) {
		t.Errorf("the checksum is not that of the content: %d", status)
	}
	return raw
}

// TestRecommendFromPractice: what is recommended of a practice is kept as a draft where recommendations are kept.
func TestRecommendFromPractice(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		ref := published(t, town, practiceForm("Speeds measured"))
		at := "/desk/practice/bank/" + ref + "/recommend"
		form := url.Values{"org": {"police"}, "recommend_text": {"Measure speeds before a bump is built."}, "to": {"city\nRoad authority"}, "due": {"2030-12-31"}}
		if status, _ := desk(t, town, town.Tokens["clerk"], at, form); status != 403 {
			t.Errorf("recommended by the clerk: %d", status)
		}
		wrong := url.Values{"org": {"police"}, "recommend_text": {"X"}, "to": {"Nobody"}}
		if status, _ := desk(t, town, town.All["organiser"], at, wrong); status != 422 {
			t.Errorf("recommended to nobody: %d", status)
		}
		status, to := desk(t, town, town.All["organiser"], at, form)
		m := regexp.MustCompile(`recommended=([0-9A-Z]{10})`).FindStringSubmatch(to)
		if status != 303 || m == nil {
			t.Fatalf("recommended: %d %s", status, to)
		}
		status, page := asked(t, town, "/desk/recommendations/"+m[1], town.All["strategy"])
		if status != 200 || !strings.Contains(page, "Measure speeds before") || !strings.Contains(page, "Speeds measured") || !strings.Contains(page, "Road authority") {
			t.Errorf("the draft: %d", status)
		}
	})
}

// bankPages gives the pages of the bank and of publications, with something on them.
func bankPages(t testing.TB, town *fixture.Town) (public, atDesk []string) {
	t.Helper()
	form := practiceForm("Speeds measured")
	for name, v := range (url.Values{"did_not_work": {"yes"}, "failed": {"Nobody measured in winter."}, "links": {"https://example.org/evaluation"}}) {
		form[name] = v
	}
	ref := published(t, town, form)
	today := time.Now().Format(time.DateOnly)
	desk(t, town, town.All["organiser"], "/desk/practice/bank/"+ref+"/adoptions", url.Values{"org": {"police"}, "on": {today}, "evidence_text": {"Order 12"}})
	problem := published(t, town, url.Values{"form": {"problem"}, "text_lang": {"en"}, "title": {"Speeding"}, "org": {"city"}, "theme": {"road"}, "post": {"clerk"}, "problem": {"Fast cars"}, "actors": {"Police"},
		"methodology": {"Count first"}, "steps": {"Count\nAsk"}, "practices": {ref}})
	draft := bankEntry(t, town, town.All["organiser"], practiceForm("A draft"))
	_, to := desk(t, town, town.All["organiser"], "/desk/practice/booklets/new", url.Values{"text_lang": {"en"}, "title": {"Safe schools"}, "abstract": {"What was learned"}, "languages": {"en"}, "org": {"police"}})
	m := bankRef.FindStringSubmatch(to)
	if m == nil {
		t.Fatalf("a booklet: %s", to)
	}
	at := "/desk/practice/booklets/" + m[1]
	desk(t, town, town.All["organiser"], at+"/chapters/new", url.Values{"text_lang": {"en"}, "chapter_title": {"Speeds"}, "practices": {ref}, "problems": {problem}, "position": {"1"}, "version": {"1"}})
	if status, _ := desk(t, town, town.All["organiser"], at+"/steps", url.Values{"step": {"publish"}, "id": {id.New()}}); status != 303 {
		t.Fatalf("publish: %d", status)
	}
	desk(t, town, town.All["organiser"], at+"/steps", url.Values{"step": {"revise"}, "id": {id.New()}})
	return []string{"/practice/bank", "/practice/bank?q=speeds&theme=road", "/practice/bank?q=zzz", "/practice/bank/" + ref, "/practice/problems/" + problem, "/publications", "/publications/" + m[1]},
		[]string{"/desk/practice/bank", "/desk/practice/bank/" + ref, "/desk/practice/bank/" + draft, "/desk/practice/bank/" + draft + "/edit", "/desk/practice/bank/new?form=problem",
			"/desk/practice/bank/" + draft + "/steps/submit", "/desk/practice/bank/" + ref + "/recommend", "/desk/practice/booklets", at, at + "/edit", at + "/chapters/new", at + "/steps/withdraw"}
}
