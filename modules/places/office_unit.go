package places

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// openUnit is a unit that a member of staff has before them, new or known, with the others of its organisation.
type openUnit struct {
	Unit
	org    Org
	others []Unit
}

// unitOf reads what a form about a unit is about: a known unit by its code, else a new one of an organisation.
func (o *office) unitOf(q db.Reader, r *web.Request, known bool) (v openUnit, err error) {
	if known {
		if v.Unit, err = unitByCode(q, r.PathValue("code")); err != nil {
			return v, err
		}
		if v.org, err = GetOrg(q, v.Org); err != nil {
			return v, err
		}
		if err := o.mayWriteUnit(r, actWrite, v.Unit, v.org); err != nil {
			return v, err
		}
	} else if v.org, err = orgByCode(q, r.PathValue("code")); err != nil {
		return v, err
	}
	v.Org = v.org.ID
	v.others, err = unitsOf(q, v.org.ID)
	return v, err
}

// newUnit is GET /desk/organisations/{code}/units/new.
func (o *office) newUnit(r *web.Request) (web.Reply, error) { return o.unitPage(r, false, typed{}) }

// editUnit is GET /desk/units/{code}/edit.
func (o *office) editUnit(r *web.Request) (web.Reply, error) { return o.unitPage(r, true, typed{}) }

func (o *office) unitPage(r *web.Request, known bool, t typed) (web.Reply, error) {
	var u openUnit
	if err := r.Read(func(s *db.Snapshot) (err error) { u, err = o.unitOf(s, r, known); return err }); err != nil {
		return nil, err
	}
	above := map[string]string{}
	for _, other := range u.others {
		above[other.ID] = other.Code
	}
	if t.values == nil {
		t = fresh(map[string]string{"name": u.Names.In(r.Text.Lang()), "parent": above[u.Parent], "place": o.placeCode(u.Place), "phone": u.Phone, "mail": u.Mail, "version": number(u.Version)})
	}
	title, action := r.Text.T("places.office.unit_new"), orgAddress(u.org.Code)+"/units/new"
	v := formView{Lead: r.Text.T("places.office.language_note"), Back: look.Act{Href: orgAddress(u.org.Code)}}
	if known {
		title, action = r.Text.T("places.office.unit_edit"), "/desk/units/"+u.Code+"/edit"
	} else {
		v.Fields = []look.Field{{Name: "code", Label: r.Text.T("places.desk.code"), Help: r.Text.T("places.office.code_help"), Value: t.values["code"], Required: true, Key: true}}
	}
	v.Page, v.Action, v.Crumbs = o.frame(r, title), action, orgCrumbs(r, o.word(r, u.org.Names), u.org.Code, title)
	parents := []look.Option{{Word: r.Text.T("places.office.at_the_top")}}
	for _, other := range u.others {
		if other.ID != u.ID || u.ID == "" {
			parents = append(parents, look.Option{Value: other.Code, Word: o.word(r, other.Names), Selected: other.Code == t.values["parent"]})
		}
	}
	optional := r.Text.T("places.office.optional")
	v.Fields = append(v.Fields, look.Field{Name: "name", Label: r.Text.T("places.desk.name"), Value: t.values["name"]},
		look.Field{Name: "parent", Type: "select", Label: r.Text.T("places.office.above"), Options: parents}, o.placeField(r, t, "places.office.land_code", "places.office.unit_land_help"),
		look.Field{Name: "phone", Type: "tel", Label: r.Text.T("places.office.phone"), Help: r.Text.T("places.office.unit_phone_help"), Value: t.values["phone"], Optional: optional},
		look.Field{Name: "mail", Type: "email", Label: r.Text.T("places.office.mail"), Value: t.values["mail"], Optional: optional})
	return o.render(r, v, t)
}

// typedUnit puts what was typed onto a unit, and refuses land and a unit above it that the asker has not.
func (o *office) typedUnit(r *web.Request, u openUnit) (v Unit, err error) {
	v = u.Unit
	var above Unit
	for _, other := range u.others {
		if other.Code == typedText(r, "parent") {
			above = other
		}
	}
	if above.ID == "" && typedText(r, "parent") != "" {
		return v, errs.Bad("parent", "places.no_such_unit")
	}
	v.Names, v.Parent, v.Phone, v.Mail = in(r, v.Names, "name"), above.ID, typedText(r, "phone"), typedText(r, "mail")
	if v.Place, err = o.typedPlace(r); err != nil {
		return v, err
	}
	var f errs.Fields
	checkPhone(&f, v.Phone)
	checkMail(&f, v.Mail)
	if err := f.Err(); err != nil {
		return v, err
	}
	if err := o.inLand(r, actWrite, firstOf(v.Place, u.org.Place)); err != nil {
		return v, err
	}
	if v.ID != "" && v.Parent == u.Parent {
		return v, nil
	}
	return v, o.mayWriteUnit(r, actWrite, above, u.org)
}

// takeNewUnit is POST /desk/organisations/{code}/units/new.
func (o *office) takeNewUnit(r *web.Request) (web.Reply, error) { return o.takeUnit(r, false) }

// takeEditUnit is POST /desk/units/{code}/edit.
func (o *office) takeEditUnit(r *web.Request) (web.Reply, error) { return o.takeUnit(r, true) }

func (o *office) takeUnit(r *web.Request, known bool) (web.Reply, error) {
	org, err := web.Write(r, func(tx *db.Tx) (string, error) {
		u, err := o.unitOf(tx, r, known)
		if err != nil {
			return "", err
		}
		v, err := o.typedUnit(r, u)
		if err != nil {
			return "", err
		}
		if !known {
			v.Code = typedText(r, "code")
			_, err = o.p.AddUnit(tx, v)
			return u.org.Code, err
		}
		if v.Version, err = base(r); err != nil {
			return "", err
		}
		_, err = o.p.SaveUnit(tx, v)
		return u.org.Code, err
	})
	if err == nil {
		return web.SeeOther(orgAddress(org) + "?done=saved"), nil
	}
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	return o.unitPage(r, known, t)
}
