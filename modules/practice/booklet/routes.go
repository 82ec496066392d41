package booklet

import (
	"reeve/kernel/document"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// Routes are the ways into this feature. pages gets its pages; frame fills what all pages share.
func (k *Booklets) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	s, err := newSite(k, pages, frame)
	if err != nil {
		return nil, err
	}
	o, err := newOffice(k, pages, frame)
	if err != nil {
		return nil, err
	}
	const public = "practice.public.read"
	return []web.Route{
		{Method: "GET", Path: "/{lang}/publications", Action: public, Handler: web.View(s.showList)},
		{Method: "GET", Path: "/{lang}/publications/{id}", Action: public, Handler: web.View(s.showOne)},
		{Method: "GET", Path: "/{lang}/publications/{id}/files/{file}", Action: public, Handler: web.Raw(s.file)},
		{Method: "GET", Path: "/{lang}/publications/{id}/annexes/{annex}", Action: public, Handler: web.Raw(s.annex)},
		{Method: "GET", Path: root, Action: actRead, Handler: web.View(o.showList)},
		{Method: "GET", Path: root + "/new", Action: actWrite, Handler: web.View(o.newForm)},
		{Method: "POST", Path: root + "/new", Action: actWrite, Handler: web.Form(o.takeNew)},
		{Method: "GET", Path: root + "/{ref}", Action: actRead, Handler: web.View(o.show)},
		{Method: "GET", Path: root + "/{ref}/edit", Action: actWrite, Handler: web.View(o.editForm)},
		{Method: "POST", Path: root + "/{ref}/edit", Action: actWrite, Handler: web.Form(o.takeEdit)},
		{Method: "GET", Path: root + "/{ref}/chapters/{chapter}", Action: actWrite, Handler: web.View(o.chapterForm)},
		{Method: "POST", Path: root + "/{ref}/chapters/{chapter}", Action: actWrite, Handler: web.Form(o.takeChapter)},
		{Method: "POST", Path: root + "/{ref}/annexes", Action: actWrite, Handler: web.Form(o.takeAnnex), Limit: document.AttachmentLimit + 1<<20},
		{Method: "POST", Path: root + "/{ref}/annexes/drop", Action: actWrite, Handler: web.Form(o.takeDrop)},
		{Method: "GET", Path: root + "/{ref}/annexes/{annex}", Action: actRead, Handler: web.Raw(o.annex)},
		{Method: "GET", Path: root + "/{ref}/files/{file}", Action: actRead, Handler: web.Raw(o.file)},
		{Method: "GET", Path: root + "/{ref}/steps/{step}", Action: actWrite, Handler: web.View(o.stepForm)},
		{Method: "POST", Path: root + "/{ref}/steps", Action: actWrite, Handler: web.Form(o.takeStep)},
	}, nil
}
