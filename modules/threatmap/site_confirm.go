package threatmap

import (
	"net/http"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// confirmForm is the button by which somebody says that they have seen the same thing. Without script the token
// tells when the page was shown.
type confirmForm struct {
	Action, Token, Word string
	Of                  string // which report, for who hears the button only
	Proof               look.Proof
}

// confirmedPage thanks, or says why it was not counted and offers to try again.
type confirmedPage struct {
	look.Page
	Alert *look.Alert
	Text  string
	Line  look.Listing
	Again *confirmForm
	Acts  []look.Act
}

func (s *site) confirmForm(r *web.Request, ref, token, of string) confirmForm {
	return confirmForm{Action: address(r, "/r/"+ref+"/confirm"), Token: token, Word: r.Text.T("threatmap.site.confirm.act"), Of: of, Proof: s.proof(r)}
}

// proof is the proof of work of a public form.
func (s *site) proof(r *web.Request) look.Proof {
	l := r.Text
	return look.Proof{Challenge: "/api/v1/challenge", Preparing: l.T("threatmap.site.proof.preparing"), Ready: l.T("threatmap.site.proof.ready"), Failed: l.T("threatmap.site.proof.failed")}
}

// confirm is POST /{lang}/r/{ref}/confirm.
func (s *site) confirm(r *web.Request) (web.Reply, error) {
	get := r.PostForm.Get
	var rep Report
	var state string
	err := r.Read(func(q *db.Snapshot) (err error) {
		if rep, err = s.m.visible(q, r.PathValue("ref")); err != nil {
			return err
		}
		p, err := s.m.publicReport(q, rep)
		state = p.State
		return err
	})
	if err != nil {
		return nil, err
	}
	out, failed := s.m.confirm(r, rep.Ref, ConfirmInput{Altcha: get("altcha"), FormToken: get("form_token")})
	l := r.Text
	v := confirmedPage{Page: s.frame(r, l.T("threatmap.site.confirm.thanks")), Acts: []look.Act{
		{Word: l.T("threatmap.site.confirm.open"), Href: address(r, "/r/"+rep.Ref), Variant: "secondary"},
		{Word: l.T("threatmap.site.home.all"), Href: address(r, "/list"), Variant: "tertiary"}}}
	v.NoIndex = true
	item := s.m.similarItem(rep, state, 0)
	if failed == nil {
		item.Confirmations = out.Confirmations
		v.Text = l.T("threatmap.site.confirm.thanks_text")
		v.Line = look.Listing{Items: []look.ListItem{s.similarLine(r, item, false)}}
		return s.confirmed.With(v), nil
	}
	e := errs.Of(failed)
	if e == nil || e.Kind == errs.Internal {
		return nil, failed
	}
	v.Line = look.Listing{Items: []look.ListItem{s.similarLine(r, item, false)}}
	v.Title = l.T("threatmap.site.confirm.not_counted")
	text, status := r.Message(errs.Field{Key: e.Key, Args: e.Args}), http.StatusUnprocessableEntity
	if len(e.Fields) > 0 {
		text = r.Message(e.Fields[0])
	}
	switch e.Kind {
	case errs.Conflict:
		status = http.StatusConflict
	case errs.Invalid:
		token := get("form_token")
		if says(failed, "threatmap.proof_old") || says(failed, "threatmap.proof_spent") || says(failed, "threatmap.proof_wrong") || token == "" {
			token = newFormToken(s.m.Keys, r.Now)
		}
		again := s.confirmForm(r, rep.Ref, token, item.Ref)
		v.Again = &again
	default:
		return nil, failed
	}
	v.Alert = &look.Alert{Kind: "warning", Text: text}
	return s.confirmed.Status(status, v), nil
}

// similarLine is one line of the duplicate help: a line of the list, with the distance where it is known.
func (s *site) similarLine(r *web.Request, it PublicSimilar, distance bool) look.ListItem {
	l := r.Text
	line := s.listItem(r, PublicItem{ID: it.ID, Ref: it.Ref, Category: it.Category, State: it.State, Community: it.Community, Published: it.Published,
		FiledDate: it.FiledDate, FiledPart: it.FiledPart, Confirmations: it.Confirmations})
	line.Ref = ""
	if distance && it.Distance > 0 {
		line.Meta = l.T("threatmap.site.similar.meta", "meta", line.Meta, "metres", l.Number(it.Distance))
	}
	return line
}

// together tells that a report is treated together with another one, by its number where that may be told.
func (s *site) together(r *web.Request, p PublicReport) *look.Alert {
	if !p.Together {
		return nil
	}
	if p.DuplicateOf == nil {
		return &look.Alert{Kind: "info", Text: r.Text.T("threatmap.site.together_near")}
	}
	return &look.Alert{Kind: "info", Text: r.Text.T("threatmap.site.together", "ref", *p.DuplicateOf), Acts: []look.Act{
		{Word: r.Text.T("threatmap.site.together_open", "ref", *p.DuplicateOf), Href: address(r, "/r/"+*p.DuplicateOf), Variant: "secondary"}}}
}
