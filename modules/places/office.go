package places

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// Actions of the desk's pages.
const (
	actRead   = "places.desk.read"
	actWrite  = "places.post.write" // units, officers' posts
	actManage = "places.manage"     // organisations, posts that bring another role than an officer's
)

// office is the desk's pages about organisations, units, posts and who fills them.
type office struct {
	p     *Places
	frame func(r *web.Request, title string) look.Page
	list  *web.Page[listView]
	post  *web.Page[postView]
	org   *web.Page[orgView]
	beats *web.Page[beatsView]
	form  *web.Page[formView]
}

func newOffice(p *Places, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*office, error) {
	o := &office{p: p, frame: frame}
	var err error
	if o.list, err = web.Add[listView](pages, files, "desk", "page/desk/list.html"); err != nil {
		return nil, err
	}
	if o.post, err = web.Add[postView](pages, files, "desk", "page/desk/post.html"); err != nil {
		return nil, err
	}
	if o.org, err = web.Add[orgView](pages, files, "desk", "page/desk/org.html"); err != nil {
		return nil, err
	}
	if o.beats, err = web.Add[beatsView](pages, files, "desk", "page/desk/beats.html"); err != nil {
		return nil, err
	}
	o.form, err = web.Add[formView](pages, files, "desk", "page/desk/form.html")
	return o, err
}

func (o *office) routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/desk/posts", Action: actRead, Handler: web.View(o.showPosts)},
		{Method: "GET", Path: "/desk/posts/new", Action: actWrite, Handler: web.View(o.newPost)},
		{Method: "POST", Path: "/desk/posts/new", Action: actWrite, Handler: web.Form(o.takeNewPost)},
		{Method: "GET", Path: "/desk/posts/{code}", Action: actRead, Handler: web.View(o.showPost)},
		{Method: "GET", Path: "/desk/posts/{code}/edit", Action: actWrite, Handler: web.View(o.editPost)},
		{Method: "POST", Path: "/desk/posts/{code}/edit", Action: actWrite, Handler: web.Form(o.takeEditPost)},
		{Method: "GET", Path: "/desk/posts/{code}/appoint", Action: actWrite, Handler: web.View(o.newAppointment)},
		{Method: "POST", Path: "/desk/posts/{code}/appoint", Action: actWrite, Handler: web.Form(o.takeAppoint), Limit: 12 << 20},
		{Method: "GET", Path: "/desk/appointments/{id}", Action: actWrite, Handler: web.View(o.editAppointment)},
		{Method: "POST", Path: "/desk/appointments/{id}", Action: actWrite, Handler: web.Form(o.takeEditAppointment), Limit: 12 << 20},
		{Method: "GET", Path: "/desk/organisations", Action: actRead, Handler: web.View(o.showOrgs)},
		{Method: "GET", Path: "/desk/organisations/new", Action: actManage, Handler: web.View(o.newOrg)},
		{Method: "POST", Path: "/desk/organisations/new", Action: actManage, Handler: web.Form(o.takeNewOrg)},
		{Method: "GET", Path: "/desk/organisations/{code}", Action: actRead, Handler: web.View(o.showOrg)},
		{Method: "GET", Path: "/desk/organisations/{code}/edit", Action: actManage, Handler: web.View(o.editOrg)},
		{Method: "POST", Path: "/desk/organisations/{code}/edit", Action: actManage, Handler: web.Form(o.takeEditOrg)},
		{Method: "GET", Path: "/desk/organisations/{code}/units/new", Action: actWrite, Handler: web.View(o.newUnit)},
		{Method: "POST", Path: "/desk/organisations/{code}/units/new", Action: actWrite, Handler: web.Form(o.takeNewUnit)},
		{Method: "GET", Path: "/desk/units/{code}/edit", Action: actWrite, Handler: web.View(o.editUnit)},
		{Method: "POST", Path: "/desk/units/{code}/edit", Action: actWrite, Handler: web.Form(o.takeEditUnit)},
		{Method: "GET", Path: "/desk/beats", Action: actRead, Handler: web.View(o.showBeats)},
		{Method: "GET", Path: "/officer-photos/{id}", Action: "places.public.read", Handler: web.Raw(o.p.officerPhoto)},
	}
}

