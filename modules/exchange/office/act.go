package office

import (
	"net/url"
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/codes"
	"reeve/modules/exchange/request"
)

// act is something done with a case that writes no message.
type act struct {
	action string
	parts  func(w fields, q db.Reader, v request.Request) ([]form.Part, error)
	do     func(o *Office, r *web.Request, tx *db.Tx, v request.Request) error
	fresh  bool // needs a second factor shown a short while ago
	ledger bool // something is erased: the ledger is brought up to date afterwards
}

// acts are all of them, by their name in addresses.
func acts() map[string]act {
	reason := func(w fields) look.Field {
		f := w.field("reason", "exchange.reason", "textarea")
		f.Rows = 3
		return f
	}
	return map[string]act{
		actClassify: {action: actWrite, parts: func(w fields, _ db.Reader, _ request.Request) ([]form.Part, error) {
			return append([]form.Part{w.open("access", "exchange.access", false, []string{"direct", "indirect"}, w.keyed("codes.access"), w.keyed("exchange.access"))}, form.Parts(reason(w))...), nil
		}, do: func(o *Office, r *web.Request, tx *db.Tx, v request.Request) error {
			_, err := o.Requests.Classify(tx, v.Ref, codes.Access(form.Posted(r, "access")), form.Posted(r, "reason"))
			return err
		}},
		actAssignTo: {action: actAssign, parts: assignParts, do: func(o *Office, r *web.Request, tx *db.Tx, v request.Request) error {
			_, err := o.Requests.Assign(tx, v.Ref, form.Posted(r, "unit"), form.Posted(r, "post"))
			return err
		}},
		actClose: {action: actWrite, do: func(o *Office, _ *web.Request, tx *db.Tx, v request.Request) error {
			_, err := o.Requests.Close(tx, v.Ref)
			return err
		}},
		actKeep: {action: actErase, parts: func(w fields, _ db.Reader, _ request.Request) ([]form.Part, error) {
			next := w.optional("next", "exchange.next_review", "date")
			next.Help = w.t("exchange.next_review_help")
			return form.Parts(reason(w), next), nil
		}, do: func(o *Office, r *web.Request, tx *db.Tx, v request.Request) error {
			var next time.Time
			if day := form.Posted(r, "next"); day != "" {
				var err error
				if next, err = time.ParseInLocation(time.DateOnly, day, o.Zone()); err != nil {
					return errs.Bad("next", "request.next_review")
				}
			}
			_, err := o.Requests.Keep(tx, v.Ref, form.Posted(r, "reason"), next)
			return err
		}},
		actEraseAll: {action: actErase, fresh: true, ledger: true, parts: func(w fields, _ db.Reader, _ request.Request) ([]form.Part, error) {
			return form.Parts(reason(w)), nil
		}, do: func(o *Office, r *web.Request, tx *db.Tx, v request.Request) error {
			_, err := o.Requests.Erase(tx, v.Ref, form.Posted(r, "reason"))
			return err
		}},
		actEnter: {action: actWrite, parts: func(w fields, _ db.Reader, _ request.Request) ([]form.Part, error) {
			kinds := []string{request.FactPaused, request.FactResumed, request.FactDelay, request.FactPartial, request.FactAnswered, request.FactRefused, request.FactWithdrawn}
			until := w.optional("until", "exchange.expected_label", "date")
			until.Help = w.t("exchange.enter.until_help")
			why := reason(w)
			why.Optional = w.t("form.optional")
			var grounds []string
			for _, g := range codes.Refusals() {
				grounds = append(grounds, string(g))
			}
			ground := w.choose("ground", "codes.refusal", grounds, w.keyed("codes.refusal"), true)
			ground.Optional = w.t("form.optional")
			return form.Parts(w.choose("kind", "exchange.enter.kind", kinds, w.keyed("exchange.fact"), false), w.field("at", "exchange.enter.at", "datetime-local"), w.optional("detail", "exchange.enter.detail", "text"), ground, until, why), nil
		}, do: func(o *Office, r *web.Request, tx *db.Tx, v request.Request) error {
			at, err := time.ParseInLocation("2006-01-02T15:04", form.Posted(r, "at"), o.Zone())
			if err != nil {
				return errs.Bad("at", "exchange.time_wrong")
			}
			kind, detail := form.Posted(r, "kind"), form.Posted(r, "detail")
			switch ground := form.Posted(r, "ground"); {
			case kind == request.FactDelay:
				detail = form.Posted(r, "until")
			case kind == request.FactRefused && ground != "":
				detail = ground // figures count it
			}
			_, err = o.Requests.Enter(tx, v.Ref, kind, at, detail, form.Posted(r, "reason"))
			return err
		}},
	}
}

