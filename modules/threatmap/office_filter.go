package threatmap

import (
	"slices"

	"reeve/kernel/i18n"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// views are the two ways into the list. Whoever decides what becomes public and does nothing else begins with
// what waits for that decision.
func (o *office) views(r *web.Request, f DeskFilter) []look.NavItem {
	held := look.NavItem{Word: r.Text.T("threatmap.office.list.held"), Href: listAddress(r, "publication", Held), Icon: "eye-off", Current: f.Publication == Held}
	all := look.NavItem{Word: r.Text.T("threatmap.office.list.all"), Href: listAddress(r, "publication", ""), Icon: "list", Current: f.Publication == ""}
	if moderates(r) {
		return []look.NavItem{held, all}
	}
	return []look.NavItem{all, held}
}

// moderates tells whether the reader decides about publication without having reports of their own.
func moderates(r *web.Request) bool { return r.May(Kind+".publish") && !r.May(Kind+".open") }

// filter is the form that narrows the list.
func (o *office) filter(r *web.Request, f DeskFilter) look.Filter {
	any := look.Option{Word: r.Text.T("threatmap.office.list.any")}
	selectOne := func(name, label, value string, options []look.Option) look.Field {
		options = append([]look.Option{any}, options...)
		for i := range options {
			options[i].Selected = options[i].Value == value
		}
		return look.Field{Name: name, ID: "filter-" + name, Type: "select", Label: r.Text.T(label), Options: options}
	}
	var states, public []look.Option
	for _, s := range States() {
		states = append(states, look.Option{Value: s, Word: r.Text.T("threatmap.state." + s)})
	}
	for _, p := range publications() {
		public = append(public, look.Option{Value: p, Word: r.Text.T("threatmap.publication." + p)})
	}
	fields := []look.Field{
		selectOne("category", "threatmap.category", f.Category, o.categoryOptions(r)),
		selectOne("state", "threatmap.office.list.state", f.State, states),
		selectOne("community", "threatmap.office.list.community", f.Community, o.communityOptions(r)),
		selectOne("publication", "threatmap.office.list.publication", f.Publication, public),
	}
	if moderates(r) {
		fields = append(fields[3:], fields[:3]...)
	}
	fields = append(fields, look.Field{Name: "q", ID: "filter-q", Type: "search", Label: r.Text.T("threatmap.office.list.number"), Value: f.Ref, Key: true})
	out := look.Filter{Action: "/desk/reports", Label: r.Text.T("threatmap.office.list.filter"), Title: r.Text.T("threatmap.office.list.filter"),
		Submit: r.Text.T("threatmap.office.list.apply"), Fields: fields}
	if filtered(r.URL.Query()) {
		out.Open = true
		out.Reset = &look.Act{Word: r.Text.T("threatmap.office.list.reset"), Href: "/desk/reports", Variant: "tertiary"}
	}
	return out
}

// categoryOptions are all categories in the order of the reader's alphabet, retired ones too: old reports have
// them.
func (o *office) categoryOptions(r *web.Request) (options []look.Option) {
	for _, c := range o.m.Categories.List() {
		options = append(options, look.Option{Value: c.Code, Word: o.name(r, c.Names)})
	}
	i18n.SortBy(r.Text.Collator(), options, func(op look.Option) string { return op.Word })
	return options
}

// communityOptions are the communities in which the reader may have reports.
func (o *office) communityOptions(r *web.Request) (options []look.Option) {
	s := o.m.Places.Snapshot()
	read, body := r.Scope("threatmap.desk.read"), r.Scope("threatmap.body.read")
	var around []string // the places that the scope names
	everywhere := read.All || !body.Nothing()
	for _, ref := range read.Refs {
		switch ref.Kind {
		case policy.Place:
			around = append(around, ref.ID)
		case policy.Unit:
			unit, _ := s.Unit(ref.ID)
			around = append(around, unit.Place)
		case policy.Org:
			everywhere = true
		}
	}
	for _, c := range s.Communities(r.Text, o.m.Settings.Get().Fallback) {
		near := slices.ContainsFunc(around, func(id string) bool {
			return within(s.Path(c.ID), id) || within(s.Path(id), c.ID)
		})
		if everywhere || near {
			options = append(options, look.Option{Value: c.Code, Word: o.communityWord(r, c)})
		}
	}
	return options
}

// communityWord tells communities of one name apart by the place above them.
func (o *office) communityWord(r *web.Request, c places.Place) string {
	if above := o.placeName(r, c.Parent); above != "" {
		return r.Text.T("threatmap.office.place_in", "place", o.name(r, c.Names), "above", above)
	}
	return o.name(r, c.Names)
}
