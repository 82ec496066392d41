package test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	tab "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
	"reeve/test/fixture"
)

const doorkeeper = "organiser@example.org"

// organiserAccount makes somebody who organises everything and signs in with a password.
func organiserAccount(t testing.TB, town *fixture.Town) {
	t.Helper()
	ctx := context.Background()
	a, err := town.App.Identity.Create(ctx, db.System(), identity.NewAccount{Email: doorkeeper, Name: "Test organiser", Lang: "en", Password: fixture.Password})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := town.App.Identity.Give(ctx, db.System(), a.ID, policy.Grant{Role: "organiser", Scope: policy.Ref{Kind: policy.All}}, time.Time{}, time.Time{}); err != nil {
		t.Fatal(err)
	}
}

// today is an event that goes on now, in UTC, with so many confirmed people; codes are what their QR codes say, by name.
func today(t testing.TB, town *fixture.Town, title string, people int) (event string, codes map[string]string) {
	t.Helper()
	now := time.Now().UTC()
	event = announce(t, town, map[string]any{"title": map[string]string{"en": title}, "start": now.Format(time.DateOnly) + "T00:00", "end": now.AddDate(0, 0, 1).Format(time.DateOnly) + "T23:59", "zone": "UTC",
		"registration_deadline": "", "capacity": 35, "pools": []map[string]any{{"delegation": "CZ", "seats": 35}}})
	codes = map[string]string{}
	for n := range people {
		name := fmt.Sprintf("%s Person%c", []string{"Jana", "Petr", "Eva", "Ola"}[n%4], 'A'+n)
		status, out := enrol(t, town, event, town.All["organiser"], fmt.Sprintf("Town %c of %s", 'A'+n, title), nominated(name, "CZ"))
		if status != 201 {
			t.Fatalf("%d %v", status, out)
		}
		codes[name] = town.App.Practice.Day.Code(out["nominations"].([]any)[0].(map[string]any)["id"].(string))
	}
	return event, codes
}

// fakeCamera gives the page a camera and a reader of QR codes that sees what the test holds before it.
func fakeCamera(t testing.TB, ctx context.Context) {
	t.Helper()
	const source = `
		window.BarcodeDetector = class { async detect() { return window.held ? [{ rawValue: window.held }] : []; } };
		navigator.mediaDevices.getUserMedia = async () => document.createElement("canvas").captureStream(1);
		HTMLMediaElement.prototype.play = async () => undefined;`
	do(t, ctx, chromedp.Func(func(ctx context.Context, at *chromedp.Target) error {
		_, err := cdp.Call(ctx, at, tab.AddScriptToEvaluateOnNewDocument, tab.AddScriptToEvaluateOnNewDocumentParams{Source: source})
		return err
	}))
}

func doorSignIn(t testing.TB, ctx context.Context, url, event string) {
	t.Helper()
	do(t, ctx, chromedp.Navigate(url+"/field/door/"+event), chromedp.SendKeys(chromedp.CSS(`input[name="email"]`), doorkeeper), chromedp.SendKeys(chromedp.CSS(`input[name="password"]`), fixture.Password))
	comes(t, ctx, chromedp.Submit(chromedp.CSS(`input[name="password"]`)))
	until(t, ctx, fmt.Sprintf(`location.pathname === "/field/door/%s" && document.body.dataset.contact === "online"`, event))
}

// typeCode types a code at the door, as a scanner with a keyboard's plug does.
func typeCode(t testing.TB, ctx context.Context, code string) {
	t.Helper()
	eval[bool](t, ctx, fmt.Sprintf(`document.querySelector("#code").value = %q, document.querySelector('[data-code] button[value="in"]').click(), true`, code))
}

// tapPerson marks somebody in the list.
func tapPerson(t testing.TB, ctx context.Context, name string) {
	t.Helper()
	touch(t, ctx, fmt.Sprintf(`button[aria-label="Came in: %s"]`, name))
}

func waits(t testing.TB, ctx context.Context, waiting, refused int) {
	t.Helper()
	until(t, ctx, fmt.Sprintf(`document.body.dataset.waiting === "%d" && document.body.dataset.refused === "%d"`, waiting, refused))
}