// assignParts offer the mailboxes of units, and the posts.
func assignParts(w fields, q db.Reader, _ request.Request) ([]form.Part, error) {
	l, s := w.r.Text, w.o.Places.Snapshot()
	boxes, err := request.Mailboxes(q)
	if err != nil {
		return nil, err
	}
	var units, posts []string
	unit, post := map[string]string{}, map[string]string{}
	for _, b := range boxes {
		if u, ok := s.Unit(b.Unit); ok && b.Active {
			units, unit[b.Unit] = append(units, b.Unit), l.T("exchange.unit_minutes", "unit", w.o.word(w.r, u.Names), "minutes", l.Minutes(b.Minutes))
		}
	}
	for _, f := range s.Posts() {
		name := person(q, f.Account())
		if name == "" {
			continue // a vacant post answers nothing
		}
		posts, post[f.Post.ID] = append(posts, f.Post.ID), l.T("exchange.post_person", "post", f.Post.Code, "person", name)
	}
	return form.Parts(w.choose("unit", "exchange.unit", units, func(v string) string { return unit[v] }, true), w.choose("post", "exchange.post", posts, func(v string) string { return post[v] }, true)), nil
}

func (o *Office) showAct(r *web.Request) (web.Reply, error) {
	values := url.Values{"at": {r.Now.In(o.Zone()).Format("2006-01-02T15:04")}}
	return o.act(r, form.Fresh(values))
}

func (o *Office) act(r *web.Request, t form.Typed) (web.Reply, error) {
	name := r.PathValue("act")
	a, ok := acts()[name]
	if !ok {
		return nil, errs.New(errs.NotFound, "web.no_such_page")
	}
	l := r.Text
	f := form.View{Page: o.frame(r, l.T("exchange.act."+name)), Lead: l.T("exchange.act." + name + ".needs"), Submit: l.T("exchange.act." + name)}
	err := r.Read(func(q *db.Snapshot) error {
		v, err := o.load(r, q, a.action)
		if err != nil {
			return err
		}
		f.Action, f.Back = cases+"/"+v.Ref+"/act/"+name, form.Back(r, root+"/"+v.Ref)
		f.Crumbs = form.Crumbs(r, look.NavItem{Word: l.T("exchange.title"), Href: root}, look.NavItem{Word: v.Case, Href: root + "/" + v.Ref}, look.NavItem{Word: f.Title})
		if a.parts == nil {
			f.Groups = nil
			return nil
		}
		parts, err := a.parts(fields{o, r, t.Values}, q, v)
		f.Groups = []form.Group{{Parts: parts}}
		return err
	})
	if err != nil {
		return nil, err
	}
	return o.forms.Answer(r, f, t)
}

// takeAct does it and leads back to the case.
func (o *Office) takeAct(r *web.Request) (web.Reply, error) {
	a, ok := acts()[r.PathValue("act")]
	if !ok {
		return nil, errs.New(errs.NotFound, "web.no_such_page")
	}
	if a.fresh {
		if err := fresh(r); err != nil {
			return o.confirmThen(cases + "/" + r.PathValue("ref") + "/act/" + r.PathValue("act")), nil
		}
	}
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		v, err := o.load(r, tx, a.action)
		if err != nil {
			return "", err
		}
		return v.Ref, a.do(o, r, tx, v)
	})
	if t, ok := form.Refused(r, err); ok {
		return o.act(r, t)
	}
	if err == nil && a.ledger {
		err = o.Keys.SyncLedger(r.Context(), o.DB)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther(root + "/" + ref + "?done=1"), nil
}

// mediums are the channels by which something came that no node brought.
func mediums() []string { return slices.Clone(request.Channels()) }
