package office

import (
	"reeve/kernel/web"
	"reeve/modules/exchange/wire"
)

// Routes are the desk's pages. A case stands at its ref; forms about it lie below cases, so that no address means two
// things.
func (o *Office) Routes() []web.Route {
	const upload = wire.MaxFile + 2<<20
	one, of, org := cases+"/{ref}", drafts+"/{draft}", partners+"/{org}"
	return []web.Route{
		{Method: "GET", Path: root, Action: actRead, Handler: web.View(o.showList)},
		{Method: "GET", Path: root + "/search", Action: actRead, Handler: web.View(o.showSearch)},
		{Method: "GET", Path: root + "/new", Action: actWrite, Handler: web.View(o.showSheet(o.newSheet))},
		{Method: "POST", Path: root + "/new", Action: actWrite, Handler: web.Form(o.takeSheet(o.newSheet)), Limit: upload},
		{Method: "GET", Path: root + "/other", Action: actWrite, Handler: web.View(o.showOther)},
		{Method: "POST", Path: root + "/other", Action: actWrite, Handler: web.Form(o.takeOther)},
		{Method: "GET", Path: root + "/shift", Action: actReview, Handler: web.View(o.showShift)},
		{Method: "POST", Path: root + "/shift", Action: actReview, Handler: web.Form(o.takeShift)},
		{Method: "GET", Path: root + "/templates", Action: actRead, Handler: web.View(o.showTemplates)},
		{Method: "GET", Path: root + "/templates/{template}", Action: actMailbox, Handler: web.View(o.showTemplate)},
		{Method: "POST", Path: root + "/templates/{template}", Action: actMailbox, Handler: web.Form(o.takeTemplate)},
		{Method: "GET", Path: root + "/{ref}", Action: actRead, Handler: web.View(o.showCase)},
		{Method: "GET", Path: one + "/print", Action: actRead, Handler: web.View(o.showPrint)},
		{Method: "GET", Path: one + "/evidence", Action: actRead, Handler: web.Raw(o.evidence)},
		{Method: "GET", Path: one + "/items/{message}/{n}", Action: actRead, Handler: web.Raw(o.item)},
		{Method: "GET", Path: one + "/write/{act}", Action: actWrite, Handler: web.View(o.showSheet(o.replySheet))},
		{Method: "POST", Path: one + "/write/{act}", Action: actWrite, Handler: web.Form(o.takeSheet(o.replySheet)), Limit: upload},
		{Method: "GET", Path: one + "/act/{act}", Action: actRead, Handler: web.View(o.showAct)},
		{Method: "POST", Path: one + "/act/{act}", Action: actRead, Handler: web.Form(o.takeAct)},
		{Method: "GET", Path: of + "/edit", Action: actWrite, Handler: web.View(o.showSheet(o.draftSheet))},
		{Method: "POST", Path: of + "/edit", Action: actWrite, Handler: web.Form(o.takeSheet(o.draftSheet)), Limit: upload},
		{Method: "POST", Path: of + "/send", Action: actReview, Handler: web.Form(o.takeSend)},
		{Method: "POST", Path: of + "/look", Action: actReview, Handler: web.Form(o.takeLook)},
		{Method: "POST", Path: of + "/drop", Action: actWrite, Handler: web.Form(o.takeDrop)},
		{Method: "GET", Path: of + "/return", Action: actReview, Handler: web.View(o.reasonForm("return", actReview))},
		{Method: "POST", Path: of + "/return", Action: actReview, Handler: web.Form(o.takeReturn)},
		{Method: "GET", Path: of + "/alone", Action: actWrite, Handler: web.View(o.reasonForm("alone", actWrite))},
		{Method: "POST", Path: of + "/alone", Action: actWrite, Handler: web.Form(o.takeAlone)},
		{Method: "GET", Path: partners, Action: seePartner, Handler: web.View(o.showPartners)},
		{Method: "GET", Path: partners + "/card", Action: seePartner, Handler: web.Raw(o.ownCard)},
		{Method: "GET", Path: partners + "/trust", Action: setPartner, Handler: web.View(o.showTrust)},
		{Method: "POST", Path: partners + "/trust", Action: setPartner, Handler: web.Form(o.takeTrust)},
		{Method: "GET", Path: org, Action: seePartner, Handler: web.View(o.showPartner)},
		{Method: "GET", Path: org + "/do/{do}", Action: setPartner, Handler: web.View(o.showPartnerDo)},
		{Method: "POST", Path: org + "/do/{do}", Action: setPartner, Handler: web.Form(o.takePartnerDo)},
	}
}
