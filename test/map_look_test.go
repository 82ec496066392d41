package test

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"os"
	"strings"
	"testing"

	permission "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"reeve/app"
	"reeve/test/fixture"
)

const drawn = `"mapready" in document.body.dataset`

// TestMapsKeepNobodyOut looks at pages with a map once it is drawn, in the browser matrix, the filter open.
func TestMapsKeepNobodyOut(t *testing.T) {
	source, err := os.ReadFile("../kernel/web/look/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make build first. ", err)
	}
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	mapTown(t, town)
	ctx := browser(t)
	for _, lang := range []string{"en", "uk", "sr-Latn", "lt"} {
		views := []view{{320, "light"}}
		if lang == "en" {
			views = []view{{320, "light"}, {320, "dark"}, {768, "light"}, {768, "dark"}, {1440, "light"}, {1440, "dark"}}
		}
		for _, v := range views {
			for _, p := range []string{"/map", "/list", "/report?step=place&place=PL-Westerby"} {
				browse(t, ctx, town.URL+"/"+lang+p, v)
				if p != "/list" {
					until(t, ctx, drawn)
				}
				eval[bool](t, ctx, `document.querySelector("[data-facets-toggle]")?.checkVisibility() && document.querySelector("[data-facets-toggle]").click(), true`)
				axe(t, ctx, string(source), "/"+lang+p, v)
			}
		}
	}
}

// TestFilterOnThePhone: map, list and filter stand in one row; a place is found by typing a part of its name, the
// filter, the list and the map go there.
func TestFilterOnThePhone(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	mapTown(t, town)
	ctx := browser(t)
	browse(t, ctx, town.URL+"/en/map", view{390, "light"})
	until(t, ctx, drawn)
	if off := eval[float64](t, ctx, `((tops) => Math.max(...tops) - Math.min(...tops))([...document.querySelectorAll(".rv-views a, [data-facets-toggle]")].map((e) => e.getBoundingClientRect().top))`); off > 8 {
		t.Error("map, list and filter do not stand in one row")
	}
	tabTo(t, ctx, `[data-facets-toggle]`)
	do(t, ctx, chromedp.KeyEvent(kb.Enter))
	until(t, ctx, `document.querySelector("[data-facets-toggle]").getAttribute("aria-expanded") === "true"`)
	tabTo(t, ctx, `input[role="combobox"]`)
	do(t, ctx, chromedp.KeyEvent("nowhere at all"))
	until(t, ctx, `document.querySelector(".rv-suggest__none").innerText.includes("No place found")`)
	for range len("nowhere at all") {
		do(t, ctx, chromedp.KeyEvent(kb.Backspace))
	}
	do(t, ctx, chromedp.KeyEvent("aster"))
	until(t, ctx, `document.querySelectorAll('.rv-select [role="option"]').length === 1`)
	do(t, ctx, chromedp.KeyEvent(kb.Enter))
	until(t, ctx, `location.search === "?community=PL-Easterby" && document.querySelector("[data-map]").dataset.own === "PL-Easterby"`)
	until(t, ctx, total+` === Number(document.querySelector("[data-map]").dataset.shown)`)
	if got := eval[string](t, ctx, `document.querySelector("h1").textContent + document.querySelector('input[role="combobox"]').value`); got != "Threat map: EasterbyEasterby" {
		t.Errorf("chosen: %q", got)
	}
	do(t, ctx, chromedp.KeyEvent("x"), chromedp.KeyEvent(kb.Escape))
	if got := eval[string](t, ctx, `document.querySelector('input[role="combobox"]').value`); got != "Easterby" {
		t.Errorf("after Escape the field says %q", got)
	}
}

// tap presses the page at a spot of the window.
func tap(t testing.TB, ctx context.Context, x, y float64) {
	t.Helper()
	for _, kind := range []input.DispatchMouseEventType{"mouseMoved", "mousePressed", "mouseReleased"} {
		do(t, ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			p := input.DispatchMouseEventParams{Type: kind, X: x, Y: y, ClickCount: 1}
			if kind != "mouseMoved" {
				p.Button, p.Buttons = "left", 1
			}
			_, err := cdp.Call(ctx, t, input.DispatchMouseEvent, p)
			return err
		}))
	}
}

