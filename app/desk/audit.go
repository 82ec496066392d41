package desk

import (
	"net/url"
	"strconv"
	"strings"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

type auditView struct {
	look.Page
	Filter look.Filter
	Errors look.Errors
	List   rows
	Pages  look.Pagination
	Facts  []look.Fact // the state of the log
	Alert  *look.Alert // what is wrong with it
}

func operations() []string {
	return []string{string(audit.Collection), string(audit.Alteration), string(audit.Consultation), string(audit.Disclosure), string(audit.Combination), string(audit.Erasure)}
}

// mayAudit: the log is one whole; who may read it may read all of it.
func mayAudit(r *web.Request) error {
	return r.Allowed("audit.read", policy.Resource{Kind: "audit.log"})
}

// auditPage is GET /desk/audit: entries newest first, and how the log stands.
func (d *Desk) auditPage(r *web.Request) (web.Reply, error) {
	if err := mayAudit(r); err != nil {
		return nil, err
	}
	query := r.URL.Query()
	a := answers{form: "audit", typed: query, faults: map[string]string{}}
	f, err := d.auditFilter(r, query)
	if wrong, ok := refused(r, "audit", err); ok {
		a, wrong.typed = wrong, query
		a.typed, f = query, audit.Filter{}
	} else if err != nil {
		return nil, err
	}
	view := auditView{Page: d.Frame(r, r.Text.T("desk.audit.title"))}
	view.Filter = d.auditFields(r, a, query)
	view.Errors = a.fill(r, form{}).Errors
	var all []audit.Row
	var next int64
	if len(a.order) == 0 {
		err = r.Read(func(s *db.Snapshot) error {
			all, next, err = audit.List(s, f)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	view.List = d.auditRows(r, all)
	after := ""
	if next > 0 {
		after = formatInt(next)
	}
	kept := url.Values{}
	for _, name := range []string{"from", "to", "account", "kind", "record", "operation", "action"} {
		kept.Set(name, query.Get(name))
	}
	view.Pages = pager(r, "/desk/audit", kept, query.Get("after"), after)
	view.Facts, view.Alert, err = d.logState(r)
	return d.pages.audit.Status(a.code(), view), err
}

// auditFilter reads the filter from the address. An account may be named by its e-mail address.
func (d *Desk) auditFilter(r *web.Request, q url.Values) (audit.Filter, error) {
	get := func(name string) string { return strings.TrimSpace(q.Get(name)) }
	f := audit.Filter{Kind: get("kind"), ID: get("record"), Account: get("account"), Operation: audit.Operation(get("operation")), Action: get("action"), Limit: perPage}
	var bad errs.Fields
	var err error
	if f.From, err = d.day(get("from"), false); err != nil {
		bad.Add("from", "desk.date_wrong")
	}
	if f.To, err = d.day(get("to"), true); err != nil {
		bad.Add("to", "desk.date_wrong")
	}
	if after := q.Get("after"); after != "" {
		if f.After, err = strconv.ParseInt(after, 10, 64); err != nil {
			bad.Add("after", "errs.bad_cursor")
		}
	}
	if strings.Contains(f.Account, "@") {
		u, err := d.Identity.AccountByEmail(r.Context(), f.Account)
		if errs.KindOf(err) == errs.NotFound {
			bad.Add("account", "identity.account.unknown")
		} else if err != nil {
			return f, err
		}
		f.Account = u.ID
	}
	return f, bad.Err()
}

func (d *Desk) auditFields(r *web.Request, a answers, q url.Values) look.Filter {
	text := r.Text
	fields := []look.Field{
		{Name: "from", Type: "date", Label: text.T("desk.from")},
		{Name: "to", Type: "date", Label: text.T("desk.audit.to")},
		{Name: "account", Label: text.T("desk.audit.account"), Key: true},
		{Name: "kind", Label: text.T("desk.audit.kind"), Key: true},
		{Name: "record", Label: text.T("desk.audit.record"), Key: true},
		{Name: "operation", Type: "select", Label: text.T("desk.audit.operation"),
			Options: append([]look.Option{{Word: text.T("desk.audit.any")}}, options(operations(), func(o string) string { return text.T("desk.operation." + o) })...)},
		{Name: "action", Label: text.T("desk.audit.action"), Key: true},
	}
	f := look.Filter{Action: "/desk/audit", Label: text.T("desk.audit.filter"), Title: text.T("desk.audit.filter"), Submit: text.T("desk.filter.apply")}
	for _, q1 := range fields {
		if q.Get(q1.Name) != "" {
			f.Open = true
			f.Reset = &look.Act{Word: text.T("desk.filter.reset"), Href: "/desk/audit", Variant: "tertiary"}
		}
		f.Fields = append(f.Fields, a.field(q1))
	}
	return f
}

func (d *Desk) auditRows(r *web.Request, all []audit.Row) rows {
	text, names := r.Text, map[string]string{}
	t := rows{Caption: text.T("desk.audit.title"), Empty: text.T("desk.audit.none"),
		Head: []look.Cell{{Text: text.T("desk.audit.seq"), Number: true}, {Text: text.T("desk.audit.at"), Number: true}, {Text: text.T("desk.audit.who")},
			{Text: text.T("desk.audit.operation")}, {Text: text.T("desk.audit.action")}, {Text: text.T("desk.audit.kind")}}}
	for _, e := range all {
		t.Rows = append(t.Rows, row{Cells: []look.Cell{{Text: formatInt(e.Seq), Href: "/desk/audit/" + formatInt(e.Seq), Number: true}, {Text: d.at(r, e.At), Number: true},
			{Text: d.actor(r, e, names)}, {Text: text.T("desk.operation." + string(e.Operation))}, {Text: e.Action}, {Text: e.Kind}}})
	}
	return t
}

// actor names who did it. names remembers the accounts of this page.
func (d *Desk) actor(r *web.Request, e audit.Row, names map[string]string) string {
	if e.Erased {
		return r.Text.T("desk.audit.erased")
	}
	kind := r.Text.T("desk.actor." + e.Actor.Kind)
	if e.Actor.Kind != "account" && e.Actor.Kind != "token" {
		return kind
	}
	name, known := names[e.Actor.ID]
	if !known {
		u, err := d.Identity.Account(r.Context(), e.Actor.ID)
		if name = u.Name; err != nil {
			name = e.Actor.ID // an entry is shown also where its account cannot be read
		}
		names[e.Actor.ID] = name
	}
	if e.Actor.Kind == "token" {
		return r.Text.T("desk.actor.by", "kind", kind, "name", name)
	}
	return name
}

// logState is how large the log is and what its newest checkpoint says.
func (d *Desk) logState(r *web.Request) ([]look.Fact, *look.Alert, error) {
	var alert *look.Alert
	if err := d.Log.Healthy(r.Context()); err != nil {
		e := errs.Of(err)
		if e == nil {
			return nil, nil, err
		}
		alert = &look.Alert{Kind: "danger", Text: r.Message(errs.Field{Key: e.Key, Args: e.Args})}
	}
	signed, size, err := d.Log.Checkpoint(r.Context())
	if errs.KindOf(err) == errs.NotFound && errs.Of(err) != nil {
		return []look.Fact{{Term: r.Text.T("desk.audit.size"), Text: r.Text.Number(0)}}, alert, nil
	}
	return []look.Fact{
		{Term: r.Text.T("desk.audit.size"), Text: r.Text.Number(size)},
		{Term: r.Text.T("desk.audit.checkpoint"), Text: string(signed), Href: "/log/checkpoint"},
		{Term: r.Text.T("desk.audit.verify"), Text: "reeve audit verify"},
	}, alert, err
}

// byAccount is the address of the entries of one account.
func byAccount(u identity.Account) string {
	return "/desk/audit?" + url.Values{"account": {u.ID}}.Encode()
}
