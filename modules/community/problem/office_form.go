package problem

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/community/words"
	"reeve/modules/places"
)

func (o *office) newForm(r *web.Request) (web.Reply, error) {
	q := r.URL.Query()
	values := url.Values{"place": {q.Get("place")}, "source": {FromResidents}, "category": {q.Get("category")}, "voices": {"0"}, "area": {""}}
	if slices.Contains(Sources(), q.Get("source")) {
		values.Set("source", q.Get("source"))
	}
	if at, ok := o.p.Places.Snapshot().ByCode(q.Get("place")); ok && values.Get("source") == FromMap { // a cluster brings its zone and its reports along
		found, err := o.p.Suggest(r.Context(), at.ID, r.Now)
		if err != nil {
			return nil, err
		}
		for _, x := range found {
			if x.Category == q.Get("category") && x.Zone == q.Get("zone") && x.Place == at.ID {
				values.Set("reports", strings.Join(x.Reports, "\n"))
				if x.Zone != "" {
					values.Set("area", Zones)
					values["zones"] = []string{x.Zone}
				}
			}
		}
	}
	return o.newPage(r, form.Fresh(values))
}

func (o *office) newPage(r *web.Request, t form.Typed) (web.Reply, error) {
	land := o.land(r)
	chosen := t.Values.Get("place")
	if held, ok := r.Who.Post(); ok && chosen == "" && len(held.Places) > 0 {
		at, _ := o.p.Places.Snapshot().Place(held.Places[0])
		chosen = at.Code
	}
	v := form.View{Page: o.frame(r, r.Text.T("problem.new")), Lead: r.Text.T("problem.new_lead"), Action: "/desk/problems/new", Draft: "problem-new", Back: form.Back(r, "/desk/problems"),
		Crumbs: form.Crumbs(r, listCrumb(r), look.NavItem{Word: r.Text.T("problem.new")})}
	place := look.Field{Name: "place", Type: "select", Label: r.Text.T("problem.place"), Options: o.p.PlaceOptions(r, land, chosen)}
	at, _ := o.p.Places.Snapshot().ByCode(chosen)
	groups, err := o.groups(r, at.ID, t)
	if err != nil {
		return nil, err
	}
	groups[0].Parts = append(form.Parts(place), groups[0].Parts...)
	v.Groups = groups
	return o.forms.Answer(r, v, t)
}