// TestChoosingOnTheMap presses a pin: the card and the line of the list are the report's; then the list follows
// what the map shows.
func TestChoosingOnTheMap(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	mapTown(t, town)
	mine := file(t, town, map[string]any{"category": "illegal_felling", "lat": 52.0512, "lon": 18.0512})["ref"].(string)
	ctx := browser(t)
	browse(t, ctx, town.URL+"/en/map?category=illegal_felling#at=17/52.0512/18.0512", view{1440, "light"}) // few enough for one page of the list
	until(t, ctx, drawn)
	middle := eval[[]float64](t, ctx, `(() => { const b = document.querySelector("[data-map-canvas]").getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2 - 24] })()`)
	tap(t, ctx, middle[0], middle[1])
	until(t, ctx, fmt.Sprintf(`document.querySelector("[data-map-card]").checkVisibility() && document.querySelector("[data-map-card] a").href.endsWith(%q)`, "/r/"+mine))
	if !eval[bool](t, ctx, fmt.Sprintf(`document.querySelector('#found [data-ref=%q]').hasAttribute("data-chosen")`, mine)) {
		t.Error("the line of the list is not marked")
	}
	browse(t, ctx, town.URL+"/en/map#at=17/52.0512/18.0512", view{1440, "light"})
	until(t, ctx, drawn)
	eval[bool](t, ctx, `document.querySelector("[data-in-view]").click(), true`)
	until(t, ctx, `location.search.startsWith("?bbox=") && `+total+` < 10`)
	status, out := call(t, "GET", town.URL+"/api/v1/reports/count"+eval[string](t, ctx, `location.search`), nil, nil)
	if n := eval[int](t, ctx, total); status != http.StatusOK || n < 1 || int(out["count"].(float64)) != n {
		t.Errorf("the list has %d reports of what the map shows, the count is %v", n, out)
	}
	all := eval[int](t, ctx, total)
	eval[bool](t, ctx, `document.querySelector('[data-map-zoom="out"]').click(), true`)
	until(t, ctx, total+fmt.Sprintf(` >= %d && `, all)+drawn)
	eval[bool](t, ctx, `document.querySelector("[data-in-view]").click(), true`)
	until(t, ctx, `!location.search.includes("bbox") && `+total+` > 40`)
}

// TestOwnPosition files at the place where the reader stands and sees on a map, before sending, what everybody will
// see of it: an area, not the place.
func TestOwnPosition(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	ctx := browser(t)
	lat, lon, accuracy := 52.0533, 18.0522, 10.0
	do(t, ctx, chromedp.Navigate("about:blank"), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, permission.SetPermission, permission.SetPermissionParams{Permission: &permission.PermissionDescriptor{Name: "geolocation"}, Setting: "granted"}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, emulation.SetGeolocationOverride, emulation.SetGeolocationOverrideParams{Latitude: &lat, Longitude: &lon, Accuracy: &accuracy})
		return err
	}))
	browse(t, ctx, town.URL+"/en/report?step=place", view{390, "light"})
	until(t, ctx, drawn)
	tabTo(t, ctx, `[data-own-position]`)
	do(t, ctx, chromedp.KeyEvent(kb.Enter))
	until(t, ctx, `document.querySelector('input[name="place"]:checked')?.value === "at:52.053300,18.052200"`)
	if words := eval[string](t, ctx, `document.querySelector("[data-where]").innerText`); !strings.Contains(words, "Westerby") {
		t.Errorf("the page says of the place: %q", words)
	}
	next := func(chosen string) {
		t.Helper()
		comes(t, ctx, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
			_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](chosen+`; setTimeout(() => document.querySelector('button[value="next"]').click()), true`))
			return err
		}))
	}
	next(`0`)
	next(`document.querySelector('input[name="category"][value="vandalism"]').checked = true`)
	next(`0`)
	spots := eval[[]struct {
		Image     string
		Lat, Lon  float64
		Precision int64
	}](t, ctx, `JSON.parse(document.querySelector(".rv-sees [data-map]").dataset.spots)`)
	if len(spots) != 1 || spots[0].Precision <= 0 || math.Abs(spots[0].Lat-lat)+math.Abs(spots[0].Lon-lon) < 1e-6 {
		t.Errorf("everybody would see %v", spots)
	}
	eval[bool](t, ctx, `document.querySelector(".rv-sees [data-map]").scrollIntoView(), true`)
	until(t, ctx, `"ready" in document.querySelector(".rv-sees [data-map]").dataset`)
	if asked := eval[string](t, ctx, `performance.getEntriesByType("resource").map((e) => e.name).join(" ")`); strings.Contains(asked, "52.0533") {
		t.Errorf("the place stands in an address: %s", asked)
	}
}
