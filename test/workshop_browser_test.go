package test

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"reeve/app"
	"reeve/test/fixture"
)

func townOptions() app.Options { return app.Options{} }

// handset is a guest with a real browser, behind a network that can go away. It taps "partly" on every row by itself, as
// soon as the row is there.
type handset struct {
	ctx   context.Context
	radio *radio
	t     testing.TB
}

// shows is what is to be seen, for complaints.
func (b *handset) shows() string {
	return eval[string](b.t, b.ctx, `location.href + " " + JSON.stringify(document.body.dataset) + JSON.stringify(document.querySelector("[data-room]")?.dataset) + document.body.innerText`)
}

const tapper = `setInterval(() => {
	const form = document.querySelector("form[data-vote]");
	if (!form || window.still || form.querySelector("fieldset").disabled) return;
	const input = form.querySelector('input[value="partly"]');
	if (!input.checked) input.click();
}, 30), true`

func newTab(t testing.TB, town *fixture.Town, code string) *handset {
	t.Helper()
	b := &handset{radio: newRadio(t, town), t: t}
	b.ctx, _ = phone(t, t.TempDir())
	do(t, b.ctx, chromedp.Navigate(b.radio.URL+"/en/room?code="+code), chromedp.SendKeys(chromedp.CSS(`input[name="name"]`), "Tab Browser"))
	comes(t, b.ctx, chromedp.Submit(chromedp.CSS(`input[name="name"]`)))
	until(t, b.ctx, `document.body.dataset.contact === "in"`)
	eval[bool](t, b.ctx, tapper)
	return b
}

// hold keeps the thumb away from the next rows.
func (b *handset) hold(t testing.TB) {
	t.Helper()
	eval[bool](t, b.ctx, `window.still = true`)
}

// cut waits until the row is there, takes the network away, and votes.
func (b *handset) cut(t testing.TB, row string) {
	t.Helper()
	until(t, b.ctx, fmt.Sprintf(`document.querySelector("form[data-vote] input[name=number]")?.value === %q`, row))
	until(t, b.ctx, `document.body.dataset.waiting === "0"`)
	if eval[bool](t, b.ctx, `document.querySelector('input[value="partly"]').checked`) {
		t.Fatalf("%s: voted before it was cut off", row)
	}
	b.radio.off.Store(true)
	b.radio.CloseClientConnections()
	touch(t, b.ctx, `input[value="partly"]`)
	until(t, b.ctx, `document.body.dataset.waiting === "1" && document.body.dataset.contact === "away"`)
}

// comeBack gives the network back; what waited is sent, by the same page or by one that is opened anew.
func (b *handset) comeBack(t testing.TB, anew bool) {
	t.Helper()
	b.radio.off.Store(false)
	if anew {
		do(t, b.ctx, chromedp.Navigate(eval[string](t, b.ctx, `location.href`)))
	}
	until(t, b.ctx, `document.body.dataset.waiting === "0" && document.body.dataset.contact === "in"`)
	if anew {
		eval[bool](t, b.ctx, tapper)
	}
	eval[bool](t, b.ctx, `window.still = false, true`)
}

// answered waits until the page says what became of a vote.
func (b *handset) answered(t testing.TB, words string) {
	t.Helper()
	until(t, b.ctx, fmt.Sprintf(`document.body.innerText.includes(%q)`, words))
}
