package community

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// formView is GET /desk/agreements/new and /desk/agreements/{ref}/edit.
type formView struct {
	look.Page
	Crumbs  look.Crumbs
	Lead    string
	Alert   *look.Alert
	Action  string
	Hidden  []hidden
	Errors  look.Errors
	Fields  []look.Field
	Clauses []look.Field
	Open    bool // the fold of the clauses
	Submit  string
	Back    look.Act
	Draft   string
}

func (o *office) newForm(r *web.Request) (web.Reply, error) {
	return o.newPage(r, typed{status: http.StatusOK, values: map[string]string{"kind": Memorandum, "renew_months": count(renewBefore)}})
}

func (o *office) newPage(r *web.Request, t typed) (web.Reply, error) {
	v := formView{Page: o.frame(r, r.Text.T("community.desk.new")), Alert: t.alert, Action: "/desk/agreements/new", Submit: r.Text.T("community.save"), Draft: "agreement-new",
		Lead: r.Text.T("community.desk.new_lead"), Back: look.Act{Word: r.Text.T("community.back"), Href: "/desk/agreements", Variant: "secondary"}}
	v.Crumbs = look.Crumbs{Label: r.Text.T("community.crumbs"), Items: []look.NavItem{{Word: r.Text.T("community.desk.title"), Href: "/desk/agreements"}, {Word: v.Title}}}
	var kinds []look.Option
	for _, k := range Kinds() {
		kinds = append(kinds, look.Option{Value: k, Word: r.Text.T("community.kind." + k), Selected: k == t.values["kind"]})
	}
	v.Fields = append([]look.Field{{Name: "kind", Type: "select", Label: r.Text.T("community.kind"), Options: kinds}, {Name: "number", Label: r.Text.T("community.number"), Value: t.values["number"], Required: true, Key: true},
		{Name: "community", Type: "select", Label: r.Text.T("community.community"), Options: o.communityOptions(r, o.writable(r), t.values["community"])}}, o.dayFields(r, t)...)
	return o.formPage(r, v, t)
}

func (o *office) editForm(r *web.Request) (web.Reply, error) {
	return o.editPage(r, typed{status: http.StatusOK})
}

func (o *office) editPage(r *web.Request, t typed) (web.Reply, error) {
	a, err := o.open(r)
	if err != nil {
		return nil, err
	}
	if err := o.mayWrite(r, a); err != nil {
		return nil, err
	}
	if t.values == nil {
		t.values = o.values(r, a.Agreement)
	}
	v := formView{Page: o.frame(r, r.Text.T("community.desk.edit")), Alert: t.alert, Action: "/desk/agreements/" + a.Ref + "/edit", Submit: r.Text.T("community.save"), Draft: "agreement-" + a.Ref,
		Lead: r.Text.T("community.desk.lead", "place", o.c.placeWord(r, o.placeOf(a.Agreement)), "kind", r.Text.T("community.kind."+a.Kind), "number", a.Number),
		Back: look.Act{Word: r.Text.T("community.back"), Href: "/desk/agreements/" + a.Ref, Variant: "secondary"}, Crumbs: o.crumbs(r, a, r.Text.T("community.desk.edit"))}
	v.Hidden = []hidden{{"version", t.values["version"]}}
	if a.Signed == "" {
		v.Fields = o.dayFields(r, t)
	}
	return o.formPage(r, v, t)
}

func (o *office) dayFields(r *web.Request, t typed) []look.Field {
	return []look.Field{{Name: "from", Type: "date", Label: r.Text.T("community.from"), Help: r.Text.T("community.from_help"), Value: t.values["from"], Optional: r.Text.T("community.optional")},
		{Name: "until", Type: "date", Label: r.Text.T("community.until"), Help: r.Text.T("community.until_help"), Value: t.values["until"]}}
}

