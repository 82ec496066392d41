package request

import (
	"reeve/kernel/web"
	"reeve/modules/exchange/wire"
)

// Routes are the staff API of exchange.
func (s *Requests) Routes() []web.Route {
	const base, of = "/api/v1/exchange", "/api/v1/exchange/messages/{id}"
	list := []web.Param{{Name: "open", Description: "true = only what has not come to its end"}, {Name: "overdue", Description: "true = only what is or was late"},
		{Name: "state", Description: "states, with commas"}, {Name: "partner", Description: "id of a node"}, {Name: "q", Description: "words of subject, references, partner"},
		{Name: "limit", Description: "most items of a page, 50 if absent"}, {Name: "after", Description: "cursor from next"}}
	open := []web.Param{{Name: "content", Description: "true = with texts; the log records that they were opened"}, {Name: "why", Description: "why they are opened"}}
	all := []web.Route{
		{Method: "GET", Path: base + "/inbox", Action: actRead, Handler: web.JSON(s.listAPI(Inbox), list...), Summary: "What came, the nearest limit first"},
		{Method: "GET", Path: base + "/outbox", Action: actRead, Handler: web.JSON(s.listAPI(Outbox), list...), Summary: "What we asked and told, the nearest limit first"},
		{Method: "POST", Path: base + "/messages", Action: actWrite, Handler: web.JSON(s.writeAPI), Status: 201, Summary: "Write a request or information; it waits for a second person, or one person on shift sends it and says why"},
		{Method: "GET", Path: of, Action: actRead, Handler: web.JSON(s.showAPI, open...), Summary: "One request with thread, receipts, clock of both sides, drafts, history"},
		{Method: "GET", Path: of + "/items/{n}", Action: actRead, Handler: web.RawAPI(s.itemAPI, open[1]).Gives("application/octet-stream"), Summary: "The content of one item"},
		{Method: "GET", Path: of + "/evidence", Action: actRead, Handler: web.RawAPI(s.evidenceAPI).Gives("application/json"), Summary: "What proves a message, to be checked anywhere"},
		{Method: "POST", Path: of + "/classify", Action: actWrite, Handler: web.JSON(s.classifyAPI), Summary: "Say whether the information is directly or indirectly accessible, and why; the limit follows"},
		{Method: "POST", Path: of + "/assign", Action: actAssign, Handler: web.JSON(s.assignAPI), Summary: "Give a request to a unit's mailbox or a post"},
		{Method: "POST", Path: of + "/close", Action: actWrite, Handler: web.JSON(s.closeAPI), Summary: "Close what has come to its end; within six months it is decided whether it is kept"},
		{Method: "POST", Path: of + "/keep", Action: actErase, Handler: web.JSON(s.keepAPI), Summary: "Keep a closed request until its next review, with the reason"},
		{Method: "POST", Path: of + "/erase", Action: actErase, Handler: web.JSON(s.eraseAPI), Summary: "Erase what a request and its thread say; that they existed stays provable"},
		{Method: "POST", Path: of + "/enter", Action: actWrite, Handler: web.JSON(s.enterAPI), Summary: "Enter what happened by another channel to a registered request"},
		{Method: "POST", Path: of + "/forward", Action: actWrite, Handler: web.JSON(s.forwardAPI), Status: 201, Summary: "Pass a message's items on to another node, if their codes allow it"},
		{Method: "POST", Path: base + "/registered", Action: actWrite, Handler: web.JSON(s.registerAPI), Status: 201, Summary: "Register what came or went by SIENA, I-24/7, paper or mail"},
		{Method: "GET", Path: base + "/drafts", Action: actRead, Handler: web.JSON(s.draftsAPI, web.Param{Name: "unlooked", Description: "true = what one person sent alone and nobody has reviewed since"}), Summary: "What is written and not sent"},
		{Method: "GET", Path: base + "/drafts/{id}", Action: actRead, Handler: web.JSON(s.draftAPI), Summary: "One draft with its content"},
		{Method: "PUT", Path: base + "/drafts/{id}", Action: actWrite, Handler: web.JSON(s.saveAPI), Summary: "Change a draft; a reviewed one is reviewed again"},
		{Method: "POST", Path: base + "/drafts/{id}/files", Action: actWrite, Handler: web.Multipart(s.attachAPI), Limit: wire.MaxFile + 1<<20, Summary: "Attach a file to a draft"},
		{Method: "POST", Path: base + "/drafts/{id}/review", Action: actReview, Handler: web.JSON(s.reviewAPI), Summary: "Approve what another person wrote, and send it"},
		{Method: "POST", Path: base + "/drafts/{id}/send", Action: actReview, Handler: web.JSON(s.sendAPI), Summary: "Send an urgent draft alone, with the reason"},
		{Method: "POST", Path: base + "/drafts/{id}/give-back", Action: actReview, Handler: web.JSON(s.giveBackAPI), Summary: "Give a draft back to its author"},
		{Method: "POST", Path: base + "/drafts/{id}/look", Action: actReview, Handler: web.JSON(s.lookAPI), Summary: "The review that follows what one person sent alone"},
		{Method: "POST", Path: base + "/drafts/{id}/drop", Action: actWrite, Handler: web.JSON(s.dropAPI), Summary: "Throw a draft away"},
		{Method: "GET", Path: base + "/notes", Action: actReview, Handler: web.JSON(s.notesAPI, list[5]), Summary: "What shifts told the next, the latest first"},
		{Method: "POST", Path: base + "/notes", Action: actReview, Handler: web.JSON(s.noteAPI), Status: 201, Summary: "Tell the next shift"},
		{Method: "GET", Path: base + "/mailboxes", Action: actRead, Handler: web.JSON(s.mailboxesAPI), Summary: "Units with a mailbox of their own"},
		{Method: "PUT", Path: base + "/mailboxes", Action: actMailbox, Handler: web.JSON(s.mailboxAPI), Summary: "Open or change a unit's mailbox"},
		{Method: "GET", Path: base + "/templates", Action: actRead, Handler: web.JSON(s.templatesAPI, web.Param{Name: "kind", Description: "kind of message"}, web.Param{Name: "lang", Description: "language"}), Summary: "Beginnings of messages in the partners' languages"},
		{Method: "PUT", Path: base + "/templates", Action: actMailbox, Handler: web.JSON(s.templateAPI), Summary: "Keep a template as edited; without id a new one"},
	}
	for _, reply := range []struct {
		path, summary string
		kind          wire.Kind
	}{
		{"clarify", "Ask about a request, or answer the last question about ours; the clock stands meanwhile", wire.Clarification},
		{"delay", "Give notice that an authorisation takes longer: until when, and why", wire.DelayNotice},
		{"answer", "Answer a request, whole or in part", wire.Answer},
		{"refuse", "Refuse a request, whole or in part, with the ground", wire.Refusal},
		{"withdraw", "Withdraw our request", wire.Withdrawal},
		{"follow-up", "Add something to a case", wire.FollowUp},
		{"consent", "Ask for, grant, deny or withdraw consent for an item and a use", wire.Consent},
		{"restrict", "Tighten the codes of what we gave", wire.Tightened},
		{"correct", "Correct what we gave", wire.Correction},
		{"erasure-notice", "Tell who holds it that what we gave has to go", wire.ErasureNotice},
	} {
		all = append(all, web.Route{Method: "POST", Path: of + "/" + reply.path, Action: actWrite, Handler: web.JSON(s.replyAPI(reply.kind)), Status: 201, Summary: reply.summary})
	}
	for i := range all {
		all[i].Surface = web.Desk
	}
	return all
}
