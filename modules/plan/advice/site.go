package advice

import (
	"net/url"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/register"
)

// site is the public's page.
type site struct {
	s     *Service
	frame func(r *web.Request, title string) look.Page
	list  *web.Page[siteView]
}

func newSite(s *Service, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (v *site, err error) {
	v = &site{s: s, frame: frame}
	v.list, err = web.Add[siteView](pages, files, "public", "page/site/list.html")
	return v, err
}

// siteView is GET /{lang}/recommendations: what was adopted, with counts.
type siteView struct {
	look.Page
	Lead  string
	Items []siteItem
	Empty *look.Empty
	Pages look.Pagination
	Data  string
}

type siteItem struct{ Text, Lang, Plan, Href, Due, State, Counts string }

const siteRows = 30

// inForce are the plans that the public may know of, by id.
func (s *Service) inForce(q db.Reader, r *web.Request) (map[string]string, error) {
	out := map[string]string{}
	all, err := register.Plans(q)
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		versions, err := register.Versions(q, p.ID)
		if err != nil {
			return nil, err
		}
		if _, ok := register.ForceOn(versions, s.today(r)); ok {
			out[p.ID] = p.Code
		}
	}
	return out, nil
}

// published is a page of what the public sees. plan is a code, may be empty.
func (s *Service) published(r *web.Request, plan, after string, limit int) (all []Advice, codes map[string]string, next string, err error) {
	err = r.Read(func(q *db.Snapshot) (err error) {
		if codes, err = s.inForce(q, r); err != nil {
			return err
		}
		f := Filter{Public: true, After: after, Limit: limit}
		if plan != "" {
			f.Plan = "none"
		}
		for id, code := range codes {
			if code == plan {
				f.Plan = id
			}
		}
		all, next, err = List(q, f, nil)
		return err
	})
	return all, codes, next, err
}

func (v *site) showList(r *web.Request) (web.Reply, error) {
	q, l := r.URL.Query(), r.Text
	all, codes, next, err := v.s.published(r, q.Get("plan"), q.Get("after"), siteRows)
	if err != nil {
		return nil, err
	}
	here := "/" + l.Lang().HTML() + "/recommendations"
	p := siteView{Page: v.frame(r, l.T("plan.advice.title")), Lead: l.T("plan.advice.site_lead"), Data: address("/api/v1/recommendations", url.Values{"plan": q["plan"]}, "")}
	for _, a := range all {
		c := a.Count()
		item := siteItem{State: l.T("plan.advice.state." + a.State), Plan: codes[a.Plan], Counts: l.T("plan.advice.site_counts", "asked", c.Asked, "accepted", c.Accepted, "partly", c.Partly, "rejected", c.Rejected, "done", c.Done)}
		if item.Text, item.Lang = v.s.word(l, a.Body); item.Plan != "" {
			item.Href = "/" + l.Lang().HTML() + "/plans/" + url.PathEscape(item.Plan)
		}
		if c.Asked == 0 {
			item.Counts = l.T("plan.advice.site_not_sent")
		}
		if a.Due != "" {
			item.Due = l.T("plan.advice.site_due", "date", l.Date(civil(a.Due)))
		}
		p.Items = append(p.Items, item)
	}
	if len(all) == 0 {
		p.Empty = &look.Empty{Icon: "lightbulb", Title: l.T("plan.advice.site_none"), Text: l.T("plan.advice.site_none_text")}
	}
	p.Pages = pagesOf(l, q, here, next)
	return v.list.With(p), nil
}
