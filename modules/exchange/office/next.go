package office

import (
	"slices"

	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// Acts that write a message, and acts that do not.
const (
	writeAnswer  = "answer"
	writePartial = "partial"
	writeClarify = "clarify"
	writeDelay   = "delay"
	writeRefuse  = "refuse"
	writeBack    = "withdraw"
	writeFollow  = "follow"
	writeConsent = "consent"
	writeGrant   = "grant"
	writeDeny    = "deny"
	writeRetract = "retract"
	writeTighten = "restrict"
	writeCorrect = "correct"
	writeErasure = "erasure"
	writeForward = "forward"

	actClassify = "classify"
	actAssignTo = "assign"
	actClose    = "close"
	actKeep     = "keep"
	actEraseAll = "erase"
	actEnter    = "enter"
)

// next lists what can be done with a case now, with what each act needs.
func (o *Office) next(r *web.Request, v request.Request, show request.Show, at request.State) look.NextSteps {
	l := r.Text
	out := look.NextSteps{ID: "next", Title: l.T("form.next")}
	add := func(action, name, icon, path string) {
		step := look.NextStep{Icon: icon, Title: l.T("exchange.act." + name), Needs: l.T("exchange.act." + name + ".needs"), Href: cases + "/" + v.Ref + "/" + path + "/" + name}
		if o.Requests.May(r, action, v) != nil {
			step.Href, step.Locked, step.Lock, step.Needs = "", true, l.T("form.locked"), l.T("form.locked")
		}
		out.Steps = append(out.Steps, step)
	}
	may := func(step string) bool { return slices.Contains(show.Steps, step) }
	sent, ours := v.Message != "", !v.Own && v.Kind == wire.Request && !v.Copied
	switch {
	case !r.May(actWrite) || v.Life.State == request.Erased:
		return out
	case ours && sent && may("answer"):
		add(actWrite, writeAnswer, "send", "write")
		add(actWrite, writePartial, "undo-2", "write")
		add(actWrite, writeClarify, "circle-pause", "write")
		add(actWrite, writeDelay, "gavel", "write")
		add(actWrite, writeRefuse, "x", "write")
		if v.Urgency == "urgent" || at.Presumed {
			add(actWrite, actClassify, "timer", "act")
		}
	case v.Own && sent && v.Kind == wire.Request && !request.Done(v.Life.State) && at.DoneAt.IsZero() && !v.Copied:
		if question(show) {
			add(actWrite, writeClarify, "message-circle", "write")
		}
		add(actWrite, writeBack, "undo-2", "write")
	case !sent && v.Channel != request.ChannelReeve && !request.Done(v.Life.State):
		add(actWrite, actEnter, "notebook-pen", "act")
	}
	if may("assign") && !v.Own && !v.Copied {
		add(actAssign, actAssignTo, "user", "act")
	}
	if sent && !v.Copied && v.Life.State != request.Draft {
		add(actWrite, writeFollow, "plus", "write")
	}
	if o.gave(show, false) {
		add(actWrite, writeForward, "arrow-right", "write")
	}
	if o.gave(show, true) && !v.Copied {
		add(actWrite, writeTighten, "lock", "write")
		add(actWrite, writeCorrect, "pencil", "write")
		add(actWrite, writeErasure, "trash-2", "write")
	}
	if may("close") && (request.Done(v.Life.State) || v.Kind != wire.Request || v.Copied) {
		add(actWrite, actClose, "check", "act")
	}
	if may("keep") {
		add(actErase, actKeep, "bookmark", "act")
	}
	if may("erase") && v.Life.State != request.Answered && v.Life.State != request.Refused {
		add(actErase, actEraseAll, "trash-2", "act")
	}
	return out
}

// question tells whether the partner's last question is open: nobody here has answered it.
func question(show request.Show) bool {
	open := false
	for _, e := range show.Thread {
		if e.Kind == wire.Clarification {
			open = !e.Own
		}
	}
	return open
}

// gave tells whether one side has given something whose content is there.
func (o *Office) gave(show request.Show, own bool) bool {
	return slices.ContainsFunc(show.Thread, func(e request.Entry) bool {
		return e.Own == own && e.Erased == nil && len(e.Items) > 0 && (!own || e.Kind != wire.Clarification && e.Kind != wire.DelayNotice && e.Kind != wire.Consent)
	})
}
