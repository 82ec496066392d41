package office

import (
	"strings"
	"time"

	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/secrets"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/codes"
	"reeve/modules/exchange/delivery"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/request"
	"reeve/modules/places"
)

// Actions of the policy. Those on requests are request's.
const (
	actRead    = "exchange.request.read"
	actWrite   = "exchange.request.write"
	actReview  = "exchange.request.review"
	actAssign  = "exchange.request.assign"
	actErase   = "exchange.request.erase"
	actMailbox = "exchange.mailbox.write"
	seePartner = "exchange.partner.read"
	setPartner = "exchange.partner.write"
)

const (
	root     = "/desk/exchange"
	cases    = root + "/cases"
	drafts   = root + "/drafts"
	partners = root + "/partners"
)

// Needs is what the pages work with.
type Needs struct {
	DB       *db.DB
	Keys     *secrets.Keys
	Places   *places.Places
	Archive  *document.Archive
	Settings *config.Store
	Own      *node.Own
	Nodes    *node.Nodes
	Messages *message.Messages
	Requests *request.Requests
	Delivery *delivery.Delivery
	Zone     func() *time.Location // of the node
}

// Office is the pages. Safe for concurrent use.
type Office struct {
	Needs
	frame    func(r *web.Request, title string) look.Page
	forms    *form.Forms
	list     *web.Page[listView]
	one      *web.Page[caseView]
	paper    *web.Page[caseView]
	sheet    *web.Page[sheetView]
	queues   *web.Page[partnersView]
	partner  *web.Page[partnerView]
	shift    *web.Page[shiftView]
	outlines *web.Page[templatesView]
}

// New makes the pages.
func New(n Needs, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*Office, error) {
	o := &Office{Needs: n, frame: frame}
	var err error
	if o.forms, err = form.New(pages, "desk"); err != nil {
		return nil, err
	}
	if o.list, err = web.Add[listView](pages, files, "desk", "page/list.html"); err != nil {
		return nil, err
	}
	if o.one, err = web.Add[caseView](pages, files, "desk", "page/case.html", "page/thread.html", "page/draft.html"); err != nil {
		return nil, err
	}
	if o.paper, err = web.Add[caseView](pages, files, "desk", "page/print.html", "page/thread.html"); err != nil {
		return nil, err
	}
	if o.sheet, err = web.Add[sheetView](pages, files, "desk", "page/sheet.html"); err != nil {
		return nil, err
	}
	if o.queues, err = web.Add[partnersView](pages, files, "desk", "page/partners.html"); err != nil {
		return nil, err
	}
	if o.partner, err = web.Add[partnerView](pages, files, "desk", "page/partner.html"); err != nil {
		return nil, err
	}
	if o.shift, err = web.Add[shiftView](pages, files, "desk", "page/shift.html"); err != nil {
		return nil, err
	}
	o.outlines, err = web.Add[templatesView](pages, files, "desk", "page/templates.html")
	return o, err
}

// fresh demands a second factor that was shown a short while ago: for what leaves the node, and for whom it trusts.
func fresh(r *web.Request) error {
	return identity.DemandFresh(r.Principal(), r.Now, identity.FreshFor)
}

// load finds the request of the address, if the asker may do the action on it.
func (o *Office) load(r *web.Request, q db.Reader, action string) (request.Request, error) {
	v, err := request.About(q, r.PathValue("ref"))
	if err == nil {
		err = o.Requests.May(r, action, v)
	}
	return v, err
}

// person is the name of an account, empty for commands and for who is gone.
func person(q db.Reader, account string) string {
	if account == "" {
		return ""
	}
	a, err := identity.AccountIn(q, account)
	if err != nil {
		return ""
	}
	return a.Name
}

// holder is who works on a request: the post's person, else the post, else the unit.
func (o *Office) holder(r *web.Request, q db.Reader, v request.Request) string {
	s := o.Places.Snapshot()
	if f, ok := s.Post(v.Life.Post); ok && v.Life.Post != "" {
		if name := person(q, f.Account()); name != "" {
			return name
		}
		return f.Post.Code
	}
	if u, ok := s.Unit(v.Life.Unit); ok && v.Life.Unit != "" {
		return o.word(r, u.Names)
	}
	return ""
}

func (o *Office) word(r *web.Request, t i18n.Text) string {
	name, _ := t.Best(r.Text.Lang(), o.Settings.Get().Fallback)
	return name
}

// partyName is how a node or other sender is called in the reader's language.
func partyName(r *web.Request, p request.Party) string {
	if len(p.Names) == 0 {
		return p.Name
	}
	return node.NameIn(p.Names, r.Text.Lang().HTML())
}

func moment(r *web.Request, t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return r.Text.T("i18n.no_value")
	}
	if a, b := t.In(zone), r.Now.In(zone); a.Year() == b.Year() && a.YearDay() == b.YearDay() {
		return r.Text.Time(t, zone)
	}
	return r.Text.DateTimeShort(t, zone)
}

// stamps are codes as stamps. Long ones say the sentence behind each.
func stamps(r *web.Request, handling []codes.Handling, restrict *codes.Restriction, grades []codes.Grade, long bool) (s look.Stamps) {
	for _, h := range handling {
		c := look.Code{Code: string(h)}
		if long {
			if c.Sentence = r.Text.T("codes.handling." + string(h)); h == codes.H3 {
				c.Sentence = restriction(r, restrict)
			}
		}
		s.Handling = append(s.Handling, c)
	}
	for _, g := range grades {
		if g.Valid() {
			s.Grades = append(s.Grades, look.Grade{Source: g.Source(), Information: g.Information(),
				Words: r.Text.T("exchange.grade", "source", i18n.Key("codes.source."+g.Source()), "information", i18n.Key("codes.information."+g.Information()))})
		}
	}
	return s
}

// restriction says what H3 demands.
func restriction(r *web.Request, c *codes.Restriction) string {
	l := r.Text
	var all []string
	if c != nil {
		if len(c.Recipients) > 0 {
			all = append(all, l.T("exchange.h3.recipients", "who", strings.Join(c.Recipients, ", ")))
		}
		if c.Expires != "" {
			all = append(all, l.T("exchange.h3.expires", "day", i18n.Day(c.Expires)))
		}
		if c.DeleteBy != "" {
			all = append(all, l.T("exchange.h3.delete_by", "day", i18n.Day(c.DeleteBy)))
		}
		if c.Note != "" {
			all = append(all, c.Note)
		}
	}
	if len(all) == 0 {
		return l.T("codes.handling.H3")
	}
	return strings.Join(all, "; ")
}

// missing is nil for what is not there, so that a page can do without it.
func missing(err error) error {
	if k := errs.KindOf(err); k == errs.NotFound || k == errs.Gone {
		return nil
	}
	return err
}
