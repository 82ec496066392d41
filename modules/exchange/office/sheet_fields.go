package office

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// fields writes the questions of a form with what was typed and what is wrong.
type fields struct {
	o      *Office
	r      *web.Request
	values url.Values
}

func (w fields) t(key string) string { return w.r.Text.T(key) }

// field is one question; key names its label, key + ".help" its help where help is wanted.
func (w fields) field(name, key, typ string) look.Field {
	return look.Field{Name: name, Type: typ, Label: w.t(key), Value: w.values.Get(name)}
}

func (w fields) optional(name, key, typ string) look.Field {
	f := w.field(name, key, typ)
	f.Optional = w.t("form.optional")
	return f
}

// choose is a select whose words are keys with the value behind.
func (w fields) choose(name, key string, values []string, word func(v string) string, none bool) look.Field {
	f := w.field(name, key, "select")
	if none {
		f.Options = append(f.Options, look.Option{Word: w.t("i18n.no_value")})
		f.Optional = w.t("form.optional")
	}
	for _, v := range values {
		f.Options = append(f.Options, look.Option{Value: v, Word: word(v), Selected: w.values.Get(name) == v})
	}
	return f
}

func (w fields) keyed(key string) func(v string) string {
	return func(v string) string { return w.t(key + "." + v) }
}

// open lays choices open.
func (w fields) open(name, key string, multiple bool, values []string, word, note func(v string) string) form.Part {
	c := &look.Choices{Name: name, Legend: w.t(key), Multiple: multiple}
	var items []look.Choice
	for _, v := range values {
		one := look.Choice{Value: v, Word: word(v), Checked: slices.Contains(w.values[name], v)}
		if note != nil {
			one.Note = note(v)
		}
		items = append(items, one)
	}
	c.Groups = []look.ChoiceGroup{{Items: items}}
	return form.Part{Choices: c}
}

func plain[T ~string](all []T) (out []string) {
	for _, v := range all {
		out = append(out, string(v))
	}
	return out
}

// codesOf are the questions about the codes of a message, or of one item; more are those that few need.
func (w fields) codesOf(prefix string) (parts, more []form.Part) {
	what := func(v string) string {
		return w.r.Text.T("exchange.code_word", "code", v, "words", w.t("codes.handling."+v))
	}
	parts = []form.Part{w.open(prefix+"handling", "codes.handling", true, plain(codes.Handlings()), what, nil)}
	if prefix != "" {
		parts[0].Choices.Help = w.t("exchange.codes.as_message")
	}
	grade := func(of string) func(v string) string {
		return func(v string) string { return w.r.Text.T("exchange.code_word", "code", v, "words", w.t(of+v)) }
	}
	h3 := form.Parts(w.optional(prefix+"expires", "exchange.h3.expires_label", "date"), w.optional(prefix+"delete_by", "exchange.h3.delete_by_label", "date"),
		w.optional(prefix+"named", "exchange.h3.named_label", "text"), w.optional(prefix+"h3_note", "exchange.h3.note_label", "text"))
	h3[2].Field.Help = w.t("exchange.h3.named_help")
	parts = append(parts, form.Parts(
		w.choose(prefix+"source", "codes.source", codes.Sources(), grade("codes.source."), true),
		w.choose(prefix+"information", "codes.information", codes.Reliabilities(), grade("codes.information."), true),
		w.choose(prefix+"fact", "codes.basis", []string{"fact", "assessment"}, w.keyed("codes.basis"), true),
		w.optional(prefix+"purpose", "exchange.purpose", "text"))...)
	return parts, append(h3, form.Parts(w.optional(prefix+"review_by", "exchange.review_by", "date"))...)
}

// codesGroup are the questions about the codes of a message.
func (w fields) codesGroup() sheetGroup {
	parts, more := w.codesOf("")
	return sheetGroup{ID: "g-codes", Title: w.t("exchange.codes"), Note: w.t("exchange.codes.note"), Parts: parts, Fold: w.t("exchange.codes.restriction"), Folded: more,
		Open: slices.Contains(w.values["handling"], "H3") || w.values.Get("review_by") != ""}
}

