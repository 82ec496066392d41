package threatmap

import (
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// office is the desk's pages about reports: the list, one report whole, the form of each step, and the filing of
// what was told by phone or at the desk.
type office struct {
	m     *Map
	frame func(r *web.Request, title string) look.Page

	list   *web.Page[deskListView]
	report *web.Page[deskReportView]
	step   *web.Page[stepView]
	intake *web.Page[intakeView]
	filed  *web.Page[filedView]

	proposals  *web.Page[proposalsView]
	moderation *web.Page[moderationView]
	held       *web.Page[heldView]
}

func newOffice(m *Map, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*office, error) {
	o := &office{m: m, frame: frame}
	var err error
	if o.list, err = web.Add[deskListView](pages, files, "desk", "page/desk/list.html"); err != nil {
		return nil, err
	}
	if o.report, err = web.Add[deskReportView](pages, files, "desk", "page/desk/report.html"); err != nil {
		return nil, err
	}
	if o.step, err = web.Add[stepView](pages, files, "desk", "page/desk/step.html"); err != nil {
		return nil, err
	}
	if o.intake, err = web.Add[intakeView](pages, files, "desk", "page/desk/intake.html"); err != nil {
		return nil, err
	}
	if o.proposals, err = web.Add[proposalsView](pages, files, "desk", "page/desk/proposals.html"); err != nil {
		return nil, err
	}
	if o.held, err = web.Add[heldView](pages, files, "desk", "page/desk/held.html"); err != nil {
		return nil, err
	}
	if o.moderation, err = web.Add[moderationView](pages, files, "desk", "page/desk/moderation.html"); err != nil {
		return nil, err
	}
	o.filed, err = web.Add[filedView](pages, files, "desk", "page/desk/filed.html")
	return o, err
}

func (o *office) routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/desk/reports", Action: "threatmap.desk.list", Handler: web.View(o.showList)},
		{Method: "GET", Path: "/desk/reports/new", Action: "threatmap.report.intake", Handler: web.View(o.newIntake)},
		{Method: "POST", Path: "/desk/reports/new", Action: "threatmap.report.intake", Handler: web.Form(o.takeIntake), Limit: filingLimit},
		{Method: "GET", Path: "/desk/reports/{ref}", Action: "threatmap.desk.list", Handler: web.View(o.showReport)},
		{Method: "GET", Path: "/desk/reports/{ref}/steps/{step}", Action: "threatmap.report.step", Handler: web.View(o.showStep)},
		{Method: "POST", Path: "/desk/reports/{ref}/steps", Action: "threatmap.report.step", Handler: web.Form(o.takeStep)},
		{Method: "GET", Path: "/desk/moderation", Action: "threatmap.desk.moderation", Handler: web.View(o.showModeration)},
		{Method: "GET", Path: "/desk/proposals", Action: "threatmap.desk.proposals", Handler: web.View(o.showProposals)},
		{Method: "POST", Path: "/desk/proposals", Action: "threatmap.desk.proposals", Handler: web.Form(o.decideProposals)},
		{Method: "GET", Path: "/desk/held", Action: "threatmap.desk.moderation", Handler: web.View(o.showHeld)},
		{Method: "POST", Path: "/desk/held", Action: "threatmap.desk.moderation", Handler: web.Form(o.decideHeld)},
		{Method: "GET", Path: "/desk/photos/{id}", Action: "threatmap.desk.list", Handler: web.Raw(o.m.deskPhoto)},
	}
}
