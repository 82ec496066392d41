package office

import (
	"net/url"
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/exchange/delivery"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

const (
	listRows = 50
	paceDays = 90
)

// box is one list of the desk.
type box struct {
	name   string
	side   request.Box
	states []string
}

// boxes are the lists of requests; drafts are a list of their own.
func boxes() []box {
	return []box{
		{"received", request.Inbox, []string{request.Open, request.Assigned, request.Partial}},
		{"sent", request.Outbox, []string{request.Sealed, request.Sent, request.Delivered, request.Open, request.Assigned, request.Partial, request.Answered, request.Refused}},
		{"review", "", []string{request.Review}},
		{"archive", "", []string{request.Answered, request.Refused, request.Withdrawn, request.Closed, request.Kept, request.Erased}},
	}
}

// row is a line of a list.
type row struct {
	Late    bool
	Clock   *look.Clock
	Quiet   string // what stands where no clock runs
	Haste   string
	Urgent  *look.Code
	Country string
	Partner string
	Subject string
	Lang    string
	Href    string
	Second  string // below the subject
	Stamps  look.Stamps
	State   string
	Who     string
	Nobody  bool // it is open and nobody has it
}

// queueView is a partner in the row of queues.
type queueView struct{ Country, Name, Icon, Text, Kind, Href string }

type listView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Acts   []look.Act
	Box    string
	Label  string
	Boxes  []look.NavItem
	Queues []queueView
	Pace   string
	Filter look.Filter
	Head   []string
	Rows   []row
	Empty  *look.Empty
	Pages  look.Pagination
	More   []look.NavItem // the desk's other pages
}

// showList is GET /desk/exchange.
func (o *Office) showList(r *web.Request) (web.Reply, error) {
	l, q := r.Text, r.URL.Query()
	at := boxes()[0]
	for _, b := range boxes() {
		if b.name == q.Get("box") {
			at = b
		}
	}
	v := listView{Page: o.frame(r, l.T("exchange.title")), Lead: l.T("exchange.lead"), Box: at.name, Label: l.T("exchange.boxes"), Pages: look.Pagination{Label: l.T("form.pages")}}
	v.NoIndex, v.Flash = true, form.Done(r)
	if r.May(actWrite) {
		v.Acts = []look.Act{{Word: l.T("exchange.search"), Href: root + "/search", Icon: "search", Variant: "secondary"}, {Word: l.T("exchange.new.title"), Href: root + "/new", Icon: "notebook-pen"}}
	}
	waiting := q.Get("box") == "waiting"
	if waiting {
		v.Box = "waiting"
	}
	f := request.Filter{Box: at.side, States: at.states, Now: r.Now, After: q.Get("after"), Limit: listRows, Partner: q.Get("partner")}
	if st := q.Get("state"); slices.Contains(at.states, st) {
		f.States = []string{st}
	}
	scope := r.Scope(actRead)
	f.Scope = &scope
	for _, u := range o.Places.Snapshot().Units() {
		if u.Code == q.Get("unit") && u.Code != "" {
			f.Unit = u.ID
		}
	}
	err := r.Read(func(s *db.Snapshot) (err error) {
		if v.Boxes, err = o.boxLinks(r, s, v.Box); err != nil {
			return err
		}
		if v.Pace, err = o.pace(r, s); err != nil {
			return err
		}
		if waiting {
			v.Rows, err = o.waitingRows(r, s)
			return err
		}
		all, err := node.Partners(s)
		if err != nil {
			return err
		}
		v.Filter = o.listFilter(r, at, q, all)
		v.Rows, v.Pages.Next, err = o.rows(r, s, f, strings.TrimSpace(q.Get("q")))
		return err
	})
	if err != nil {
		return nil, err
	}
	if o.Delivery != nil && r.May(seePartner) {
		queues, err := o.Delivery.Queues(r.Context())
		if err != nil {
			return nil, err
		}
		v.Queues = o.queueRow(r, queues)
	}
	v.Head = []string{l.T("exchange.left"), l.T("codes.urgency"), l.T("exchange.partner"), l.T("exchange.subject"), l.T("exchange.codes"), l.T("exchange.state")}
	if len(v.Rows) == 0 {
		v.Empty = &look.Empty{Icon: "inbox", Title: l.T("exchange.empty." + v.Box)}
	}
	v.More = o.more(r)
	return o.list.With(v), nil
}

