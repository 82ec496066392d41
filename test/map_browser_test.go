package test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"reeve/app"
	"reeve/test/fixture"
)

// until waits for a condition of the page.
func until(t testing.TB, ctx context.Context, condition string) {
	t.Helper()
	for range 300 {
		if there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](condition)); err == nil && there {
			return
		}
		do(t, ctx, chromedp.Sleep(100*time.Millisecond))
	}
	t.Fatalf("never came true: %s at %s", condition, eval[string](t, ctx, `location.href + " " + JSON.stringify(document.querySelector("[data-map]")?.dataset) + document.body.innerText.slice(0, 300)`))
}

const total = `Number(document.querySelector("#found-total b").textContent.replace(/\D/g, ""))`

// TestMapPageAgrees looks at the map in a browser: it shows as many reports as the list says, and a change of the
// filter changes both alike.
func TestMapPageAgrees(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	mapTown(t, town)
	ctx := browser(t)
	browse(t, ctx, town.URL+"/en/map", view{1440, "light"})
	until(t, ctx, `"mapready" in document.body.dataset`)
	until(t, ctx, `Number(document.querySelector("[data-map]").dataset.shown) > 0`)
	same := func(what string) int {
		t.Helper()
		until(t, ctx, total+` === Number(document.querySelector("[data-map]").dataset.shown)`)
		n := eval[int](t, ctx, total)
		at := eval[string](t, ctx, `location.search`)
		status, out := call(t, "GET", town.URL+"/api/v1/reports/count"+at, nil, nil)
		if status != http.StatusOK || int(out["count"].(float64)) != n {
			t.Errorf("%s: the map says %d, the count %v", what, n, out)
		}
		return n
	}
	all := same("all")
	eval[bool](t, ctx, `document.querySelector('input[name="state"][value="new"]').click(), true`)
	until(t, ctx, `location.search === "?state=new"`)
	fresh := same("new")
	eval[bool](t, ctx, `document.querySelector('input[name="category"][value="speeding"]').click(), true`)
	until(t, ctx, `location.search.includes("speeding")`)
	speeding := same("new and speeding")
	if !(0 < speeding && speeding < fresh && fresh < all) {
		t.Errorf("%d reports, %d of them new, %d about speeding", all, fresh, speeding)
	}
	search := eval[string](t, ctx, `location.search`)
	do(t, ctx, chromedp.Navigate(town.URL+"/en/list"+search))
	if n := eval[int](t, ctx, total); n != speeding {
		t.Errorf("the list has %d reports under the filter that leaves %d on the map", n, speeding)
	}
}

// TestPointingByKeyboard files a report at a place pointed at on the map with the keyboard alone.
func TestPointingByKeyboard(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	ctx := browser(t)
	browse(t, ctx, town.URL+"/en/report?step=place&place=PL-Westerby", view{1440, "light"})
	until(t, ctx, `"mapready" in document.body.dataset`)
	tabTo(t, ctx, `.maplibregl-canvas`)
	do(t, ctx, chromedp.KeyEvent(kb.ArrowLeft), chromedp.Sleep(500*time.Millisecond), chromedp.KeyEvent(kb.Enter))
	until(t, ctx, `document.querySelector('input[name="place"]:checked')?.value.startsWith("at:")`)
	lat, lon := spotOf(t, eval[string](t, ctx, `document.querySelector('input[name="place"]:checked').value`))
	if words := eval[string](t, ctx, `document.querySelector("[data-where]").innerText`); !strings.Contains(words, "Westerby") || !strings.Contains(words, "Goes to") {
		t.Errorf("the page says of the place: %q", words)
	}
	if !(lon < 18.1) {
		t.Errorf("a step to the left of the middle lies %f, %f", lat, lon)
	}
	if key := fileFromPlace(t, ctx); len(strings.Split(key, "-")) != 6 {
		t.Fatalf("the report key is %q", key)
	}
	status, out := call(t, "GET", town.URL+"/api/v1/reports", nil, nil)
	items, _ := out["items"].([]any)
	if status != http.StatusOK || len(items) != 1 {
		t.Fatalf("%d %v", status, out)
	}
	at, _ := items[0].(map[string]any)["published"].(map[string]any)
	if at == nil || math.Abs(at["lat"].(float64)-lat) > 1e-5 || math.Abs(at["lon"].(float64)-lon) > 1e-5 {
		t.Errorf("pointed at %f, %f, published %v", lat, lon, at)
	}
}

func spotOf(t testing.TB, value string) (lat, lon float64) {
	t.Helper()
	a, b, ok := strings.Cut(strings.TrimPrefix(value, "at:"), ",")
	b, _, _ = strings.Cut(b, ":")
	lat, err1 := strconv.ParseFloat(a, 64)
	lon, err2 := strconv.ParseFloat(b, 64)
	if !ok || err1 != nil || err2 != nil {
		t.Fatalf("no spot: %q", value)
	}
	return lat, lon
}

