package desk

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strconv"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

type entryView struct {
	look.Page
	Crumbs  look.Crumbs
	Facts   []look.Fact
	Body    string // as it was committed to, one field a line; empty when its retention is over
	Related []look.Act
}

// entryPage is GET /desk/audit/{seq}: one entry with the body that the log's hashes are about.
func (d *Desk) entryPage(r *web.Request) (web.Reply, error) {
	if err := mayAudit(r); err != nil {
		return nil, err
	}
	none := errs.New(errs.NotFound, "desk.audit.no_entry")
	seq, err := strconv.ParseInt(r.PathValue("seq"), 10, 64)
	if err != nil || seq < 1 {
		return nil, none
	}
	var found []audit.Row
	var body, commitment []byte
	err = r.Read(func(s *db.Snapshot) (err error) {
		found, _, err = audit.List(s, audit.Filter{After: seq + 1, Limit: 1})
		if err != nil || len(found) == 0 || found[0].Seq != seq {
			return err
		}
		return s.QueryRow("SELECT body, commitment FROM audit_entry WHERE seq = $1", seq).Scan(&body, &commitment)
	})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 || found[0].Seq != seq {
		return nil, none
	}
	e, text := found[0], r.Text
	view := entryView{Page: d.Frame(r, text.T("desk.audit.entry", "seq", formatInt(seq)))}
	view.Crumbs = crumbs(r, look.NavItem{Word: text.T("desk.audit.title"), Href: "/desk/audit"}, view.Title)
	view.Facts = []look.Fact{
		{Term: text.T("desk.audit.at"), Text: text.DateTime(e.At, d.zone())},
		{Term: text.T("desk.audit.who"), Text: d.actor(r, e, map[string]string{})},
		{Term: text.T("desk.audit.operation"), Text: text.T("desk.operation." + string(e.Operation))},
		{Term: text.T("desk.audit.action"), Text: e.Action},
		{Term: text.T("desk.audit.kind"), Text: e.Kind},
		{Term: text.T("desk.audit.record"), Text: e.ID},
		{Term: text.T("desk.audit.version"), Text: formatInt(e.Version)},
		{Term: text.T("desk.audit.commitment"), Text: hex.EncodeToString(commitment)},
	}
	if e.Justification != "" {
		view.Facts = append(view.Facts, look.Fact{Term: text.T("desk.audit.justification"), Text: e.Justification})
	}
	if p := e.Place; p != "" {
		view.Facts = append(view.Facts, look.Fact{Term: text.T("desk.place"), Text: d.where(r, p)})
	}
	var b bytes.Buffer
	if len(body) > 0 && json.Indent(&b, body, "", "  ") == nil {
		view.Body = b.String()
	}
	view.Related = []look.Act{{Word: text.T("desk.audit.same_record"), Variant: "secondary",
		Href: "/desk/audit?" + url.Values{"kind": {e.Kind}, "record": {e.ID}}.Encode()}}
	if e.Actor.ID != "" && !e.Erased {
		view.Related = append(view.Related, look.Act{Word: text.T("desk.audit.same_actor"), Variant: "secondary",
			Href: "/desk/audit?" + url.Values{"account": {e.Actor.ID}}.Encode()})
	}
	return d.pages.entry.With(view), nil
}