// more are the desk's further pages.
func (o *Office) more(r *web.Request) (all []look.NavItem) {
	add := func(action, key, path string) {
		if r.May(action) {
			all = append(all, look.NavItem{Word: r.Text.T(key), Href: root + path})
		}
	}
	add(actWrite, "exchange.other.title", "/other")
	add(actReview, "exchange.shift.title", "/shift")
	add(actRead, "exchange.templates.title", "/templates")
	return all
}

// boxLinks are the lists with how many lie in each.
func (o *Office) boxLinks(r *web.Request, q db.Reader, now string) (all []look.NavItem, err error) {
	tallies, err := request.Tallies(q, r.Scope(actRead))
	if err != nil {
		return nil, err
	}
	link := func(name string, count int64, counted bool) {
		word := r.Text.T("exchange.box." + name)
		if counted {
			word = r.Text.T("exchange.box_count", "box", word, "count", r.Text.Number(count))
		}
		all = append(all, look.NavItem{Word: word, Href: root + "?box=" + name, Current: name == now})
	}
	for _, b := range boxes() {
		var n int64
		for _, t := range tallies {
			if slices.Contains(b.states, t.State) && (b.side == "" || (b.side == request.Outbox) == t.Own) {
				n += t.Count
			}
		}
		if b.name == "review" {
			waiting, err := o.waiting(r, q)
			if err != nil {
				return nil, err
			}
			link("waiting", int64(len(waiting)), true)
		}
		link(b.name, n, b.name != "archive")
	}
	return all, nil
}

func (o *Office) listFilter(r *web.Request, at box, q url.Values, all []node.Partner) look.Filter {
	l := r.Text
	any := look.Option{Word: l.T("form.any")}
	who, units, states := []look.Option{any}, []look.Option{any}, []look.Option{any}
	for _, p := range all {
		who = append(who, look.Option{Value: string(p.Org), Word: l.T("exchange.country_name", "country", p.Country, "name", p.Name(l.Lang().HTML())), Selected: q.Get("partner") == string(p.Org)})
	}
	for _, u := range o.Places.Snapshot().Units() {
		units = append(units, look.Option{Value: u.Code, Word: o.word(r, u.Names), Selected: q.Get("unit") == u.Code})
	}
	for _, st := range at.states {
		states = append(states, look.Option{Value: st, Word: l.T("request.state." + st), Selected: q.Get("state") == st})
	}
	f := look.Filter{Action: root, Label: l.T("form.filter"), Title: l.T("form.filter"), Submit: l.T("form.show"), Open: q.Get("partner")+q.Get("unit")+q.Get("state")+q.Get("q") != "", Fields: []look.Field{
		{Name: "box", ID: "f-box", Type: "select", Label: l.T("exchange.boxes"), Options: o.boxOptions(r, at.name)},
		{Name: "partner", ID: "f-partner", Type: "select", Label: l.T("exchange.partner"), Options: who},
		{Name: "state", ID: "f-state", Type: "select", Label: l.T("exchange.state"), Options: states},
	}}
	if len(units) > 1 {
		f.Fields = append(f.Fields, look.Field{Name: "unit", ID: "f-unit", Type: "select", Label: l.T("exchange.unit"), Options: units})
	}
	f.Fields = append(f.Fields, look.Field{Name: "q", ID: "f-q", Type: "search", Label: l.T("exchange.words"), Value: q.Get("q")})
	if f.Open {
		f.Reset = &look.Act{Word: l.T("form.reset"), Href: root + "?box=" + at.name, Variant: "tertiary"}
	}
	return f
}

func (o *Office) boxOptions(r *web.Request, now string) (all []look.Option) {
	for _, b := range boxes() {
		all = append(all, look.Option{Value: b.name, Word: r.Text.T("exchange.box." + b.name), Selected: b.name == now})
	}
	return all
}

// rows are a page of requests.
func (o *Office) rows(r *web.Request, q db.Reader, f request.Filter, words string) (all []row, next *look.NavItem, err error) {
	if words != "" {
		if f.IDs, err = o.Requests.Search(q, words, string(r.Text.Lang())); err != nil {
			return nil, nil, err
		}
		f.Found = true
	}
	found, after, err := request.List(q, f)
	if err != nil {
		return nil, nil, err
	}
	for _, v := range found {
		one, err := o.row(r, q, v)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, one)
	}
	if after != "" {
		kept := r.URL.Query()
		kept.Set("after", after)
		next = &look.NavItem{Word: r.Text.T("form.more"), Href: r.URL.Path + "?" + kept.Encode()}
	}
	return all, next, nil
}

