package bank

import (
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// Routes are the ways into this feature. pages gets its pages; frame fills what all pages share.
func (b *Bank) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	s, err := newSite(b, pages, frame)
	if err != nil {
		return nil, err
	}
	o, err := newOffice(b, pages, frame)
	if err != nil {
		return nil, err
	}
	const public = "practice.public.read"
	params := []web.Param{{Name: "q", Description: "words; every one has to stand in a practice, the last may be a beginning; the best first"}, {Name: "theme", Description: "code of a theme"},
		{Name: "country", Description: "ISO 3166-1 alpha-2"}, {Name: "evidence", Description: "least level, 0 to 4"}, {Name: "cost", Description: "none, low, medium, high, unknown"},
		{Name: "did_not_work", Description: "true: only what did not work"}, {Name: "limit", Description: "most items of a page, 20 if absent"}, {Name: "after", Description: "cursor from next"}}
	return []web.Route{
		{Method: "GET", Path: "/api/v1/practices", Action: public, Handler: web.JSON(b.listAPI, params...), Summary: "Published practices, found by words in any language"},
		{Method: "GET", Path: "/api/v1/practices/{id}", Action: public, Handler: web.JSON(b.oneAPI), Summary: "A published practice with who works by it"},
		{Method: "GET", Path: "/{lang}/practice/bank", Action: public, Handler: web.View(s.showList)},
		{Method: "GET", Path: "/{lang}/practice/bank/{id}", Action: public, Handler: web.View(s.showOne(Practice))},
		{Method: "GET", Path: "/{lang}/practice/problems/{id}", Action: public, Handler: web.View(s.showOne(Problem))},
		{Method: "GET", Path: root, Action: actRead, Handler: web.View(o.showList)},
		{Method: "GET", Path: root + "/new", Action: actWrite, Handler: web.View(o.newForm)},
		{Method: "POST", Path: root + "/new", Action: actWrite, Handler: web.Form(o.takeNew)},
		{Method: "GET", Path: root + "/{ref}", Action: actRead, Handler: web.View(o.show)},
		{Method: "GET", Path: root + "/{ref}/edit", Action: actWrite, Handler: web.View(o.editForm)},
		{Method: "POST", Path: root + "/{ref}/edit", Action: actWrite, Handler: web.Form(o.takeEdit)},
		{Method: "GET", Path: root + "/{ref}/steps/{step}", Action: actRead, Handler: web.View(o.stepForm)},
		{Method: "POST", Path: root + "/{ref}/steps", Action: actRead, Handler: web.Form(o.takeStep)},
		{Method: "GET", Path: root + "/{ref}/recommend", Action: actRecommend, Handler: web.View(o.recommendForm)},
		{Method: "POST", Path: root + "/{ref}/recommend", Action: actRecommend, Handler: web.Form(o.takeRecommend)},
		{Method: "GET", Path: "/desk/practice/events/{ref}/recommend", Action: actRecommend, Handler: web.View(o.eventForm)},
		{Method: "POST", Path: "/desk/practice/events/{ref}/recommend", Action: actRecommend, Handler: web.Form(o.takeEvent)},
		{Method: "POST", Path: root + "/{ref}/adoptions", Action: actAdopt, Handler: web.Form(o.takeAdopt)},
		{Method: "POST", Path: root + "/{ref}/adoptions/end", Action: actAdopt, Handler: web.Form(o.takeEnd)},
	}, nil
}
