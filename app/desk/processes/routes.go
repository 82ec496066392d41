package processes

import (
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

// pages are the parsed pages.
type pages struct {
	list     *web.Page[listView]
	show     *web.Page[showView]
	records  *web.Page[recordsView]
	effect   *web.Page[effectView]
	versions *web.Page[versionsView]
	notices  *web.Page[noticesView]
}

// Routes reads the pages and lists what can be asked.
func (p *Processes) Routes(all *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	p.frame = frame
	var err error
	if p.forms, err = form.New(all, "desk"); err != nil {
		return nil, err
	}
	for _, read := range []func() error{add(all, &p.pages.list, "list"), add(all, &p.pages.show, "show"), add(all, &p.pages.records, "records"),
		add(all, &p.pages.effect, "effect"), add(all, &p.pages.versions, "versions"), add(all, &p.pages.notices, "notices")} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	const read, adapt = "process.read", "process.adapt"
	return []web.Route{
		{Method: "GET", Path: root, Action: read, Handler: web.View(p.listPage)},
		{Method: "GET", Path: root + "/{name}", Action: read, Handler: web.View(p.showPage)},
		{Method: "GET", Path: root + "/{name}/records", Action: read, Handler: web.View(p.recordsPage)},
		{Method: "GET", Path: root + "/{name}/records/{ref}/{step}", Action: read, Handler: web.View(p.tickPage)},
		{Method: "POST", Path: root + "/{name}/records/{ref}/{step}", Action: read, Handler: web.Form(p.tick)},
		{Method: "GET", Path: root + "/{name}/versions", Action: read, Handler: web.View(p.versionsPage)},
		{Method: "GET", Path: root + "/{name}/versions/{version}/restore", Action: adapt, Handler: web.View(p.restorePage)},
		{Method: "POST", Path: root + "/{name}/versions/{version}/restore", Action: adapt, Handler: web.Form(p.restore)},
		{Method: "GET", Path: root + "/{name}/adapt/{part}/{code}", Action: adapt, Handler: web.View(p.adaptPage)},
		{Method: "POST", Path: root + "/{name}/adapt/{part}/{code}", Action: adapt, Handler: web.Form(p.adaptForm)},
		{Method: "GET", Path: notices, Action: read, Handler: web.View(p.noticesPage)},
		{Method: "POST", Path: notices + "/{id}/seen", Action: read, Handler: web.Form(p.seen)},
	}, nil
}

func add[V any](all *web.Pages, page **web.Page[V], name string) func() error {
	return func() (err error) {
		*page, err = web.Add[V](all, files, "desk", "page/parts.html", "page/"+name+".html")
		return err
	}
}
