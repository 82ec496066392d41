package desk

import (
	"cmp"
	"net/url"

	"reeve/kernel/identity"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// recoveryView is the part of an account's page by which two administrators let somebody in again.
type recoveryView struct {
	What     string
	Facts    []look.Fact // of the one under way
	Propose  *form
	Confirm  *button
	Withdraw *button
	Why      string // why there is no button to confirm
	Fresh    *freshToken
}

func (d *Desk) recovery(r *web.Request, a answers, u identity.Account, fresh *freshToken) (*recoveryView, error) {
	if u.Kind != identity.Person || r.Allowed("identity.recovery.write", accountResource(u.ID)) != nil {
		return nil, nil
	}
	rec, open, err := d.Identity.Recovery(r.Context(), u.ID, r.Now)
	if err != nil {
		return nil, err
	}
	t, here := r.Text.T, "/desk/users/"+u.ID+"/recovery"
	v := &recoveryView{What: t("desk.recovery.what"), Fresh: fresh}
	if open {
		v.Facts = d.recoveryFacts(r, rec)
	}
	self := u.ID == r.Who.Account.ID
	if open && rec.State == identity.Proposed {
		v.Withdraw = &button{Action: here + "/withdraw", Word: t("desk.recovery.withdraw")}
		switch {
		case self:
			v.Why = t("identity.not_yourself")
		case rec.ProposedBy == r.Who.Account.ID:
			v.Why = t("desk.recovery.other")
		default:
			v.Confirm = &button{Action: here + "/confirm", Word: t("desk.recovery.confirm"), Color: "danger"}
		}
		return v, nil
	}
	if !self && u.State == identity.Active {
		f := a.of("recovery").fill(r, form{Action: here, Submit: t("desk.recovery.propose"), Variant: "secondary"},
			look.Field{Name: "reason", Type: "textarea", Rows: 3, Max: 500, Label: t("desk.recovery.reason"), Help: t("desk.recovery.reason_help"), Required: true})
		v.Propose = &f
	}
	return v, nil
}

func (d *Desk) recoveryFacts(r *web.Request, rec identity.Recovery) []look.Fact {
	t := r.Text.T
	all := []look.Fact{{Term: t("desk.state"), Text: t("desk.recovery.state." + rec.State)}, {Term: t("desk.recovery.reason"), Text: rec.Reason},
		{Term: t("desk.recovery.proposed"), Text: t("desk.recovery.by", "name", d.personName(r, rec.ProposedBy), "at", d.at(r, rec.ProposedAt))}}
	if rec.ConfirmedBy != "" {
		all = append(all, look.Fact{Term: t("desk.recovery.confirmed"), Text: d.personName(r, rec.ConfirmedBy)}, look.Fact{Term: t("desk.recovery.until"), Text: d.at(r, rec.LinkUntil)})
	}
	return all
}

func (d *Desk) personName(r *web.Request, account string) string {
	a, err := d.Identity.Account(r.Context(), account)
	if err != nil {
		return r.Text.T("i18n.no_value")
	}
	return a.Name
}

// recoveryRows are the proposals that await a second administrator, for the list of accounts.
func (d *Desk) recoveryRows(r *web.Request) (*rows, error) {
	if !r.Scope("identity.recovery.write").All {
		return nil, nil
	}
	all, err := d.Identity.Recoveries(r.Context(), r.Now)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	t := r.Text.T
	out := rows{Caption: t("desk.recovery.waiting"), Head: append(texts(t("desk.name"), t("desk.recovery.reason"), t("desk.recovery.by_head")), narrow(t("desk.recovery.proposed"))...)}
	for _, rec := range all {
		out.Rows = append(out.Rows, row{Cells: append([]look.Cell{{Text: d.personName(r, rec.Account), Href: "/desk/users/" + rec.Account + "#recovery"}, {Text: rec.Reason}, {Text: d.personName(r, rec.ProposedBy)}}, narrow(d.at(r, rec.ProposedAt))...)})
	}
	return &out, nil
}

// proposeRecovery is POST /desk/users/{id}/recovery.
func (d *Desk) proposeRecovery(r *web.Request) (web.Reply, error) {
	return d.act(r, "identity.recovery.write", "recovery", "proposed", func(account string) error {
		return d.Identity.ProposeRecovery(r.Context(), r.Actor(), account, r.PostForm.Get("reason"), r.Now)
	})
}

// withdrawRecovery is POST /desk/users/{id}/recovery/withdraw.
func (d *Desk) withdrawRecovery(r *web.Request) (web.Reply, error) {
	return d.act(r, "identity.recovery.write", "recovery", "withdrawn", func(account string) error {
		return d.Identity.WithdrawRecovery(r.Context(), r.Actor(), account, r.Now)
	})
}

// confirmRecovery is POST /desk/users/{id}/recovery/confirm. The answer is the page itself, for the link is shown once.
func (d *Desk) confirmRecovery(r *web.Request) (web.Reply, error) {
	var key string
	reply, err := d.act(r, "identity.recovery.write", "recovery", "recovered", func(account string) (err error) {
		key, err = d.Identity.ConfirmRecovery(r.Context(), r.Actor(), account, r.Now)
		return err
	})
	if err != nil || key == "" {
		return reply, err
	}
	t := r.Text.T
	link := cmp.Or(d.Identity.Origin(), d.Address()) + "/desk/recover?" + url.Values{"key": {key}}.Encode()
	return d.user(r, answers{}, &freshToken{t("desk.recovery.link"), link, t("desk.recovery.link_note"), t("desk.copy"), t("desk.copied")})
}

// recoverView is where the link of a recovery leads.
type recoverView struct {
	look.Page
	Form *form // nil when the link is over
	Over string
}

// recoverPage is GET /desk/recover?key=.
func (d *Desk) recoverPage(r *web.Request) (web.Reply, error) {
	return d.recoverForm(r, answers{form: "recover"}, r.URL.Query().Get("key"))
}

func (d *Desk) recoverForm(r *web.Request, a answers, key string) (web.Reply, error) {
	t := r.Text.T
	view := recoverView{Page: d.Frame(r, t("desk.recover.title"))}
	view.NoIndex, view.Flash = true, a.above(r)
	if err := d.Identity.LinkGood(r.Context(), key, r.Now); err != nil {
		view.Over = t("identity.recovery.link_over")
		return d.pages.recover.Status(410, view), nil
	}
	f := a.fill(r, form{Action: "/desk/recover", Submit: t("desk.recover.submit"), Hidden: []hidden{{"key", key}}},
		look.Field{Name: "password", Type: "password", Label: t("desk.password"), Autocomplete: "current-password", Required: true})
	view.Form = &f
	return d.pages.recover.Status(a.code(), view), nil
}

// recover is POST /desk/recover.
func (d *Desk) recover(r *web.Request) (web.Reply, error) {
	key := r.PostForm.Get("key")
	in, err := d.Identity.SignInByLink(r.Context(), key, identity.Credentials{Password: r.PostForm.Get("password"), Address: r.Address(), Agent: r.UserAgent()}, r.Now)
	if a, ok := refused(r, "recover", err); ok {
		reply, failed := d.recoverForm(r, a, key)
		if failed != nil {
			return nil, failed
		}
		return retryAfter(err, reply), nil
	}
	if err != nil {
		return nil, err
	}
	return d.entered(r, in, identity.FactorsPage)
}