// groups are what is asked of a problem: scanning, analysis, what it is compared with.
func (o *office) groups(r *web.Request, place string, t form.Typed) ([]form.Group, error) {
	p, get, optional := o.p, t.Values.Get, r.Text.T("form.optional")
	options := func(prefix string, codes []string, chosen string) (all []look.Option) {
		for _, c := range codes {
			all = append(all, look.Option{Value: c, Word: r.Text.T(prefix + c), Selected: c == chosen})
		}
		return all
	}
	scanning := form.Parts(
		look.Field{Name: "title", Label: r.Text.T("problem.name"), Value: get("title"), Max: maxLine},
		look.Field{Name: "category", Type: "select", Label: r.Text.T("problem.category"), Options: p.categoryOptions(r, get("category"))},
		look.Field{Name: "source", Type: "select", Label: r.Text.T("problem.source"), Options: options("problem.source.", Sources(), get("source"))},
		look.Field{Name: "source_note", Label: r.Text.T("problem.source_note"), Help: r.Text.T("problem.source_note_help"), Value: get("source_note"), Optional: optional},
		look.Field{Name: "voices", Type: "number", Label: r.Text.T("problem.voices"), Value: get("voices"), Minimum: "0", Optional: optional},
		look.Field{Name: "reports", Type: "textarea", Rows: 3, Label: r.Text.T("problem.reports"), Help: r.Text.T("problem.reports_help"), Value: get("reports"), Optional: optional, Key: true})
	analysis := form.Parts(
		look.Field{Name: "analysis", Type: "textarea", Max: maxText, Label: r.Text.T("problem.analysis"), Help: r.Text.T("problem.analysis_help"), Value: get("analysis"), Optional: optional},
		look.Field{Name: "summary", Type: "textarea", Max: maxText, Label: r.Text.T("problem.summary"), Help: r.Text.T("problem.summary_help"), Value: get("summary"), Optional: optional},
		look.Field{Name: "area", Type: "select", Label: r.Text.T("problem.area"), Options: append([]look.Option{{Word: r.Text.T("problem.area_none")}},
			options("problem.area.", []string{WholePlace, Zones, Drawn}, get("area"))...)})
	zones, err := o.zoneChoices(r, place, t.Values["zones"])
	if err != nil {
		return nil, err
	}
	if zones != nil {
		analysis = append(analysis, form.Part{Choices: zones})
	}
	analysis = append(analysis, form.Parts(look.Field{Name: "area_drawn", Type: "textarea", Rows: 4, Label: r.Text.T("problem.area_drawn"), Help: r.Text.T("problem.area_drawn_help"),
		Value: get("area_drawn"), Optional: optional, Key: true})...)
	date := func(name string) look.Field {
		return look.Field{Name: name, Type: "date", Label: r.Text.T("problem." + name), Value: get(name), Optional: optional}
	}
	var others []places.Place
	s := p.Places.Snapshot()
	region, known := s.Above(place, places.Region)
	for _, c := range append(s.WithRole(places.Beat), s.WithRole(places.Community)...) {
		if known && !s.LiesIn(c.ID, region.ID) && c.Code != get("control") { // of hundreds far away none is like it
			continue
		}
		if c.ID != place && !s.LiesIn(place, c.ID) && !s.LiesIn(c.ID, place) {
			others = append(others, c)
		}
	}
	compared := form.Parts(look.Field{Name: "half", Type: "select", Label: r.Text.T("problem.half"), Options: o.halfOptions(r, place, get("half"))},
		look.Field{Name: "control", Type: "select", Label: r.Text.T("problem.control"), Help: r.Text.T("problem.control_help"), Options: words.Choose(r, p.PlaceOptions(r, others, ""), get("control")), Optional: optional},
		date("before_from"), date("before_until"), date("after_from"), date("after_until"))
	compared[1].Field.Options[0].Word = r.Text.T("problem.control_none")
	return []form.Group{{ID: "scanning", Title: r.Text.T("problem.sara.scanning"), Parts: scanning}, {ID: "sara-analysis", Title: r.Text.T("problem.sara.analysis"), Parts: analysis},
		{ID: "compared", Title: r.Text.T("problem.compared"), Note: r.Text.T("problem.windows_note"), Parts: compared}}, nil
}

// zoneChoices are the zones of a place in which there were clusters, and those chosen already.
func (o *office) zoneChoices(r *web.Request, place string, chosen []string) (*look.Choices, error) {
	if place == "" {
		return nil, nil
	}
	found, err := o.zonesOf(r, place)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	c := &look.Choices{Name: "zones", Legend: r.Text.T("problem.area_zones"), Help: r.Text.T("problem.area_zones_help"), Multiple: true, Optional: r.Text.T("form.optional")}
	c.Groups = []look.ChoiceGroup{{}}
	for n, x := range found { // numbered as on the drawing
		c.Groups[0].Items = append(c.Groups[0].Items, look.Choice{Value: x.Zone, Checked: slices.Contains(chosen, x.Zone),
			Word: r.Text.T("problem.zone", "number", strconv.Itoa(n+1), "category", o.p.categoryWord(r, x.Category), "n", number(r, int64(len(x.Reports)))), Note: short5(x.At.Lat) + ", " + short5(x.At.Lon)})
	}
	return c, nil
}

func short5(v float64) string { return strconv.FormatFloat(v, 'f', 5, 64) }

