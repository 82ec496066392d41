package test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	tab "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"reeve/app"
	"reeve/test/fixture"
)

// radio is a server behind a network that can go away: then every connection breaks, for the page as for its service
// worker.
type radio struct {
	*httptest.Server
	off atomic.Bool
}

func newRadio(t testing.TB, town *fixture.Town) *radio {
	t.Helper()
	r := &radio{}
	inner := town.App.Server.Handler()
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if r.off.Load() {
			if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
				c.Close()
			}
			return
		}
		inner.ServeHTTP(w, req)
	}))
	t.Cleanup(r.Close)
	return r
}

// phone starts a browser on a folder of its own; kill ends it as an empty battery does.
func phone(t testing.TB, dir string) (ctx context.Context, kill func()) {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("no browser to test in: apt-get install chromium, or run make test")
	}
	opts := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.UserDataDir(dir)}
	for _, flag := range []string{"headless", "no-sandbox", "disable-gpu", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync", "hide-scrollbars"} {
		opts = append(opts, chromedp.Flag(flag, true))
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, cancel := chromedp.NewContext(alloc)
	kill = func() { cancel(); stop() }
	t.Cleanup(kill)
	do(t, ctx, chromedp.EmulateViewport(390, 844))
	return ctx, kill
}

func fieldSignIn(t testing.TB, ctx context.Context, url string) {
	t.Helper()
	do(t, ctx, chromedp.Navigate(url+"/field/sign-in"), chromedp.SendKeys(chromedp.CSS(`input[name="email"]`), "officer@example.org"), chromedp.SendKeys(chromedp.CSS(`input[name="password"]`), fixture.Password))
	comes(t, ctx, chromedp.Submit(chromedp.CSS(`input[name="password"]`)))
	until(t, ctx, `document.body.dataset.contact === "online"`)
	eval[bool](t, ctx, `navigator.serviceWorker.ready.then(() => true)`)
	promised(t, ctx, `caches.match("/field/").then(Boolean)`)
}

// promised waits for a promise to give true.
func promised(t testing.TB, ctx context.Context, promise string) {
	t.Helper()
	for range 100 {
		if eval[bool](t, ctx, promise) {
			return
		}
		do(t, ctx, chromedp.Sleep(100*time.Millisecond))
	}
	t.Fatalf("never came true: %s", promise)
}

// touch clicks what matches, when it is there.
func touch(t testing.TB, ctx context.Context, selector string) {
	t.Helper()
	until(t, ctx, fmt.Sprintf(`document.querySelector(%q) !== null`, selector))
	eval[bool](t, ctx, fmt.Sprintf(`document.querySelector(%q).click(), true`, selector))
}

func screen(t testing.TB, ctx context.Context, hash, name string) {
	t.Helper()
	eval[bool](t, ctx, fmt.Sprintf(`location.hash = %q, true`, hash))
	until(t, ctx, fmt.Sprintf(`document.querySelector("main").dataset.name === %q`, name))
}

// saved presses save and waits until so many wait to be sent.
func saved(t testing.TB, ctx context.Context, open int) {
	t.Helper()
	touch(t, ctx, `[data-save]`)
	until(t, ctx, fmt.Sprintf(`document.body.dataset.open === "%d"`, open))
}

// takePhoto gives the camera's input a picture.
func takePhoto(t testing.TB, ctx context.Context) {
	t.Helper()
	eval[bool](t, ctx, `(async () => {
		const canvas = document.createElement("canvas");
		canvas.width = 320; canvas.height = 240;
		const c = canvas.getContext("2d"); c.fillStyle = "teal"; c.fillRect(0, 0, 320, 240);
		const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg"));
		const all = new DataTransfer(); all.items.add(new File([blob], "p.jpg", {type: "image/jpeg"}));
		const input = document.querySelector("#camera"); input.files = all.files; input.dispatchEvent(new Event("change"));
		return true;
	})()`)
	until(t, ctx, `document.querySelectorAll(".rv-preview img").length === 1`)
}

// dutyByTaps enters a patrol of about a quarter of an hour that ended so many quarters ago, and gives the taps that it took.
func dutyByTaps(t testing.TB, ctx context.Context, ago, open int) (taps int) {
	t.Helper()
	screen(t, ctx, "entry", "entry")
	press := func(selector string) {
		touch(t, ctx, selector)
		taps++
	}
	press(`input[name="type"][value="foot_patrol"]`)
	for range ago {
		press(`.rv-phone__stepper:last-of-type button:first-child`)
	}
	for { // times are whole five minutes, and one more may pass while this goes on
		long := eval[int](t, ctx, `(() => {
			const [from, to] = [...document.querySelectorAll(".rv-phone__time")].map((e) => e.textContent.split(":").map(Number)).map(([h, m]) => h * 60 + m);
			return (to - from + 1440) % 1440;
		})()`)
		switch {
		case taps > 200:
			t.Fatal("no quarter of an hour can be chosen")
		case long >= 10 && long <= 20:
			saved(t, ctx, open)
			return taps + 1
		case long < 10 || long > 720:
			press(`.rv-phone__stepper button:first-child`)
		default:
			press(`.rv-phone__stepper button:last-child`)
		}
	}
}