// TestDoorWithoutNetwork: by list and by code, with the network and without it. Ten people are marked offline, the browser
// is closed and opened again, and back in the network all of them are there, once, with the time of the mark. The code of
// another event is refused in words that name that event.
func TestDoorWithoutNetwork(t *testing.T) {
	source, err := os.ReadFile("../kernel/web/look/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make build first. ", err)
	}
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	organiserAccount(t, town)
	r := newRadio(t, town)
	event, codes := today(t, town, "Safe evenings", 12)
	_, elsewhere := today(t, town, "Quiet nights", 1)
	foreign := elsewhere["Jana PersonA"]
	var names []string
	for n := range 12 {
		names = append(names, fmt.Sprintf("%s Person%c", []string{"Jana", "Petr", "Eva", "Ola"}[n%4], 'A'+n))
	}
	dir := t.TempDir()
	ctx, kill := phone(t, dir)
	fakeCamera(t, ctx)
	doorSignIn(t, ctx, r.URL, event)
	until(t, ctx, `document.querySelectorAll(".rv-phone__row").length === 12`)
	eval[bool](t, ctx, `navigator.serviceWorker.ready.then(() => true)`)
	promised(t, ctx, `caches.match("/field/door").then(Boolean)`)

	tapPerson(t, ctx, names[0])
	until(t, ctx, `document.querySelectorAll("li[data-in]").length === 1`)
	waits(t, ctx, 0, 0)
	typeCode(t, ctx, foreign)
	waits(t, ctx, 0, 1)
	if text := eval[string](t, ctx, `document.querySelector("[data-refusal]").innerText`); !strings.Contains(text, "Quiet nights") || !strings.Contains(text, "another event") {
		t.Errorf("the code of another event: %s", text)
	}
	axe(t, ctx, string(source), "/field/door with a refusal", view{390, "light"})
	touch(t, ctx, `[data-refusal] button`)
	waits(t, ctx, 0, 0)

	r.off.Store(true)
	do(t, ctx, chromedp.Navigate(r.URL+"/field/door/"+event))
	until(t, ctx, `document.body.dataset.contact === "offline" && document.querySelectorAll(".rv-phone__row").length === 12 && document.querySelectorAll("li[data-in]").length === 1`)
	for n, name := range names[1:5] {
		tapPerson(t, ctx, name)
		waits(t, ctx, n+1, 0)
	}
	for n, name := range names[5:9] {
		typeCode(t, ctx, strings.ToLower(codes[name])+" ")
		waits(t, ctx, n+5, 0)
	}
	touch(t, ctx, `[data-camera]`)
	for n, name := range names[9:11] {
		eval[bool](t, ctx, fmt.Sprintf(`window.held = %q, true`, codes[name]))
		waits(t, ctx, n+9, 0)
	}
	eval[bool](t, ctx, `window.held = "", true`)
	if n := eval[int](t, ctx, `document.querySelectorAll("li[data-in]").length`); n != 11 {
		t.Errorf("%d are in", n)
	}
	typeCode(t, ctx, foreign)
	waits(t, ctx, 11, 0)
	if text := eval[string](t, ctx, `document.querySelector("[role=status].rv-phone__said").innerText`); !strings.Contains(text, "not on the list") {
		t.Errorf("a code that nobody knows here: %s", text)
	}
	axe(t, ctx, string(source), "/field/door without network", view{390, "light"})
	if what := eval[string](t, ctx, keptAtTheDoor); what != "false data,id,iv false " {
		t.Errorf("the phone keeps: key given out, fields of a mark, names readable, other pages: %s", what)
	}
	do(t, ctx, chromedp.Sleep(time.Second))
	kill()

	ctx, _ = phone(t, dir)
	do(t, ctx, chromedp.Navigate(r.URL+"/field/door/"+event))
	until(t, ctx, `document.body.dataset.contact === "offline"`)
	waits(t, ctx, 11, 0)
	if n := eval[int](t, ctx, `document.querySelectorAll("li[data-in]").length`); n != 11 {
		t.Errorf("%d are in after the browser was closed", n)
	}
	back := time.Now()
	r.off.Store(false)
	eval[bool](t, ctx, `dispatchEvent(new Event("online")), true`)
	until(t, ctx, `document.body.dataset.contact !== "offline"`)
	if eval[string](t, ctx, `document.body.dataset.contact`) == "signed_out" { // the browser had not yet written its cookie down
		doorSignIn(t, ctx, r.URL, event)
	}
	waits(t, ctx, 0, 1)
	until(t, ctx, `document.querySelectorAll("li[data-in]").length === 11`)
	checkMarks(t, town, event, 11, back)

	axe(t, ctx, string(source), "/field/door", view{390, "dark"})
	comes(t, ctx, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error { touch(t, ctx, `[data-leave]`); return nil }))
	until(t, ctx, `location.pathname === "/field/sign-in"`)
	promised(t, ctx, `indexedDB.databases().then((all) => all.every((d) => d.name !== "reeve-field"))`)
}

