package places

import (
	"reeve/kernel/db"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// orgView is GET /desk/organisations/{code}.
type orgView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Acts   []look.Act
	Facts  []look.Fact
	Units  look.Table
}

func orgKinds() []string { return []string{Police, Municipality, Ministry, Partner, International} }

// showOrgs is GET /desk/organisations: organisations by code, as far as the asker may see them.
func (o *office) showOrgs(r *web.Request) (web.Reply, error) {
	s, scope := o.p.Snapshot(), r.Scope(actRead)
	v := listView{Page: o.frame(r, r.Text.T("places.office.orgs")), Lead: r.Text.T("places.office.orgs_lead"),
		Crumbs: crumbs(r, look.NavItem{Word: r.Text.T("places.desk.title"), Href: "/desk/places"}, look.NavItem{Word: r.Text.T("places.office.orgs")}),
		Table:  look.Table{Caption: r.Text.T("places.office.orgs"), Head: cells(r, "places.desk.code", "places.desk.name", "places.office.org_kind", "places.office.land")}}
	v.NoIndex, v.Flash = true, saved(r)
	v.Acts = []look.Act{{Word: r.Text.T("places.office.posts"), Href: "/desk/posts", Variant: "secondary"}}
	if r.May(actManage) {
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T("places.office.org_new"), Href: "/desk/organisations/new", Icon: "plus"})
	}
	for _, key := range []string{"places.office.units", "places.desk.posts", "places.desk.vacancies"} {
		v.Table.Head = append(v.Table.Head, look.Cell{Text: r.Text.T(key), Number: true})
	}
	units, posts, vacant := map[string]int64{}, map[string]int64{}, map[string]int64{}
	for _, u := range s.Units() {
		units[u.Org]++
	}
	for _, f := range s.Posts() {
		posts[f.Org]++
		if f.Vacant() {
			vacant[f.Org]++
		}
	}
	for _, org := range s.Orgs() {
		if !scope.Allows(policy.Resource{Kind: KindOrg, ID: org.ID, In: append(s.InPlace(org.Place), policy.Ref{Kind: policy.Org, ID: org.ID})}) {
			continue
		}
		v.Table.Rows = append(v.Table.Rows, []look.Cell{{Text: org.Code, Href: orgAddress(org.Code)}, {Text: o.word(r, org.Names)}, {Text: r.Text.T("places.office.kind." + org.Kind)},
			{Text: o.placeWord(r, org.Place)}, {Text: r.Text.Number(units[org.ID]), Number: true}, {Text: r.Text.Number(posts[org.ID]), Number: true}, {Text: r.Text.Number(vacant[org.ID]), Number: true}})
	}
	if len(v.Table.Rows) == 0 {
		v.Empty = &look.Empty{Icon: "users", Title: r.Text.T("places.office.no_orgs"), Text: r.Text.T("places.office.no_orgs_text")}
	}
	return o.list.With(v), nil
}

// orgByCode reads the organisation that an address names.
func orgByCode(q db.Reader, code string) (Org, error) {
	v, err := scanOrg(q.QueryRow(`SELECT `+orgColumns+` FROM org o WHERE o.code = $1`, code).Scan)
	return v, found(err, "places.no_such_org")
}

func unitByCode(q db.Reader, code string) (Unit, error) {
	v, err := scanUnit(q.QueryRow(`SELECT `+unitColumns+` FROM unit u WHERE u.code = $1`, code).Scan)
	return v, found(err, "places.no_such_unit")
}

// unitsOf reads the units of an organisation by code.
func unitsOf(q db.Reader, org string) ([]Unit, error) {
	return db.All(q, scanUnit, `SELECT `+unitColumns+` FROM unit u WHERE u.org = $1 ORDER BY u.code`, org)
}

// showOrg is GET /desk/organisations/{code}.
func (o *office) showOrg(r *web.Request) (web.Reply, error) {
	var org Org
	var units []Unit
	err := r.Read(func(s *db.Snapshot) (err error) {
		if org, err = orgByCode(s, r.PathValue("code")); err != nil {
			return err
		}
		units, err = unitsOf(s, org.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	name := o.word(r, org.Names)
	v := orgView{Page: o.frame(r, name), Lead: org.Code + " · " + r.Text.T("places.office.kind."+org.Kind), Crumbs: orgCrumbs(r, name, "", "")}
	v.NoIndex, v.Flash = true, saved(r)
	v.Facts = []look.Fact{{Term: r.Text.T("places.office.land"), Text: o.placeWord(r, org.Place)}}
	if o.mayWriteUnit(r, actWrite, Unit{}, org) == nil || r.May(actWrite) {
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T("places.office.unit_new"), Href: orgAddress(org.Code) + "/units/new", Icon: "plus"})
	}
	if o.mayWriteUnit(r, actManage, Unit{}, org) == nil {
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T("places.office.edit"), Href: orgAddress(org.Code) + "/edit", Variant: "secondary"})
	}
	v.Units = look.Table{Caption: r.Text.T("places.office.units"), Head: cells(r, "places.desk.code", "places.desk.name", "places.office.above", "places.office.land", "places.office.phone", "places.desk.posts")}
	names, posts := map[string]string{}, map[string]int64{}
	for _, u := range units {
		names[u.ID] = o.word(r, u.Names)
	}
	for _, f := range o.p.Snapshot().Posts() {
		posts[f.Post.Unit]++
	}
	for _, u := range units {
		code := look.Cell{Text: u.Code}
		if o.mayWriteUnit(r, actWrite, u, org) == nil {
			code.Href = "/desk/units/" + u.Code + "/edit"
		}
		v.Units.Rows = append(v.Units.Rows, []look.Cell{code, {Text: names[u.ID]}, {Text: firstOf(names[u.Parent], r.Text.T("i18n.no_value"))}, {Text: o.placeWord(r, u.Place)},
			{Text: firstOf(u.Phone, r.Text.T("i18n.no_value"))}, {Text: r.Text.Number(posts[u.ID]), Href: "/desk/posts?unit=" + u.Code}})
	}
	return o.org.With(v), nil
}

