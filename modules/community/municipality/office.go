package municipality

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// office is the page at the desk, and the one by which a mail is unsubscribed.
type office struct {
	m     *Municipality
	frame func(r *web.Request, title string) look.Page
	list  *web.Page[listView]
	stop  *web.Page[stopView]
}

func newOffice(m *Municipality, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (o *office, err error) {
	o = &office{m: m, frame: frame}
	if o.list, err = web.Add[listView](pages, files, "desk", "page/list.html"); err != nil {
		return nil, err
	}
	o.stop, err = web.Add[stopView](pages, files, "public", "page/stop.html")
	return o, err
}

// listView is GET /desk/municipality.
type listView struct {
	look.Page
	Lead   string
	Parts  []partView
	Notice look.Field
	Submit string
}

type partView struct {
	ID, Icon, Title, Count string
	Items                  []Item
}

func (o *office) show(r *web.Request) (web.Reply, error) {
	a := asker(r)
	v := listView{Page: o.frame(r, r.Text.T("municipality.title")), Submit: r.Text.T("municipality.save")}
	v.NoIndex = true
	if r.URL.Query().Get("done") == "notice" {
		v.Flash = []look.Alert{{Kind: "success", Text: r.Text.T("municipality.done")}}
	}
	var all []Part
	var n notice
	err := r.Read(func(s *db.Snapshot) (err error) {
		if n, err = noticeOf(s, r.Who.Account.ID); err != nil {
			return err
		}
		all, err = o.m.parts(s, a)
		return err
	})
	if err != nil {
		return nil, err
	}
	total := int64(0)
	for _, p := range all {
		total += int64(len(p.Items))
		v.Parts = append(v.Parts, partView{"part-" + p.Code, p.Icon, r.Text.T(p.title()), r.Text.Number(int64(len(p.Items))), p.Items})
	}
	v.Lead = r.Text.N("municipality.lead", total)
	v.Notice = look.Field{Name: "mode", Type: "select", Label: r.Text.T("municipality.notice"), Help: r.Text.T("municipality.notice_help"), Value: n.mode}
	for _, mode := range Modes() {
		v.Notice.Options = append(v.Notice.Options, look.Option{Value: mode, Word: r.Text.T("municipality.mode." + mode), Selected: mode == n.mode})
	}
	return o.list.With(v), nil
}

// choose is POST /desk/municipality/notice.
func (o *office) choose(r *web.Request) (web.Reply, error) {
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		return web.None{}, o.m.Choose(tx, r.Who.Account.ID, r.PostForm.Get("mode"))
	})
	return web.SeeOther(page + "?done=notice"), err
}

// stopView is GET and POST /{lang}/unsubscribe/{token}.
type stopView struct {
	look.Page
	Text   string
	Submit string // empty where it is done
}

// ask asks whether no mail is wanted any more: programs that look into mails follow links.
func (o *office) ask(r *web.Request) (web.Reply, error) {
	if _, err := o.m.accountOf(r.PathValue("token")); err != nil {
		return nil, err
	}
	v := stopView{Page: o.frame(r, r.Text.T("municipality.stop.title")), Text: r.Text.T("municipality.stop.ask"), Submit: r.Text.T("municipality.stop.do")}
	v.NoIndex = true
	return o.stop.With(v), nil
}

// end is the POST: of the page, or of a mail program with one click (RFC 8058).
func (o *office) end(r *web.Request) (web.Reply, error) {
	account, err := o.m.accountOf(r.PathValue("token"))
	if err != nil {
		return nil, err
	}
	_, err = web.Write(r, func(tx *db.Tx) (web.None, error) { return web.None{}, o.m.Choose(tx, account, Off) })
	if err != nil && errs.KindOf(err) != errs.Conflict {
		return nil, err
	}
	v := stopView{Page: o.frame(r, r.Text.T("municipality.stop.title")), Text: r.Text.T("municipality.stop.done")}
	v.NoIndex = true
	return o.stop.With(v), nil
}
