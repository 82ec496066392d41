package desk

import (
	"reeve/kernel/web"
)

// pages are the parsed pages.
type pages struct {
	signIn      *web.Page[signInView]
	language    *web.Page[languageView]
	home        *web.Page[homeView]
	work        *web.Page[workView]
	account     *web.Page[accountView]
	second      *web.Page[secondView]
	confirm     *web.Page[confirmView]
	factors     *web.Page[factorsView]
	app         *web.Page[appView]
	codes       *web.Page[codesView]
	recover     *web.Page[recoverView]
	users       *web.Page[usersView]
	user        *web.Page[userView]
	settings    *web.Page[settingsView]
	mail        *web.Page[mailView]
	legalList   *web.Page[legalListView]
	legal       *web.Page[legalEditView]
	legalPublic *web.Page[legalView]
	audit       *web.Page[auditView]
	entry       *web.Page[entryView]
	setup       *web.Page[setupView]
}

func (d *Desk) read() (err error) {
	p := &d.pages
	for _, read := range []func() error{
		add(d, &p.signIn, "desk", "sign-in"), add(d, &p.language, "desk", "language"),
		add(d, &p.home, "desk", "home"), add(d, &p.work, "desk", "work"),
		add(d, &p.account, "desk", "account"), add(d, &p.second, "desk", "second"), add(d, &p.confirm, "desk", "confirm"), add(d, &p.factors, "desk", "factors"),
		add(d, &p.app, "desk", "app"), add(d, &p.codes, "desk", "codes"), add(d, &p.recover, "desk", "recover"), add(d, &p.users, "desk", "users"), add(d, &p.user, "desk", "user"),
		add(d, &p.settings, "desk", "settings"), add(d, &p.mail, "desk", "mail"),
		add(d, &p.legalList, "desk", "legal-list"), add(d, &p.legal, "desk", "legal-edit"), add(d, &p.legalPublic, "public", "legal"),
		add(d, &p.audit, "desk", "audit"), add(d, &p.entry, "desk", "entry"),
		add(d, &p.setup, "desk", "setup"),
	} {
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}

func add[V any](d *Desk, page **web.Page[V], frame, name string) func() error {
	return func() (err error) {
		*page, err = web.Add[V](d.Pages, files, frame, "page/parts.html", "page/"+name+".html")
		return err
	}
}

// Routes reads the pages and lists what can be asked.
func (d *Desk) Routes() ([]web.Route, error) {
	if err := d.read(); err != nil {
		return nil, err
	}
	which := []web.Param{{Name: "which", Description: "waiting (its limit is ahead) or late"}, {Name: "limit", Description: "most items of a page, 1 to 200"},
		{Name: "after", Description: "cursor from next"}}
	return []web.Route{
		{Method: "GET", Path: "/desk/sign-in", Action: "identity.sign_in", Handler: web.View(d.signInPage)},
		{Method: "POST", Path: "/desk/sign-in", Action: "identity.sign_in", Handler: web.Form(d.signIn)},
		{Method: "POST", Path: "/desk/sign-out", Action: "identity.sign_in", Handler: web.Form(d.signOut)},
		{Method: "POST", Path: "/desk/sign-in/passkey", Surface: web.Every, Action: "identity.sign_in", Handler: web.Form(d.byPasskey)},
		{Method: "GET", Path: "/desk/sign-in/second", Surface: web.Every, Action: "identity.sign_in", Handler: web.View(d.secondPage)},
		{Method: "POST", Path: "/desk/sign-in/second", Surface: web.Every, Action: "identity.sign_in", Handler: web.Form(d.finish)},
		{Method: "GET", Path: "/desk/recover", Surface: web.Every, Action: "identity.sign_in", Handler: web.View(d.recoverPage)},
		{Method: "POST", Path: "/desk/recover", Surface: web.Every, Action: "identity.sign_in", Handler: web.Form(d.recover)},
		{Method: "GET", Path: "/desk/confirm", Surface: web.Every, Action: "identity.factors.own", Handler: web.View(d.confirmPage)},
		{Method: "POST", Path: "/desk/confirm", Surface: web.Every, Action: "identity.factors.own", Handler: web.Form(d.confirm)},
		{Method: "GET", Path: "/desk/factors", Surface: web.Every, Action: "identity.factors.own", Handler: web.View(d.factorsPage)},
		{Method: "POST", Path: "/desk/factors/passkeys", Surface: web.Every, Action: "identity.factors.own", Handler: web.Form(d.addPasskey)},
		{Method: "POST", Path: "/desk/factors/passkeys/{id}/remove", Surface: web.Every, Action: "identity.factors.own", Handler: web.Form(d.removePasskey)},
		{Method: "POST", Path: "/desk/factors/app", Surface: web.Every, Action: "identity.factors.own", Handler: web.Form(d.offerApp)},
		{Method: "POST", Path: "/desk/factors/app/confirm", Surface: web.Every, Action: "identity.factors.own", Handler: web.Form(d.addApp)},
		{Method: "POST", Path: "/desk/factors/app/remove", Surface: web.Every, Action: "identity.factors.own", Handler: web.Form(d.removeApp)},
		{Method: "POST", Path: "/desk/factors/codes", Surface: web.Every, Action: "identity.factors.own", Handler: web.Form(d.newCodes)},
		{Method: "GET", Path: "/desk/language", Action: "identity.language", Handler: web.View(d.languagePage)},
		{Method: "POST", Path: "/desk/language", Action: "identity.language", Handler: web.Form(d.language)},

		{Method: "GET", Path: "/desk", Action: "desk.home", Handler: web.View(d.home)},
		{Method: "GET", Path: "/desk/work", Action: "desk.work", Handler: web.View(d.workPage)},
		{Method: "GET", Path: "/api/v1/desk/work", Action: "desk.work", Handler: web.JSON(d.workAPI, which...), Summary: "What waits for the asker, or is late, nearest limit first"},

		{Method: "GET", Path: "/desk/account", Action: "identity.own", Handler: web.View(d.accountPage)},
		{Method: "POST", Path: "/desk/account/profile", Action: "identity.own", Handler: web.Form(d.profile)},
		{Method: "POST", Path: "/desk/account/password", Action: "identity.own", Handler: web.Form(d.password)},
		{Method: "POST", Path: "/desk/account/post", Action: "identity.own", Handler: web.Form(d.switchPost)},
		{Method: "POST", Path: "/desk/account/sessions/{id}/end", Action: "identity.own", Handler: web.Form(d.endOwnSession)},
		{Method: "POST", Path: "/desk/account/tokens", Action: "identity.tokens.own", Handler: web.Form(d.issueOwnToken)},
		{Method: "POST", Path: "/desk/account/tokens/{token}/revoke", Action: "identity.tokens.own", Handler: web.Form(d.revokeOwnToken)},

		{Method: "GET", Path: "/desk/users", Action: "identity.users.read", Handler: web.View(d.usersPage)},
		{Method: "POST", Path: "/desk/users", Action: "identity.users.write", Handler: web.Form(d.create)},
		{Method: "GET", Path: "/desk/users/{id}", Action: "identity.users.read", Handler: web.View(d.userPage)},
		{Method: "POST", Path: "/desk/users/{id}/profile", Action: "identity.users.write", Handler: web.Form(d.changeUser)},
		{Method: "POST", Path: "/desk/users/{id}/password", Action: "identity.users.write", Handler: web.Form(d.setPassword)},
		{Method: "POST", Path: "/desk/users/{id}/block", Action: "identity.users.write", Handler: web.Form(d.block)},
		{Method: "POST", Path: "/desk/users/{id}/unblock", Action: "identity.users.write", Handler: web.Form(d.unblock)},
		{Method: "POST", Path: "/desk/users/{id}/recovery", Action: "identity.recovery.write", Handler: web.Form(d.proposeRecovery)},
		{Method: "POST", Path: "/desk/users/{id}/recovery/confirm", Action: "identity.recovery.write", Handler: web.Form(d.confirmRecovery)},
		{Method: "POST", Path: "/desk/users/{id}/recovery/withdraw", Action: "identity.recovery.write", Handler: web.Form(d.withdrawRecovery)},
		{Method: "POST", Path: "/desk/users/{id}/grants", Action: "identity.grants.write", Handler: web.Form(d.give)},
		{Method: "POST", Path: "/desk/users/{id}/grants/{grant}/end", Action: "identity.grants.write", Handler: web.Form(d.endGrant)},
		{Method: "POST", Path: "/desk/users/{id}/tokens", Action: "identity.tokens.write", Handler: web.Form(d.issueToken)},
		{Method: "POST", Path: "/desk/users/{id}/tokens/{token}/revoke", Action: "identity.tokens.write", Handler: web.Form(d.revokeToken)},

		{Method: "GET", Path: "/desk/settings", Action: "config.settings.read", Handler: web.View(d.settingsPage)},
		{Method: "POST", Path: "/desk/settings", Action: "config.settings.write", Handler: web.Form(d.saveSettings)},
		{Method: "GET", Path: "/desk/mail", Action: "config.settings.read", Handler: web.View(d.mailPage)},
		{Method: "POST", Path: "/desk/mail", Action: "config.settings.write", Handler: web.Form(d.saveMail)},
		{Method: "POST", Path: "/desk/mail/try", Action: "config.settings.write", Handler: web.Form(d.tryMail)},
		{Method: "POST", Path: "/desk/mail/{id}/again", Action: "config.settings.write", Handler: web.Form(d.againMail)},
		{Method: "POST", Path: "/desk/mail/{id}/drop", Action: "config.settings.write", Handler: web.Form(d.dropMail)},
		{Method: "GET", Path: "/desk/legal", Action: "config.legal.write", Handler: web.View(d.legalListPage)},
		{Method: "GET", Path: "/desk/legal/{kind}/{lang}", Action: "config.legal.write", Handler: web.View(d.legalPage)},
		{Method: "POST", Path: "/desk/legal/{kind}/{lang}", Action: "config.legal.write", Handler: web.Form(d.saveLegal)},
		{Method: "GET", Path: "/{lang}/legal/{kind}", Action: "desk.legal.read", Handler: web.View(d.legalPublic)},

		{Method: "GET", Path: "/desk/audit", Action: "audit.read", Handler: web.View(d.auditPage)},
		{Method: "GET", Path: "/desk/audit/{seq}", Action: "audit.read", Handler: web.View(d.entryPage)},
		{Method: "GET", Path: "/desk/setup", Action: "config.setup.read", Handler: web.View(d.setupPage)},
	}, nil
}
