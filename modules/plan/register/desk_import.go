package register

import (
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/reader"
	"reeve/modules/plan/tree"
)

func (d *desk) showUpload(r *web.Request) (web.Reply, error) { return d.uploadPage(r, fresh()) }

func (d *desk) uploadPage(r *web.Request, t typed) (web.Reply, error) {
	l := r.Text
	v := formView{Page: d.frame(r, l.T("plan.register.import")), Crumbs: d.crumbs(r, "", l.T("plan.register.import")), Lead: l.T("plan.register.import_lead"), Alert: t.alert,
		Action: "/desk/plans/import", Submit: l.T("plan.register.upload"), Back: look.Act{Word: l.T("plan.register.back"), Href: "/desk/plans", Variant: "secondary"}}
	v.NoIndex = true
	v.Fields = append([]look.Field{{Name: "file", Type: "file", Label: l.T("plan.register.file"), Help: l.T("plan.register.file_help"), Accept: ".xlsx,.csv,.docx", Required: true}}, d.optionFields(r, ImportOptions{Code: r.URL.Query().Get("code")})...)
	if t.get != nil {
		for i := range v.Fields {
			fill(&v.Fields[i], t.get(v.Fields[i].Name))
		}
	}
	v.Errors = mark(r, v.Fields, t.faults)
	return d.upload.Status(t.status, v), nil
}

// optionFields ask what a file does not tell.
func (d *desk) optionFields(r *web.Request, o ImportOptions) []look.Field {
	l := r.Text
	optional := l.T("plan.register.optional")
	orgs := []look.Option{{Word: l.T("i18n.no_value")}}
	for _, one := range d.g.Places.Snapshot().Orgs() {
		orgs = append(orgs, look.Option{Value: one.Code, Word: d.g.Say(r, one.Names), Selected: one.Code == o.Owner})
	}
	return []look.Field{{Name: "code", Label: l.T("plan.register.code"), Help: l.T("plan.register.code_help"), Value: o.Code, Required: true, Key: true},
		{Name: "title", Label: l.T("plan.tree.field.titles"), Value: o.Title, Optional: optional},
		{Name: "begins", Type: "date", Label: l.T("plan.tree.field.from"), Value: o.Begins, Optional: optional},
		{Name: "ends", Type: "date", Label: l.T("plan.tree.field.until"), Value: o.Ends, Optional: optional},
		{Name: "owner", Type: "select", Label: l.T("plan.register.owner"), Options: orgs},
		{Name: "authoritative", Label: l.T("plan.tree.field.authoritative"), Help: l.T("plan.register.authoritative_help"), Value: strings.Join(o.Authoritative, " "), Optional: optional, Key: true},
		{Name: "roll_up", Type: "select", Label: l.T("plan.tree.field.roll_up"), Options: options(l, []tree.RollUp{"", tree.Activities, tree.SubObjectives, tree.Weights}, o.RollUp)},
		{Name: "reason", Label: l.T("plan.register.reason"), Help: l.T("plan.register.import_reason_help"), Value: o.Reason, Optional: optional},
		{Name: "decision", Label: l.T("plan.register.decision"), Value: o.Decision, Optional: optional},
		{Name: "missing", Type: "checkbox", Label: l.T("plan.register.drop_missing"), Value: "yes", Checked: o.Missing}}
}

// typedOptions are the options as a form says them.
func typedOptions(r *web.Request, m *reader.Map) ImportOptions {
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	return ImportOptions{Code: get("code"), Title: get("title"), Lang: "", Owner: get("owner"), Begins: get("begins"), Ends: get("ends"),
		Authoritative: strings.Fields(strings.NewReplacer(",", " ", ";", " ").Replace(get("authoritative"))), RollUp: tree.RollUp(get("roll_up")),
		Reason: get("reason"), Decision: get("decision"), Missing: get("missing") != "", Map: m}
}