// TestDayWithoutNetwork: 20 entries offline, the browser killed, opened again still offline, and back in the network all
// are there once; what no longer fits is decided by the officer; signing out erases.
func TestDayWithoutNetwork(t *testing.T) {
	source, err := os.ReadFile("../kernel/web/look/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make build first. ", err)
	}
	town := fixture.Open(t, app.Options{})
	town.SignsIn(t, "officer@example.org")
	town.Serve(t)
	r := newRadio(t, town)
	officer := bearer(town.Tokens["officer"])
	a, b, d := file(t, town, nil)["ref"].(string), file(t, town, map[string]any{"category": "illegal_dumping"})["ref"].(string), file(t, town, map[string]any{"category": "stray_dogs"})["ref"].(string)
	for _, ref := range []string{a, d} {
		steps(t, town, ref, step{as: officer, in: map[string]any{"step": "open"}, status: 200, state: "verification"})
	}
	dir := t.TempDir()
	ctx, kill := phone(t, dir)
	fieldSignIn(t, ctx, r.URL)
	until(t, ctx, `document.querySelectorAll('.rv-phone__row a[href^="#r/"]').length === 3`)

	r.off.Store(true)
	do(t, ctx, chromedp.Navigate(r.URL+"/field/"))
	until(t, ctx, `document.body.dataset.contact === "offline" && document.querySelectorAll('.rv-phone__row a[href^="#r/"]').length === 3`)
	screen(t, ctx, "visit/"+a, "visit")
	touch(t, ctx, `input[name="found"][value="yes"]`)
	touch(t, ctx, `input[name="then"][value="confirm"]`)
	takePhoto(t, ctx)
	saved(t, ctx, 2)
	screen(t, ctx, "visit/"+b, "visit") // which opens it too
	touch(t, ctx, `input[name="found"][value="other"]`)
	saved(t, ctx, 4)
	screen(t, ctx, "visit/"+d, "visit")
	touch(t, ctx, `input[name="found"][value="no"]`)
	saved(t, ctx, 5)
	for n := range 2 {
		screen(t, ctx, "new", "new")
		eval[bool](t, ctx, `document.querySelector("select").value = "vandalism", true`)
		if n == 0 {
			takePhoto(t, ctx)
		}
		saved(t, ctx, 6+n)
	}
	for n := range 2 {
		screen(t, ctx, "meeting", "meeting")
		touch(t, ctx, `main > .ds-button`) // a commitment
		eval[bool](t, ctx, `document.querySelector('[data-promise] [name="body"]').value = "Light the path", true`)
		saved(t, ctx, 8+n)
	}
	for n := range 11 {
		dutyByTaps(t, ctx, 4+2*n, 10+n)
	}
	for _, name := range []string{"queue", "today", "work", "people", "entry", "new", "meeting"} {
		screen(t, ctx, name, name)
		axe(t, ctx, string(source), "/field/#"+name, view{390, "light"})
	}
	do(t, ctx, chromedp.Sleep(time.Second))
	kill()

	steps(t, town, d, step{as: bearer(town.Tokens["coordinator"]), in: map[string]any{"step": "not_confirm", "reason": "Seen by the patrol"}, status: 200, state: "not_confirmed"})
	ctx, _ = phone(t, dir)
	do(t, ctx, chromedp.Navigate(r.URL+"/field/#queue"))
	until(t, ctx, `document.body.dataset.open === "20" && document.body.dataset.contact === "offline"`)

	r.off.Store(false)
	eval[bool](t, ctx, `dispatchEvent(new Event("online")), true`)
	until(t, ctx, `document.body.dataset.contact !== "offline"`)
	if eval[string](t, ctx, `document.body.dataset.contact`) == "signed_out" { // the browser had not yet written its cookie down
		fieldSignIn(t, ctx, r.URL)
	}
	until(t, ctx, `document.body.dataset.open === "1"`)
	for table, want := range map[string]int{"report": 5, "report_photo": 2, "duty_entry": 11, "meeting": 2, "commitment": 2, "field_command": 19, "waiting": 0} {
		if n := count(t, town, table); n != want {
			t.Errorf("%d of %s, want %d", n, table, want)
		}
	}

	screen(t, ctx, "queue", "queue")
	text := eval[string](t, ctx, `document.querySelector('[data-state="needs"]').innerText`)
	for _, want := range []string{"Nothing to be seen", "Not confirmed", "Coordinator"} {
		if !strings.Contains(text, want) {
			t.Errorf("the conflict does not show %q: %s", want, text)
		}
	}
	axe(t, ctx, string(source), "/field/ with a conflict", view{390, "light"})
	touch(t, ctx, `[data-act="duty"]`)
	until(t, ctx, `document.body.dataset.open === "0"`)
	if n := count(t, town, "duty_entry"); n != 12 {
		t.Errorf("%d entries of duty after the decision", n)
	}

	screen(t, ctx, "queue", "queue")
	comes(t, ctx, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error { touch(t, ctx, `[data-leave]`); return nil }))
	until(t, ctx, `location.pathname === "/field/sign-in"`)
	promised(t, ctx, `indexedDB.databases().then((all) => all.every((d) => d.name !== "reeve-field"))`)
}