// formPage adds the questions that both forms ask.
func (o *office) formPage(r *web.Request, v formView, t typed) (web.Reply, error) {
	v.NoIndex = true
	optional := r.Text.T("community.optional")
	v.Fields = append(v.Fields,
		look.Field{Name: "title", Label: r.Text.T("community.title"), Value: t.values["title"], Optional: optional},
		look.Field{Name: "parties", Type: "textarea", Rows: 4, Label: r.Text.T("community.parties"), Help: r.Text.T("community.parties_help"), Value: t.values["parties"]},
		look.Field{Name: "territory", Label: r.Text.T("community.territory_more"), Help: r.Text.T("community.territory_help"), Value: t.values["territory"], Optional: optional, Key: true},
		look.Field{Name: "ceremony", Label: r.Text.T("community.ceremony"), Help: r.Text.T("community.ceremony_help"), Value: t.values["ceremony"], Optional: optional},
		look.Field{Name: "languages", Label: r.Text.T("community.languages"), Help: r.Text.T("community.languages_help"), Value: t.values["languages"], Optional: optional, Key: true},
		look.Field{Name: "renew_months", Type: "number", Label: r.Text.T("community.renew_months"), Value: t.values["renew_months"], Minimum: "1", Maximum: "60"},
		look.Field{Name: "opens_posts", Type: "checkbox", Label: r.Text.T("community.opens_posts"), Value: "yes", Checked: t.values["opens_posts"] != ""},
		look.Field{Name: "posts", Type: "number", Label: r.Text.T("community.posts_agreed"), Help: r.Text.T("community.posts_help"), Value: t.values["posts"], Minimum: "0", Maximum: "1000", Optional: optional},
		look.Field{Name: "opens_channel", Type: "checkbox", Label: r.Text.T("community.opens_channel"), Value: "yes", Checked: t.values["opens_channel"] != ""})
	for _, code := range Clauses() {
		text := t.values["clause_"+code]
		v.Open = v.Open || text != "" || t.values["kind"] == Coordination
		v.Clauses = append(v.Clauses, look.Field{Name: "clause_" + code, Type: "textarea", Rows: 3, Max: maxText, Label: r.Text.T("community.clause." + code), Value: text, Optional: optional})
	}
	v.Errors = mark(r, v.Fields, t.faults)
	return o.form.Status(t.status, v), nil
}

// values are what an agreement's form begins with.
func (o *office) values(r *web.Request, a Agreement) map[string]string {
	s := o.c.Places.Snapshot()
	v := map[string]string{"kind": a.Kind, "from": a.From, "until": a.Until, "title": o.c.word(r, a.Titles), "ceremony": a.Ceremony, "languages": strings.Join(a.Languages, " "),
		"renew_months": count(a.RenewMonths), "posts": count(a.PostsAgreed), "version": count(a.Version)}
	if a.OpensPosts {
		v["opens_posts"] = "yes"
	}
	if a.OpensChannel {
		v["opens_channel"] = "yes"
	}
	var land, parties []string
	for _, id := range a.Territory {
		p, _ := s.Place(id)
		land = append(land, p.Code)
	}
	v["territory"] = strings.Join(land, " ")
	for _, p := range a.Parties {
		line := []string{p.Name}
		if org, ok := s.Org(p.Org); ok {
			line[0] = org.Code
		} else if at, ok := s.Place(p.Place); ok {
			line[0] = at.Code
		}
		for _, sig := range p.Signatories {
			line = append(line, strings.TrimSuffix(strings.Join([]string{sig.Name, sig.Post}, ", "), ", "))
		}
		parties = append(parties, strings.Join(line, " | "))
	}
	v["parties"] = strings.Join(parties, "\n")
	for code, text := range a.Clauses {
		v["clause_"+code] = text
	}
	return v
}