// takeUpload is POST /desk/plans/import.
func (d *desk) takeUpload(r *web.Request) (web.Reply, error) {
	again := func(err error) (web.Reply, error) {
		if t, ok := refused(r, err); ok {
			return d.uploadPage(r, t)
		}
		return nil, err
	}
	o := typedOptions(r, nil)
	if err := checkCode(o.Code); err != nil {
		return again(err)
	}
	file, head, err := r.FormFile("file")
	if err != nil {
		return again(errs.Bad("file", "plan.register.file_missing"))
	}
	defer file.Close()
	up, sum, err := d.g.receive(r.Context(), file)
	if err != nil {
		return again(err)
	}
	name := path.Base(strings.ReplaceAll(strings.ToValidUTF8(head.Filename, ""), `\`, "/"))
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		if err := d.mayImport(tx, r, o); err != nil {
			return "", err
		}
		u, err := d.g.keep(tx, up, upload{Name: name, SHA256: sum, Options: o})
		return u.Ref, err
	})
	if err != nil {
		return again(err)
	}
	return web.SeeOther("/desk/plan-imports/" + ref), nil
}

// mayImport asks about the plan that is there, or for a new one about the organisation that is to own it.
func (d *desk) mayImport(q db.Reader, r *web.Request, o ImportOptions) error {
	p, err := ByCode(q, o.Code)
	if errs.KindOf(err) == errs.NotFound {
		p = Plan{}
		for _, one := range d.g.Places.Snapshot().Orgs() {
			if one.Code == o.Owner {
				p.Org = one.ID
			}
		}
	} else if err != nil {
		return err
	}
	return r.Allowed("plan.write", d.g.Resource(p))
}

// takeImport is POST /desk/plan-imports/{ref}: other options and meanings, or the import itself into a draft.
func (d *desk) takeImport(r *web.Request) (web.Reply, error) {
	u, err := d.upload1(r)
	if err != nil {
		return nil, err
	}
	if r.PostForm.Get("act") != "go" {
		p, err := d.g.look(r.Context(), u)
		if err != nil {
			return nil, err
		}
		u.Options = typedOptions(r, mapped(r, p.draft, u.Options.Map))
		_, err = web.Write(r, func(tx *db.Tx) (web.None, error) {
			if err := d.mayImport(tx, r, u.Options); err != nil {
				return web.None{}, err
			}
			return web.None{}, d.g.saveUpload(tx, u, "plan.import.map")
		})
		if t, ok := refused(r, err); ok {
			return d.importPage(r, t)
		}
		if err != nil {
			return nil, err
		}
		return web.SeeOther("/desk/plan-imports/" + u.Ref), nil
	}
	p, err := d.g.look(r.Context(), u)
	if err == nil {
		err = p.err
	}
	if err != nil {
		return nil, err
	}
	_, err = web.Write(r, func(tx *db.Tx) (web.None, error) {
		u, err := uploadByRef(tx, u.Ref)
		if err != nil || u.Done {
			return web.None{}, err
		}
		o := u.Options
		o.Draft = true
		if err := d.mayImport(tx, r, o); err != nil {
			return web.None{}, err
		}
		if _, err := d.g.take(tx, p.draft, o); err != nil {
			return web.None{}, err
		}
		u.Done = true
		return web.None{}, d.g.saveUpload(tx, u, "plan.import.go")
	})
	if t, ok := refused(r, err); ok {
		return d.importPage(r, t)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther("/desk/plans/" + url.PathEscape(u.Options.Code) + "/versions"), nil
}

// mapped is what the form says of the columns, on top of what was said before.
func mapped(r *web.Request, draft reader.Draft, had *reader.Map) *reader.Map {
	var m reader.Map
	if had != nil {
		m = *had
	}
	var tables []reader.MappedTable
	for i, t := range draft.Tables {
		one := reader.MappedTable{Sheet: t.Sheet}
		if had != nil {
			if n := slices.IndexFunc(had.Tables, func(h reader.MappedTable) bool { return h.Sheet == t.Sheet }); n >= 0 {
				one = had.Tables[n]
			}
		}
		for _, c := range t.Columns {
			id := strconv.Itoa(i) + "." + c.Letter
			field, lang := reader.Field(r.PostForm.Get("field."+id)), strings.TrimSpace(r.PostForm.Get("lang."+id))
			if !r.PostForm.Has("field."+id) || field == c.Field && lang == c.Lang && c.Sure != reader.Said {
				continue
			}
			one.Columns = slices.DeleteFunc(one.Columns, func(o reader.MappedColumn) bool { return o.Column == c.Letter })
			one.Columns = append(one.Columns, reader.MappedColumn{Column: c.Letter, Field: field, Lang: lang, Year: c.Year})
		}
		if len(one.Columns) > 0 || one.Header > 0 || one.Data > 0 || one.Skip || one.Lang != "" {
			tables = append(tables, one)
		}
	}
	if m.Tables = tables; len(tables) == 0 && had == nil {
		return nil
	}
	return &m
}