// writeSheet answers with the form.
func (o *Office) writeSheet(r *web.Request, s sheet, t form.Typed) (web.Reply, error) {
	l := r.Text
	w := fields{o, r, t.Values}
	v := sheetView{Page: o.frame(r, s.title), Action: s.action, Submit: l.T("exchange.sheet.submit"), Needs: l.T("exchange.sheet.needs"), Back: form.Back(r, s.back)}
	crumbs := []look.NavItem{{Word: l.T("exchange.title"), Href: root}}
	if s.about != nil {
		crumbs = append(crumbs, look.NavItem{Word: s.about.Case, Href: root + "/" + s.about.Ref})
	}
	v.Crumbs = form.Crumbs(r, append(crumbs, look.NavItem{Word: s.title})...)
	if s.act != "" {
		v.Lead = l.T("exchange.act." + s.act + ".needs")
	}
	if s.draft != nil {
		v.Hidden = append(v.Hidden, form.Hidden{Name: "version", Value: t.Values.Get("version")})
	}
	for _, letter := range []string{"p", "v", "d"} {
		v.Hidden = append(v.Hidden, form.Hidden{Name: "n_" + letter, Value: strconv.Itoa(slots(t.Values, letter))})
	}
	v.Groups = append(v.Groups, w.address(s)...)
	if err := w.acting(s, &v); err != nil {
		return nil, err
	}
	v.Groups = append(v.Groups, w.words(s), w.codesGroup())
	if s.kind != wire.Consent && s.kind != wire.Tightened && s.kind != wire.ErasureNotice && s.act != writeForward {
		v.Groups = append(v.Groups, w.persons()...)
		v.Groups = append(v.Groups, w.things("v", "exchange.item.vehicle", w.vehicle)...)
		v.Groups = append(v.Groups, w.things("d", "exchange.item.document", w.document)...)
		v.More = []form.Button{{Name: "do", Value: "p", Word: l.T("exchange.add.person")}, {Name: "do", Value: "v", Word: l.T("exchange.add.vehicle")}, {Name: "do", Value: "d", Word: l.T("exchange.add.document")}}
		v.Groups = append(v.Groups, w.files(s))
	}
	if err := o.outline(r, s, &v); err != nil {
		return nil, err
	}
	return o.answerSheet(r, v, t), nil
}

// answerSheet puts complaints at their fields.
func (o *Office) answerSheet(r *web.Request, v sheetView, t form.Typed) web.Reply {
	v.NoIndex, v.Alert = true, t.Alert
	v.Errors.Title = r.Text.T("form.errors")
	for _, bad := range t.Faults() {
		text, at := r.Message(bad), "the-form"
		for g := range v.Groups {
			for _, parts := range [][]form.Part{v.Groups[g].Parts, v.Groups[g].Folded} {
				for p := range parts {
					part := &parts[p]
					if part.Choices != nil && part.Choices.Name == bad.Field {
						part.Choices.Error, at, v.Groups[g].Open = text, bad.Field, true
					} else if part.Choices == nil && part.Field.Name == bad.Field {
						part.Field.Error, at, v.Groups[g].Open = text, part.Field.ControlID(), true
					}
				}
			}
		}
		v.Errors.Items = append(v.Errors.Items, look.FieldError{ID: at, Text: text})
	}
	return o.sheet.Status(t.Status, v)
}

// address are the questions whom a message goes to, and by which right.
func (w fields) address(s sheet) (all []sheetGroup) {
	l := w.r.Text
	to := sheetGroup{ID: "g-to", Title: l.T("exchange.sheet.to")}
	if !s.fixed {
		var orgs []string
		names := map[string]string{}
		for _, p := range s.partner {
			if s.act == writeForward && s.about != nil && p.Org == s.about.Partner {
				continue
			}
			orgs = append(orgs, string(p.Org))
			names[string(p.Org)] = l.T("exchange.country_name", "country", p.Country, "name", p.Name(l.Lang().HTML()))
		}
		to.Parts = append(to.Parts, w.open("to", "exchange.partners", true, orgs, func(v string) string { return names[v] }, nil))
		if len(orgs) == 0 {
			to.Note = l.T("exchange.sheet.no_partner")
		}
	}
	if s.act == "" && (s.draft == nil || request.Begins(s.kind)) {
		if s.draft == nil {
			to.Parts = append(to.Parts, w.open("kind", "exchange.kind", false, []string{string(wire.Request), string(wire.Spontaneous)}, w.keyed("exchange.kind"), nil))
		}
		if s.kind == wire.Request {
			to.Parts = append(to.Parts, w.open("urgency", "codes.urgency", false, []string{"ordinary", "urgent"}, w.keyed("codes.urgency"), func(v string) string { return w.t("exchange.urgency." + v) }))
			ground := w.choose("ground", "codes.ground", plain(codes.Grounds()), func(v string) string { return l.T("exchange.code_word", "code", v, "words", w.t("codes.ground."+v)) }, true)
			ground.Help, ground.Optional = l.T("exchange.ground_help"), ""
			to.Parts = append(to.Parts, form.Parts(ground)...)
		}
		to.Parts = append(to.Parts, w.open("route", "codes.route", false, []string{"spoc", "authority"}, w.keyed("codes.route"), func(v string) string { return w.t("exchange.route." + v) }))
		to.Folded = form.Parts(w.choose("no_copies", "exchange.no_copies", request.CopyExceptions(), w.keyed("exchange.no_copies"), true),
			w.choose("profile", "exchange.profile", w.profiles(), func(v string) string { return w.o.Requests.Profiles()[v].Legal }, false),
			w.optional("basis", "exchange.basis", "text"), w.optional("area", "exchange.area", "text"), w.optional("unit", "exchange.unit_there", "text"),
			w.choose("classification", "codes.classification", plain(codes.Classifications()), w.keyed("codes.classification"), false))
		to.Folded[2].Field.Help = l.T("exchange.basis_help")
		to.Fold = l.T("exchange.sheet.more_right")
	}
	if len(to.Parts) == 0 {
		return nil
	}
	return []sheetGroup{to}
}

