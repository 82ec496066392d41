package processes

import (
	"reeve/kernel/db"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

const (
	onBoard  = 7   // how many notices the first page shows
	onNotice = 200 // and how many their own page
	notices  = "/desk/notices"
)

// Board is a column of the desk's first page: what the reader was told because time runs out.
func (p *Processes) Board(r *web.Request) (look.Tasks, error) {
	t := look.Tasks{ID: "told", Kind: "late", Title: r.Text.T("processes.told")}
	all, err := p.told(r, onBoard+1)
	if len(all) > onBoard {
		all = all[:onBoard]
	}
	if t.Count = len(all); t.Count > 0 {
		t.More = &look.NavItem{Word: r.Text.T("processes.told.all"), Href: notices}
	}
	for _, n := range all {
		task := look.Task{Icon: "bell", Title: n.Title, Href: n.Href, Meta: n.Meta, Kind: look.Warned, Due: n.due}
		if n.late {
			task.Kind = look.Late
		}
		t.Items = append(t.Items, task)
	}
	return t, err
}

// noticeView is one escalation in the reader's list.
type noticeView struct {
	Title, Href, Meta, Seen string
	due                     string
	late                    bool
}

// told are the escalations of the reader, the latest first.
func (p *Processes) told(r *web.Request, limit int) (out []noticeView, err error) {
	l := r.Text
	var all []process.Notice
	if err := r.Read(func(q *db.Snapshot) (err error) { all, err = process.Notices(q, r.Actor().ID, limit); return err }); err != nil {
		return nil, err
	}
	for _, n := range all {
		d := p.Process.Definition(n.Instance.Definition)
		if d == nil {
			continue
		}
		due := l.DateTimeShort(n.Due, p.zoneOf(n.Instance))
		out = append(out, noticeView{Title: l.T("processes.told.title", "about", p.Subject(l, n.Instance.Subject), "ref", n.Instance.Ref), Href: p.page(d, n.Instance),
			Meta: l.T("processes.told.meta", "limit", p.clock(l, d, n.Name), "share", l.Percent(n.Share, 100, 0), "due", due), Seen: notices + "/" + n.ID + "/seen",
			due: due, late: n.Due.Before(r.Now)})
	}
	return out, nil
}

type noticesView struct {
	look.Page
	Lead, SeenWord string
	Empty          *look.Empty
	Lines          []noticeView
}

// noticesPage is GET /desk/notices.
func (p *Processes) noticesPage(r *web.Request) (web.Reply, error) {
	l := r.Text
	v := noticesView{Page: p.frame(r, l.T("processes.told")), Lead: l.T("processes.told.lead"), SeenWord: l.T("processes.told.seen")}
	v.NoIndex = true
	var err error
	if v.Lines, err = p.told(r, onNotice); err != nil {
		return nil, err
	}
	if len(v.Lines) == 0 {
		v.Empty = &look.Empty{Icon: "bell", Title: l.T("processes.told.none")}
	}
	return p.pages.notices.With(v), nil
}

// seen is POST /desk/notices/{id}/seen.
func (p *Processes) seen(r *web.Request) (web.Reply, error) {
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) { return web.None{}, p.Process.Seen(tx, r.PathValue("id")) })
	if err != nil {
		return nil, err
	}
	return web.SeeOther(notices), nil
}
