package places

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// newPost is GET /desk/posts/new.
func (o *office) newPost(r *web.Request) (web.Reply, error) {
	return o.newPostPage(r, fresh(map[string]string{"role": "officer", "unit": r.URL.Query().Get("unit"), "version": "0"}))
}

func (o *office) newPostPage(r *web.Request, t typed) (web.Reply, error) {
	title := r.Text.T("places.office.post_new")
	v := formView{Page: o.frame(r, title), Lead: r.Text.T("places.office.post_new_lead"), Action: "/desk/posts/new", Back: look.Act{Href: "/desk/posts"},
		Crumbs: crumbs(r, look.NavItem{Word: r.Text.T("places.office.posts"), Href: "/desk/posts"}, look.NavItem{Word: title})}
	v.Fields = []look.Field{{Name: "code", Label: r.Text.T("places.desk.code"), Help: r.Text.T("places.office.code_help"), Value: t.values["code"], Required: true, Key: true}}
	return o.postForm(r, v, t)
}

// postForm adds the questions that both forms ask.
func (o *office) postForm(r *web.Request, v formView, t typed) (web.Reply, error) {
	var units, roles []look.Option
	for _, u := range o.p.Snapshot().Units() {
		org, _ := o.p.Snapshot().Org(u.Org)
		if o.mayWriteUnit(r, actWrite, u, org) != nil && u.Code != t.values["unit"] {
			continue
		}
		units = append(units, look.Option{Value: u.Code, Word: o.word(r, u.Names) + " · " + o.word(r, org.Names), Selected: u.Code == t.values["unit"]})
	}
	i18n.SortBy(r.Text.Collator(), units, func(op look.Option) string { return op.Word })
	for _, role := range policy.StaffRoles() {
		if role == "officer" || r.May(actManage) {
			roles = append(roles, look.Option{Value: role, Word: r.Text.T("identity.role." + role), Selected: role == t.values["role"]})
		}
	}
	optional := r.Text.T("places.office.optional")
	v.Fields = append(v.Fields,
		look.Field{Name: "name", Label: r.Text.T("places.office.title"), Value: t.values["name"]},
		look.Field{Name: "unit", Type: "select", Label: r.Text.T("places.desk.unit"), Options: units},
		look.Field{Name: "role", Type: "select", Label: r.Text.T("places.office.role"), Options: roles},
		o.placeField(r, t, "places.office.land_code", "places.office.land_help"),
		look.Field{Name: "phone", Type: "tel", Label: r.Text.T("places.office.phone"), Help: r.Text.T("places.office.phone_help"), Value: t.values["phone"], Optional: optional},
		look.Field{Name: "mail", Type: "email", Label: r.Text.T("places.office.mail"), Value: t.values["mail"], Optional: optional},
		look.Field{Name: "office_hours", Label: r.Text.T("places.office.hours"), Value: t.values["office_hours"], Optional: optional},
		look.Field{Name: "office_place", Label: r.Text.T("places.office.office_place"), Value: t.values["office_place"], Optional: optional})
	return o.render(r, v, t)
}

// typedPost puts what was typed onto a post and its contact, and refuses what the asker may not make of it.
func (o *office) typedPost(tx *db.Tx, r *web.Request, v Post, c Contact) (Post, Contact, error) {
	var unit Unit
	for _, u := range o.p.Snapshot().Units() {
		if u.Code == typedText(r, "unit") {
			unit = u
		}
	}
	if unit.ID == "" {
		return v, c, errs.Bad("unit", "places.no_such_unit")
	}
	unit, err := GetUnit(tx, unit.ID)
	if err != nil {
		return v, c, err
	}
	org, err := GetOrg(tx, unit.Org)
	if err != nil {
		return v, c, err
	}
	v.Unit, v.Role, v.Titles = unit.ID, typedText(r, "role"), in(r, v.Titles, "name")
	if v.Place, err = o.typedPlace(r); err != nil {
		return v, c, err
	}
	c.Phone, c.Mail = typedText(r, "phone"), typedText(r, "mail")
	c.OfficeHours, c.OfficePlace = in(r, c.OfficeHours, "office_hours"), in(r, c.OfficePlace, "office_place")
	return v, c, o.mayWritePost(r, v, unit, org)
}

// takeNewPost is POST /desk/posts/new.
func (o *office) takeNewPost(r *web.Request) (web.Reply, error) {
	code, err := web.Write(r, func(tx *db.Tx) (string, error) {
		v, contact, err := o.typedPost(tx, r, Post{Code: typedText(r, "code")}, Contact{})
		if err != nil {
			return "", err
		}
		if v, err = o.p.AddPost(tx, v); err != nil {
			return "", err
		}
		contact.Post = v.ID
		return v.Code, o.p.SetContact(tx, contact)
	})
	if err == nil {
		return web.SeeOther(postAddress(code) + "?done=saved"), nil
	}
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	return o.newPostPage(r, t)
}
