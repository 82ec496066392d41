package office

import (
	"net/url"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// caseView is a case with one partner: the thread, the clock, what can be done.
type caseView struct {
	look.Page
	Crumbs   look.Crumbs
	Country  string
	Partner  string
	Holder   string
	Tags     []look.Tag
	Lang     string // of the subject
	Same     *look.Alert
	Thread   []entryView
	Drafts   []draftView
	Limit    limitView
	Next     look.NextSteps
	Allows   allowsView
	Facts    []look.Fact
	History  look.Table
	Evidence string
	Print    string
	Foot     string // of the print: from where and when
}

// showCase is GET /desk/exchange/{ref}.
func (o *Office) showCase(r *web.Request) (web.Reply, error) {
	v, err := o.caseView(r, false)
	if err != nil {
		return nil, err
	}
	return o.one.With(v), nil
}

// opened records who opens a case, and gives it.
func (o *Office) opened(r *web.Request) (v request.Request, err error) {
	err = o.DB.Write(r.Context(), r.Actor(), func(tx *db.Tx) error {
		if v, err = o.load(r, tx, actRead); err != nil {
			return err
		}
		return o.Requests.Opened(tx, v.Ref, v.Basis)
	})
	return v, err
}

// caseView opens a case; paper leaves out what its codes keep from being printed.
func (o *Office) caseView(r *web.Request, paper bool) (v caseView, err error) {
	one, err := o.opened(r)
	if err != nil {
		return v, err
	}
	show, err := o.Requests.Show(r.Context(), one.Ref, r.Now, true, o.Requests.Names(r.Who)...)
	if err != nil {
		return v, err
	}
	l := r.Text
	title := show.Subject
	if title == "" {
		title = l.T("exchange.no_subject")
	}
	v = caseView{Page: o.frame(r, title), Country: show.Partner.Country, Partner: partyName(r, show.Partner), Lang: show.Lang}
	v.NoIndex, v.Flash = true, form.Done(r)
	side := "received"
	if one.Own {
		side = "sent"
	}
	v.Crumbs = form.Crumbs(r, look.NavItem{Word: l.T("exchange.title"), Href: root}, look.NavItem{Word: l.T("exchange.box." + side), Href: root + "?box=" + side}, look.NavItem{Word: show.Case})
	err = r.Read(func(q *db.Snapshot) error {
		if one, err = request.ByID(q, one.ID); err != nil {
			return err
		}
		at, err := o.Requests.Clock(q, one, r.Now)
		if err != nil {
			return err
		}
		if one.Kind == wire.Request && !one.Copied {
			v.Limit = o.limit(r, one, at, v.Partner)
		}
		v.Holder = o.holder(r, q, one)
		read := &reading{o: o, r: r, q: q, at: at, paper: paper, request: one, partner: v.Partner}
		if v.Thread, err = read.thread(show); err != nil {
			return err
		}
		if paper {
			return nil
		}
		if v.Drafts, err = o.drafts(r, q, show, one); err != nil {
			return err
		}
		if v.Allows, err = o.allows(r, q, one, show); err != nil {
			return err
		}
		v.Next = o.next(r, one, show, at)
		return nil
	})
	if err != nil {
		return v, err
	}
	v.Tags, v.Same, v.Facts = o.tags(r, one, show), o.same(r, show), o.caseFacts(r, one, show)
	v.History = o.history(r, show)
	v.Print, v.Foot = cases+"/"+one.Ref+"/print", l.T("exchange.print.foot", "case", show.Case, "when", l.DateTime(r.Now, o.Zone()), "who", r.Who.Account.Name)
	if one.Message != "" && o.Requests.Evidence != nil {
		v.Evidence = cases + "/" + one.Ref + "/evidence"
	}
	if v.Limit.Clock != nil && len(v.Next.Steps) > 0 {
		small := *v.Limit.Clock
		small.Left = v.Limit.Left
		v.Sticky = &look.Sticky{Clock: &small, Act: look.Act{Word: v.Next.Title, Href: "#next", Icon: "chevron-right"}}
	}
	return v, nil
}

// tags are what has to be known about a case at a glance.
func (o *Office) tags(r *web.Request, v request.Request, show request.Show) (all []look.Tag) {
	l := r.Text
	all = append(all, look.Tag{Word: l.T("request.state." + v.Life.State)})
	if show.Overdue && !request.Done(v.Life.State) {
		all = append(all, look.Tag{Word: l.T("exchange.overdue"), Icon: "triangle-alert", Color: "danger"})
	}
	if v.Copied {
		all = append(all, look.Tag{Word: l.T("exchange.copy"), Icon: "copy"})
	}
	if v.Channel != request.ChannelReeve {
		all = append(all, look.Tag{Word: l.T("exchange.by_medium", "medium", l.T("exchange.medium."+v.Channel), "id", v.ChannelID), Icon: "link"})
	}
	if v.Training {
		all = append(all, look.Tag{Word: l.T("exchange.training"), Icon: "graduation-cap", Color: "warning"})
	}
	if v.Alone != "" && !v.Looked {
		all = append(all, look.Tag{Word: l.T("exchange.sent_alone"), Icon: "user", Color: "warning"})
	}
	return all
}

// same warns of what may be the same request over another channel.
func (o *Office) same(r *web.Request, show request.Show) *look.Alert {
	if len(show.Same) == 0 {
		return nil
	}
	a := &look.Alert{Kind: "warning", Title: r.Text.T("exchange.same.title"), Text: r.Text.T("exchange.same.text")}
	for _, one := range show.Same {
		a.Acts = append(a.Acts, look.Act{Word: r.Text.T("exchange.same.one", "case", one.Case, "medium", r.Text.T("exchange.medium."+one.Channel)), Href: root + "/" + one.Ref, Variant: "secondary"})
	}
	return a
}

func (o *Office) caseFacts(r *web.Request, v request.Request, show request.Show) []look.Fact {
	l := r.Text
	all := []look.Fact{form.Fact(r, "exchange.case", show.Case), form.Fact(r, "codes.route", l.T("codes.route."+string(v.Route))), form.Fact(r, "codes.classification", l.T("codes.classification."+string(v.Classification))), form.Fact(r, "exchange.lang", langName(v.Lang))}
	for _, f := range []struct{ key, text string }{{"exchange.basis", v.Basis}, {"exchange.area", v.CrimeArea}, {"exchange.own_ref", v.OwnRef}, {"exchange.their_ref", v.TheirRef}, {"exchange.kept_for", v.KeptFor}} {
		if f.text != "" {
			all = append(all, form.Fact(r, f.key, f.text))
		}
	}
	if !v.ReviewAt.IsZero() {
		all = append(all, form.Fact(r, "exchange.review_at", l.Date(v.ReviewAt.In(o.Zone()))))
	}
	return all
}

// history is who did what, when and why.
func (o *Office) history(r *web.Request, show request.Show) look.Table {
	l := r.Text
	t := look.Table{Caption: l.T("exchange.history"), Head: form.Head(r, "form.when", "form.what", "form.who", "exchange.reason")}
	err := r.Read(func(q *db.Snapshot) error {
		t.Rows = nil
		for i := len(show.History) - 1; i >= 0; i-- {
			h := show.History[i]
			who, why := person(q, h.By), ""
			if who == "" {
				who = l.T("exchange.by_program")
			}
			if h.Why != nil {
				why = *h.Why
			}
			t.Rows = append(t.Rows, []look.Cell{{Text: l.DateTime(h.At, o.Zone())}, {Text: l.T("request.step." + h.Step)}, {Text: who}, {Text: why}})
		}
		return nil
	})
	if err != nil {
		t.Rows = nil // the thread itself tells the same
	}
	return t
}

// allowsView is what may be done with what the partner gave.
type allowsView struct {
	Title string
	Note  string
	Items []allowView
}

type allowView struct {
	May   bool
	Word  string
	Why   string
	Way   string // the way out
	Href  string
	State string // for a screen reader: allowed, not allowed
}

// allows asks the codes of everything the partner gave about each use.
func (o *Office) allows(r *web.Request, q db.Reader, v request.Request, show request.Show) (out allowsView, err error) {
	l := r.Text
	out.Title = l.T("exchange.allows.title")
	type asked struct {
		id  wire.ID
		may request.Permission
	}
	var given []asked
	for _, e := range show.Thread {
		if e.Own || e.Erased != nil || len(e.Items) == 0 {
			continue
		}
		m, err := message.Load(q, string(e.ID))
		if err != nil {
			return out, err
		}
		may, err := o.Requests.Permission(q, m)
		if err != nil && errs.Of(err) == nil {
			return out, err
		} else if err != nil { // what cannot be read allows nothing
			may = func(int, codes.Use, string) error { return err }
		}
		given = append(given, asked{m.ID, may})
	}
	if len(given) == 0 {
		out.Note = l.T("exchange.allows.nothing")
		return out, nil
	}
	out.Items = []allowView{{May: true, Word: l.T("exchange.allows.use"), State: l.T("exchange.allows.yes")}}
	for _, use := range wire.ConsentUses() {
		a := allowView{May: true, Word: l.T("codes.use." + string(use)), State: l.T("exchange.allows.yes")}
		for _, m := range given {
			cause := errs.Of(m.may(0, use, ""))
			if cause == nil {
				continue
			}
			a.May, a.State, a.Why = false, l.T("exchange.allows.no"), r.Message(errs.Field{Key: cause.Key, Args: cause.Args})
			if r.May(actWrite) && v.Message != "" && !v.Copied {
				item := "0"
				if n, ok := cause.Args["item"].(int); ok {
					item = strconv.Itoa(n)
				}
				a.Way = l.T("exchange.allows.ask")
				a.Href = cases + "/" + v.Ref + "/write/consent?" + url.Values{"message": {string(m.id)}, "item": {item}, "use": {string(use)}}.Encode()
			}
			break
		}
		out.Items = append(out.Items, a)
	}
	return out, nil
}
