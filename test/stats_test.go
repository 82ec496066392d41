package test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"reeve/app"
	"reeve/test/fixture"
)

// figures asks for statistics and gives the answer, every field of it.
func figures(t *testing.T, town *fixture.Town, query string) map[string]any {
	t.Helper()
	status, out := call(t, "GET", town.URL+"/api/v1/stats"+query, nil, nil)
	if status != http.StatusOK {
		t.Fatalf("%s: %d %v", query, status, out)
	}
	return out
}

func part(out any, names ...string) any {
	for _, name := range names {
		out = out.(map[string]any)[name]
	}
	return out
}

func number(t *testing.T, out any, names ...string) int64 {
	t.Helper()
	v, ok := part(out, names...).(float64)
	if !ok {
		t.Fatalf("%v is %v", names, part(out, names...))
	}
	return int64(v)
}

// statsTown is a town whose time moves on by itself: three communities' worth of reports in two months, in every
// state, in beats and out of them, held and hidden.
func statsTown(t *testing.T) *fixture.Town {
	t.Helper()
	start := time.Date(2026, 3, 30, 8, 0, 0, 0, time.UTC) // 10 o'clock in summer
	now := start
	town := fixture.Open(t, app.Options{Now: func() time.Time { return now }})
	town.Serve(t)
	officer := bearer(town.Tokens["officer"])
	take := func(r map[string]any, as map[string]string, in map[string]any) {
		t.Helper()
		if status, out := call(t, "POST", town.URL+"/api/v1/reports/"+r["ref"].(string)+"/steps", as, in); status != http.StatusOK {
			t.Fatalf("%v: %d %v", in, status, out)
		}
	}
	east := map[string]any{"lat": 52.05, "lon": 18.3}
	first := file(t, town, map[string]any{})                      // eliminated
	second := file(t, town, map[string]any{})                     // not confirmed
	file(t, town, east)                                           // new, in Easterby
	unread := file(t, town, map[string]any{})                     // withdrawn unread
	held := file(t, town, map[string]any{"category": "drug_use"}) // published later
	file(t, town, map[string]any{"category": "begging"})          // stays held
	hidden := file(t, town, map[string]any{"category": "illegal_dumping"})
	now = now.Add(3 * time.Hour) // 13 o'clock, the next part of the day
	take(first, officer, map[string]any{"step": "open"})
	take(held, officer, map[string]any{"step": "publish"})
	take(hidden, officer, map[string]any{"step": "hide", "reason": "A name"})
	now = start.Add(25 * time.Hour)
	take(second, officer, map[string]any{"step": "open"})
	take(first, officer, map[string]any{"step": "confirm", "reason": "Seen"})
	now = start.Add(49 * time.Hour) // 1 April
	take(second, officer, map[string]any{"step": "not_confirm", "reason": "Not seen"})
	take(first, officer, map[string]any{"step": "eliminate", "reason": "Gone"})
	take(unread, key(unread["key"]), map[string]any{"step": "withdraw"})
	file(t, town, map[string]any{"category": "vandalism"})
	return town
}