// orgCrumbs lead from the list of organisations to one of its pages.
func orgCrumbs(r *web.Request, name, code, page string) look.Crumbs {
	items := []look.NavItem{{Word: r.Text.T("places.office.orgs"), Href: "/desk/organisations"}}
	if name != "" {
		items = append(items, look.NavItem{Word: name})
	}
	if page != "" {
		if code != "" {
			items[len(items)-1].Href = orgAddress(code)
		}
		items = append(items, look.NavItem{Word: page})
	}
	return crumbs(r, items...)
}

// newOrg is GET /desk/organisations/new.
func (o *office) newOrg(r *web.Request) (web.Reply, error) {
	return o.orgForm(r, nil, fresh(map[string]string{"kind": Police, "version": "0"}))
}

// editOrg is GET /desk/organisations/{code}/edit.
func (o *office) editOrg(r *web.Request) (web.Reply, error) { return o.editOrgPage(r, typed{}) }

func (o *office) editOrgPage(r *web.Request, t typed) (web.Reply, error) {
	var org Org
	if err := r.Read(func(s *db.Snapshot) (err error) { org, err = orgByCode(s, r.PathValue("code")); return err }); err != nil {
		return nil, err
	}
	if err := o.mayWriteUnit(r, actManage, Unit{}, org); err != nil {
		return nil, err
	}
	if t.values == nil {
		t = fresh(map[string]string{"kind": org.Kind, "name": org.Names.In(r.Text.Lang()), "place": o.placeCode(org.Place), "version": number(org.Version)})
	}
	return o.orgForm(r, &org, t)
}

func (o *office) orgForm(r *web.Request, org *Org, t typed) (web.Reply, error) {
	title := r.Text.T("places.office.org_new")
	v := formView{Lead: r.Text.T("places.office.language_note"), Action: "/desk/organisations/new", Back: look.Act{Href: "/desk/organisations"}}
	if org != nil {
		title = r.Text.T("places.office.org_edit")
		v.Action, v.Back.Href, v.Crumbs = orgAddress(org.Code)+"/edit", orgAddress(org.Code), orgCrumbs(r, o.word(r, org.Names), org.Code, title)
	} else {
		v.Crumbs = orgCrumbs(r, "", "", title)
		v.Fields = []look.Field{{Name: "code", Label: r.Text.T("places.desk.code"), Help: r.Text.T("places.office.code_help"), Value: t.values["code"], Required: true, Key: true}}
	}
	v.Page = o.frame(r, title)
	var kinds []look.Option
	for _, k := range orgKinds() {
		kinds = append(kinds, look.Option{Value: k, Word: r.Text.T("places.office.kind." + k), Selected: k == t.values["kind"]})
	}
	v.Fields = append(v.Fields, look.Field{Name: "name", Label: r.Text.T("places.desk.name"), Value: t.values["name"]},
		look.Field{Name: "kind", Type: "select", Label: r.Text.T("places.office.org_kind"), Options: kinds}, o.placeField(r, t, "places.office.land_code", "places.office.org_land_help"))
	return o.render(r, v, t)
}

func (o *office) typedOrg(r *web.Request, v Org) (_ Org, err error) {
	v.Kind, v.Names = typedText(r, "kind"), in(r, v.Names, "name")
	if v.Place, err = o.typedPlace(r); err != nil {
		return v, err
	}
	return v, o.inLand(r, actManage, v.Place)
}

// takeNewOrg is POST /desk/organisations/new.
func (o *office) takeNewOrg(r *web.Request) (web.Reply, error) {
	code, err := web.Write(r, func(tx *db.Tx) (string, error) {
		v, err := o.typedOrg(r, Org{Code: typedText(r, "code")})
		if err != nil {
			return "", err
		}
		v, err = o.p.AddOrg(tx, v)
		return v.Code, err
	})
	if err == nil {
		return web.SeeOther(orgAddress(code) + "?done=saved"), nil
	}
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	return o.orgForm(r, nil, t)
}

// takeEditOrg is POST /desk/organisations/{code}/edit.
func (o *office) takeEditOrg(r *web.Request) (web.Reply, error) {
	_, err := web.Write(r, func(tx *db.Tx) (string, error) {
		old, err := orgByCode(tx, r.PathValue("code"))
		if err != nil {
			return "", err
		}
		if err := o.mayWriteUnit(r, actManage, Unit{}, old); err != nil {
			return "", err
		}
		v, err := o.typedOrg(r, old)
		if err != nil {
			return "", err
		}
		if v.Version, err = base(r); err != nil {
			return "", err
		}
		_, err = o.p.SaveOrg(tx, v)
		return v.Code, err
	})
	if err == nil {
		return web.SeeOther(orgAddress(r.PathValue("code")) + "?done=saved"), nil
	}
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	return o.editOrgPage(r, t)
}
