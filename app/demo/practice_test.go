package demo

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"reeve/kernel/i18n"
)

// practiceIsThere asks as everybody does: 105 people of three countries on more seats, some trainings without evaluation,
// and a booklet that shows what became of its recommendations. Letters to invented people wait.
func practiceIsThere(t *testing.T, dir string) {
	a := open(t, dir)
	get := func(path string, out any) string {
		t.Helper()
		rec := httptest.NewRecorder()
		a.Server.Handler().ServeHTTP(rec, httptest.NewRequest("GET", path, nil))
		if rec.Code != http.StatusOK {
			t.Fatalf("%s: %d %.300s", path, rec.Code, rec.Body)
		}
		if out != nil {
			if err := json.Unmarshal(rec.Body.Bytes(), out); err != nil {
				t.Fatal(err)
			}
		}
		return rec.Body.String()
	}
	var trained struct {
		People, Seats, Undecided int
		ByCountry                map[string]int `json:"by_country"`
		WithoutEvaluation        []any          `json:"without_evaluation"`
	}
	get("/api/v1/programmes/infoexplat/trained", &trained)
	if got := fmt.Sprint(trained.People, trained.Seats, trained.Undecided, trained.ByCountry, len(trained.WithoutEvaluation)); got != "105 135 0 map[EE:35 LT:35 LV:35] 2" {
		t.Errorf("trained: %s", got)
	}
	booklet := regexp.MustCompile(`/en/publications/([0-9A-Z]{10})`).FindStringSubmatch(get("/en/publications", nil))
	if booklet == nil {
		t.Fatal("no publication")
	}
	var content struct {
		Uptake   map[string]int `json:"uptake"`
		Chapters []struct {
			Recommendations []struct{ Texts i18n.Text } `json:"recommendations"`
		}
	}
	get("/en/publications/"+booklet[1]+"/files/content.json", &content)
	n := 0
	for _, ch := range content.Chapters {
		n += len(ch.Recommendations)
	}
	if got := fmt.Sprint(n, content.Uptake); got != "2 map[accepted:3 done:2 partly:1 rejected:1 verified:1 waiting:1]" {
		t.Errorf("recommendations and their uptake: %s", got)
	}
	if all := counts(t, a, "SELECT 'named by an id', COUNT(*) FROM org WHERE names LIKE '%-7___-%-%'"); all["named by an id"] != 0 {
		t.Errorf("%v organisations", all)
	}
	if all := counts(t, a, "SELECT 'all', COUNT(*) FROM mail_message WHERE about = 'practice.letter.about' AND state = 'waiting'"); all["all"] < 12 {
		t.Errorf("%d letters of workshops wait", all["all"])
	}
}