func TestStatistics(t *testing.T) {
	town := statsTown(t)
	out := figures(t, town, "")
	for name, want := range map[string]int64{"received": 6, "open": 3, "checked": 2, "confirmed": 1, "eliminated": 1, "without_clocks": 0, "imported": 0} {
		if got := number(t, out, "totals", name); got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
	if got := part(out, "totals", "confirmed_percent"); fmt.Sprint(got) != "map[denominator:2 numerator:1 status:known value:50]" {
		t.Errorf("confirmed: %v", got)
	}
	if got := part(out, "totals", "per_1000", "status"); got != "missing" { // nobody has counted the residents
		t.Errorf("per 1,000: %v", got)
	}
	for kind, want := range map[string][4]int64{ // measured, waiting, median, 90th percentile
		"read":   {2, 3, 6, 24}, // the next part of the day; the same part of the next day. Withdrawn: neither
		"verify": {2, 3, 24, 48},
		"close":  {3, 3, 48, 48},
	} {
		got := [4]int64{number(t, out, "totals", kind, "measured"), number(t, out, "totals", kind, "waiting"), number(t, out, "totals", kind, "median_hours"), number(t, out, "totals", kind, "p90_hours")}
		if got != want {
			t.Errorf("%s: %v, want %v", kind, got, want)
		}
	}
	if months := part(out, "by_month").([]any); len(months) != 2 || part(months[0], "month") != "2026-03" || number(t, months[1], "received") != 1 {
		t.Errorf("months: %v", months)
	}
	if part(out, "by_community").([]any)[0].(map[string]any)["community"].(map[string]any)["code"] != "PL-Region" {
		t.Errorf("the whole is not told by region: %v", part(out, "by_community"))
	}
	beats := part(figures(t, town, "?community=PL-Westerby"), "by_community").([]any)
	if len(beats) != 3 || part(beats[2], "community") != nil || number(t, beats[2], "received") < 1 || part(beats[2], "per_1000", "status") != "not_applicable" {
		t.Errorf("a report that is published for the community alone must be in no beat: %v", beats)
	}
	noNulls(t, "", out)
}

// noNulls wants the same fields in every row, null or not.
func noNulls(t *testing.T, at string, v any) {
	t.Helper()
	rows, ok := v.(map[string]any)
	if !ok {
		t.Fatalf("%s is %T", at, v)
	}
	var keys []string
	for _, list := range []string{"by_month", "by_category", "by_community"} {
		for _, row := range rows[list].([]any) {
			var have []string
			for name, value := range row.(map[string]any) {
				if name != "month" && name != "category" && name != "community" {
					have = append(have, name)
				}
				if times, ok := value.(map[string]any); ok && name == "read" && len(times) != 5 {
					t.Errorf("%s: %v", list, times)
				}
			}
			slices.Sort(have)
			if keys == nil {
				keys = have
			}
			if !slices.Equal(keys, have) {
				t.Errorf("%s has %v, others %v", list, have, keys)
			}
		}
	}
	if len(keys) != 13 {
		t.Errorf("%d fields: %v", len(keys), keys)
	}
}

// TestStatisticsAddUp: under any filter, months, categories and places add up to the total, which is what the list
// counts; the file has the same figures.
func TestStatisticsAddUp(t *testing.T) {
	town := statsTown(t)
	for _, community := range []string{"", "PL-Region", "PL-Westerby", "PL-Easterby", "PL-Westerby-1"} {
		for _, category := range []string{"", "speeding", "drug_use", "vandalism", "begging"} {
			q := url.Values{}
			for name, v := range map[string]string{"community": community, "category": category} {
				if v != "" {
					q.Set(name, v)
				}
			}
			query := "?" + q.Encode()
			out := figures(t, town, query)
			total := number(t, out, "totals", "received")
			lists := []string{"by_month", "by_category", "by_community"}
			if community == "PL-Westerby-1" {
				lists = lists[:2] // nothing lies below a beat
			}
			for _, list := range lists {
				for _, name := range []string{"received", "imported", "open", "confirmed", "eliminated"} {
					var sum int64
					for _, row := range part(out, list).([]any) {
						sum += number(t, row, name)
					}
					if want := number(t, out, "totals", name); sum != want {
						t.Errorf("%s: %s of %s add up to %d, not %d", query, name, list, sum, want)
					}
				}
			}
			if _, count := call(t, "GET", town.URL+"/api/v1/reports/count"+query, nil, nil); number(t, count, "count") != total {
				t.Errorf("%s: the list counts %v, the statistics %d", query, count, total)
			}
			for _, period := range []string{"&to=2026-03", "&from=2026-04", "&from=2026-03&to=2026-04"} {
				if _, count := call(t, "GET", town.URL+"/api/v1/reports/count"+query+period, nil, nil); number(t, count, "count") != number(t, figures(t, town, query+period), "totals", "received") {
					t.Errorf("%s: the list counts %v, the statistics something else", query+period, count)
				}
			}
			march, april := figures(t, town, query+"&to=2026-03"), figures(t, town, query+"&from=2026-04")
			if a, b := number(t, march, "totals", "received"), number(t, april, "totals", "received"); a+b != total {
				t.Errorf("%s: %d until March and %d from April are not %d", query, a, b, total)
			}
			rows := statsFile(t, town, query)
			if rows[1][0] != "total" || rows[1][3] != strconv.FormatInt(total, 10) {
				t.Errorf("%s: the file says %v", query, rows[1])
			}
			if want := 2 + len(part(out, "by_month").([]any)) + len(part(out, "by_category").([]any)) + len(part(out, "by_community").([]any)); len(rows) != want {
				t.Errorf("%s: the file has %d rows, want %d", query, len(rows), want)
			}
		}
	}
}

func statsFile(t *testing.T, town *fixture.Town, query string) [][]string {
	t.Helper()
	res := town.Get(t, "/api/v1/stats.csv"+query, "")
	rows, err := csv.NewReader(res.Body).ReadAll()
	if err != nil || res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/csv") {
		t.Fatalf("%s: %d %v", query, res.StatusCode, err)
	}
	return rows
}

