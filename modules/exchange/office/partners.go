package office

import (
	"context"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/exchange/delivery"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// partnersView is all partners with their queues, and our own card.
type partnersView struct {
	look.Page
	Lead  string
	Acts  []look.Act
	Rows  []partnerRow
	Head  []string
	Empty *look.Empty
	Own   *ownView
}

type partnerRow struct {
	Country, Name, Href  string
	Kind, Icon, Word     string // of the queue
	Since, Contact, Skew string
	Channel              string
}

type ownView struct {
	Title, Name, Country string
	Print                string // the fingerprint
	Facts                []look.Fact
	Download             look.Act
}

// mayPartners: who the partners are is one whole.
func mayPartners(r *web.Request, action string) error {
	return r.Allowed(action, policy.Resource{Kind: node.KindPartner})
}

func (o *Office) queuesOf(ctx context.Context) ([]delivery.Queue, error) {
	if o.Delivery == nil {
		return nil, nil
	}
	return o.Delivery.Queues(ctx)
}

// showPartners is GET /desk/exchange/partners.
func (o *Office) showPartners(r *web.Request) (web.Reply, error) {
	if err := mayPartners(r, seePartner); err != nil {
		return nil, err
	}
	l := r.Text
	v := partnersView{Page: o.frame(r, l.T("exchange.partners")), Lead: l.T("exchange.partners.lead")}
	v.NoIndex, v.Flash = true, form.Done(r)
	if r.May(setPartner) {
		v.Acts = []look.Act{{Word: l.T("exchange.trust.title"), Href: partners + "/trust", Icon: "plus"}}
	}
	for _, key := range []string{"exchange.partner", "exchange.queue", "exchange.since", "exchange.contact", "exchange.skew", "exchange.channel"} {
		v.Head = append(v.Head, l.T(key))
	}
	queues, err := o.queuesOf(r.Context())
	if err != nil {
		return nil, err
	}
	err = r.Read(func(q *db.Snapshot) error {
		v.Rows = nil
		for i, line := range o.queueRow(r, queues) {
			one := partnerRow{Country: line.Country, Name: line.Name, Href: line.Href, Kind: line.Kind, Icon: line.Icon, Word: line.Text, Since: moment(r, queues[i].Since, o.Zone()),
				Contact: moment(r, queues[i].Contact, o.Zone()), Skew: o.skew(r, queues[i].Errand), Channel: l.T("exchange.channel.none")}
			ch, err := node.Open(q, queues[i].Partner.Org, r.Now)
			if err == nil {
				one.Channel = ch.Basis
			} else if errs.KindOf(err) == errs.Internal {
				return err
			}
			v.Rows = append(v.Rows, one)
		}
		return nil
	})
	if len(v.Rows) == 0 {
		v.Empty = &look.Empty{Icon: "handshake", Title: l.T("exchange.partners.none"), Text: l.T("exchange.partners.none_text")}
	}
	if o.Own != nil {
		c := o.Own.Card()
		v.Own = &ownView{Title: l.T("exchange.own"), Name: node.NameIn(c.Names, l.Lang().HTML()), Country: c.Country, Print: node.Fingerprint(c), Facts: cardFacts(r, c),
			Download: look.Act{Word: l.T("exchange.own.download"), Href: partners + "/card", Icon: "download", Variant: "secondary"}}
	}
	return o.queues.With(v), err
}

// skew is by how much a partner's clock differs from ours.
func (o *Office) skew(r *web.Request, e delivery.Errand) string {
	if e.Contact.IsZero() {
		return r.Text.T("i18n.no_value")
	}
	return r.Text.T("exchange.seconds", "n", r.Text.Decimal(float64(e.Skew)/1e6, 1))
}

// cardFacts are what a card says.
func cardFacts(r *web.Request, c wire.Card) []look.Fact {
	l := r.Text
	facts := []look.Fact{form.Fact(r, "exchange.card.id", string(c.Org)), form.Fact(r, "exchange.card.role", l.T("exchange.role."+c.Role)), form.Fact(r, "exchange.card.address", strings.Join(c.Addresses, "\n")),
		form.Fact(r, "exchange.card.log", c.Log.Origin)}
	if t, err := wire.ParseInstant(c.Until); err == nil {
		facts = append(facts, form.Fact(r, "exchange.card.until", l.Date(t)))
	}
	return append(facts, form.Fact(r, "exchange.card.serial", strconv.FormatInt(c.Serial, 10)))
}

// partnerView is one partner: card, channel, queue, alarms.
type partnerView struct {
	look.Page
	Crumbs  look.Crumbs
	Country string
	State   look.Tag
	Print   string
	PrintOf string
	Alarms  []look.Alert
	Card    []look.Fact
	CardOf  string
	Queue   []look.Fact
	QueueOf string
	Channel []look.Fact
	ChanOf  string
	NoChan  string
	Next    look.NextSteps
	Refused *look.Table
}

func (o *Office) partnerOf(r *web.Request, q db.Reader) (node.Partner, error) {
	return node.Load(q, wire.Org(r.PathValue("org")))
}

// showPartner is GET /desk/exchange/partners/{org}.
func (o *Office) showPartner(r *web.Request) (web.Reply, error) {
	if err := mayPartners(r, seePartner); err != nil {
		return nil, err
	}
	l := r.Text
	var p node.Partner
	var v partnerView
	err := r.Read(func(q *db.Snapshot) (err error) {
		if p, err = o.partnerOf(r, q); err != nil {
			return err
		}
		v = partnerView{Page: o.frame(r, p.Name(l.Lang().HTML())), Country: p.Country, Print: p.Fingerprint, PrintOf: l.T("exchange.fingerprint"), CardOf: l.T("exchange.card"), QueueOf: l.T("exchange.queue"),
			ChanOf: l.T("exchange.channel"), Card: cardFacts(r, p.Card), State: look.Tag{Word: l.T("exchange.partner.trusted"), Icon: "check", Color: "success"}}
		v.Card = append(v.Card, look.Fact{Term: l.T("exchange.trusted_at"), Text: l.DateTime(p.TrustedAt, o.Zone())})
		if p.State == node.Revoked {
			v.State = look.Tag{Word: l.T("exchange.partner.revoked"), Icon: "ban", Color: "danger"}
			v.Alarms = append(v.Alarms, look.Alert{Kind: "danger", Title: l.T("exchange.partner.revoked"), Text: l.T("exchange.partner.revoked_why", "when", l.DateTime(p.RevokedAt, o.Zone()), "why", known(r, p.RevokedWhy))})
		}
		if err := o.channelFacts(r, q, p, &v); err != nil {
			return err
		}
		refused, err := delivery.Refusals(q, p.Org, 20)
		if err != nil || len(refused) == 0 {
			return err
		}
		v.Refused = &look.Table{Caption: l.T("exchange.refusals"), Head: form.Head(r, "form.when", "exchange.reason", "exchange.detail")}
		for _, x := range refused {
			v.Refused.Rows = append(v.Refused.Rows, []look.Cell{{Text: l.DateTime(x.At, o.Zone())}, {Text: known(r, x.Reason)}, {Text: x.Detail}})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	v.NoIndex, v.Flash = true, form.Done(r)
	v.Crumbs = form.Crumbs(r, look.NavItem{Word: l.T("exchange.partners"), Href: partners}, look.NavItem{Word: v.Title})
	if o.Delivery != nil {
		one, err := o.Delivery.QueueOf(r.Context(), p.Org)
		if err != nil {
			return nil, err
		}
		o.queueFacts(r, one, &v)
	}
	o.partnerSteps(r, p, &v)
	return o.partner.With(v), nil
}

// queueFacts say what waits, why, since when, and what somebody has to look at.
func (o *Office) queueFacts(r *web.Request, one delivery.Queue, v *partnerView) {
	l := r.Text
	fact := func(key, text string) { v.Queue = append(v.Queue, form.Fact(r, key, text)) }
	waits := l.T("exchange.queue.empty")
	if one.Messages > 0 {
		waits = l.N("exchange.queue.waits", one.Messages, "when", l.DateTime(one.Since, o.Zone()))
	}
	fact("exchange.queue", waits)
	if one.Receipts > 0 {
		fact("exchange.queue.receipts", l.Number(one.Receipts))
	}
	if one.Error != "" {
		fact("exchange.queue.why", l.T("exchange.queue.error", "why", known(r, one.Error), "when", moment(r, one.ErrorAt, o.Zone()), "tries", l.Number(int64(one.Failures))))
		if one.Detail != "" {
			fact("exchange.detail", one.Detail)
		}
	}
	if one.Next.After(r.Now) {
		fact("exchange.queue.next", moment(r, one.Next, o.Zone()))
	}
	fact("exchange.contact", moment(r, one.Contact, o.Zone()))
	fact("exchange.came", moment(r, one.In.At, o.Zone()))
	skew := o.skew(r, one.Errand)
	if d := time.Duration(one.Skew) * time.Microsecond; d > wire.Skew || d < -wire.Skew {
		v.Alarms = append(v.Alarms, look.Alert{Kind: "warning", Title: l.T("exchange.skew"), Text: l.T("exchange.skew.alarm", "seconds", skew)})
	}
	fact("exchange.skew", skew)
	fact("exchange.refused_count", l.Number(one.Refused))
	fact("exchange.cosigned", l.T("exchange.cosigned.both", "ours", l.Number(one.Cosigned.Size), "theirs", l.Number(one.Witness.Size)))
	if one.Epoch > 0 {
		fact("exchange.epoch", l.Number(one.Epoch))
	}
	if one.Forks > 0 {
		v.Alarms = append(v.Alarms, look.Alert{Kind: "danger", Title: l.T("exchange.queue.fork"), Text: l.N("exchange.fork.text", int64(one.Forks))})
	}
	if one.Offered > 0 {
		a := look.Alert{Kind: "warning", Title: l.T("exchange.queue.epoch"), Text: l.T("exchange.epoch.text", "n", l.Number(one.Offered))}
		if r.May(setPartner) {
			a.Acts = []look.Act{{Word: l.T("exchange.do.epoch"), Href: partners + "/" + string(one.Partner.Org) + "/do/epoch"}}
		}
		v.Alarms = append(v.Alarms, a)
	}
	if one.In.Refused != "" {
		fact("exchange.in_refused", known(r, one.In.Refused))
	}
}

func (o *Office) channelFacts(r *web.Request, q db.Reader, p node.Partner, v *partnerView) error {
	l := r.Text
	c, err := node.Open(q, p.Org, r.Now)
	if errs.KindOf(err) == errs.Forbidden || errs.KindOf(err) == errs.NotFound {
		e := errs.Of(err)
		v.NoChan = r.Message(errs.Field{Key: e.Key, Args: e.Args})
		return nil
	}
	if err != nil {
		return err
	}
	allows := l.T("exchange.channel.all")
	if !c.Allows.All {
		allows = c.Allows.String()
	}
	until := l.T("exchange.channel.open_end")
	if !c.Until.IsZero() {
		until = l.Date(c.Until.In(o.Zone()))
	}
	v.Channel = []look.Fact{form.Fact(r, "exchange.basis", c.Basis), form.Fact(r, "exchange.channel.allows", allows), form.Fact(r, "codes.classification", l.T("codes.classification."+string(c.Classification))),
		form.Fact(r, "exchange.channel.file", size(r, c.MaxFile)), form.Fact(r, "exchange.channel.day", size(r, c.DayBytes)), form.Fact(r, "exchange.channel.from", l.Date(c.From.In(o.Zone()))), form.Fact(r, "exchange.channel.until", until)}
	return nil
}

// partnerSteps are what an administrator can do about a partner.
func (o *Office) partnerSteps(r *web.Request, p node.Partner, v *partnerView) {
	base := partners + "/" + string(p.Org)
	v.Next = look.NextSteps{ID: "next", Title: r.Text.T("form.next")}
	if !r.May(setPartner) {
		return
	}
	add := func(name, icon string) {
		v.Next.Steps = append(v.Next.Steps, look.NextStep{Icon: icon, Title: r.Text.T("exchange.do." + name), Needs: r.Text.T("exchange.do." + name + ".needs"), Href: base + "/do/" + name})
	}
	if p.State == node.Revoked {
		v.Next.Steps = append(v.Next.Steps, look.NextStep{Icon: "shield-check", Title: r.Text.T("exchange.trust.title"), Needs: r.Text.T("exchange.trust.lead"), Href: partners + "/trust"})
		return
	}
	add("channel", "link")
	if v.NoChan == "" {
		add("close", "circle-x")
	}
	add("revoke", "ban")
}
