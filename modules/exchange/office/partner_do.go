package office

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/codes"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// showTrust is GET /desk/exchange/partners/trust: a card is put in, its fingerprint is compared with the partner.
func (o *Office) showTrust(r *web.Request) (web.Reply, error) { return o.trust(r, form.Fresh(nil)) }

func (o *Office) trust(r *web.Request, t form.Typed) (web.Reply, error) {
	if err := mayPartners(r, setPartner); err != nil {
		return nil, err
	}
	l, w := r.Text, fields{o, r, t.Values}
	v := sheetView{Page: o.frame(r, l.T("exchange.trust.title")), Lead: l.T("exchange.trust.lead"), Action: partners + "/trust", Submit: l.T("exchange.trust.submit"), Back: form.Back(r, partners)}
	v.Crumbs = form.Crumbs(r, look.NavItem{Word: l.T("exchange.partners"), Href: partners}, look.NavItem{Word: v.Title})
	file := look.Field{Name: "file", Type: "file", Label: l.T("exchange.trust.file"), Optional: l.T("form.optional")}
	card := w.field("card", "exchange.trust.card", "textarea")
	card.Rows, card.Key, card.Help = 8, true, l.T("exchange.trust.card_help")
	fingerprint := w.field("fingerprint", "exchange.fingerprint", "text")
	fingerprint.Key, fingerprint.Help, fingerprint.Autocomplete = true, l.T("exchange.trust.help"), "off"
	v.Groups = []sheetGroup{{ID: "g-card", Title: l.T("exchange.card"), Parts: form.Parts(file, card)}, {ID: "g-compare", Title: l.T("exchange.trust.compare"), Note: l.T("exchange.trust.compare_note"), Parts: form.Parts(fingerprint)}}
	return o.answerSheet(r, v, t), nil
}

