package test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/policy"
	"reeve/test/fixture"
)

// browser starts a real Chromium. Without one the test fails and says what to install.
func browser(t testing.TB) context.Context {
	t.Helper()
	return browserFor(t, 9*time.Minute)
}

// browserFor is browser for a test that takes long.
func browserFor(t testing.TB, most time.Duration) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Fatal("no browser to test in: apt-get install chromium, or run make test")
	}
	opts := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir())}
	for _, flag := range []string{"headless", "no-sandbox", "disable-gpu", "enable-unsafe-swiftshader", "disable-quic", "no-first-run",
		"disable-background-networking", "disable-component-update", "disable-sync", "hide-scrollbars"} {
		opts = append(opts, chromedp.Flag(flag, true))
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, most)
	t.Cleanup(cancel)
	return ctx
}

func do(t testing.TB, ctx context.Context, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

func eval[T any](t testing.TB, ctx context.Context, script string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%v in %.200s", err, script)
	}
	return v
}

// view is how a page is looked at.
type view struct {
	width int64
	theme string
}

func (v view) String() string { return fmt.Sprintf("%d px %s", v.width, v.theme) }

// browse opens a page in a view.
func browse(t testing.TB, ctx context.Context, url string, v view) {
	t.Helper()
	do(t, ctx, chromedp.EmulateViewport(v.width, 900), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: v.theme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
		return err
	}), chromedp.Navigate(url))
}

// axe finds what keeps people out (WCAG 2.2 AA), and whether the page is wider than the window.
func axe(t testing.TB, ctx context.Context, source, page string, v view) {
	t.Helper()
	eval[bool](t, ctx, source+";true")
	// At the end of the page the phone's sticky act lies below the footer and covers no link.
	eval[bool](t, ctx, `window.scrollTo(0, document.querySelector(".rv-actbar") ? document.body.scrollHeight : 0);true`)
	raw := eval[string](t, ctx, `(async () => JSON.stringify((await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}))
		.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + " — " + n.failureSummary)}))))()`)
	var found []struct {
		ID, Help string
		Nodes    []string
	}
	if err := json.Unmarshal([]byte(raw), &found); err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Errorf("%s, %s: %s: %s\n%s", page, v, f.ID, f.Help, strings.Join(f.Nodes, "\n"))
	}
	if over := eval[int](t, ctx, `document.documentElement.scrollWidth - window.innerWidth`); over > 0 {
		t.Errorf("%s, %s: %d px wider than the window", page, v, over)
	}
	if text := eval[string](t, ctx, `document.body.innerText`); strings.Contains(text, "⟦") {
		i := strings.Index(text, "⟦")
		t.Errorf("%s: a text is missing: %.80s", page, text[i:])
	}
}

// signIn signs in through the page.
func signIn(t testing.TB, ctx context.Context, url, email string) {
	t.Helper()
	do(t, ctx, chromedp.Navigate(url+"/desk/sign-in"), chromedp.SendKeys(chromedp.CSS(`input[name="email"]`), email), chromedp.SendKeys(chromedp.CSS(`input[name="password"]`), fixture.Password))
	comes(t, ctx, chromedp.Submit(chromedp.CSS(`input[name="password"]`)))
	if at := eval[string](t, ctx, `location.pathname`); at != "/desk" {
		t.Fatalf("signed in as %s and came to %s: %.300s", email, at, eval[string](t, ctx, `document.body.innerText`))
	}
}