// TestSixTaps: an entry of duty takes six taps at most, none of them on a keyboard.
func TestSixTaps(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.SignsIn(t, "officer@example.org")
	r := newRadio(t, town)
	ctx, _ := phone(t, t.TempDir())
	fieldSignIn(t, ctx, r.URL)
	screen(t, ctx, "entry", "entry")
	taps := 0
	for _, selector := range []string{`input[name="type"][value="abstraction"]`, `input[name="by"][value="region"]`, `input[name="why"][value="event"]`, `.rv-phone__stepper button`, `[data-save]`} {
		touch(t, ctx, selector)
		taps++
	}
	until(t, ctx, `document.body.dataset.open === "0" && document.querySelector("main").dataset.name === "today"`)
	if n := count(t, town, "duty_entry"); n != 1 || taps > 6 {
		t.Errorf("%d entries with %d taps", n, taps)
	}
}

// TestPhoneForgets: after 72 hours without the server, and when the session is ended, nothing is left.
func TestPhoneForgets(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.SignsIn(t, "officer@example.org")
	r := newRadio(t, town)
	ctx, _ := phone(t, t.TempDir())
	one := func() {
		fieldSignIn(t, ctx, r.URL)
		r.off.Store(true)
		screen(t, ctx, "entry", "entry")
		touch(t, ctx, `input[name="type"][value="school"]`)
		saved(t, ctx, 1)
	}
	one()
	if what := eval[string](t, ctx, `(async () => {
		const done = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error); });
		const db = await done(indexedDB.open("reeve-field"));
		const holder = await done(db.transaction("holder").objectStore("holder").get("holder"));
		const [item] = await done(db.transaction("items").objectStore("items").getAll());
		db.close();
		const kept = (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map((r) => new URL(r.url).pathname)))).flat();
		return [holder.key.extractable, Object.keys(item).sort().join(), new TextDecoder("latin1").decode(item.data).includes("school"), kept.filter((path) => path !== "/field/" && !path.startsWith("/static/")).join()].join(" ");
	})()`); what != "false data,id,iv false " {
		t.Errorf("the phone keeps: key given out, fields of an entry, readable, other pages: %s", what)
	}
	owner, err := town.App.Identity.AccountByEmail(context.Background(), "officer@example.org")
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := town.App.Identity.Sessions(context.Background(), owner.ID, time.Now())
	if err != nil || len(sessions) != 1 {
		t.Fatal(sessions, err)
	}
	if err := town.App.Identity.RevokeSession(context.Background(), owner.ID, sessions[0].ID); err != nil {
		t.Fatal(err)
	}
	r.off.Store(false)
	eval[bool](t, ctx, `dispatchEvent(new Event("online")), true`)
	until(t, ctx, `document.body.dataset.open === "0" && document.body.dataset.contact === "signed_out"`)
	if n := count(t, town, "field_command"); n != 0 {
		t.Errorf("%d commands of a session that was ended", n)
	}

	one()
	do(t, ctx, chromedp.Func(func(ctx context.Context, at *chromedp.Target) error {
		_, err := cdp.Call(ctx, at, tab.AddScriptToEvaluateOnNewDocument, tab.AddScriptToEvaluateOnNewDocumentParams{Source: `{ const real = Date.now; Date.now = () => real() + 73 * 3600000; }`})
		return err
	}), chromedp.Navigate("about:blank"), chromedp.Navigate(r.URL+"/field/#queue"))
	until(t, ctx, `document.body.dataset.ready === "yes" && document.body.dataset.open === "0" && document.querySelector(".rv-phone__lost") !== null`)
}
