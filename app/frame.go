package app

import (
	"net/http"
	"net/url"
	"strings"

	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// frame fills what all pages have in common: the public one by the path's language, the desk's by who is in.
func (a *App) frame(r *web.Request, title string) look.Page {
	set := a.Settings.Get()
	lang := r.Text.Lang()
	p := look.Page{Lang: lang.HTML(), Title: title, T: r.Text.T}
	p.Brand.Name, _ = set.Name.Best(lang, set.Fallback)
	p.Brand.Owner, _ = set.Owner.Best(lang, set.Fallback)
	p.Brand.Home = "/" + lang.HTML() + "/"
	if set.Synthetic {
		p.Synthetic = r.Text.T("app.synthetic")
		if a.Kind == Exchange {
			p.Synthetic = r.Text.T("app.synthetic_exchange")
		}
	}
	if a.Exchange != nil && a.Exchange.Training() {
		p.Synthetic = r.Text.T("app.training")
	}
	if r.Route.Desk() {
		a.deskFrame(r, &p)
		return p
	}
	home := "/" + lang.HTML()
	if a.Kind == Community {
		a.publicFrame(r, home, &p)
	} else {
		p.Footer = []look.NavItem{{Word: r.Text.T("app.nav.data"), Href: "/api/v1/openapi.json"}, {Word: r.Text.T("app.nav.desk"), Href: "/desk"}}
	}
	p.Languages = a.languages(r, home)
	return p
}

// publicFrame is what all pages of the public site have in common.
func (a *App) publicFrame(r *web.Request, home string, p *look.Page) {
	p.Emergency = look.Emergency{Text: r.Text.T("app.emergency"), Number: a.Settings.Get().Emergency}
	p.Nav = []look.NavItem{
		{Word: r.Text.T("app.nav.map"), Href: home + "/map"},
		{Word: r.Text.T("app.nav.list"), Href: home + "/list"},
		{Word: r.Text.T("app.nav.officer"), Href: home + "/officers"},
		{Word: r.Text.T("app.nav.stats"), Href: home + "/stats"},
		{Word: r.Text.T("app.nav.follow"), Href: home + "/follow"},
	}
	for i := range p.Nav {
		p.Nav[i].Current = p.Nav[i].Href == r.URL.Path || strings.HasPrefix(r.URL.Path, p.Nav[i].Href+"/")
	}
	p.Act = &look.Act{Word: r.Text.T("app.nav.report"), Href: home + "/report", Icon: "map-pin"}
	if strings.HasPrefix(r.URL.Path, home+"/report") {
		p.Act = nil
	}
	p.Footer = []look.NavItem{
		{Word: r.Text.T("app.nav.agreements"), Href: home + "/agreements"},
		{Word: r.Text.T("meetings.site.title"), Href: home + "/meetings"},
		{Word: r.Text.T("plan.assess.site.title"), Href: home + "/plans"},
		{Word: r.Text.T("plan.advice.title"), Href: home + "/recommendations"},
		{Word: r.Text.T("problem.site.title"), Href: home + "/priorities"},
		{Word: r.Text.T("practice.bank.title"), Href: home + "/practice/bank"},
		{Word: r.Text.T("practice.booklet.title"), Href: home + "/publications"},
		{Word: r.Text.T("programme.programmes"), Href: home + "/programmes"},
		{Word: r.Text.T("survey.title"), Href: home + "/surveys"},
		{Word: r.Text.T("practice.site.title"), Href: home + "/practice"},
		{Word: r.Text.T("app.nav.accessibility"), Href: home + "/legal/accessibility"},
		{Word: r.Text.T("app.nav.privacy"), Href: home + "/legal/privacy"},
		{Word: r.Text.T("app.nav.imprint"), Href: home + "/legal/imprint"},
		{Word: r.Text.T("app.nav.sources"), Href: home + "/sources"},
		{Word: r.Text.T("app.nav.data"), Href: "/api/v1/openapi.json"},
		{Word: r.Text.T("app.nav.desk"), Href: "/desk"},
	}
}

// languages lead to the same page in another language; a page reached by POST leads to its address.
func (a *App) languages(r *web.Request, home string) []look.LangLink {
	var links []look.LangLink
	rest := strings.TrimPrefix(r.URL.RequestURI(), home)
	if !strings.HasPrefix(r.Route.Path, "/{lang}") {
		rest = "/"
	}
	for _, l := range i18n.All() {
		links = append(links, look.LangLink{Lang: l.HTML(), Name: l.Self(), Short: l.Short(), Href: "/" + l.HTML() + rest, Current: l == r.Text.Lang()})
	}
	return links
}

func (a *App) deskFrame(r *web.Request, p *look.Page) {
	p.Brand.Home = "/desk"
	if r.Who.Account.ID == "" {
		return
	}
	type link struct{ key, href, icon, action string }
	add := func(to *[]look.NavItem, links []link) {
		for _, l := range links {
			if l.action == "" && r.Who.Hold == "" || l.action != "" && r.May(l.action) {
				*to = append(*to, look.NavItem{Word: r.Text.T(l.key), Href: l.href, Icon: l.icon,
					Current: r.URL.Path == l.href || l.href != "/desk" && strings.HasPrefix(r.URL.Path, l.href+"/")})
			}
		}
	}
	add(&p.Nav, []link{
		{"app.desk.home", "/desk", "house", ""},
		{"exchange.title", "/desk/exchange", "inbox", "exchange.request.read"},
		{"exchange.partners", "/desk/exchange/partners", "handshake", "exchange.partner.read"},
		{"exchange.figures", "/desk/exchange/figures", "chart-column", "exchange.figures.read"},
		{"app.desk.reports", "/desk/reports", "map-pin", "threatmap.desk.list"},
		{"app.desk.moderation", "/desk/moderation", "eye", "threatmap.desk.moderation"},
		{"app.desk.proposals", "/desk/proposals", "list-checks", "threatmap.desk.proposals"},
		{"municipality.nav", "/desk/municipality", "landmark", "community.municipality.read"},
		{"app.desk.duty", "/desk/duty", "footprints", "community.duty.own"},
		{"field.title", "/field/", "smartphone", "community.field.use"},
		{"app.desk.meetings", "/desk/meetings", "calendar-days", "meetings.meeting.read"},
		{"council.reports", "/desk/council_reports", "file-text", "community.council.read"},
		{"problem.list", "/desk/problems", "flag", "problem.problem.read"},
		{"app.desk.agreements", "/desk/agreements", "handshake", "community.agreement.read"},
		{"plan.register.title", "/desk/plans", "target", "plan.read"},
		{"plan.advice.title", "/desk/recommendations", "lightbulb", "plan.advice.read"},
		{"practice.bank.title", "/desk/practice/bank", "book-open", "practice.bank.read"},
		{"practice.booklet.title", "/desk/practice/booklets", "notebook-pen", "practice.booklet.read"},
		{"practice.desk.title", "/desk/practice", "graduation-cap", "practice.event.read"},
		{"app.desk.places", "/desk/places", "users", "places.desk.read"},
	})
	here := "" // of two addresses that lead here the longer one is where the reader is
	for n := range p.Nav {
		if p.Nav[n].Current && len(p.Nav[n].Href) > len(here) {
			here = p.Nav[n].Href
		}
	}
	for n := range p.Nav {
		p.Nav[n].Current = p.Nav[n].Current && p.Nav[n].Href == here
		if p.Nav[n].Href == "/desk/municipality" {
			if p.Nav[n].Count = a.Community.Municipality.Count(r); p.Nav[n].Count > 0 {
				p.Nav[n].Label = r.Text.N("municipality.nav.count", int64(p.Nav[n].Count))
			}
		}
		if p.Nav[n].Href == "/desk/moderation" {
			if p.Nav[n].Count = a.Map.ModerationCount(r); p.Nav[n].Count > 0 {
				p.Nav[n].Label = r.Text.N("app.desk.moderation.count", int64(p.Nav[n].Count))
			}
		}
	}
	add(&p.Tools, []link{
		{"app.desk.users", "/desk/users", "user", "identity.users.read"},
		{"app.desk.settings", "/desk/settings", "settings", "config.settings.read"},
		{"app.desk.mail", "/desk/mail", "mail", "config.settings.read"},
		{"app.desk.legal", "/desk/legal", "file-text", "config.legal.write"},
		{"processes.title", "/desk/processes", "workflow", "process.read"},
		{"app.desk.audit", "/desk/audit", "scroll-text", "audit.read"},
		{"app.desk.setup", "/desk/setup", "list-checks", "config.settings.read"},
	})
	if a.Kind == Exchange && r.May("exchange.request.read") {
		p.Search = &look.Search{Action: "/desk/exchange/search", Label: r.Text.T("exchange.search"), Placeholder: r.Text.T("exchange.search"), Name: "q"}
	} else if r.May("threatmap.desk.list") {
		p.Search = &look.Search{Action: "/desk/reports", Label: r.Text.T("app.desk.search"), Placeholder: r.Text.T("app.desk.search"), Name: "q"}
	}
	p.Person = &look.Person{Name: r.Who.Account.Name, Role: a.roleWord(r), Initials: initials(r.Who.Account.Name), SignOut: "/desk/sign-out",
		Links: []look.NavItem{{Word: r.Text.T("app.desk.account"), Href: "/desk/account"}}}
	if r.Who.Hold != "" {
		p.Person.Links = nil
	}
	back := "/desk" // a page reached by POST leads to the desk
	if r.URL.Path == "/desk/language" {
		back = r.FormValue("next")
	} else if r.Method == http.MethodGet {
		back = r.URL.RequestURI()
	}
	for _, l := range i18n.All() {
		p.Languages = append(p.Languages, look.LangLink{Lang: l.HTML(), Name: l.Self(), Short: l.Short(), Current: l == r.Text.Lang(),
			Href: "/desk/language?" + url.Values{"lang": {l.HTML()}, "next": {back}}.Encode()})
	}
}

// roleWord is the title of the post acted as, else the first role given.
func (a *App) roleWord(r *web.Request) string {
	if r.Who.Hold != "" {
		return r.Text.T("identity.role.held")
	}
	if h, ok := r.Who.Post(); ok {
		var title i18n.Text
		if title.UnmarshalJSON([]byte(h.Title)) == nil {
			word, _ := title.Best(r.Text.Lang(), a.Settings.Get().Fallback)
			return word
		}
	}
	for _, g := range r.Who.Principal.Grants {
		if g.Role != "public" {
			return r.Text.T("app.role." + g.Role)
		}
	}
	return ""
}

func initials(name string) string {
	var out []rune
	for word := range strings.FieldsSeq(name) {
		if len(out) < 2 {
			out = append(out, []rune(word)[0])
		}
	}
	return strings.ToUpper(string(out))
}