// comes does something that brings another page and waits until that page is there: the mark left on the old one
// is gone.
func comes(t testing.TB, ctx context.Context, action chromedp.Action[chromedp.Void]) {
	t.Helper()
	eval[bool](t, ctx, `document.documentElement.dataset.old = "1", true`)
	do(t, ctx, action)
	for range 150 {
		there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && !document.documentElement.dataset.old`))
		if err == nil && there { // between two pages there is nothing to ask
			return
		}
		do(t, ctx, chromedp.Sleep(100*time.Millisecond))
	}
	t.Fatalf("no other page came after %s", eval[string](t, ctx, `location.href + " " + document.body.innerText.slice(0, 300)`))
}

// TestPagesKeepNobodyOut walks every page in the browser matrix: English at three widths and in both themes,
// Ukrainian, Serbian Latin and Lithuanian at 320 px, each with axe.
func TestPagesKeepNobodyOut(t *testing.T) {
	source, err := os.ReadFile("../kernel/web/look/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make build first. ", err)
	}
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	if !town.App.Assets.Ready() {
		t.Fatal("the browser files are missing: run make build first")
	}
	pages, desk := townPages(t, town)
	languages := []string{"en", "uk", "sr-Latn", "lt"} // lt has the longest words
	t.Run("public", func(t *testing.T) {
		t.Parallel()
		ctx := browserFor(t, 30*time.Minute)
		for _, lang := range languages {
			views := []view{{320, "light"}}
			if lang == "en" {
				views = []view{{320, "light"}, {320, "dark"}, {768, "light"}, {768, "dark"}, {1440, "light"}, {1440, "dark"}}
			}
			for _, p := range pages {
				for _, v := range views {
					browse(t, ctx, town.URL+"/"+lang+p, v)
					if got := eval[string](t, ctx, `document.documentElement.lang`); got != lang {
						t.Errorf("/%s%s says its language is %s", lang, p, got)
					}
					axe(t, ctx, string(source), "/"+lang+p, v)
				}
			}
		}
	})
	t.Run("desk", func(t *testing.T) {
		t.Parallel()
		ctx := browserFor(t, 30*time.Minute)
		town.SignsIn(t, "coordinator@example.org")
		signIn(t, ctx, town.URL, "coordinator@example.org")
		for _, lang := range languages {
			setDeskLanguage(t, town, lang)
			views := []view{{320, "light"}}
			if lang == "en" {
				views = []view{{320, "light"}, {320, "dark"}, {768, "light"}, {1440, "light"}, {1440, "dark"}}
			}
			for _, p := range desk {
				for _, v := range views {
					browse(t, ctx, town.URL+p, v)
					axe(t, ctx, string(source), p+" in "+lang, v)
				}
			}
		}
	})
}

// TestFilingInTheBrowser files a report with the keyboard and the page's own proof of work, and follows it by
// its key.
func TestFilingInTheBrowser(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	ctx := browser(t)
	var outside []string
	if err := chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok && !strings.HasPrefix(e.Request.URL, town.URL) && !strings.HasPrefix(e.Request.URL, "data:") && !strings.HasPrefix(e.Request.URL, "blob:") {
			outside = append(outside, e.Request.URL)
		}
	}); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Navigate(town.URL+"/en/report"))
	key := fileByKeyboard(t, ctx)
	if len(strings.Split(key, "-")) != 6 {
		t.Fatalf("the report key is %q", key)
	}
	do(t, ctx, chromedp.Navigate("about:blank"), chromedp.Navigate(town.URL+"/en/follow#"+key))
	for range 100 { // the script takes the key out of the address and sends the form
		if there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && document.body.innerText.includes("Speeding")`)); err == nil && there {
			break
		}
		do(t, ctx, chromedp.Sleep(100*time.Millisecond))
	}
	text := eval[string](t, ctx, `document.body.innerText`)
	if !strings.Contains(text, "Cars race past the school") && !strings.Contains(text, "Speeding") {
		t.Errorf("following by the key shows %.500s", text)
	}
	if at := eval[string](t, ctx, `location.href`); strings.Contains(at, key) {
		t.Errorf("the key is still in the address: %s", at)
	}
	if len(outside) > 0 {
		t.Errorf("the pages asked elsewhere: %v", outside)
	}
}

