package test

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"reeve/kernel/db"
	"reeve/modules/places"
)

// unplug takes the network away: the browser is told that it has none, and since that does not reach the fetches of a
// service worker, the server goes too.
func unplug(t testing.TB, ctx context.Context, server *httptest.Server) {
	t.Helper()
	worker := true
	do(t, ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{EmulateOfflineServiceWorker: &worker,
			MatchedNetworkConditions: []*network.Conditions{{Offline: true, DownloadThroughput: -1, UploadThroughput: -1}}})
		return err
	}))
	server.CloseClientConnections()
	server.Close()
	if eval[bool](t, ctx, `fetch("/healthz", {cache: "no-store"}).then(() => true, () => false)`) {
		t.Fatal("the network is still there")
	}
}

// TestOfficersWithoutConnection: after one visit the finder, a search by name, place and position and an officer's card
// are there without network, and say of when they are. What changes is fetched, and only that.
func TestOfficersWithoutConnection(t *testing.T) {
	town := officerTown(t)
	server := town.Serve(t)
	ctx := browser(t)
	browse(t, ctx, town.URL+"/en/officers", view{390, "light"})
	until(t, ctx, `"done" in document.querySelector("[data-packs]").dataset`)
	if text := eval[string](t, ctx, `document.querySelector("[data-packs]").innerText`); !strings.Contains(text, "Works without a connection") {
		t.Errorf("the page says %q", text)
	}
	unplug(t, ctx, server)
	for _, c := range []struct{ path, want string }{
		{"/en/officers", "Westerby"},
		{"/en/officers?q=zolc", "Łucja Żółć"},
		{"/en/officers?q=Wester", "Westerby"},
		{"/en/officers?lat=52.05&lon=18.05", "Łucja Żółć"},
		{"/en/officers?lat=10&lon=10", "outside of what this device has kept"},
		{"/en/officers/west", "+48 600 100 201"},
		{"/en/officers/east", "600100200"},
		{"/en/communities/PL-Westerby", "Łucja Żółć"},
	} {
		browse(t, ctx, town.URL+c.path, view{390, "light"})
		until(t, ctx, `"done" in (document.querySelector("[data-offline]")?.dataset ?? {})`)
		text := eval[string](t, ctx, `document.querySelector("main").innerText`)
		if !strings.Contains(text, c.want) || !strings.Contains(text, "No connection. What you see here is as of") {
			t.Errorf("%s without connection: %s", c.path, text)
		}
		if over := eval[int](t, ctx, `document.documentElement.scrollWidth - window.innerWidth`); over > 0 {
			t.Errorf("%s: %d px wider than the window", c.path, over)
		}
	}
	// A vacant post shows its unit's number and not that of the post.
	browse(t, ctx, town.URL+"/en/officers/east", view{390, "light"})
	until(t, ctx, `"done" in (document.querySelector("[data-offline]")?.dataset ?? {})`)
	if text := eval[string](t, ctx, `document.querySelector("main").innerText`); strings.Contains(text, "100 202") {
		t.Errorf("a vacant post shows its own number: %s", text)
	}
	if axeSource, err := os.ReadFile("../kernel/web/look/node_modules/axe-core/axe.min.js"); err != nil {
		t.Error(err)
	} else {
		browse(t, ctx, town.URL+"/en/communities/PL-Westerby", view{320, "dark"})
		until(t, ctx, `"done" in (document.querySelector("[data-offline]")?.dataset ?? {})`)
		axe(t, ctx, string(axeSource), "a community without connection", view{320, "dark"})
	}
	kept := eval[string](t, ctx, `caches.open("reeve-offline-1").then(c => c.keys()).then(all => all.map(r => new URL(r.url).pathname).join(" "))`)
	for _, path := range strings.Fields(kept) {
		if !strings.HasPrefix(path, "/static/") && !strings.HasPrefix(path, "/packs/") && path != "/en/offline" {
			t.Errorf("the device keeps %s", path)
		}
	}
}

