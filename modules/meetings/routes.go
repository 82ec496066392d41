package meetings

import (
	"reeve/kernel/document"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// Routes are the ways into this module. pages gets its pages; frame fills what all pages share.
func (m *Meetings) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	s, err := newSite(m, pages, frame)
	if err != nil {
		return nil, err
	}
	o, err := newOffice(m, pages, frame)
	if err != nil {
		return nil, err
	}
	const public = "meetings.public.read"
	query := []web.Param{{Name: "from", Description: "YYYY-MM-DD; today at the place if absent"}, {Name: "limit", Description: "most items of a page, 20 if absent"}, {Name: "after", Description: "cursor from next"}}
	return []web.Route{
		{Method: "GET", Path: "/api/v1/communities/{code}/meetings", Action: public, Handler: web.JSON(m.listAPI, query...), Summary: "Public meetings of a community, the next first"},
		{Method: "GET", Path: "/{lang}/meetings", Action: public, Handler: web.View(s.showList)},
		{Method: "GET", Path: "/{lang}/meetings/{ref}", Action: public, Handler: web.View(s.showOne)},
		{Method: "GET", Path: "/{lang}/meetings/calendar.ics", Action: public, Handler: web.Raw(s.feed)},
		{Method: "GET", Path: "/{lang}/meetings/{ref}/minutes.pdf", Action: public, Handler: web.Raw(s.minutes(kindPDF))},
		{Method: "GET", Path: "/{lang}/meetings/{ref}/minutes.docx", Action: public, Handler: web.Raw(s.minutes(kindDOCX))},
		{Method: "GET", Path: "/meeting-files/{id}", Action: public, Handler: web.Raw(s.file)},
		{Method: "GET", Path: "/{lang}/meetings/{ref}/calendar.ics", Action: public, Handler: web.Raw(s.ics)},
		{Method: "GET", Path: "/desk/meetings", Action: actRead, Handler: web.View(o.showList)},
		{Method: "GET", Path: "/desk/meetings/new", Action: actWrite, Handler: web.View(o.newForm)},
		{Method: "POST", Path: "/desk/meetings/new", Action: actWrite, Handler: web.Form(o.takeNew)},
		{Method: "GET", Path: "/desk/meetings/due", Action: actRead, Handler: web.View(o.showDue)},
		{Method: "POST", Path: "/desk/meetings/due", Action: actCadence, Handler: web.Form(o.takeCadence)},
		{Method: "GET", Path: "/desk/meetings/{ref}", Action: actRead, Handler: web.View(o.show)},
		{Method: "GET", Path: "/desk/meetings/{ref}/calendar.ics", Action: actRead, Handler: web.Raw(o.ics)},
		{Method: "GET", Path: "/desk/meetings/{ref}/edit", Action: actWrite, Handler: web.View(o.editForm)},
		{Method: "POST", Path: "/desk/meetings/{ref}/edit", Action: actWrite, Handler: web.Form(o.takeEdit)},
		{Method: "GET", Path: "/desk/meetings/{ref}/minutes", Action: actWrite, Handler: web.View(o.minutesForm)},
		{Method: "POST", Path: "/desk/meetings/{ref}/minutes", Action: actWrite, Handler: web.Form(o.takeMinutes), Limit: 4 << 20},
		{Method: "GET", Path: "/desk/meetings/{ref}/minutes.pdf", Action: actRead, Handler: web.Raw(o.minutes(kindPDF))},
		{Method: "GET", Path: "/desk/meetings/{ref}/minutes.docx", Action: actRead, Handler: web.Raw(o.minutes(kindDOCX))},
		{Method: "POST", Path: "/desk/meetings/{ref}/files", Action: actWrite, Handler: web.Form(o.takeFile), Limit: document.AttachmentLimit + 1<<20},
		{Method: "GET", Path: "/desk/meeting-files/{id}", Action: actRead, Handler: web.Raw(o.file)},
		{Method: "GET", Path: "/desk/meetings/{ref}/steps/{step}", Action: actRead, Handler: web.View(o.stepForm)},
		{Method: "POST", Path: "/desk/meetings/{ref}/steps", Action: actRead, Handler: web.Form(o.takeStep)},
		{Method: "POST", Path: "/desk/meetings/{ref}/commitments", Action: actWrite, Handler: web.Form(o.takeAsk)},
		{Method: "POST", Path: "/desk/meetings/{ref}/erase-names", Action: actApprove, Handler: web.Form(o.takeErase)},
		{Method: "GET", Path: "/desk/commitments", Action: actRead, Handler: web.View(o.showCommitments)},
		{Method: "GET", Path: "/desk/commitments/{ref}", Action: actRead, Handler: web.View(o.showCommitment)},
		{Method: "GET", Path: "/desk/commitments/{ref}/steps/{step}", Action: actWrite, Handler: web.View(o.commitmentStep)},
		{Method: "POST", Path: "/desk/commitments/{ref}/steps", Action: actWrite, Handler: web.Form(o.takeCommitmentStep)},
	}, nil
}
