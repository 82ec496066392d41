package test

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/identity"
	"reeve/kernel/identity/totp"
	"reeve/kernel/policy"
	"reeve/test/fixture"
)

// cdpCall calls one method of the browser's debugging protocol.
func cdpCall[In, Out any](t testing.TB, ctx context.Context, method cdp.Command[In, Out], in In) (out Out) {
	t.Helper()
	do(t, ctx, chromedp.Func(func(ctx context.Context, target *chromedp.Target) (err error) {
		out, err = cdp.Call(ctx, target, method, in)
		return err
	}))
	return out
}

// authenticator gives the browser a device that knows its user and says yes at once.
func authenticator(t testing.TB, ctx context.Context) webauthn.AuthenticatorID {
	t.Helper()
	cdpCall(t, ctx, webauthn.Enable, webauthn.EnableParams{})
	return cdpCall(t, ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: "ctap2", Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}}).AuthenticatorID
}

// local is a town that is reached as http://localhost, where browsers know passkeys without TLS. Its coordinator has a
// password and a role that demands a second factor.
func local(t testing.TB) (town *fixture.Town, account identity.Account) {
	t.Helper()
	town = fixture.Open(t, app.Options{})
	town.Serve(t)
	town.App.BaseURL = town.URL // 127.0.0.1, as the demo has it: passkeys work at localhost
	town.URL = strings.Replace(town.URL, "127.0.0.1", "localhost", 1)
	town.SignsIn(t, "coordinator@example.org")
	account, err := town.App.Identity.AccountByEmail(t.Context(), "coordinator@example.org")
	if err != nil {
		t.Fatal(err)
	}
	_, err = town.App.Identity.Give(t.Context(), db.System(), account.ID, policy.Grant{Role: "spoc", Scope: policy.Everything()}, time.Time{}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return town, account
}

// arrives waits until the browser is at a path, and fails with what the page says instead.
func arrives(t testing.TB, ctx context.Context, path string) {
	t.Helper()
	for range 100 {
		at, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && location.pathname === "`+path+`"`))
		if err == nil && at {
			return
		}
		do(t, ctx, chromedp.Sleep(100*time.Millisecond))
	}
	t.Fatalf("not at %s but %s", path, eval[string](t, ctx, `location.href + "\n" + document.body.innerText.slice(0, 800)`))
}

// says waits until the page says a text.
func says(t testing.TB, ctx context.Context, text string) {
	t.Helper()
	for range 100 {
		at, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && document.body.innerText.includes("`+text+`")`))
		if err == nil && at {
			return
		}
		do(t, ctx, chromedp.Sleep(100*time.Millisecond))
	}
	t.Fatalf("the page does not say %q: %s", text, eval[string](t, ctx, `location.href + "\n" + document.body.innerText.slice(0, 800)`))
}

// copied is the parameter of WebAuthn.addCredential, without the fields that this authenticator refuses.
type copied struct {
	AuthenticatorID webauthn.AuthenticatorID `json:"authenticatorId"`
	Credential      map[string]any           `json:"credential"`
}

// theme is how the page that stands there is looked at from now on.
func theme(name string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
		return err
	})
}

const useKey = `document.querySelector("form[data-passkey] button").click(), true`