func (w fields) profiles() (all []string) {
	for id := range w.o.Requests.Profiles() {
		all = append(all, id)
	}
	slices.Sort(all)
	return all
}

// acting are the questions of a reply of a certain kind.
func (w fields) acting(s sheet, v *sheetView) error {
	l := w.r.Text
	g := sheetGroup{ID: "g-act", Title: l.T("exchange.sheet.about")}
	switch s.kind {
	case wire.DelayNotice:
		g.Parts = form.Parts(w.field("expected", "exchange.expected_label", "date"))
	case wire.Refusal, wire.Answer:
		word := func(x string) string { return l.T("exchange.code_word", "code", x, "words", w.t("codes.refusal."+x)) }
		parts := []form.Part{w.open("refusal", "codes.refusal", true, plain(codes.Refusals()), word, nil)}
		far := w.optional("as_far_as", "exchange.as_far_as", "text")
		far.Help = l.T("exchange.as_far_as_help")
		parts = append(parts, form.Parts(far, w.optional("law", "exchange.law", "text"))...)
		if s.kind == wire.Answer {
			v.Groups = append(v.Groups, sheetGroup{ID: "g-refused", Title: l.T("exchange.sheet.part_refused"), Fold: l.T("exchange.sheet.part_refused_fold"), Folded: parts, Open: len(w.values["refusal"]) > 0})
			return nil
		}
		if !w.values.Has("whole") {
			w.values.Set("whole", "all")
		}
		g.Parts = append([]form.Part{w.open("whole", "exchange.whole", false, []string{"all", "part"}, w.keyed("exchange.whole"), nil)}, parts...)
	case wire.Consent, wire.Tightened, wire.Correction, wire.ErasureNotice:
		items, err := w.itemsOf(s)
		if err != nil {
			return err
		}
		g.Parts = form.Parts(items)
		if s.kind == wire.Consent {
			g.Parts = append(g.Parts, w.consent(s)...)
		}
		if reply := w.values.Get("reply"); reply != "" {
			v.Hidden = append(v.Hidden, form.Hidden{Name: "reply", Value: reply})
		}
	}
	if len(g.Parts) > 0 && s.act != "" {
		v.Groups = append(v.Groups, g)
	}
	return nil
}

func (w fields) consent(s sheet) []form.Part {
	l := w.r.Text
	parts := form.Parts(w.choose("use", "exchange.use", plain(wire.ConsentUses()), w.keyed("codes.use"), false))
	var orgs []string
	names := map[string]string{}
	for _, p := range s.partner {
		if p.Org != s.about.Partner {
			orgs, names[string(p.Org)] = append(orgs, string(p.Org)), l.T("exchange.country_name", "country", p.Country, "name", p.Name(l.Lang().HTML()))
		}
	}
	for _, org := range w.values["for"] { // whom a partner asks about need not be ours
		if names[org] == "" {
			orgs, names[org] = append(orgs, org), org
		}
	}
	to := w.open("for", "exchange.forward_to", true, orgs, func(v string) string { return names[v] }, nil)
	to.Choices.Help = l.T("exchange.forward_to_help")
	if parts = append(parts, to); s.act == writeGrant {
		parts = append(parts, form.Parts(w.optional("until", "exchange.grant_until", "date"))...)
	}
	return parts
}

// itemsOf are the items of the thread that a consent or its like can be about: of asking, the partner's; of the rest, ours.
func (w fields) itemsOf(s sheet) (look.Field, error) {
	l := w.r.Text
	f := w.field("item", "exchange.which_item", "select")
	if m := w.values.Get("message"); m != "" && w.values.Get("item") != "" && !strings.Contains(w.values.Get("item"), "/") {
		w.values.Set("item", m+"/"+w.values.Get("item"))
	}
	err := w.r.Read(func(q *db.Snapshot) error {
		f.Options = nil
		thread, err := message.Case(q, s.about.Case)
		if err != nil {
			return err
		}
		for _, m := range thread {
			if m.Own != (s.act != writeConsent) || !m.ErasedAt.IsZero() {
				continue
			}
			heads, err := w.o.Messages.Heads(q, m.ID)
			if missing(err) != nil {
				return err
			}
			kind := l.T("exchange.kind." + string(m.Envelope.Kind))
			f.Options = append(f.Options, look.Option{Value: string(m.ID) + "/0", Word: l.T("exchange.item_all", "kind", kind, "when", moment(w.r, m.StoredAt, w.o.Zone()))})
			for n, h := range heads {
				word := l.T("exchange.item_one", "n", l.Number(int64(n+1)), "kind", kind, "what", i18n.Key("exchange.item."+string(h.Type)))
				f.Options = append(f.Options, look.Option{Value: string(m.ID) + "/" + strconv.Itoa(n+1), Word: word})
			}
		}
		for i := range f.Options {
			f.Options[i].Selected = f.Options[i].Value == w.values.Get("item")
		}
		return nil
	})
	return f, err
}
