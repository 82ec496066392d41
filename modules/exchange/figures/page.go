package figures

import (
	"strconv"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/exchange/request"
)

// view is GET /desk/exchange/figures.
type view struct {
	look.Page
	Lead   string
	Acts   []look.Act
	Filter look.Filter
	Tiles  []look.Tile
	Parts  []part
}

type part struct {
	ID, Title, Note string
	Table           look.Table
	None            string // where the table has no line
}

// Kind is figures as the policy knows them: one whole.
const Kind = "exchange.figures"

func (f *Figures) read(r *web.Request) (s Sheet, first int, err error) {
	if err := r.Allowed(actRead, policy.Resource{Kind: Kind}); err != nil {
		return s, 0, err
	}
	now := r.Now.In(f.Zone()).Year()
	first = now
	err = r.Read(func(q *db.Snapshot) error {
		oldest, err := request.First(q)
		if err != nil {
			return err
		}
		if !oldest.IsZero() {
			first = min(now, oldest.In(f.Zone()).Year())
		}
		asked, err := r.Int("year", now, first, now)
		if err != nil {
			return err
		}
		s, err = f.Read(q, asked, r.Now)
		return err
	})
	return s, first, err
}

func year(n int) string { return strconv.Itoa(n) }

// show is the page.
func (f *Figures) show(r *web.Request) (web.Reply, error) {
	s, first, err := f.read(r)
	if err != nil {
		return nil, err
	}
	l, at := r.Text, year(s.Year.Year)
	v := view{Page: f.frame(r, l.T("exchange.figures")), Lead: l.T("exchange.figures.lead")}
	v.NoIndex = true
	for _, format := range []string{"csv", "xlsx"} {
		v.Acts = append(v.Acts, look.Act{Word: l.T("exchange.figures." + format), Href: address + "/file?year=" + at + "&format=" + format, Icon: "download", Variant: "secondary"})
	}
	years := look.Field{Name: "year", ID: "f-year", Type: "select", Label: l.T("exchange.figures.year")}
	for n := r.Now.In(f.Zone()).Year(); n >= first; n-- {
		years.Options = append(years.Options, look.Option{Value: year(n), Word: year(n), Selected: n == s.Year.Year})
	}
	v.Filter = look.Filter{Action: address, Label: l.T("form.filter"), Title: l.T("exchange.figures.year"), Submit: l.T("form.show"), Fields: []look.Field{years}}
	sum := Sum(s.Lines, func(string) bool { return true })
	share, took := l.T("i18n.no_value"), l.T("i18n.no_value")
	note := ""
	if s.Limited > 0 {
		share, note = l.Percent(s.InTime, s.Limited, 0), l.T("exchange.figures.of", "num", s.InTime, "den", s.Limited)
	}
	if s.Answered > 0 {
		took = l.Duration(s.Median.Round(time.Minute))
	}
	v.Tiles = []look.Tile{
		{Label: l.T("exchange.figures.sent"), Value: l.Number(s.Sent.All())},
		{Label: l.T("exchange.requests_received"), Value: l.Number(sum.Received.All())},
		{Label: l.T("exchange.answered_in_time"), Value: share, Note: note},
		{Label: l.T("exchange.figures.our_median"), Value: took},
	}
	for _, t := range s.Tables(l) {
		p := part{ID: t.ID, Title: t.Title, Note: t.Note, Table: t.look()}
		if len(t.Rows) == 0 {
			p.None = l.T("exchange.figures.none")
		}
		v.Parts = append(v.Parts, p)
	}
	return f.page.With(v), nil
}