// takeTrust compares what was read out with the card, and trusts the node.
func (o *Office) takeTrust(r *web.Request) (web.Reply, error) {
	if err := fresh(r); err != nil {
		return o.confirmThen(partners + "/trust"), nil
	}
	card := []byte(r.PostForm.Get("card"))
	if r.MultipartForm != nil && len(r.MultipartForm.File["file"]) == 1 && r.MultipartForm.File["file"][0].Size > 0 {
		f, err := r.MultipartForm.File["file"][0].Open()
		if err != nil {
			return nil, err
		}
		card, err = io.ReadAll(io.LimitReader(f, wire.MaxCard+1))
		f.Close()
		if err != nil {
			return nil, err
		}
		r.PostForm.Set("card", string(card))
	}
	org, err := web.Write(r, func(tx *db.Tx) (string, error) {
		if err := mayPartners(r, setPartner); err != nil {
			return "", err
		}
		if len(card) == 0 {
			return "", errs.Bad("card", "exchange.trust.missing")
		}
		p, err := o.Nodes.Trust(tx, card, form.Posted(r, "fingerprint"))
		return string(p.Org), err
	})
	if e := errs.Of(err); e != nil && e.Kind == errs.Forbidden && e.Key != "web.forbidden" {
		err = &errs.Error{Kind: errs.Conflict, Key: e.Key, Args: e.Args, Fields: e.Fields}
	}
	if t, ok := form.Refused(r, err); ok {
		return o.trust(r, t)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther(partners + "/" + org + "?done=1"), nil
}

// ownCard gives this node's card as it is handed to partners.
func (o *Office) ownCard(w http.ResponseWriter, r *web.Request) error {
	if err := mayPartners(r, seePartner); err != nil {
		return err
	}
	if o.Own == nil {
		return errs.New(errs.Unavailable, "request.no_node")
	}
	attach(w, "node-"+string(o.Own.Org())+".card")
	_, err := w.Write(o.Own.SignedCard())
	return err
}

// partnerActs are what an administrator does about a partner.
func partnerActs() []string { return []string{"channel", "close", "revoke", "epoch"} }

func (o *Office) showPartnerDo(r *web.Request) (web.Reply, error) {
	values := url.Values{"allow": {"all"}, "classification": {"unclassified"}, "file": {strconv.Itoa(wire.MaxFile >> 20)}, "day": {strconv.FormatInt(node.DefaultDayBytes>>20, 10)}, "from": {r.Now.In(o.Zone()).Format(time.DateOnly)}}
	return o.partnerDo(r, form.Fresh(values))
}

func (o *Office) partnerDo(r *web.Request, t form.Typed) (web.Reply, error) {
	if err := mayPartners(r, setPartner); err != nil {
		return nil, err
	}
	name := r.PathValue("do")
	if !slices.Contains(partnerActs(), name) {
		return nil, errs.New(errs.NotFound, "web.no_such_page")
	}
	l, w := r.Text, fields{o, r, t.Values}
	var p node.Partner
	if err := r.Read(func(q *db.Snapshot) (err error) { p, err = o.partnerOf(r, q); return err }); err != nil {
		return nil, err
	}
	base := partners + "/" + string(p.Org)
	f := form.View{Page: o.frame(r, l.T("exchange.do."+name)), Lead: l.T("exchange.do." + name + ".needs"), Action: base + "/do/" + name, Submit: l.T("exchange.do." + name), Back: form.Back(r, base)}
	f.Crumbs = form.Crumbs(r, look.NavItem{Word: l.T("exchange.partners"), Href: partners}, look.NavItem{Word: p.Name(l.Lang().HTML()), Href: base}, look.NavItem{Word: f.Title})
	reason := w.field("reason", "exchange.reason", "textarea")
	reason.Rows = 3
	parts := form.Parts(reason)
	if name == "channel" {
		allow := w.field("allow", "exchange.channel.allows", "text")
		allow.Help = l.T("exchange.channel.allows_help")
		file, day := w.field("file", "exchange.channel.file_mb", "number"), w.field("day", "exchange.channel.day_mb", "number")
		basis := w.field("basis", "exchange.basis", "text")
		basis.Help = l.T("exchange.channel.basis_help")
		parts = form.Parts(basis, w.optional("agreement", "exchange.channel.agreement", "text"), allow, w.choose("classification", "codes.classification", plain(codes.Classifications()), w.keyed("codes.classification"), false),
			file, day, w.field("from", "exchange.channel.from", "date"), w.optional("until", "exchange.channel.until", "date"))
	}
	f.Groups = []form.Group{{Parts: parts}}
	return o.forms.Answer(r, f, t)
}

func (o *Office) takePartnerDo(r *web.Request) (web.Reply, error) {
	if err := fresh(r); err != nil {
		return o.confirmThen(partners + "/" + r.PathValue("org") + "/do/" + r.PathValue("do")), nil
	}
	org, err := web.Write(r, func(tx *db.Tx) (string, error) {
		if err := mayPartners(r, setPartner); err != nil {
			return "", err
		}
		p, err := o.partnerOf(r, tx)
		if err != nil {
			return "", err
		}
		return string(p.Org), o.doPartner(r, tx, p)
	})
	if t, ok := form.Refused(r, err); ok {
		return o.partnerDo(r, t)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther(partners + "/" + org + "?done=1"), nil
}

func (o *Office) doPartner(r *web.Request, tx *db.Tx, p node.Partner) error {
	reason := form.Posted(r, "reason")
	name := r.PathValue("do")
	if name != "channel" && reason == "" {
		return errs.Bad("reason", "request.reason_missing")
	}
	switch name {
	case "channel":
		c, err := o.typedChannel(r)
		if err != nil {
			return err
		}
		c.Partner = p.Org
		_, err = o.Nodes.OpenChannel(tx, c)
		return err
	case "close":
		_, err := o.Nodes.CloseAll(tx, p.Org, reason)
		return err
	case "revoke":
		_, err := o.Nodes.Revoke(tx, p.Org, reason)
		return err
	case "epoch":
		if o.Delivery == nil {
			return errs.New(errs.Unavailable, "request.no_node")
		}
		_, err := o.Delivery.AcceptEpoch(tx, p.Org, reason)
		return err
	}
	return errs.New(errs.NotFound, "web.no_such_page")
}

// typedChannel reads a channel's limits.
func (o *Office) typedChannel(r *web.Request) (c node.Channel, err error) {
	var f errs.Fields
	get := func(name string) string { return form.Posted(r, name) }
	c = node.Channel{Basis: get("basis"), Agreement: get("agreement"), Classification: codes.Classification(get("classification"))}
	if c.Basis == "" {
		f.Add("basis", "exchange.channel.basis_missing")
	}
	if c.Allows, err = node.ParseAllows(get("allow")); err != nil {
		e := errs.Of(err)
		if e == nil {
			return c, err
		}
		f.Add("allow", "exchange.channel.allows_wrong")
	}
	mb := func(name string, most int64) int64 {
		n, err := strconv.ParseInt(get(name), 10, 64)
		if err != nil || n < 1 || n > most {
			f.Add(name, "web.number_between", "least", 1, "most", most)
		}
		return n << 20
	}
	c.MaxFile, c.DayBytes = mb("file", wire.MaxFile>>20), mb("day", 1<<20)
	day := func(name string, must bool) (t time.Time) {
		if get(name) == "" && !must {
			return t
		}
		t, err := time.ParseInLocation(time.DateOnly, get(name), o.Zone())
		if err != nil {
			f.Add(name, "exchange.time_wrong")
		}
		return t
	}
	c.From, c.Until = day("from", true), day("until", false)
	if !c.Until.IsZero() {
		c.Until = c.Until.AddDate(0, 0, 1) // the day that is named counts whole
	}
	return c, f.Err()
}
