package field

import (
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// Routes are the ways into this feature. pages gets its pages; frame fills what all pages share.
func (f *Field) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	s, err := newScreen(f, pages, frame)
	if err != nil {
		return nil, err
	}
	const use, anybody = "community.field.use", "identity.sign_in"
	since := web.Param{Name: "since", Description: "seq of the last answer; only reports that changed after it are sent"}
	return []web.Route{
		{Method: "POST", Path: "/api/v1/commands", Surface: web.Field, Action: use, Handler: web.JSON(f.commandsAPI), Limit: 4 << 20, Summary: "Send what was done without network; each command is answered"},
		{Method: "GET", Path: "/api/v1/field/today", Action: use, Handler: web.JSON(f.todayAPI, since), Summary: "The own work of today, or what has changed of it"},
		{Method: "POST", Path: "/api/v1/field/photos", Action: use, Handler: web.Multipart(f.photoAPI), Limit: photoLimit, Summary: "Send a photo that a command names"},
		{Method: "GET", Path: "/api/v1/field/session", Action: anybody, Handler: web.JSON(f.sessionAPI), Summary: "Whether the browser's session runs, has ended, or is none"},
		{Method: "GET", Path: "/field/{$}", Action: use, Handler: web.View(s.show)},
		{Method: "GET", Path: "/field/sign-in", Action: anybody, Handler: web.View(s.signInPage)},
		{Method: "POST", Path: "/field/sign-in", Action: anybody, Handler: web.Form(s.signIn)},
		{Method: "POST", Path: "/field/sign-out", Action: anybody, Handler: web.Form(s.signOut)},
		{Method: "GET", Path: "/field/sw.js", Action: anybody, Handler: web.Raw(f.worker)},
		{Method: "GET", Path: "/field/manifest.webmanifest", Action: anybody, Handler: web.Raw(s.manifest)},
	}, nil
}
