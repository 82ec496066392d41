package desk

import (
	"bytes"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
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

// entry reads one entry with its stored body, nil when its retention is over.
func entry(q db.Reader, seq int64) (e audit.Row, body, commitment []byte, err error) {
	e.Seq = seq
	var at int64
	err = q.QueryRow(`SELECT at, operation, action, actor_kind, actor_id, actor_post, acting_for, kind, record, version, place, org, justification, body, commitment
		FROM audit_entry WHERE seq = $1`, seq).Scan(&at, &e.Operation, &e.Action, &e.Actor.Kind, &e.Actor.ID, &e.Actor.Post, &e.Actor.ActingFor,
		&e.Kind, &e.ID, &e.Version, &e.Place, &e.Org, &e.Justification, &body, &commitment)
	e.At, e.Erased = db.Time(at), body == nil
	return e, body, commitment, err
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
	var e audit.Row
	var body, commitment []byte
	err = r.Read(func(s *db.Snapshot) (err error) {
		e, body, commitment, err = entry(s, seq)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, none
	}
	if err != nil {
		return nil, err
	}
	text := r.Text
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
