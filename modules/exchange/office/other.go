package office

import (
	"net/url"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/codes"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// showOther is GET /desk/exchange/other: what came, or went, by SIENA, I-24/7, paper or mail.
func (o *Office) showOther(r *web.Request) (web.Reply, error) {
	values := url.Values{"at": {r.Now.In(o.Zone()).Format("2006-01-02T15:04")}, "way": {"in"}, "kind": {string(wire.Request)}, "urgency": {"ordinary"}, "profile": {request.DefaultProfile},
		"handling": {"H0"}, "lang": {"en"}, "classification": {"unclassified"}}
	return o.other(r, form.Fresh(values))
}

func (o *Office) other(r *web.Request, t form.Typed) (web.Reply, error) {
	l := r.Text
	if err := o.Requests.MayBegin(r); err != nil {
		return nil, err
	}
	w := fields{o, r, t.Values}
	v := sheetView{Page: o.frame(r, l.T("exchange.other.title")), Lead: l.T("exchange.other.lead"), Action: root + "/other", Submit: l.T("exchange.other.submit"), Needs: l.T("exchange.other.needs"), Back: form.Back(r, root)}
	v.Crumbs = form.Crumbs(r, look.NavItem{Word: l.T("exchange.title"), Href: root}, look.NavItem{Word: v.Title})
	var orgs []string
	names := map[string]string{}
	err := r.Read(func(q *db.Snapshot) error {
		all, err := node.Partners(q)
		orgs = nil
		for _, p := range all {
			orgs, names[string(p.Org)] = append(orgs, string(p.Org)), l.T("exchange.country_name", "country", p.Country, "name", p.Name(l.Lang().HTML()))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	id := w.field("channel_id", "exchange.other.id", "text")
	id.Help = l.T("exchange.other.id_help")
	at := w.field("at", "exchange.other.at", "datetime-local")
	at.Help = l.T("exchange.other.at_help")
	partner, name := w.choose("partner", "exchange.other.node", orgs, func(v string) string { return names[v] }, true), w.optional("name", "exchange.other.name", "text")
	country := w.optional("country", "exchange.other.country", "text")
	country.Help = l.T("exchange.country_help")
	channel := w.open("channel", "exchange.other.channel", false, mediums(), w.keyed("exchange.medium"), nil)
	ground := w.choose("ground", "codes.ground", plain(codes.Grounds()), func(v string) string { return l.T("exchange.code_word", "code", v, "words", w.t("codes.ground."+v)) }, true)
	ground.Help, ground.Optional = l.T("exchange.ground_help"), ""
	people, numbers := w.optional("names", "exchange.other.names", "textarea"), w.optional("numbers", "exchange.other.numbers", "textarea")
	people.Rows, numbers.Rows = 2, 2
	people.Help, numbers.Help = l.T("exchange.other.marks_help"), l.T("exchange.other.marks_help")
	v.Groups = []sheetGroup{
		{ID: "g-way", Title: l.T("exchange.other.way_title"), Parts: append([]form.Part{channel, w.open("way", "exchange.other.way", false, []string{"in", "out"}, w.keyed("exchange.other.way"), nil)}, form.Parts(id, at, partner, name, country)...)},
		{ID: "g-what", Title: l.T("exchange.sheet.about"), Parts: append([]form.Part{w.open("kind", "exchange.kind", false, []string{string(wire.Request), string(wire.Spontaneous)}, w.keyed("exchange.kind"), nil),
			w.open("urgency", "codes.urgency", false, []string{"ordinary", "urgent"}, w.keyed("codes.urgency"), nil)},
			form.Parts(ground, w.field("subject", "exchange.subject", "text"), w.optional("their_ref", "exchange.their_ref", "text"), w.choose("profile", "exchange.profile", w.profiles(), func(v string) string { return o.Requests.Profiles()[v].Legal }, false), people, numbers)...)},
		w.codesGroup(),
	}
	return o.answerSheet(r, v, t), nil
}

// takeOther registers it, and warns on the case's page when it may be there already.
func (o *Office) takeOther(r *web.Request) (web.Reply, error) {
	get := func(name string) string { return form.Posted(r, name) }
	var f errs.Fields
	in := request.Entered{Channel: get("channel"), ChannelID: get("channel_id"), Partner: get("name"), Country: strings.ToUpper(get("country")), Own: get("way") == "out", Kind: wire.Kind(get("kind")),
		Names: form.Lines(get("names")), Numbers: form.Lines(get("numbers"))}
	var err error
	if in.At, err = time.ParseInLocation("2006-01-02T15:04", get("at"), o.Zone()); err != nil {
		f.Add("at", "exchange.time_wrong")
	}
	in.Content = request.Content{Kind: in.Kind, Urgency: codes.Urgency(get("urgency")), Ground: codes.Ground(get("ground")), Subject: get("subject"), TheirRef: get("their_ref"), Profile: get("profile"), Lang: r.Text.Lang().HTML()}
	if in.Kind != wire.Request {
		in.Content.Urgency, in.Content.Ground = "", ""
	} else if in.Content.Urgency != codes.Urgent {
		in.Content.Ground = ""
	}
	in.Content.Codes = typedCodes(r.PostForm, "", &f)
	if err = f.Err(); err == nil {
		var ref string
		ref, err = web.Write(r, func(tx *db.Tx) (string, error) {
			if err := o.Requests.MayBegin(r); err != nil {
				return "", err
			}
			partner := wire.Org("")
			if get("partner") != "" {
				p, err := node.Load(tx, wire.Org(get("partner")))
				if err != nil {
					return "", errs.Bad("partner", "request.partner_missing")
				}
				partner = p.Org
			}
			v, err := o.Requests.Register(tx, in, partner)
			return v.Ref, err
		})
		if err == nil {
			return web.SeeOther(root + "/" + ref + "?done=1"), nil
		}
	}
	if t, ok := form.Refused(r, err); ok {
		return o.other(r, t)
	}
	return nil, err
}