// TestPasskeysInTheBrowser sets up a passkey with a real browser and a virtual authenticator, signs in with it alone and
// as the second factor, and sees that a copy of it is noticed.
func TestPasskeysInTheBrowser(t *testing.T) {
	town, account := local(t)
	ctx := browser(t)
	device := authenticator(t, ctx)

	// The role shows nothing but the page where a factor is set up.
	do(t, ctx, chromedp.Navigate(town.URL+"/desk/sign-in"), chromedp.SendKeys(chromedp.CSS(`input[name="email"]`), account.Email), chromedp.SendKeys(chromedp.CSS(`input[name="password"]`), fixture.Password))
	comes(t, ctx, chromedp.Submit(chromedp.CSS(`input[name="password"]`)))
	arrives(t, ctx, "/desk/factors")
	says(t, ctx, "Your role asks for a second factor")
	do(t, ctx, chromedp.SendKeys(chromedp.CSS(`input[name="label"]`), "Station computer"))
	eval[bool](t, ctx, useKey)
	says(t, ctx, "The passkey is set up.")
	codes := regexp.MustCompile(`\b[0-9A-Z]{5}-[0-9A-Z]{5}\b`).FindAllString(eval[string](t, ctx, `document.body.innerText`), -1)
	if len(codes) != 10 {
		t.Errorf("%d recovery codes are shown", len(codes))
	}
	do(t, ctx, chromedp.Navigate(town.URL+"/desk/work"))
	arrives(t, ctx, "/desk/work")

	// The same device makes no second passkey.
	do(t, ctx, chromedp.Navigate(town.URL+"/desk/factors"), chromedp.SendKeys(chromedp.CSS(`input[name="label"]`), "Again"))
	eval[bool](t, ctx, useKey)
	says(t, ctx, "This device holds a passkey of yours already.")

	// The passkey alone.
	out := func() {
		eval[string](t, ctx, `fetch("/desk/sign-out", {method: "POST"}).then(r => r.url)`)
		do(t, ctx, chromedp.Navigate(town.URL+"/desk/account"))
		arrives(t, ctx, "/desk/sign-in")
	}
	out()
	eval[bool](t, ctx, useKey)
	arrives(t, ctx, "/desk/account")

	// A device that does not check its user is not taken.
	out()
	no := false
	yes := true
	cdpCall(t, ctx, webauthn.SetResponseOverrideBits, webauthn.SetResponseOverrideBitsParams{AuthenticatorID: device, IsBadUV: &yes})
	eval[bool](t, ctx, useKey)
	says(t, ctx, "This passkey does not open the desk.")
	cdpCall(t, ctx, webauthn.SetResponseOverrideBits, webauthn.SetResponseOverrideBitsParams{AuthenticatorID: device, IsBadUV: &no, IsBogusSignature: &yes})
	eval[bool](t, ctx, useKey)
	says(t, ctx, "This passkey does not open the desk.")
	cdpCall(t, ctx, webauthn.SetResponseOverrideBits, webauthn.SetResponseOverrideBitsParams{AuthenticatorID: device, IsBogusSignature: &no})

	// As the second factor after the password.
	do(t, ctx, chromedp.Navigate(town.URL+"/desk/sign-in"), chromedp.SendKeys(chromedp.CSS(`input[name="email"]`), account.Email), chromedp.SendKeys(chromedp.CSS(`input[name="password"]`), fixture.Password))
	comes(t, ctx, chromedp.Submit(chromedp.CSS(`input[name="password"]`)))
	arrives(t, ctx, "/desk/sign-in/second")
	eval[bool](t, ctx, useKey)
	arrives(t, ctx, "/desk")
	out()

	// At another address of the same machine the page says where passkeys work, and offers no button.
	do(t, ctx, chromedp.Navigate(town.App.BaseURL+"/desk/sign-in"))
	says(t, ctx, "Passkeys work at http://localhost")
	if eval[bool](t, ctx, `document.querySelector("form[data-passkey] button").checkVisibility()`) {
		t.Error("there is a button where no passkey works")
	}

	// A copy signs with a counter that was there before.
	keys := cdpCall(t, ctx, webauthn.GetCredentials, webauthn.GetCredentialsParams{AuthenticatorID: device}).Credentials
	if len(keys) != 1 || !keys[0].IsResidentCredential {
		t.Fatalf("%d keys on the device", len(keys))
	}
	k := keys[0]
	cdpCall(t, ctx, webauthn.RemoveCredential, webauthn.RemoveCredentialParams{AuthenticatorID: device, CredentialID: k.CredentialID})
	cdpCall(t, ctx, cdp.Command[copied, cdp.Empty]{Method: webauthn.CommandAddCredential}, copied{device, map[string]any{"credentialId": k.CredentialID, "rpId": k.RpID,
		"privateKey": k.PrivateKey, "userHandle": k.UserHandle, "isResidentCredential": true, "signCount": 1}})
	do(t, ctx, chromedp.Navigate(town.URL+"/desk/sign-in"))
	eval[bool](t, ctx, useKey)
	says(t, ctx, "This passkey does not open the desk.")
	f, err := town.App.Identity.Factors(t.Context(), account.ID, time.Now())
	if err != nil || len(f.Passkeys) != 1 || f.Passkeys[0].Suspect.IsZero() {
		t.Errorf("the copy was not noticed: %+v %v", f.Passkeys, err)
	}
}

