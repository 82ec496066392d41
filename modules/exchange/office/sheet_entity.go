package office

import (
	"net/url"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/codes"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

func scripts() []string { return []string{"Latn", "Cyrl", "Grek", "Arab", "Geor", "Armn"} }

// item is the group of one structured item: its questions, and below them its own codes, folded.
func (w fields) item(letter, key string, i, count int, parts []form.Part) sheetGroup {
	at := prefix(letter, i)
	title := w.t(key)
	if count > 1 {
		title = w.r.Text.T("exchange.item_number", "item", title, "n", w.r.Text.Number(int64(i+1)))
	}
	own, more := w.codesOf(at)
	return sheetGroup{ID: "g-" + letter + strconv.Itoa(i), Title: title, Parts: parts, Fold: w.t("exchange.codes.own"), Folded: append(own, more...), Open: len(w.values[at+"handling"]) > 0 || w.values.Get(at+"source") != ""}
}

func (w fields) persons() (all []sheetGroup) {
	n := slots(w.values, "p")
	for i := range n {
		at := prefix("p", i)
		parts := form.Parts(w.optional(at+"family", "exchange.p.family", "text"), w.optional(at+"given", "exchange.p.given", "text"), w.optional(at+"patronymic", "exchange.p.patronymic", "text"),
			w.choose(at+"script", "exchange.p.script", scripts(), w.keyed("exchange.script"), false),
			w.optional(at+"whole", "exchange.p.whole", "text"), w.choose(at+"whole_script", "exchange.p.whole_script", scripts(), w.keyed("exchange.script"), false),
			w.choose(at+"whole_kind", "exchange.p.whole_kind", wire.NameKinds(), w.keyed("exchange.name"), false),
			w.optional(at+"born", "exchange.p.born", "text"), w.choose(at+"sex", "exchange.p.sex", []string{"f", "m", "x"}, w.keyed("exchange.sex"), true),
			w.optional(at+"nationality", "exchange.p.nationality", "text"), w.choose(at+"number_type", "exchange.p.number_type", wire.NumberTypes(), w.keyed("exchange.number"), false),
			w.optional(at+"number", "exchange.p.number", "text"), w.optional(at+"number_country", "exchange.p.number_country", "text"), w.optional(at+"address", "exchange.p.address", "text"),
			w.choose(at+"category", "codes.category", plain(codes.Categories()), w.keyed("codes.category"), false), w.optional(at+"note", "exchange.note", "text"))
		parts[7].Field.Help, parts[9].Field.Help = w.t("exchange.p.born_help"), w.t("exchange.country_help")
		all = append(all, w.item("p", "exchange.item.person", i, n, parts))
	}
	return all
}

func (w fields) things(letter, key string, parts func(at string) []form.Part) (all []sheetGroup) {
	n := slots(w.values, letter)
	for i := range n {
		all = append(all, w.item(letter, key, i, n, parts(prefix(letter, i))))
	}
	return all
}

func (w fields) vehicle(at string) []form.Part {
	parts := form.Parts(w.optional(at+"plate", "exchange.v.plate", "text"), w.optional(at+"country", "exchange.v.country", "text"), w.optional(at+"vin", "exchange.v.vin", "text"),
		w.choose(at+"kind", "exchange.v.kind", wire.VehicleKinds(), w.keyed("exchange.vehicle"), true), w.optional(at+"make", "exchange.v.make", "text"), w.optional(at+"model", "exchange.v.model", "text"),
		w.optional(at+"colour", "exchange.v.colour", "text"), w.optional(at+"year", "exchange.v.year", "text"), w.choose(at+"state", "exchange.thing", wire.States(), w.keyed("exchange.thing"), true),
		w.optional(at+"note", "exchange.note", "text"))
	parts[1].Field.Help = w.t("exchange.country_help")
	return parts
}

func (w fields) document(at string) []form.Part {
	parts := form.Parts(w.choose(at+"type", "exchange.d.type", wire.NumberTypes(), w.keyed("exchange.number"), false), w.optional(at+"number", "exchange.d.number", "text"),
		w.optional(at+"country", "exchange.d.country", "text"), w.optional(at+"until", "exchange.d.until", "date"), w.optional(at+"holder", "exchange.d.holder", "text"),
		w.choose(at+"state", "exchange.thing", wire.States(), w.keyed("exchange.thing"), true), w.optional(at+"note", "exchange.note", "text"))
	parts[2].Field.Help = w.t("exchange.country_help")
	return parts
}

// outline offers beginnings in the partner's languages.
func (o *Office) outline(r *web.Request, s sheet, v *sheetView) error {
	l := r.Text
	return r.Read(func(q *db.Snapshot) error {
		all, err := o.Requests.Templates(q, s.kind, "")
		if err != nil || len(all) == 0 {
			return err
		}
		f := look.Field{Name: "template", Type: "select", Label: l.T("exchange.template")}
		for _, t := range all {
			f.Options = append(f.Options, look.Option{Value: t.ID, Word: l.T("exchange.template_in", "lang", langName(t.Lang), "title", t.Title)})
		}
		v.Outlines, v.Aside, v.UseWord = &f, l.T("exchange.templates.title"), l.T("exchange.template_use")
		return nil
	})
}

// filled are a draft's values as the form has them.
func filled(c request.Content) url.Values {
	v := url.Values{"kind": {string(c.Kind)}, "subject": {c.Subject}, "text": {c.Text}, "lang": {c.Lang}, "classification": {string(c.Classification)}, "area": {c.CrimeArea}, "basis": {c.Basis},
		"urgency": {string(c.Urgency)}, "ground": {string(c.Ground)}, "route": {string(c.Route)}, "no_copies": {c.NoCopies}, "profile": {c.Profile}, "expected": {c.Expected}}
	for _, a := range c.To {
		v.Add("to", string(a.Org))
		v.Set("unit", a.Unit)
	}
	for _, g := range c.Refusal {
		v.Add("refusal", string(g.Ground))
		v.Set("as_far_as", g.AsFarAs)
		v.Set("law", g.Reference)
	}
	fillCodes(v, "", c.Codes)
	count := map[string]int{}
	next := func(letter string) string {
		at := prefix(letter, count[letter])
		count[letter]++
		v.Set("n_"+letter, strconv.Itoa(count[letter]))
		return at
	}
	for _, e := range c.Entities {
		parsed, err := wire.ParseEntity(e.Type, e.Body)
		if err != nil {
			continue
		}
		at := ""
		switch d := parsed.(type) {
		case wire.PersonData:
			at = next("p")
			fillPerson(v, at, d)
		case wire.VehicleData:
			at = next("v")
			put(v, at, map[string]string{"plate": d.Plate, "country": d.Country, "vin": d.VIN, "kind": d.Kind, "make": d.Make, "model": d.Model, "colour": d.Colour, "year": d.Year, "state": d.State, "note": d.Note})
		case wire.DocumentData:
			at = next("d")
			put(v, at, map[string]string{"type": d.Type, "number": d.Number, "country": d.Country, "until": d.Until, "holder": d.Holder, "state": d.State, "note": d.Note})
		}
		if e.Codes != nil && at != "" {
			fillCodes(v, at, *e.Codes)
		}
	}
	return v
}

func put(v url.Values, at string, values map[string]string) {
	for name, value := range values {
		v.Set(at+name, value)
	}
}

func fillPerson(v url.Values, at string, p wire.PersonData) {
	put(v, at, map[string]string{"born": p.Born, "sex": p.Sex, "nationality": strings.Join(p.Nationality, ", "), "category": string(p.Category), "note": p.Note})
	for _, n := range p.Names {
		if n.Whole == "" {
			put(v, at, map[string]string{"family": n.Family, "given": n.Given, "patronymic": n.Patronymic, "script": n.Script})
		} else {
			put(v, at, map[string]string{"whole": n.Whole, "whole_kind": n.Kind, "whole_script": n.Script})
		}
	}
	for _, n := range p.Numbers {
		put(v, at, map[string]string{"number": n.Number, "number_type": n.Type, "number_country": n.Country})
	}
	for _, a := range p.Addresses {
		v.Set(at+"address", a)
	}
}

func fillCodes(v url.Values, at string, k request.Codes) {
	for _, h := range k.Handling {
		v.Add(at+"handling", string(h))
	}
	put(v, at, map[string]string{"fact": string(k.Basis), "purpose": k.Purpose, "review_by": k.ReviewBy})
	if k.Grade.Valid() {
		put(v, at, map[string]string{"source": k.Grade.Source(), "information": k.Grade.Information()})
	}
	if k.Restrict != nil {
		put(v, at, map[string]string{"expires": k.Restrict.Expires, "delete_by": k.Restrict.DeleteBy, "named": strings.Join(k.Restrict.Recipients, ", "), "h3_note": k.Restrict.Note})
	}
}