// TestWithoutTheMap blocks the map's bundle: a sentence says so, the list is there, the filter works, and a place is
// still found by its name.
func TestWithoutTheMap(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	mapTown(t, town)
	ctx := browser(t)
	do(t, ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: []*network.BlockPattern{{URLPattern: town.URL + "/static/map-*.js", Block: true}}})
		return err
	}))
	for _, width := range []int64{390, 1440} {
		browse(t, ctx, town.URL+"/en/map", view{width, "light"})
		until(t, ctx, `"failed" in document.querySelector("[data-map]").dataset`)
		if !eval[bool](t, ctx, `document.querySelector('[data-map-note="failed"]').checkVisibility() && document.querySelector("#found li").checkVisibility()`) {
			t.Errorf("at %d px neither a sentence nor the list is to be seen", width)
		}
		before := eval[int](t, ctx, total)
		eval[bool](t, ctx, `document.querySelector('input[name="state"][value="new"]').click(), true`)
		until(t, ctx, total+" < "+strconv.Itoa(before))
	}
	browse(t, ctx, town.URL+"/en/report?step=place", view{1440, "light"})
	until(t, ctx, `"failed" in document.querySelector("[data-map]").dataset`)
	tabTo(t, ctx, `input[name="q"]`)
	do(t, ctx, chromedp.KeyEvent("Wester"))
	until(t, ctx, `document.querySelectorAll('[role="option"]').length > 0`)
	do(t, ctx, chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.Enter))
	until(t, ctx, `document.querySelector('input[name="place"]:checked')?.value === "PL-Westerby"`)
}

// TestMapWithoutScript asks map and list with the form's own addresses: the total is the same on both and that of
// the interface, and the filters keep what was chosen.
func TestMapWithoutScript(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	mapTown(t, town)
	for _, query := range []string{"", "state=new", "state=new&state=confirmed&category=speeding", "community=PL-Westerby", "category=begging&category=drug_use",
		"from=" + time.Now().Format("2006-01"), "to=2020-01", "bbox=18,52,18.1,52.1"} {
		_, out := call(t, "GET", town.URL+"/api/v1/reports/count?"+query, nil, nil)
		n := int(out["count"].(float64))
		want := "No reports yet"
		if n > 0 {
			want = fmt.Sprintf("%d reports", n)
		}
		if n == 1 {
			want = "1 report"
		}
		for _, path := range []string{"/en/map", "/en/list"} {
			body := fetch(t, town.URL+path+"?"+query)
			if !strings.Contains(body, `id="found-total" data-live><b>`+want+`</b>`) {
				t.Errorf("%s?%s does not say %q", path, query, want)
			}
			asked, _ := url.ParseQuery(query)
			for _, name := range []string{"state", "category"} {
				for _, v := range asked[name] {
					if !strings.Contains(body, fmt.Sprintf(`name="%s" value="%s" checked`, name, v)) {
						t.Errorf("%s?%s forgets %s", path, query, v)
					}
				}
			}
		}
	}
	if body := fetch(t, town.URL+"/en/map"); !strings.Contains(body, "<noscript>") || !strings.Contains(body, "data-ref=") {
		t.Error("without script the map's page has no list")
	}
}

func fetch(t testing.TB, address string) string {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %v", address, res.StatusCode, err)
	}
	return string(raw)
}

// TestWeight weighs the first page as a browser fetches it: 100 kB in Brotli without the map, and 420 kB for the map.
func TestWeight(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	mapTown(t, town)
	var page bytes.Buffer
	w := brotli.NewWriterLevel(&page, brotli.DefaultCompression)
	if _, err := io.WriteString(w, fetch(t, town.URL+"/uk/map")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	weigh := func(names ...string) (sum int64) {
		for _, name := range names {
			found, err := filepath.Glob("../kernel/web/static/gen/" + name)
			if err != nil || len(found) != 1 {
				t.Fatalf("%s: %v %v; run make build first", name, found, err)
			}
			info, err := os.Stat(found[0])
			if err != nil {
				t.Fatal(err)
			}
			sum += info.Size()
		}
		return sum
	}
	first := int64(page.Len()) + weigh("reeve-*.css.br", "public-*.js.br", "symbols-*.svg.br", "mark-*.svg.br", "source-sans-3-latin-[A-Z0-9]*.woff2", "source-sans-3-cyrillic-*.woff2")
	drawn := weigh("map-[0-9a-f]*.js.br", "map-worker-*.js.br")
	t.Logf("first page %d bytes, the map %d", first, drawn)
	if first > 100_000 || drawn > 420_000 {
		t.Errorf("first page %d bytes, the map %d", first, drawn)
	}
}
