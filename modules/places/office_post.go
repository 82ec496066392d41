package places

import (
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// postView is GET /desk/posts/{code}: a post, what is public of it, and everybody who has filled it or will.
type postView struct {
	look.Page
	Crumbs    look.Crumbs
	State     *look.Tag
	TitleLang string
	Lead      string
	Acts      []look.Act
	Facts     []look.Fact
	Public    []look.Fact
	History   look.Table
}

// openPost is a post that a member of staff has before them.
type openPost struct {
	Filled
	unit     Unit
	org      Org
	contact  Contact
	history  []Appointment
	profiles map[string]Profile
}

func (o *office) readPost(q db.Reader, r *web.Request, id string) (v openPost, err error) {
	if v.Filled, err = o.p.PostByID(q, id, r.Now); err != nil {
		return v, err
	}
	if v.unit, err = GetUnit(q, v.Post.Unit); err != nil {
		return v, err
	}
	if v.org, err = GetOrg(q, v.unit.Org); err != nil {
		return v, err
	}
	if v.contact, err = ContactOf(q, id); err != nil {
		return v, err
	}
	if v.history, err = Appointments(q, id); err != nil {
		return v, err
	}
	v.profiles = map[string]Profile{}
	for _, a := range v.history {
		if v.profiles[a.ID], err = ProfileOf(q, a.ID); err != nil {
			return v, err
		}
	}
	slices.Reverse(v.history)
	return v, nil
}

// postByCode reads the post that an address names.
func (o *office) postByCode(q db.Reader, r *web.Request) (openPost, error) {
	var id string
	err := q.QueryRow(`SELECT t.id FROM post t WHERE t.code = $1`, r.PathValue("code")).Scan(&id)
	if err != nil {
		return openPost{}, found(err, "places.no_such_post")
	}
	return o.readPost(q, r, id)
}

func (o *office) openPost(r *web.Request) (v openPost, err error) {
	err = r.Read(func(s *db.Snapshot) error { v, err = o.postByCode(s, r); return err })
	return v, err
}

// day is today where a post is.
func (o *office) day(r *web.Request, v openPost) string {
	place, _ := o.p.Snapshot().Place(firstOf(v.Post.Place, v.unit.Place, v.org.Place))
	return o.p.dayIn(place.Country, r.Now)
}

func (o *office) postCrumbs(r *web.Request, v openPost, page string) look.Crumbs {
	items := []look.NavItem{{Word: r.Text.T("places.office.posts"), Href: "/desk/posts"}, {Word: v.Post.Code}}
	if page != "" {
		items[1].Href = postAddress(v.Post.Code)
		items = append(items, look.NavItem{Word: page})
	}
	return crumbs(r, items...)
}

// showPost is GET /desk/posts/{code}.
func (o *office) showPost(r *web.Request) (web.Reply, error) {
	p, err := o.openPost(r)
	if err != nil {
		return nil, err
	}
	title, lang := p.Post.Titles.Best(r.Text.Lang(), nil)
	v := postView{Page: o.frame(r, title), TitleLang: lang, Crumbs: o.postCrumbs(r, p, ""), Lead: p.Post.Code + " · " + o.word(r, p.unit.Names) + " · " + o.word(r, p.org.Names)}
	v.NoIndex, v.Flash = true, saved(r)
	writes := o.mayWritePost(r, p.Post, p.unit, p.org) == nil
	if p.Vacant() {
		v.State = &look.Tag{Word: r.Text.T("places.desk.vacant"), Icon: "triangle-alert", Color: "warning"}
	}
	if writes {
		v.Acts = []look.Act{{Word: r.Text.T("places.office.appoint"), Href: postAddress(p.Post.Code) + "/appoint", Icon: "user"},
			{Word: r.Text.T("places.office.edit"), Href: postAddress(p.Post.Code) + "/edit", Variant: "secondary"}}
	}
	add := func(to *[]look.Fact, key, text, href string) {
		*to = append(*to, look.Fact{Term: r.Text.T(key), Text: firstOf(text, r.Text.T("i18n.no_value")), Href: href})
	}
	holder := r.Text.T("places.desk.vacant")
	if !p.Vacant() {
		holder = o.person(r, p.Holder)
	}
	var standins []string
	for _, account := range p.StandIns {
		standins = append(standins, o.person(r, account))
	}
	add(&v.Facts, "places.desk.holder", holder, "")
	add(&v.Facts, "places.desk.standins", strings.Join(standins, ", "), "")
	add(&v.Facts, "places.office.role", r.Text.T("identity.role."+p.Post.Role), "")
	land := r.Text.T("places.office.unit_land")
	if p.Post.Place != "" {
		land = o.placeWord(r, p.Post.Place)
	}
	add(&v.Facts, "places.office.land", land, "")
	add(&v.Facts, "places.desk.unit", o.word(r, p.unit.Names), orgAddress(p.org.Code))
	add(&v.Public, "places.office.phone", p.contact.Phone, "")
	add(&v.Public, "places.office.mail", p.contact.Mail, "")
	add(&v.Public, "places.office.hours", o.word(r, p.contact.OfficeHours), "")
	add(&v.Public, "places.office.office_place", o.word(r, p.contact.OfficePlace), "")
	add(&v.Public, "places.office.unit_phone", p.unit.Phone, "")
	o.history(r, p, writes, &v)
	return o.post.With(v), nil
}

func (o *office) history(r *web.Request, p openPost, writes bool, v *postView) {
	v.History = look.Table{Caption: r.Text.T("places.office.history"), Head: cells(r, "places.office.person", "places.office.as", "places.office.from", "places.office.last_day", "places.office.now", "places.office.published")}
	day := o.day(r, p)
	for _, a := range p.history {
		when := "places.office.running"
		if day < a.Valid.From {
			when = "places.office.to_come"
		} else if !a.Valid.Holds(day) {
			when = "places.office.over"
		}
		profile := p.profiles[a.ID]
		published := strings.Join(nonEmpty(o.word(r, profile.Rank), profile.Name), " ")
		if profile.Photo != "" {
			published = strings.Join(nonEmpty(published, r.Text.T("places.office.photo")), ", ")
		}
		name := look.Cell{Text: o.person(r, a.Account)}
		if writes {
			name.Href = "/desk/appointments/" + a.ID
		}
		v.History.Rows = append(v.History.Rows, []look.Cell{name, {Text: r.Text.T("places.office.kind." + a.Kind)}, {Text: dayWord(r, a.Valid.From)},
			{Text: lastWord(r, a.Valid.Until)}, {Text: r.Text.T(when)}, {Text: firstOf(published, r.Text.T("i18n.no_value"))}})
	}
}

// editPost is GET /desk/posts/{code}/edit.
func (o *office) editPost(r *web.Request) (web.Reply, error) { return o.editPostPage(r, typed{}) }

func (o *office) editPostPage(r *web.Request, t typed) (web.Reply, error) {
	p, err := o.openPost(r)
	if err != nil {
		return nil, err
	}
	if err := o.mayWritePost(r, p.Post, p.unit, p.org); err != nil {
		return nil, err
	}
	if t.values == nil {
		l := r.Text.Lang()
		t = fresh(map[string]string{"name": p.Post.Titles.In(l), "role": p.Post.Role, "unit": p.unit.Code, "place": o.placeCode(p.Post.Place), "phone": p.contact.Phone, "mail": p.contact.Mail,
			"office_hours": p.contact.OfficeHours.In(l), "office_place": p.contact.OfficePlace.In(l), "version": number(p.Post.Version), "contact_version": number(p.contact.Version)})
	}
	title := r.Text.T("places.office.post_edit")
	return o.postForm(r, formView{Page: o.frame(r, title), Crumbs: o.postCrumbs(r, p, title), Lead: r.Text.T("places.office.language_note"), Action: postAddress(p.Post.Code) + "/edit",
		Hidden: []hidden{{"contact_version", t.values["contact_version"]}}, Back: look.Act{Href: postAddress(p.Post.Code)}}, t)
}

// takeEditPost is POST /desk/posts/{code}/edit.
func (o *office) takeEditPost(r *web.Request) (web.Reply, error) {
	_, err := web.Write(r, func(tx *db.Tx) (string, error) {
		had, err := o.postByCode(tx, r)
		if err != nil {
			return "", err
		}
		if err := o.mayWritePost(r, had.Post, had.unit, had.org); err != nil {
			return "", err
		}
		v, contact, err := o.typedPost(tx, r, had.Post, had.contact)
		if err != nil {
			return "", err
		}
		if v.Version, err = base(r); err != nil {
			return "", err
		}
		if typedText(r, "contact_version") != number(had.contact.Version) {
			return "", movedOn(v.ID, had.contact.Version)
		}
		if _, err := o.p.SavePost(tx, v); err != nil {
			return "", err
		}
		return v.Code, o.p.SetContact(tx, contact)
	})
	if err == nil {
		return web.SeeOther(postAddress(r.PathValue("code")) + "?done=saved"), nil
	}
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	return o.editPostPage(r, t)
}