// row is one request in a list.
func (o *Office) row(r *web.Request, q db.Reader, v request.Request) (out row, err error) {
	l := r.Text
	item, err := o.Requests.Out(q, v, r.Now)
	if err != nil {
		return out, err
	}
	out = row{Country: item.Partner.Country, Partner: partyName(r, item.Partner), Subject: item.Subject, Lang: v.Lang, Href: root + "/" + v.Ref, Second: l.T("exchange.kind." + string(v.Kind)),
		Stamps: stamps(r, item.Handling, nil, item.Evaluations, false), State: l.T("request.state." + v.Life.State), Who: o.holder(r, q, v), Urgent: urgent(r, v)}
	if item.Partner.ID == nil && !v.Own {
		out.Country = "" // of who has no node only the name is known
	}
	if out.Subject == "" {
		out.Subject, out.Lang = l.T("exchange.no_subject"), ""
	}
	if v.Channel != request.ChannelReeve {
		out.Second = l.T("exchange.kind_by", "kind", out.Second, "medium", l.T("exchange.medium."+v.Channel))
	}
	if v.Copied {
		out.Second = l.T("exchange.kind_copy", "kind", out.Second)
	}
	c, at, ok, err := o.Requests.Line(q, v, r.Now)
	switch {
	case err != nil:
		return out, err
	case ok:
		k := line(r, c, at)
		out.Clock, out.Late, out.Haste = &k, k.Kind == look.Late, periodWords(r, c.Period)
		if out.Urgent != nil {
			out.Urgent.Sentence = out.Haste
		}
	case v.Life.State == request.Review && !v.ReviewAt.IsZero():
		out.Quiet = l.T("exchange.review_since", "when", l.Date(v.ReviewAt.In(o.Zone())))
	case v.Kind == wire.Request && !v.Copied && v.StartedAt.IsZero() && v.Own:
		out.Quiet = l.T("exchange.clock.waiting")
	default:
		out.Quiet = l.T("exchange.clock.none")
	}
	if v.Expected != "" && !request.Done(v.Life.State) {
		out.State = l.T("exchange.delayed_until", "day", i18n.Day(v.Expected))
	} else if v.Paused {
		out.State = l.T("exchange.waits_clarification")
	}
	out.Nobody = out.Who == "" && v.Life.State == request.Open && !v.Own && !v.Copied
	return out, nil
}

// queueRow says in a word for each partner whether something waits for it.
func (o *Office) queueRow(r *web.Request, all []delivery.Queue) (out []queueView) {
	l := r.Text
	for _, one := range all {
		v := queueView{Country: one.Partner.Country, Name: one.Partner.Name(l.Lang().HTML()), Icon: "check", Text: l.T("exchange.queue.empty"), Href: partners + "/" + string(one.Partner.Org)}
		switch {
		case one.Partner.State == node.Revoked:
			v.Icon, v.Kind, v.Text = "ban", "late", l.T("exchange.partner.revoked")
		case one.Forks > 0:
			v.Icon, v.Kind, v.Text = "triangle-alert", "late", l.T("exchange.queue.fork")
		case one.Offered > 0:
			v.Icon, v.Kind, v.Text = "triangle-alert", "late", l.T("exchange.queue.epoch")
		case one.Messages > 0:
			v.Icon, v.Text = "hourglass", l.N("exchange.queue.waits", one.Messages, "when", moment(r, one.Since, o.Zone()))
		}
		out = append(out, v)
	}
	return out
}

// pace is how fast we answered.
func (o *Office) pace(r *web.Request, q db.Reader) (string, error) {
	p, err := request.PaceSince(q, r.Scope(actRead), r.Now.AddDate(0, 0, -paceDays))
	if err != nil || p.Answered == 0 {
		return "", err
	}
	return r.Text.T("exchange.pace", "days", r.Text.Number(paceDays), "share", r.Text.Percent(p.InTime, p.Answered, 1), "of", r.Text.Number(p.Answered), "median", short(r, p.Median)), nil
}