// zonesOf are the zones of a place with clusters of reports, each once, with the largest cluster.
func (o *office) zonesOf(r *web.Request, place string) ([]Suggestion, error) {
	found, err := o.p.Suggest(r.Context(), place, r.Now)
	once := map[string]bool{"": true}
	found = slices.DeleteFunc(found, func(x Suggestion) bool {
		again := once[x.Zone]
		once[x.Zone] = true
		return again
	})
	return found[:min(len(found), 20)], err
}

// halfOptions are the half-year that runs, the one before and the next.
func (o *office) halfOptions(r *web.Request, place, chosen string) []look.Option {
	c := o.p.cadenceAt(place)
	now := c.At(o.p.dayAt(place, r.Now))
	halves := []Half{c.Next(now), now, c.Before(now)}
	if chosen != "" && !slices.ContainsFunc(halves, func(h Half) bool { return h.From == chosen }) {
		halves = append(halves, c.At(chosen))
	}
	all := []look.Option{{Word: r.Text.T("problem.half_none")}}
	for _, h := range halves {
		all = append(all, look.Option{Value: h.From, Word: words.Days(r, h.From, h.Until), Selected: h.From == chosen})
	}
	return all
}

// readForm puts what was typed onto a problem.
// found are the zones to choose from; they are made, where they are new, outside of any transaction.
func (o *office) readForm(r *web.Request, q db.Reader, v Problem, found []Suggestion) (Problem, error) {
	get := func(name string) string { return form.Posted(r, name) }
	v.Titles, v.Summaries = o.p.Put(r, v.Titles, get("title")), o.p.Put(r, v.Summaries, get("summary"))
	v.Category, v.Source, v.SourceNote, v.Analysis, v.Half = get("category"), get("source"), get("source_note"), get("analysis"), get("half")
	v.Reports = form.Lines(get("reports"))
	v.Before, v.After = Window{get("before_from"), get("before_until")}, Window{get("after_from"), get("after_until")}
	if text := get("voices"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return v, errs.Bad("voices", "problem.number_wrong")
		}
		v.Voices = n
	}
	day := o.p.dayAt(v.Place, r.Now)
	old := v.Area
	switch v.Area = (Ground{}); get("area") {
	case WholePlace:
		b, err := places.BoundaryOn(q, v.Place, day)
		if err != nil {
			return v, errs.Bad("area", "problem.no_boundary")
		}
		v.Area = Ground{Kind: WholePlace, Place: v.Place, Shape: b.Shape}
	case Zones:
		v.Area.Kind = Zones
		for _, x := range found {
			if slices.Contains(r.PostForm["zones"], x.Zone) {
				v.Area.Zones = append(v.Area.Zones, x.Zone)
				v.Area.Shape = append(v.Area.Shape, x.Shape...)
			}
		}
		if v.Area.None() {
			if old.Kind != Zones {
				return v, errs.Bad("zones", "problem.zones_missing")
			}
			v.Area = old // zones that have no cluster any more stay
		}
	case Drawn:
		shape, err := corners(get("area_drawn"))
		if err != nil {
			return v, err
		}
		v.Area = Ground{Kind: Drawn, Shape: shape}
	}
	v.Control = Ground{}
	if at, ok := o.p.Places.Snapshot().ByCode(get("control")); ok {
		b, err := places.BoundaryOn(q, at.ID, day)
		if err != nil {
			return v, errs.Bad("control", "problem.no_boundary")
		}
		v.Control = Ground{Kind: WholePlace, Place: at.ID, Shape: b.Shape}
	}
	return v, nil
}

// takeNew is POST /desk/problems/new.
func (o *office) takeNew(r *web.Request) (web.Reply, error) {
	at, ok := o.p.Places.Snapshot().ByCode(form.Posted(r, "place"))
	var err error = errs.Bad("place", "problem.place_wrong")
	var ref string
	if ok {
		ref, err = o.propose(r, at.ID)
	}
	if err == nil {
		return web.SeeOther("/desk/problems/" + ref + "?done=yes"), nil
	}
	t, again := form.Refused(r, err)
	if !again {
		return nil, err
	}
	return o.newPage(r, t)
}

