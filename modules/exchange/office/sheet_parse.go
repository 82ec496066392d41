package office

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/modules/codes"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// typed reads the form. Complaints name the form's fields; what request demands of a message is checked when it is kept.
func (o *Office) typed(r *web.Request, s sheet) (c request.Content, err error) {
	v := r.PostForm
	get := func(name string) string { return form.Posted(r, name) }
	var f errs.Fields
	c = s.kept
	c.Kind = s.kind
	if s.act == "" && s.draft == nil && wire.Kind(get("kind")) == wire.Spontaneous {
		c.Kind = wire.Spontaneous
	}
	c.Subject, c.Text, c.Lang, c.Classification, c.CrimeArea, c.Basis = get("subject"), get("text"), get("lang"), codes.Classification(get("classification")), get("area"), get("basis")
	if !s.fixed {
		c.To = nil
		for _, org := range v["to"] {
			c.To = append(c.To, request.Address{Org: wire.Org(org), Unit: get("unit")})
		}
		if len(c.To) == 0 {
			f.Add("to", "request.to_missing")
		}
	}
	if request.Begins(c.Kind) && s.act != writeForward {
		c.Route, c.NoCopies, c.Profile = codes.Route(get("route")), "", get("profile")
		if c.Route == codes.Authority {
			c.NoCopies = get("no_copies")
		}
	}
	if c.Kind == wire.Request {
		c.Urgency, c.Ground = codes.Urgency(get("urgency")), codes.Ground(get("ground"))
		if c.Urgency != codes.Urgent {
			c.Ground = ""
		}
	} else {
		c.Urgency, c.Ground = "", ""
	}
	c.Codes = typedCodes(v, "", &f)
	if s.act == writePartial {
		c.Partial = true
	}
	if s.kind == wire.DelayNotice {
		if c.Expected = get("expected"); c.Expected == "" {
			f.Add("expected", "exchange.expected_missing")
		}
	}
	o.typedRefusal(r, s, &c, &f)
	if act := o.typedAct(r, s, &c, &f); act != nil {
		c.Entities = []request.Entity{*act}
	} else if s.kind != wire.Consent && s.kind != wire.Tightened && s.kind != wire.ErasureNotice {
		c.Entities = slices.DeleteFunc(slices.Clone(c.Entities), func(e request.Entity) bool {
			return e.Type != wire.Object && e.Type != wire.Act // the form has no fields for these: they stay
		})
		c.Entities = append(c.Entities, typedEntities(v, &f)...)
	}
	if c.Subject == "" && s.about == nil && s.act != writeForward {
		f.Add("subject", "request.subject_wrong", "most", 200)
	}
	for _, name := range v["drop_file"] {
		c.Files = slices.DeleteFunc(slices.Clone(c.Files), func(a request.Attached) bool { return a.File == name })
	}
	return c, f.Err()
}

// typedCodes reads the codes of a message, or of one item by its prefix.
func typedCodes(v url.Values, prefix string, f *errs.Fields) (k request.Codes) {
	get := func(name string) string { return strings.TrimSpace(v.Get(prefix + name)) }
	for _, h := range v[prefix+"handling"] {
		k.Handling = append(k.Handling, codes.Handling(h))
	}
	if src, inf := get("source"), get("information"); src != "" || inf != "" {
		if k.Grade = codes.Grade(src + inf); !k.Grade.Valid() {
			f.Add(prefix+"source", "exchange.grade_half")
		}
	}
	k.Basis, k.Purpose, k.ReviewBy = codes.Basis(get("fact")), get("purpose"), get("review_by")
	if !slices.Contains(k.Handling, codes.H3) {
		return k
	}
	rs := codes.Restriction{Expires: get("expires"), DeleteBy: get("delete_by"), Note: get("h3_note")}
	for name := range strings.SplitSeq(get("named"), ",") {
		if name = strings.TrimSpace(name); name != "" {
			rs.Recipients = append(rs.Recipients, name)
		}
	}
	if rs.Expires == "" && rs.DeleteBy == "" && rs.Note == "" && len(rs.Recipients) == 0 {
		f.Add(prefix+"h3_note", "exchange.h3.missing")
	}
	k.Restrict = &rs
	return k
}

