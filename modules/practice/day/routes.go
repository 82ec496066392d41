package day

import (
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// Routes are the ways into this feature. pages gets its pages; frame fills what all pages share.
func (d *Day) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	s, err := newSite(d, pages, frame)
	if err != nil {
		return nil, err
	}
	o, err := newOffice(d, pages, frame)
	if err != nil {
		return nil, err
	}
	w, err := newDoor(d, pages, frame)
	if err != nil {
		return nil, err
	}
	const at = "/desk/practice/events/{ref}"
	return []web.Route{
		{Method: "GET", Path: "/api/v1/programmes/{slug}/trained", Action: actPublic, Handler: web.JSON(d.trainedAPI), Summary: "How many different people a programme has trained"},
		{Method: "POST", Path: "/api/v1/desk/events/{id}/checkins", Action: actWrite, Handler: web.JSON(d.scanAPI), Summary: "Take marks made at the door, also later"},
		{Method: "GET", Path: "/api/v1/field/events/{id}/door", Action: actWrite, Handler: web.JSON(w.doorAPI), Summary: "Who may be marked at the door of an event"},
		{Method: "POST", Path: "/api/v1/field/events/{id}/checkins", Action: actWrite, Handler: web.JSON(d.scanAPI), Summary: "Take marks made at the door, from a phone"},
		{Method: "GET", Path: "/field/door", Action: actWrite, Handler: web.View(w.show)},
		{Method: "GET", Path: "/field/door/{ref}", Action: actWrite, Handler: web.View(w.show)},
		{Method: "POST", Path: "/api/v1/desk/events/{id}/attendance", Action: actWrite, Handler: web.JSON(d.listAPI), Summary: "Enter an attendance list"},
		{Method: "GET", Path: "/{lang}/certificates/{number}", Action: actPublic, Handler: web.View(s.showCertificate)},
		{Method: "POST", Path: "/{lang}/certificates/{number}", Action: actPublic, Handler: web.Form(s.checkName)},
		{Method: "GET", Path: "/{lang}/survey/{token}", Action: "practice.link.use", Handler: web.View(s.showSurvey)},
		{Method: "POST", Path: "/{lang}/survey/{token}", Action: "practice.link.use", Handler: web.Form(s.takeSurvey)},
		{Method: "POST", Path: at + "/day/survey", Action: actWrite, Handler: web.Form(o.takeSlips)},
		{Method: "GET", Path: at + "/day", Action: actWrite, Handler: web.View(o.showDay)},
		{Method: "POST", Path: at + "/day/mark", Action: actWrite, Handler: web.Form(o.takeMark)},
		{Method: "POST", Path: at + "/day/walk-in", Action: actWrite, Handler: web.Form(o.takeWalkIn)},
		{Method: "POST", Path: at + "/day/certificates", Action: actWrite, Handler: web.Form(o.takeIssue)},
		{Method: "GET", Path: at + "/day/certificates/{attendance}", Action: actWrite, Handler: web.Raw(o.paper)},
		{Method: "POST", Path: at + "/day/certificates/{attendance}", Action: actWrite, Handler: web.Form(o.takeRevoke)},
		{Method: "GET", Path: at + "/day/certificates/{attendance}/revoke", Action: actWrite, Handler: web.View(o.showRevoke)},
		{Method: "GET", Path: at + "/day/badges", Action: actWrite, Handler: web.Raw(o.badges)},
		{Method: "GET", Path: at + "/day/people", Action: actWrite, Handler: web.View(o.showPeople)},
		{Method: "POST", Path: at + "/day/people", Action: actWrite, Handler: web.Form(o.takeAnswer)},
	}, nil
}