// townPages files reports and takes them into several states, and gives the public pages (without language) and
// the desk's.
func townPages(t testing.TB, town *fixture.Town) (public, desk []string) {
	t.Helper()
	officer, coordinator := bearer(town.Tokens["officer"]), bearer(town.Tokens["coordinator"])
	fresh := file(t, town, map[string]any{"seen_from": "2026-01-05", "weekdays": []int{1, 3}, "day_parts": []string{"morning"}, "answers": map[string]string{"vehicle": "cars"}, "contact": "resident@example.org"})
	done := file(t, town, map[string]any{"weekdays": []int{1, 2, 3, 4, 5, 6, 7}})
	held := file(t, town, map[string]any{"category": "drug_use"})
	late := file(t, town, map[string]any{"category": "illegal_dumping"})
	queue := file(t, town, map[string]any{"lat": 52.05, "lon": 18.3})
	take := func(ref any, as map[string]string, in map[string]any) {
		t.Helper()
		if status, out := call(t, "POST", town.URL+"/api/v1/reports/"+ref.(string)+"/steps", as, in); status != 200 {
			t.Fatalf("%v: %d %v", in, status, out)
		}
	}
	for _, in := range []map[string]any{{"step": "open"}, {"step": "ask", "text": "Which side of the road?"}} {
		take(done["ref"], officer, in)
	}
	take(done["ref"], key(done["key"]), map[string]any{"step": "answer", "text": "The left one"})
	for _, in := range []map[string]any{{"step": "visit", "found": "14 of 52 cars", "occurred_at": time.Now().UTC().Format(time.RFC3339)},
		{"step": "confirm", "reason": "Measured"}, {"step": "publish_text", "text": "Cars race past."}, {"step": "eliminate", "reason": "A speed bump was built"}} {
		take(done["ref"], officer, in)
	}
	take(late["ref"], officer, map[string]any{"step": "open"})
	take(late["ref"], officer, map[string]any{"step": "confirm", "reason": "Seen"})
	take(late["ref"], coordinator, map[string]any{"step": "hand_over", "body": "roads", "reason": "Their land"})
	public = []string{"/", "/list", "/report", "/report?step=place", "/follow", "/legal/privacy", "/legal/imprint", "/r/" + done["ref"].(string), "/r/" + fresh["ref"].(string),
		"/r/" + held["ref"].(string), "/r/" + late["ref"].(string), "/r/0000000000", "/map", "/map?community=PL-Westerby&state=new", "/list?state=withdrawn", "/list?category=speeding&bbox=18,52,18.2,52.2", "/stats", "/stats?community=PL-Westerby", "/stats?from=nonsense"}
	desk = []string{"/desk", "/desk/reports", "/desk/reports/new", "/desk/reports/" + done["ref"].(string), "/desk/reports/" + fresh["ref"].(string), "/desk/reports/" + queue["ref"].(string),
		"/desk/reports/" + fresh["ref"].(string) + "/steps/open", "/desk/reports/" + fresh["ref"].(string) + "/steps/reroute", "/desk/reports/" + late["ref"].(string) + "/steps/take_back",
		"/desk/places", "/desk/programmes", "/desk/programmes/new", "/desk/proposals", "/desk/account", "/desk/users", "/desk/settings", "/desk/legal", "/desk/audit", "/desk/setup"}
	morePublic, moreDesk := agreementPages(t, town)
	meetPublic, meetDesk := meetingPages(t, town)
	morePublic, moreDesk = append(morePublic, meetPublic...), append(moreDesk, meetDesk...)
	morePublic = append(morePublic, officerPages()...)
	moreDesk = append(moreDesk, dutyPages(t, town)...)
	moreDesk = append(moreDesk, councilPages(t, town)...)
	moreDesk = append(moreDesk, processPages(t, town)...)
	workPublic, workDesk := problemPages(t, town)
	morePublic, moreDesk = append(morePublic, workPublic...), append(moreDesk, workDesk...)
	planPublic, planDesk := planPages(t, town)
	morePublic, moreDesk = append(morePublic, planPublic...), append(moreDesk, planDesk...)
	advisePublic, adviseDesk := advicePages(t, town)
	morePublic, moreDesk = append(morePublic, advisePublic...), append(moreDesk, adviseDesk...)
	learnPublic, learnDesk := practicePages(t, town)
	morePublic, moreDesk = append(morePublic, learnPublic...), append(moreDesk, learnDesk...)
	bankPublic, bankDesk := bankPages(t, town)
	morePublic, moreDesk = append(morePublic, bankPublic...), append(moreDesk, bankDesk...)
	return append(public, morePublic...), append(append(desk, moreDesk...), postPages()[:7]...)
}