// typedRefusal reads the grounds of a refusal, whole or as far as.
func (o *Office) typedRefusal(r *web.Request, s sheet, c *request.Content, f *errs.Fields) {
	if s.kind != wire.Answer && s.kind != wire.Refusal {
		return
	}
	far, law := form.Posted(r, "as_far_as"), form.Posted(r, "law")
	c.Refusal = nil
	for _, g := range r.PostForm["refusal"] {
		c.Refusal = append(c.Refusal, wire.Refused{Ground: codes.Refusal(g), AsFarAs: far, Reference: law})
	}
	switch {
	case s.kind == wire.Refusal && len(c.Refusal) == 0:
		f.Add("refusal", "request.refusal_missing")
	case s.kind == wire.Refusal && form.Posted(r, "whole") == "part" && far == "":
		f.Add("as_far_as", "request.as_far_as_missing")
	case s.kind == wire.Refusal && form.Posted(r, "whole") == "part":
		c.Kind = wire.Answer // the rest is answered with it
	case s.kind == wire.Refusal:
		for i := range c.Refusal {
			c.Refusal[i].AsFarAs = ""
		}
	case len(c.Refusal) > 0 && far == "":
		f.Add("as_far_as", "request.as_far_as_missing")
	}
}

// typedAct reads what a consent, tightening, correction or erasure does; nil for other messages.
func (o *Office) typedAct(r *web.Request, s sheet, c *request.Content, f *errs.Fields) *request.Entity {
	kinds := map[string]wire.ActKind{writeConsent: wire.Ask, writeGrant: wire.Grant, writeDeny: wire.Deny, writeRetract: wire.Withdraw, writeTighten: wire.Tighten, writeCorrect: wire.Correct, writeErasure: wire.Erase}
	kind, ok := kinds[s.act]
	if !ok {
		return nil
	}
	a := wire.Acting{Version: 1, Act: kind, Reason: c.Text}
	what := strings.SplitN(form.Posted(r, "item"), "/", 2)
	if a.Message = wire.ID(what[0]); len(what) == 2 {
		a.Item, _ = strconv.Atoi(what[1])
	}
	if s.kind == wire.Consent {
		a.Use = codes.Use(form.Posted(r, "use"))
		if a.Use == codes.UseForward {
			for _, org := range r.PostForm["for"] {
				a.For = append(a.For, wire.Org(org))
			}
		}
		if kind == wire.Grant {
			a.Until = form.Posted(r, "until")
		}
		if reply := form.Posted(r, "reply"); reply != "" {
			c.AnswerTo = wire.ID(reply)
		}
	}
	if kind == wire.Tighten {
		a.Handling, a.Restrict = c.Handling, c.Restrict
	}
	typ, body, err := wire.MarshalEntity(a)
	if err != nil {
		complain(f, err, "", map[string]string{"message": "item", "for": "for", "reason": "text", "until": "until", "handling": "handling", "restriction": "h3_note", "use": "use"}, "item")
		return nil
	}
	return &request.Entity{Type: typ, Body: body}
}

// complain takes the complaints about an entity over to the fields of the form.
func complain(f *errs.Fields, err error, prefix string, names map[string]string, other string) {
	e := errs.Of(err)
	if e == nil || len(e.Fields) == 0 {
		f.Add(prefix+other, "request.entity_wrong")
		return
	}
	for _, bad := range e.Fields {
		at := bad.Field
		if i := strings.IndexAny(at, "[."); i >= 0 && names[at] == "" {
			at = at[:i]
		}
		if at = names[at]; at == "" {
			at = other
		}
		*f = append(*f, errs.Field{Field: prefix + at, Key: bad.Key, Args: bad.Args})
	}
}