// readForm puts what was typed onto an agreement.
func (o *office) readForm(r *web.Request, a Agreement) (Agreement, error) {
	get := func(name string) string {
		return strings.TrimSpace(strings.ReplaceAll(r.PostForm.Get(name), "\r\n", "\n"))
	}
	var f errs.Fields
	land := newGazetteer(o.c.Places.Snapshot())
	if a.Signed == "" {
		a.From, a.Until = get("from"), get("until")
	}
	lang := o.c.Settings.Get().Default
	if _, tag := a.Titles.Best(r.Text.Lang(), o.c.Settings.Get().Fallback); tag != "" && a.Titles[tag] != "" {
		lang = tag
	}
	titles := i18n.Text{}
	for tag, text := range a.Titles {
		titles[tag] = text
	}
	titles[lang] = get("title")
	a.Titles, a.Ceremony, a.Languages = titles, get("ceremony"), strings.Fields(strings.NewReplacer(",", " ", ";", " ").Replace(get("languages")))
	a.OpensPosts, a.OpensChannel = get("opens_posts") != "", get("opens_channel") != ""
	for field, to := range map[string]*int64{"renew_months": &a.RenewMonths, "posts": &a.PostsAgreed} {
		if *to = 0; get(field) != "" {
			n, err := strconv.ParseInt(get(field), 10, 64)
			if err != nil {
				f.Add(field, "community.number_whole")
			}
			*to = n
		}
	}
	at, _ := o.c.Places.Snapshot().Place(a.Place)
	a.Territory, a.Parties, a.Clauses = nil, nil, map[string]string{}
	for _, code := range strings.Fields(get("territory")) {
		p, ok := o.c.Places.Snapshot().ByCode(code)
		if !ok {
			f.Add("territory", "community.no_such_place", "place", code)
		} else if p.ID != a.Place && !slices.Contains(a.Territory, p.ID) {
			a.Territory = append(a.Territory, p.ID)
		}
	}
	for _, text := range strings.Split(get("parties"), "\n") {
		parts := split(text)
		if len(parts) == 0 {
			continue
		}
		p := land.party(parts[0], at)
		for _, part := range parts[1:] {
			p.Signatories = append(p.Signatories, signatory(part))
		}
		a.Parties = append(a.Parties, p)
	}
	for _, code := range Clauses() {
		if text := get("clause_" + code); text != "" {
			a.Clauses[code] = text
		}
	}
	return a, f.Err()
}

// takeNew is POST /desk/agreements/new.
func (o *office) takeNew(r *web.Request) (web.Reply, error) {
	at, ok := o.c.Places.Snapshot().ByCode(r.PostForm.Get("community"))
	err := error(nil)
	var ref string
	if !ok {
		err = errs.Bad("community", "community.community_missing")
	} else if err = r.Allowed("community.agreement.write", policy.Resource{Kind: Kind, In: o.c.Places.Snapshot().InPlace(at.ID)}); err == nil {
		var a Agreement
		if a, err = o.readForm(r, Agreement{Kind: r.PostForm.Get("kind"), Number: strings.TrimSpace(r.PostForm.Get("number")), Place: at.ID}); err == nil {
			ref, err = web.Write(r, func(tx *db.Tx) (string, error) { made, err := o.c.Add(tx, a); return made.Ref, err })
		}
	}
	if err == nil {
		return web.SeeOther("/desk/agreements/" + ref + "?done=new"), nil
	}
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	return o.newPage(r, t)
}

// takeEdit is POST /desk/agreements/{ref}/edit.
func (o *office) takeEdit(r *web.Request) (web.Reply, error) {
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		had, err := o.read(tx, r)
		if err != nil {
			return "", err
		}
		if err := o.mayWrite(r, had); err != nil {
			return "", err
		}
		a, err := o.readForm(r, had.Agreement)
		if err != nil {
			return "", err
		}
		if a.Version, err = strconv.ParseInt(r.PostForm.Get("version"), 10, 64); err != nil {
			return "", errs.Bad("version", "community.number_whole")
		}
		_, err = o.c.Save(tx, a)
		return had.Ref, err
	})
	if err == nil {
		return web.SeeOther("/desk/agreements/" + ref + "?done=edit"), nil
	}
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	return o.editPage(r, t)
}

// placeOf is the community of an agreement.
func (o *office) placeOf(a Agreement) places.Place {
	p, _ := o.c.Places.Snapshot().Place(a.Place)
	return p
}