// setDeskLanguage changes the language of the one who is signed in, and gives them every page of the desk.
func setDeskLanguage(t testing.TB, town *fixture.Town, lang string) {
	t.Helper()
	ctx := context.Background()
	a, err := town.App.Identity.AccountByEmail(ctx, "coordinator@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if err := town.App.Identity.Change(ctx, db.System(), a.ID, 0, a.Name, lang); err != nil {
		t.Fatal(err)
	}
	if lang == "en" {
		for _, role := range []string{"admin", "auditor"} {
			if _, err := town.App.Identity.Give(ctx, db.System(), a.ID, policy.Grant{Role: role, Scope: policy.Everything()}, time.Time{}, time.Time{}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// tabTo presses the tabulator until something that matches the selector has the focus.
func tabTo(t testing.TB, ctx context.Context, selector string) {
	t.Helper()
	for range 120 {
		if eval[bool](t, ctx, fmt.Sprintf(`document.activeElement && document.activeElement.matches(%q)`, selector)) {
			return
		}
		do(t, ctx, chromedp.KeyEvent(kb.Tab))
	}
	t.Fatalf("the keyboard does not reach %s at %s", selector, eval[string](t, ctx, `location.href + " " + document.body.innerText.slice(0, 400)`))
}

// press presses a key and waits for the page that comes.
func press(t testing.TB, ctx context.Context, key string) {
	t.Helper()
	comes(t, ctx, chromedp.KeyEvent(key))
}

// fileByKeyboard goes through the form with tabulator, space, arrows and enter alone, and gives the report key.
func fileByKeyboard(t testing.TB, ctx context.Context) string {
	t.Helper()
	tabTo(t, ctx, `main a.rv-door:not([data-danger])`)
	press(t, ctx, kb.Enter)
	tabTo(t, ctx, `input[name="q"]`)
	do(t, ctx, chromedp.KeyEvent("Westerby"))
	press(t, ctx, kb.Enter)
	tabTo(t, ctx, `input[name="place"]`)
	do(t, ctx, chromedp.KeyEvent(" "))
	return fileFromPlace(t, ctx)
}

// fileFromPlace goes on from the page of the place, on which one is chosen.
func fileFromPlace(t testing.TB, ctx context.Context) string {
	t.Helper()
	tabTo(t, ctx, `button[value="next"]:not([tabindex="-1"])`)
	press(t, ctx, kb.Enter)
	tabTo(t, ctx, `input[name="category"]`)
	do(t, ctx, chromedp.KeyEvent(kb.ArrowDown))
	if got := eval[string](t, ctx, `document.querySelector('input[name="category"]:checked')?.value ?? ""`); got != "speeding" {
		do(t, ctx, chromedp.KeyEvent(kb.ArrowUp))
		for range 40 {
			if eval[string](t, ctx, `document.querySelector('input[name="category"]:checked')?.value ?? ""`) == "speeding" {
				break
			}
			do(t, ctx, chromedp.KeyEvent(kb.ArrowDown))
		}
	}
	tabTo(t, ctx, `button[value="next"]:not([tabindex="-1"])`)
	press(t, ctx, kb.Enter)
	tabTo(t, ctx, `textarea[name="text"]`)
	do(t, ctx, chromedp.KeyEvent("Cars race past the school"))
	tabTo(t, ctx, `button[value="next"]:not([tabindex="-1"])`)
	press(t, ctx, kb.Enter)
	tabTo(t, ctx, `button[value="send"]`)
	do(t, ctx, chromedp.KeyEvent(kb.Enter))
	for range 100 { // the proof of work, the filing and the page
		if eval[bool](t, ctx, `document.querySelector('[data-copy]') !== null`) {
			break
		}
		do(t, ctx, chromedp.Sleep(200*time.Millisecond))
	}
	return eval[string](t, ctx, `document.querySelector('[data-copy]')?.dataset.copy ?? document.body.innerText.slice(0, 600)`)
}