// typedEntities reads the persons, vehicles and documents. A row in which nothing was typed is none.
func typedEntities(v url.Values, f *errs.Fields) (all []request.Entity) {
	add := func(prefix string, data wire.Entity, names map[string]string, other string) {
		k := typedCodes(v, prefix, f)
		own := &k
		if len(k.Handling) == 0 {
			if k.Grade != "" || k.Basis != "" || k.Purpose != "" || k.ReviewBy != "" {
				k.Handling, k.Restrict = handlingOf(v), typedCodes(v, "", &errs.Fields{}).Restrict
			} else {
				own = nil
			}
		}
		typ, body, err := wire.MarshalEntity(data)
		if err != nil {
			complain(f, err, prefix, names, other)
			return
		}
		all = append(all, request.Entity{Type: typ, Body: json.RawMessage(body), Codes: own})
	}
	for i := range slots(v, "p") {
		at := prefix("p", i)
		if p, ok := typedPerson(v, at); ok {
			add(at, p, personNames(), "family")
		}
	}
	for i := range slots(v, "v") {
		at := prefix("v", i)
		get := getter(v, at)
		car := wire.VehicleData{Version: 1, Plate: strings.ToUpper(get("plate")), Country: strings.ToUpper(get("country")), VIN: strings.ToUpper(get("vin")), Kind: get("kind"), Make: get("make"),
			Model: get("model"), Colour: get("colour"), Year: get("year"), State: get("state"), Note: get("note")}
		if car != (wire.VehicleData{Version: 1}) {
			add(at, car, same("plate", "country", "vin", "kind", "make", "model", "colour", "year", "state", "note"), "plate")
		}
	}
	for i := range slots(v, "d") {
		at := prefix("d", i)
		get := getter(v, at)
		doc := wire.DocumentData{Version: 1, Type: get("type"), Number: get("number"), Country: strings.ToUpper(get("country")), Until: get("until"), Holder: get("holder"), State: get("state"), Note: get("note")}
		if doc.Number+doc.Holder+doc.Country+doc.Note != "" {
			add(at, doc, same("type", "number", "country", "until", "holder", "state", "note"), "number")
		}
	}
	return all
}

func handlingOf(v url.Values) (all []codes.Handling) {
	for _, h := range v["handling"] {
		all = append(all, codes.Handling(h))
	}
	return all
}

func prefix(letter string, i int) string { return letter + strconv.Itoa(i) + "_" }

func getter(v url.Values, prefix string) func(name string) string {
	return func(name string) string { return strings.TrimSpace(v.Get(prefix + name)) }
}

func same(names ...string) map[string]string {
	m := map[string]string{}
	for _, n := range names {
		m[n] = n
	}
	return m
}

func personNames() map[string]string {
	m := same("born", "sex", "nationality", "category", "note")
	m["names"], m["numbers"], m["addresses"] = "family", "number", "address"
	m["names[1]"], m["names[1].script"] = "whole", "whole_script"
	m["numbers[0].country"], m["numbers[0].type"] = "number_country", "number_type"
	return m
}

func typedPerson(v url.Values, at string) (p wire.PersonData, ok bool) {
	get := getter(v, at)
	p = wire.PersonData{Version: 1, Born: get("born"), Sex: get("sex"), Category: codes.Category(get("category")), Note: get("note")}
	if n := (wire.PersonName{Kind: "primary", Family: get("family"), Given: get("given"), Patronymic: get("patronymic"), Script: get("script")}); n.Family+n.Given+n.Patronymic != "" {
		p.Names = append(p.Names, n)
	}
	if whole := get("whole"); whole != "" {
		p.Names = append(p.Names, wire.PersonName{Kind: get("whole_kind"), Whole: whole, Script: get("whole_script")})
	}
	for code := range strings.FieldsFuncSeq(get("nationality"), func(c rune) bool { return c == ',' || c == ' ' }) {
		p.Nationality = append(p.Nationality, strings.ToUpper(code))
	}
	if n := get("number"); n != "" {
		p.Numbers = append(p.Numbers, wire.Number{Type: get("number_type"), Number: n, Country: strings.ToUpper(get("number_country"))})
	}
	if a := get("address"); a != "" {
		p.Addresses = append(p.Addresses, a)
	}
	return p, len(p.Names)+len(p.Numbers)+len(p.Addresses)+len(p.Nationality) > 0 || p.Born+p.Note != ""
}