// keptAtTheDoor tells what somebody finds who reads the browser's files.
const keptAtTheDoor = `(async () => {
	const done = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error); });
	const db = await done(indexedDB.open("reeve-field"));
	const holder = await done(db.transaction("holder").objectStore("holder").get("holder"));
	const [scan] = await done(db.transaction("scans").objectStore("scans").getAll());
	const [list] = await done(db.transaction("doors").objectStore("doors").getAll());
	db.close();
	const kept = (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map((r) => new URL(r.url).pathname)))).flat();
	return [holder.key.extractable, Object.keys(scan).sort().join(), new TextDecoder("latin1").decode(list.data).includes("Person"), kept.filter((path) => path !== "/field/door" && !path.startsWith("/static/")).join()].join(" ");
})()`

// checkMarks looks whether so many have come to an event, each marked once, and before the network was back.
func checkMarks(t testing.TB, town *fixture.Town, event string, people int, back time.Time) {
	t.Helper()
	_, out := call(t, "GET", town.URL+"/api/v1/field/events/"+event+"/door", bearer(town.All["organiser"]), nil)
	came := 0
	for _, one := range out["people"].([]any) {
		p := one.(map[string]any)
		if p["attendance"] == "" {
			continue
		}
		came++
		since, err := time.Parse(time.RFC3339, fmt.Sprint(p["since"]))
		if err != nil || !since.Before(back) || p["in"] != true {
			t.Errorf("%v", p)
		}
	}
	var all, twice int
	if err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
		return s.QueryRow(`SELECT count(*), COALESCE(SUM(CASE WHEN a.marks LIKE '%"id"%"id"%' THEN 1 ELSE 0 END), 0) FROM practice_attendance a`).Scan(&all, &twice)
	}); err != nil || came != people || all != people || twice != 0 {
		t.Errorf("%d people came, in %d attendances, of which %d have more than one mark, want %d: %v", came, all, twice, people, err)
	}
}

// TestDayPagesForEverybody: the desk's pages of the day and what follows from it keep nobody out.
func TestDayPagesForEverybody(t *testing.T) {
	source, err := os.ReadFile("../kernel/web/look/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make build first. ", err)
	}
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	organiserAccount(t, town)
	event, _ := today(t, town, "Safe evenings", 4)
	home := "/desk/practice/events/" + event + "/day"
	now := time.Now().UTC()
	over := announce(t, town, map[string]any{"start": now.AddDate(0, 0, -1).Format(time.DateOnly) + "T09:00", "end": now.AddDate(0, 0, -1).Format(time.DateOnly) + "T16:00", "zone": "UTC", "registration_deadline": ""})
	done := "/desk/practice/events/" + over + "/day"
	status, out := call(t, "POST", town.URL+"/api/v1/desk/events/"+over+"/attendance", bearer(town.All["organiser"]), map[string]any{"people": []map[string]any{
		{"name": "Jana Malá", "organisation": "Kladno", "email": "", "country": "", "unit": "", "minutes": nil}, {"name": "Jana Mala", "organisation": "Kolín", "email": "", "country": "", "unit": "", "minutes": nil}}})
	if status != 200 {
		t.Fatalf("%d %v", status, out)
	}
	if status, _, body := answerAs(t, town, done+"/certificates", town.All["organiser"], nil); status != 303 {
		t.Fatalf("certificates: %d %.300s", status, body)
	}
	paper := done + "/certificates/" + out["items"].([]any)[0].(map[string]any)["id"].(string)
	ctx := browser(t)
	signIn(t, ctx, town.URL, doorkeeper)
	for _, v := range []view{{390, "dark"}, {1440, "light"}} {
		for _, path := range []string{home, done, done + "/people", paper + "/revoke", "/desk/practice/events/" + event + "/recommend", "/desk/practice/bank?q=school"} {
			browse(t, ctx, town.URL+path, v)
			axe(t, ctx, string(source), path, v)
		}
	}
}
