package advice

import (
	"reeve/kernel/document"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// Routes are the ways into this feature. pages gets its pages; frame fills what all pages share.
func (s *Service) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	d, err := newDesk(s, pages, frame)
	if err != nil {
		return nil, err
	}
	v, err := newSite(s, pages, frame)
	if err != nil {
		return nil, err
	}
	const public, read, write, step, answer, plan = "plan.public.read", "plan.advice.read", "plan.advice.write", "plan.advice.step", "plan.advice.answer", "plan.write"
	part := []web.Param{{Name: "plan", Description: "code of a plan"}, {Name: "limit", Description: "most items of a page, 100 if absent"}, {Name: "after", Description: "cursor from next"}}
	filter := append([]web.Param{{Name: "state", Description: "state of the recommendation"}, {Name: "answer", Description: "state of an answer"}, {Name: "org", Description: "code of an organisation that it is addressed to"},
		{Name: "source", Description: "assessment, row, workshop, event, agreement, other"}, {Name: "due", Description: "late, or soon: within 30 days"}}, part...)
	return []web.Route{
		{Method: "GET", Path: "/api/v1/recommendations", Action: public, Handler: web.JSON(s.publicAPI, part...), Summary: "Recommendations that were adopted, with counts of what organisations answered"},
		{Method: "GET", Path: "/{lang}/recommendations", Action: public, Handler: web.View(v.showList)},
		{Method: "GET", Path: "/api/v1/desk/recommendations", Action: read, Handler: web.JSON(d.listAPI, filter...), Summary: "Recommendations with each organisation's answer, for staff, by deadline"},
		{Method: "POST", Path: "/api/v1/desk/recommendations", Action: write, Handler: web.JSON(d.newAPI), Summary: "Write a recommendation; the same text from the same source is kept once"},
		{Method: "POST", Path: "/api/v1/desk/recommendations/{ref}/steps", Action: step, Handler: web.JSON(d.stepAPI), Summary: "Consult, adopt, send or withdraw a recommendation"},
		{Method: "POST", Path: "/api/v1/desk/answers/{ref}/steps", Action: step, Handler: web.JSON(d.replyAPI), Summary: "Accept, reject, link, report done, verify or return an organisation's answer"},
		{Method: "GET", Path: listAddress, Action: read, Handler: web.View(d.showList)},
		{Method: "GET", Path: listAddress + "/new", Action: write, Handler: web.View(d.newForm)},
		{Method: "POST", Path: listAddress + "/new", Action: write, Handler: web.Form(d.takeWrite)},
		{Method: "GET", Path: listAddress + "/{ref}", Action: read, Handler: web.View(d.showOne)},
		{Method: "GET", Path: listAddress + "/{ref}/edit", Action: write, Handler: web.View(d.editForm)},
		{Method: "POST", Path: listAddress + "/{ref}/edit", Action: write, Handler: web.Form(d.takeWrite)},
		{Method: "POST", Path: listAddress + "/{ref}/steps", Action: step, Handler: web.Form(d.takeStep)},
		{Method: "POST", Path: listAddress + "/{ref}/comments", Action: read, Handler: web.Form(d.takeComment)},
		{Method: "GET", Path: "/desk/answers/{ref}", Action: read, Handler: web.View(d.showAnswer)},
		{Method: "POST", Path: "/desk/answers/{ref}/steps", Action: step, Handler: web.Form(d.takeReply)},
		{Method: "POST", Path: "/desk/answers/{ref}/unit", Action: answer, Handler: web.Form(d.takeUnit)},
		{Method: "POST", Path: "/desk/answers/{ref}/files", Action: answer, Handler: web.Form(d.takeFile), Limit: document.AttachmentLimit + 1<<20},
		{Method: "GET", Path: "/desk/answer-files/{id}", Action: read, Handler: web.Raw(d.file)},
		{Method: "GET", Path: uptakeAddress, Action: read, Handler: web.View(d.showUptake)},
		{Method: "GET", Path: uptakeAddress + "/file", Action: read, Handler: web.Raw(d.sendUptake)},
		{Method: "GET", Path: "/desk/plans/{code}/recommendations", Action: plan, Handler: web.View(d.showLand)},
		{Method: "POST", Path: "/desk/plans/{code}/recommendations", Action: plan, Handler: web.Form(d.takeLand)},
		{Method: "GET", Path: "/desk/plans/{code}/continue", Action: plan, Handler: web.View(d.showContinue)},
		{Method: "POST", Path: "/desk/plans/{code}/continue", Action: plan, Handler: web.Form(d.takeContinue)},
	}, nil
}