// TestSignInPagesKeepNobodyOut looks at the pages of signing in with axe: both themes, phone and desk, long languages.
func TestSignInPagesKeepNobodyOut(t *testing.T) {
	source, err := os.ReadFile("../kernel/web/look/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make build first. ", err)
	}
	town, account := local(t)
	ctx := browser(t)
	authenticator(t, ctx)
	look := func(page string) {
		t.Helper()
		for _, v := range []view{{320, "light"}, {390, "light"}, {390, "dark"}, {1440, "light"}, {1440, "dark"}} {
			browse(t, ctx, eval[string](t, ctx, `location.href`), v)
			axe(t, ctx, string(source), page, v)
		}
	}
	password := func() {
		t.Helper()
		do(t, ctx, chromedp.Navigate(town.URL+"/desk/sign-in"), chromedp.SendKeys(chromedp.CSS(`input[name="email"]`), account.Email), chromedp.SendKeys(chromedp.CSS(`input[name="password"]`), fixture.Password))
		comes(t, ctx, chromedp.Submit(chromedp.CSS(`input[name="password"]`)))
	}
	do(t, ctx, chromedp.Navigate(town.URL+"/desk/sign-in"))
	look("sign in")
	password()
	look("enrol")
	for _, lang := range []string{"uk", "sr-Latn", "lt"} {
		setDeskLanguage(t, town, lang)
		browse(t, ctx, town.URL+"/desk/factors", view{320, "light"})
		axe(t, ctx, string(source), "enrol in "+lang, view{320, "light"})
	}
	setDeskLanguage(t, town, "en")
	do(t, ctx, chromedp.Navigate(town.URL+"/desk/factors"))
	comes(t, ctx, chromedp.Click(chromedp.CSS(`form[action="/desk/factors/app"] button`)))
	lookHere := func(page string, v view) { // a page that came by POST is looked at as it stands
		t.Helper()
		do(t, ctx, chromedp.EmulateViewport(v.width, 900), theme(v.theme))
		axe(t, ctx, string(source), page, v)
	}
	lookHere("app", view{390, "dark"})
	lookHere("app", view{1440, "dark"})
	secret, err := totp.Parse(eval[string](t, ctx, `document.querySelector("input[name=secret]").value`))
	if err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.SendKeys(chromedp.CSS(`input[name="code"]`), secret.Code(totp.Step(time.Now()))))
	comes(t, ctx, chromedp.Submit(chromedp.CSS(`input[name="code"]`)))
	says(t, ctx, "Your recovery codes")
	lookHere("codes", view{390, "dark"})
	lookHere("codes", view{1440, "dark"})
	do(t, ctx, chromedp.Navigate(town.URL+"/desk/factors"), chromedp.SendKeys(chromedp.CSS(`input[name="label"]`), "Station computer"))
	eval[bool](t, ctx, useKey)
	arrives(t, ctx, "/desk/factors")
	says(t, ctx, "On one device")
	look("factors")
	do(t, ctx, chromedp.Navigate(town.URL+"/desk/account"))
	look("account")
	do(t, ctx, chromedp.Navigate(town.URL+"/desk/confirm?next=/desk"))
	look("confirm")

	eval[string](t, ctx, `fetch("/desk/sign-out", {method: "POST"}).then(r => r.url)`)
	password()
	arrives(t, ctx, "/desk/sign-in/second")
	look("second")

	// Two administrators let the person in again.
	two := map[string]identity.Account{}
	for _, name := range []string{"first", "second"} {
		a, err := town.App.Identity.Create(t.Context(), db.System(), identity.NewAccount{Email: name + "@example.org", Name: "Administrator " + name, Lang: "en", Password: fixture.Password})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := town.App.Identity.Give(t.Context(), db.System(), a.ID, policy.Grant{Role: "admin", Scope: policy.Everything()}, time.Time{}, time.Time{}); err != nil {
			t.Fatal(err)
		}
		two[name] = a
	}
	if err := town.App.Identity.ProposeRecovery(t.Context(), db.Actor{Kind: "account", ID: two["first"].ID}, account.ID, "Telephone and key lost in a fire; came in person with a service card", time.Now()); err != nil {
		t.Fatal(err)
	}
	signIn(t, ctx, town.URL, "second@example.org")
	do(t, ctx, chromedp.Navigate(town.URL+"/desk/users"))
	look("users")
	do(t, ctx, chromedp.Navigate(town.URL+"/desk/users/"+account.ID))
	look("user")
	comes(t, ctx, chromedp.Click(chromedp.CSS(`form[action$="/recovery/confirm"] button`)))
	says(t, ctx, "Link for this person")
	lookHere("recovered", view{390, "dark"})
	lookHere("recovered", view{1440, "dark"})
	link := regexp.MustCompile(`/desk/recover\?key=rl_[0-9A-Z]{32}`).FindString(eval[string](t, ctx, `document.body.innerText`))
	eval[string](t, ctx, `fetch("/desk/sign-out", {method: "POST"}).then(r => r.url)`)
	do(t, ctx, chromedp.Navigate(town.URL+link))
	look("recover")
	do(t, ctx, chromedp.SendKeys(chromedp.CSS(`input[name="password"]`), fixture.Password))
	comes(t, ctx, chromedp.Submit(chromedp.CSS(`input[name="password"]`)))
	says(t, ctx, "No passkey is set up.")
}