// inLand refuses land outside of where the asker has the action: a post and a unit bring their holders the land they are for.
func (o *office) inLand(r *web.Request, action, place string) error {
	return r.Allowed(action, policy.Resource{Kind: KindPlace, In: o.p.Snapshot().InPlace(place)})
}

// mayWritePost refuses who may not make or change a post, or decide who fills it.
func (o *office) mayWritePost(r *web.Request, v Post, unit Unit, org Org) error {
	action := actWrite
	if v.Role != "officer" {
		action = actManage
	}
	if err := o.mayWriteUnit(r, action, unit, org); err != nil {
		return err
	}
	return o.inLand(r, action, firstOf(v.Place, unit.Place, org.Place))
}

// mayWriteUnit refuses who has neither the unit's land nor the unit or organisation itself.
func (o *office) mayWriteUnit(r *web.Request, action string, unit Unit, org Org) error {
	s := o.p.Snapshot()
	in := append(s.InPlace(firstOf(unit.Place, org.Place)), policy.Ref{Kind: policy.Org, ID: org.ID})
	for u := unit; u.ID != ""; u, _ = s.Unit(u.Parent) {
		in = append(in, policy.Ref{Kind: policy.Unit, ID: u.ID})
	}
	return r.Allowed(action, policy.Resource{Kind: KindUnit, In: in})
}

func firstOf(all ...string) string {
	for _, v := range all {
		if v != "" {
			return v
		}
	}
	return ""
}

// person is the name of an account, or only that there is somebody.
func (o *office) person(r *web.Request, account string) string {
	if o.p.AccountName != nil {
		if name := o.p.AccountName(r.Context(), account); name != "" {
			return name
		}
	}
	return r.Text.T("places.desk.filled")
}

func (o *office) word(r *web.Request, t i18n.Text) string {
	name, _ := t.Best(r.Text.Lang(), nil)
	return name
}

// placeWord names a place, with what lies above it: many communities share a name.
func (o *office) placeWord(r *web.Request, place string) string {
	s := o.p.Snapshot()
	v, ok := s.Place(place)
	if !ok {
		return r.Text.T("i18n.no_value")
	}
	above, ok := s.Place(v.Parent)
	if !ok {
		return o.word(r, v.Names)
	}
	return r.Text.T("places.office.place_in", "place", o.word(r, v.Names), "above", o.word(r, above.Names))
}

// dayWord writes a civil day for the reader; no day is a dash.
func dayWord(r *web.Request, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return r.Text.T("i18n.no_value")
	}
	return r.Text.Date(t)
}

// lastWord writes the last day of a span for the reader: what is stored is the first day after it.
func lastWord(r *web.Request, until string) string {
	if until == "" {
		return r.Text.T("places.office.open_end")
	}
	return dayWord(r, addDay(until, -1))
}

func addDay(day string, n int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}

func crumbs(r *web.Request, items ...look.NavItem) look.Crumbs {
	return look.Crumbs{Label: r.Text.T("places.desk.path"), Items: items}
}

func postAddress(code string) string { return "/desk/posts/" + url.PathEscape(code) }
func orgAddress(code string) string  { return "/desk/organisations/" + url.PathEscape(code) }

// saved is the message above a page that an act has led back to.
func saved(r *web.Request) []look.Alert {
	if !slices.Contains([]string{"saved", "appointed"}, r.URL.Query().Get("done")) {
		return nil
	}
	return []look.Alert{{Kind: "success", Text: r.Text.T("places.office.done." + r.URL.Query().Get("done"))}}
}

// officerPhoto is GET /officer-photos/{id}: the photo of somebody who fills a post today.
func (p *Places) officerPhoto(w http.ResponseWriter, r *web.Request) error {
	file := p.Snapshot().photos[r.PathValue("id")]
	if file == "" || p.Archive == nil {
		return errs.New(errs.NotFound, "document.not_found")
	}
	return p.sendPhoto(w, r, file)
}
