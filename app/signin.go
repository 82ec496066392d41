package app

import (
	"strings"

	"reeve/kernel/identity/passkey"
)

// deskURL is the address at which staff sign in, without a slash at the end: that of the desk where it has one of its
// own, else that of the site.
func (a *App) deskURL() string {
	if a.DeskURL != "" {
		return strings.TrimSuffix(a.DeskURL, "/")
	}
	return a.PublicURL()
}

// site is what passkeys are bound to.
func (a *App) site() passkey.Site {
	set := a.Settings.Get()
	name, _ := set.Name.Best(a.defaultLang(), set.Fallback)
	return passkey.Site{URL: a.deskURL(), Name: name}
}

// secure tells whether cookies may only travel by TLS.
func (a *App) secure() bool { return strings.HasPrefix(a.deskURL(), "https://") }