func (o *office) propose(r *web.Request, place string) (string, error) {
	found, err := o.zonesOf(r, place)
	if err != nil {
		return "", err
	}
	return web.Write(r, func(tx *db.Tx) (string, error) {
		if !o.mayPropose(r, place) {
			return "", errs.New(errs.Forbidden, "web.forbidden")
		}
		v, err := o.readForm(r, tx, Problem{Place: place}, found)
		if err != nil {
			return "", err
		}
		made, err := o.p.Propose(tx, v, "")
		return made.Ref, err
	})
}

func (o *office) editForm(r *web.Request) (web.Reply, error) { return o.editPage(r, form.Fresh(nil)) }

func (o *office) editPage(r *web.Request, t form.Typed) (web.Reply, error) {
	var row Row
	if err := r.Read(func(s *db.Snapshot) (err error) { row, err = o.read(s, r); return err }); err != nil {
		return nil, err
	}
	if err := r.Allowed(actWrite, o.p.resource(row.Problem, row.Instance)); err != nil {
		return nil, err
	}
	if t.Values == nil {
		t.Values = o.values(r, row.Problem)
	}
	href := "/desk/problems/" + row.Ref
	title := o.p.Word(r, row.Titles)
	v := form.View{Page: o.frame(r, r.Text.T("problem.edit")), Lead: o.p.Words.Place(r, row.Place), Action: href + "/edit", Draft: "problem-" + row.Ref, Back: form.Back(r, href),
		Crumbs: form.Crumbs(r, listCrumb(r), look.NavItem{Word: title, Href: href}, look.NavItem{Word: r.Text.T("problem.edit")}), Hidden: []form.Hidden{{Name: "version", Value: t.Values.Get("version")}}}
	groups, err := o.groups(r, row.Place, t)
	if err != nil {
		return nil, err
	}
	v.Groups = groups
	return o.forms.Answer(r, v, t)
}

// values are what the form of a problem begins with.
func (o *office) values(r *web.Request, v Problem) url.Values {
	control, _ := o.p.Places.Snapshot().Place(v.Control.Place)
	out := url.Values{"title": {o.p.Word(r, v.Titles)}, "summary": {o.p.Word(r, v.Summaries)}, "category": {v.Category}, "source": {v.Source}, "source_note": {v.SourceNote},
		"voices": {count(v.Voices)}, "analysis": {v.Analysis}, "half": {v.Half}, "reports": {strings.Join(v.Reports, "\n")}, "area": {v.Area.Kind}, "zones": v.Area.Zones,
		"control": {control.Code}, "before_from": {v.Before.From}, "before_until": {v.Before.Until}, "after_from": {v.After.From}, "after_until": {v.After.Until}, "version": {count(v.Version)}}
	if v.Area.Kind == Drawn {
		if shape, err := json.Marshal(v.Area.Shape); err == nil {
			out.Set("area_drawn", string(shape))
		}
	}
	return out
}

// takeEdit is POST /desk/problems/{ref}/edit.
func (o *office) takeEdit(r *web.Request) (web.Reply, error) {
	var before Row
	if err := r.Read(func(s *db.Snapshot) (err error) { before, err = o.read(s, r); return err }); err != nil {
		return nil, err
	}
	found, err := o.zonesOf(r, before.Place)
	if err != nil {
		return nil, err
	}
	ref, err := o.change(r, actWrite, func(tx *db.Tx, row Row) error {
		v, err := o.readForm(r, tx, row.Problem, found)
		if err != nil {
			return err
		}
		v.Version = form.Version(r)
		_, err = o.p.Save(tx, v)
		return err
	})
	if err == nil {
		return web.SeeOther("/desk/problems/" + ref + "?done=yes"), nil
	}
	t, again := form.Refused(r, err)
	if !again {
		return nil, err
	}
	return o.editPage(r, t)
}
