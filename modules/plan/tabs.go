package plan

import (
	"strconv"

	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/advice"
	"reeve/modules/plan/register"
	"reeve/modules/plan/report"
)

// tabs are the pages of a plan beside its overview.
func (p *Plan) tabs(r *web.Request, of register.Plan, year int) []look.NavItem {
	return append([]look.NavItem{{Word: r.Text.T("plan.workshop.title"), Href: "/desk/plans/" + of.Code + "/workshop?year=" + strconv.Itoa(year)}, {Word: r.Text.T("plan.indicator.title"), Href: "/desk/plans/" + of.Code + "/indicators?year=" + strconv.Itoa(year)}}, append(report.Tabs(r.Text, of.Code, year), advice.Tab(r, of.Code))...)
}
