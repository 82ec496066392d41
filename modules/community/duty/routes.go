package duty

import (
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// Routes are the ways into this feature. pages gets its pages; frame fills what all pages share.
func (d *Duty) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	o, err := newOffice(d, pages, frame)
	if err != nil {
		return nil, err
	}
	const mine, figures, team, read, roster = "community.duty.own", "community.duty.time", "community.duty.team", "community.duty.read", "community.duty.roster"
	from := web.Param{Name: "from", Description: "first day, YYYY-MM-DD; that of the current month if absent"}
	to := web.Param{Name: "to", Description: "last day, included; today if absent"}
	post := web.Param{Name: "post", Description: "id or code of a post; one's own entries if absent"}
	return []web.Route{
		{Method: "GET", Path: "/api/v1/desk/posts/{id}/time", Action: figures, Handler: web.JSON(d.timeAPI, from, to), Summary: "Time in the community of a post, with coverage and bounds"},
		{Method: "GET", Path: "/api/v1/desk/duty", Action: mine, Handler: web.JSON(d.listAPI, from, to, post), Summary: "Entries of duty of a time, the earliest first"},
		{Method: "POST", Path: "/api/v1/desk/duty", Action: mine, Handler: web.JSON(d.recordAPI), Summary: "Enter a piece of one's own duty"},
		{Method: "POST", Path: "/api/v1/desk/duty/{id}", Action: mine, Handler: web.JSON(d.correctAPI), Summary: "Correct or withdraw an own entry"},
		{Method: "GET", Path: "/desk/duty", Action: mine, Handler: web.View(o.showWeek)},
		{Method: "POST", Path: "/desk/duty", Action: mine, Handler: web.Form(o.takeEntry)},
		{Method: "GET", Path: "/desk/duty/entries/{id}", Action: mine, Handler: web.View(o.showEntry)},
		{Method: "POST", Path: "/desk/duty/entries/{id}", Action: mine, Handler: web.Form(o.takeCorrection)},
		{Method: "GET", Path: "/desk/duty/team", Action: team, Handler: web.View(o.showTeam)},
		{Method: "GET", Path: "/desk/duty/team.csv", Action: team, Handler: web.Raw(o.teamCSV)},
		{Method: "GET", Path: "/desk/duty/posts/{code}", Action: read, Handler: web.View(o.showPost)},
		{Method: "GET", Path: "/desk/duty/roster", Action: roster, Handler: web.View(o.showRoster)},
		{Method: "POST", Path: "/desk/duty/roster", Action: roster, Handler: web.Form(o.takeRoster)},
	}, nil
}