func TestStatisticsRefuseWhatTheyDoNotKnow(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	for query, field := range map[string]string{"?state=new": "state", "?from=2026": "from", "?to=2026-13": "to", "?from=2026-03-01": "from", "?from=2026-04&to=2026-03": "to",
		"?category=nonsense": "category", "?community=PL-Nowhere": "community", "?from=1900-01": "from"} {
		for _, path := range []string{"/api/v1/stats", "/api/v1/stats.csv"} {
			res := town.Get(t, path+query, "")
			var problem struct {
				Errors []struct{ Field, Message string }
			}
			if err := json.NewDecoder(res.Body).Decode(&problem); err != nil || res.StatusCode != http.StatusBadRequest || len(problem.Errors) != 1 || problem.Errors[0].Field != field || problem.Errors[0].Message == "" {
				t.Errorf("%s%s: %d %+v %v", path, query, res.StatusCode, problem, err)
			}
		}
		if res := town.Get(t, "/en/stats"+query, ""); query != "?state=new" && res.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("page %s: %d", query, res.StatusCode)
		}
	}
	if out := figures(t, town, ""); len(part(out, "by_month").([]any)) != 0 || number(t, out, "totals", "received") != 0 || part(out, "totals", "read", "median_hours") != nil {
		t.Errorf("nothing came: %v", out)
	}
	if out := figures(t, town, "?from=2026-01&to=2026-03"); len(part(out, "by_month").([]any)) != 3 {
		t.Errorf("three months without reports are three rows: %v", part(out, "by_month"))
	}
}

// TestStatisticsPage: drawings have names, their tables the same figures, and the page stands in every language.
func TestStatisticsPage(t *testing.T) {
	town := statsTown(t)
	b := reader{town.URL}
	for _, lang := range []string{"en", "sq", "sr", "sr-Latn", "lt", "lv", "et", "cs", "uk", "pl", "nb"} {
		p := b.get(t, "/"+lang+"/stats?community=PL-Westerby")
		if p.status != http.StatusOK || strings.Contains(p.body, "⟦") || strings.Contains(p.body, "style=") {
			t.Fatalf("%s: %d\n%.2000s", lang, p.status, p.body)
		}
		drawings := 0
		walk(p.tree, func(n *html.Node) {
			if n.Data == "svg" && attr(n, "role") == "img" {
				drawings++
				for id := range strings.FieldsSeq(attr(n, "aria-labelledby")) {
					if named := p.byID(id); named == nil || text(named) == "" {
						t.Errorf("%s: a drawing is named by %s, which says nothing", lang, id)
					}
				}
			}
		})
		if drawings != 2 {
			t.Errorf("%s: %d drawings", lang, drawings)
		}
	}
	p := b.get(t, "/en/stats")
	var sum int64
	walk(p.byID("received"), func(n *html.Node) {
		if n.Data == "td" && attr(n, "data-label") == "Received" {
			v, err := strconv.ParseInt(text(n), 10, 64)
			if err != nil {
				t.Error(err)
			}
			sum += v
		}
	})
	if sum != 6 {
		t.Errorf("the table below the drawing has %d reports", sum)
	}
	heights := map[float64]bool{}
	walk(p.byID("received"), func(n *html.Node) {
		if n.Data == "rect" && strings.HasSuffix(attr(n, "width"), "%") {
			h, _ := strconv.ParseFloat(attr(n, "height"), 64)
			heights[math.Round(h)] = true
		}
	})
	if len(heights) < 2 {
		t.Errorf("columns of %v px for 5 and 1 reports", heights)
	}
	if a := find(p.tree, func(n *html.Node) bool {
		return n.Data == "a" && strings.HasPrefix(attr(n, "href"), "/en/stats?community=PL-Region")
	}); a == nil {
		t.Error("no way down to the region")
	}
}