// TestPackParts: a device that names the parts it has gets only the others.
func TestPackParts(t *testing.T) {
	town := officerTown(t)
	town.Serve(t)
	type pack struct {
		Region  string
		GrainM  int `json:"grain_m"`
		Digests []string
		Parts   []struct {
			Digest, Code, Name, Post string
			Rings                    []string
			Posts                    []struct {
				Code, Name, Phone string
				Vacant            bool
			}
		}
	}
	get := func(query string) (v pack) {
		t.Helper()
		if err := json.Unmarshal([]byte(body(t, town, "/packs/PL-Region.json?"+query, 200)), &v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	all := get("lang=en")
	if len(all.Parts) != len(all.Digests) || len(all.Parts) < 2 || all.GrainM == 0 {
		t.Fatalf("%+v", all)
	}
	for _, p := range all.Parts {
		if len(p.Rings) == 0 || p.Name == "" {
			t.Errorf("part without outline or name: %+v", p)
		}
		for _, post := range p.Posts {
			if post.Code == "west" && (post.Phone != "+48 600 100 201" || post.Name != "Łucja Żółć") || post.Code == "east" && (!post.Vacant || post.Phone != "600100200") {
				t.Errorf("%+v", post)
			}
		}
	}
	have := strings.Join(all.Digests, "")
	if again := get("lang=en&have=" + have); len(again.Parts) != 0 || strings.Join(again.Digests, "") != have {
		t.Errorf("nothing changed, and %d parts came", len(again.Parts))
	}
	p := town.App.Places
	err := town.App.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
		for _, f := range p.Snapshot().Posts() {
			if f.Post.Code == "west" {
				c, err := places.ContactOf(tx, f.Post.ID)
				if err != nil {
					return err
				}
				c.Phone = "+48 600 100 299"
				return p.SetContact(tx, c)
			}
		}
		return nil
	})
	if err == nil {
		err = p.Reload(context.Background())
	}
	if err != nil {
		t.Fatal(err)
	}
	changed := get("lang=en&have=" + have)
	if len(changed.Parts) != 1 || changed.Parts[0].Code != "PL-Westerby" || len(changed.Digests) != len(all.Digests) {
		t.Errorf("one number changed, and these parts came: %+v", changed.Parts)
	}
	if uk := get("lang=uk"); strings.Join(uk.Digests, "") == have {
		t.Error("another language has the same texts")
	}
	for _, bad := range []string{"/packs/PL-Nowhere.json", "/packs/PL-Region", "/packs/PL-Westerby.json"} {
		body(t, town, bad, 404)
	}
	body(t, town, "/packs/PL-Region.json?have=short", 422)
}

// TestPointingAtAnOfficer chooses places on the finder's map with the keyboard alone: one with an officer opens the
// officer's page, one without is answered by the finder.
func TestPointingAtAnOfficer(t *testing.T) {
	town := officerTown(t)
	town.Serve(t)
	ctx := browser(t)
	browse(t, ctx, town.URL+"/en/officers", view{1440, "light"})
	until(t, ctx, `"mapready" in document.body.dataset`)
	tabTo(t, ctx, `.maplibregl-canvas`)
	do(t, ctx, chromedp.KeyEvent(kb.Enter)) // the middle of the region lies in no beat
	until(t, ctx, `location.pathname === "/en/officers" && location.search.includes("lat=") && document.querySelector("#found") !== null`)
	// What the map says of a tap leads to the west beat.
	browse(t, ctx, town.URL+"/en/officers?region=PL-Region", view{1440, "light"})
	until(t, ctx, `"mapready" in document.body.dataset`)
	eval[bool](t, ctx, `document.querySelector("[data-map]").dispatchEvent(new CustomEvent("rv-pick", {bubbles: true, detail: {lat: 52.05, lon: 18.05}})), true`)
	until(t, ctx, `location.pathname === "/en/officers/west"`)
}
