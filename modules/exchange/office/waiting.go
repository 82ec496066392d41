package office

import (
	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/codes"
	"reeve/modules/exchange/request"
)

// unsent is a message that is not sent yet, or that nobody has looked at since one person sent it.
type unsent struct {
	draft   request.DraftRow
	request request.Request
}

// waiting are the drafts, and what one person sent alone, that the asker may see.
func (o *Office) waiting(r *web.Request, q db.Reader) (all []unsent, err error) {
	rows, err := request.Drafts(q, "")
	if err != nil {
		return nil, err
	}
	sent, err := request.Unlooked(q)
	if err != nil {
		return nil, err
	}
	for _, d := range append(sent, rows...) {
		v, err := request.ByID(q, d.Request)
		if missing(err) != nil {
			return nil, err
		}
		if err != nil || o.Requests.May(r, actRead, v) != nil {
			continue
		}
		all = append(all, unsent{d, v})
	}
	return all, nil
}

// waitingRows is the list of what waits for a second person.
func (o *Office) waitingRows(r *web.Request, q db.Reader) (all []row, err error) {
	l := r.Text
	lines, err := o.waiting(r, q)
	if err != nil {
		return nil, err
	}
	for _, one := range lines {
		d := one.draft
		out, err := o.row(r, q, one.request)
		if err != nil {
			return nil, err
		}
		out.Second = l.T("exchange.kind." + string(d.Kind))
		out.State, out.Who, out.Nobody = l.T("exchange.waits_second"), person(q, d.Author), false
		switch {
		case d.Message != "":
			out.State = l.T("exchange.sent_alone")
		case d.Author == r.Principal().ID && d.Author != "":
			out.State = l.T("exchange.waits_other")
		}
		if c, err := o.Requests.Content(q, d); err == nil {
			out.Subject, out.Lang = c.Subject, c.Lang
			out.Stamps = stamps(r, c.Handling, nil, []codes.Grade{c.Grade}, false)
		}
		if out.Clock == nil {
			out.Quiet = l.T("exchange.written", "when", moment(r, d.CreatedAt, o.Zone()))
		}
		out.Href += "#draft-" + d.Ref
		all = append(all, out)
	}
	return all, nil
}

// Board is a column of the desk's first page: what waits for the asker as a second person.
func (o *Office) Board(r *web.Request) (look.Tasks, error) {
	l := r.Text
	t := look.Tasks{ID: "exchange-review", Kind: "waiting", Title: l.T("exchange.box.waiting"), More: &look.NavItem{Word: l.T("exchange.title"), Href: root + "?box=waiting"}}
	if !r.May(actReview) {
		return t, nil
	}
	err := r.Read(func(s *db.Snapshot) error {
		rows, err := o.waiting(r, s)
		if err != nil {
			return err
		}
		for _, one := range rows {
			if one.draft.Author == r.Principal().ID {
				continue
			}
			if t.Count++; len(t.Items) < 7 {
				line, err := o.row(r, s, one.request)
				if err != nil {
					return err
				}
				t.Items = append(t.Items, look.Task{Icon: "user-check", Title: line.Subject, Href: line.Href + "#draft-" + one.draft.Ref, Meta: l.T("exchange.kind."+string(one.draft.Kind)) + ", " + line.Partner, Clock: line.Clock})
			}
		}
		return nil
	})
	return t, err
}
