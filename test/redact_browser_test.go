package test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"reeve/app"
	"reeve/test/fixture"
)

// fileWithPhoto files a report with a grey photo that has a white field in its upper right corner.
func fileWithPhoto(t *testing.T, town *fixture.Town) (ref string) {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 600, 400))
	for y := range 400 {
		for x := range 600 {
			m.Set(x, y, map[bool]color.Color{true: color.White, false: color.Gray{90}}[x >= 400 && y < 100])
		}
	}
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, m, nil); err != nil {
		t.Fatal(err)
	}
	status, out := upload(t, town, photo.Bytes())
	if status != http.StatusCreated {
		t.Fatalf("filing: %d %v", status, out)
	}
	return out["ref"].(string)
}

// TestRedactingInTheBrowser draws a rectangle over a photo with the mouse and publishes it: the numbers of the form
// follow, and the field below the rectangle is black in what everybody gets. Queue and form keep nobody out.
func TestRedactingInTheBrowser(t *testing.T) {
	source, err := os.ReadFile("../kernel/web/look/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make build first. ", err)
	}
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	ref := fileWithPhoto(t, town)
	ctx := browser(t)
	town.SignsIn(t, "officer@example.org")
	signIn(t, ctx, town.URL, "officer@example.org")
	for _, page := range []string{"/desk/moderation", "/desk/reports/" + ref + "/steps/publish_photo", "/desk/reports/" + ref + "/steps/publish_text"} {
		for _, v := range []view{{320, "light"}, {1440, "dark"}} {
			browse(t, ctx, town.URL+page, v)
			axe(t, ctx, string(source), page, v)
		}
	}
	browse(t, ctx, town.URL+"/desk/reports/"+ref+"/steps/publish_photo", view{1440, "light"})
	box := eval[[]float64](t, ctx, `(() => { const p = document.querySelector("[data-redact-photo]"); p.scrollIntoView({block: "center"});
		const b = p.getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; })()`)
	at := func(x, y float64) (float64, float64) { return box[0] + x*box[2], box[1] + y*box[3] }
	x0, y0 := at(0.64, 0.001)
	x1, y1 := at(0.999, 0.28)
	do(t, ctx, chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, x0, y0, chromedp.ButtonLeft), chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x1, y1, chromedp.ButtonLeft),
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, x1, y1, chromedp.ButtonLeft))
	values := eval[[]string](t, ctx, `Array.from(document.querySelectorAll("[data-redact-row]:first-child input"), i => i.value)`)
	for n, want := range []float64{64, 0, 36, 28} {
		var have float64
		if err := json.Unmarshal([]byte(values[n]), &have); err != nil || have < want-1.5 || have > want+1.5 {
			t.Fatalf("the form holds %v", values)
		}
	}
	if shown := eval[bool](t, ctx, `!document.querySelector(".rv-redact__box").hidden`); !shown {
		t.Error("the rectangle is not shown")
	}
	comes(t, ctx, chromedp.Submit(chromedp.CSS(`#step-form button[type="submit"]`)))
	src := eval[string](t, ctx, `document.querySelector('img[src^="/photos/"]').src`)
	res, err := http.Get(src)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	file, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	m, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatalf("%s: %d %v", src, res.StatusCode, err)
	}
	for _, p := range []image.Point{{420, 20}, {500, 50}, {590, 90}} {
		if r, _, _, _ := m.At(p.X, p.Y).RGBA(); r>>8 > 24 {
			t.Errorf("%v is not covered: %d", p, r>>8)
		}
	}
}
