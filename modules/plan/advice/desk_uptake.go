package advice

import (
	"net/url"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// uptakeView is GET /desk/recommendation-uptake: who took what up by when. A line for each recommendation, a column for
// each organisation that one of the page is addressed to.
type uptakeView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Acts   []look.Act
	Filter look.Filter
	Tiles  []look.Tile
	Table  look.Table
	Empty  *look.Empty
	Pages  look.Pagination
}

const (
	uptakeAddress = "/desk/recommendation-uptake"
	uptakeRows    = 40
)

func (d *desk) showUptake(r *web.Request) (web.Reply, error) {
	q, l := r.URL.Query(), r.Text
	v := uptakeView{Page: d.frame(r, l.T("plan.advice.uptake")), Crumbs: d.crumbs(r, nil, l.T("plan.advice.uptake")), Lead: l.T("plan.advice.uptake_lead")}
	v.NoIndex = true
	var all []Advice
	var next string
	scope := r.Scope("plan.advice.read")
	err := r.Read(func(s *db.Snapshot) error {
		plans, err := d.plans(s, r)
		if err != nil {
			return err
		}
		if v.Filter, err = d.filter(s, r, q, plans); err != nil {
			return err
		}
		all, next, err = List(s, d.filterOf(r, q, plans, uptakeRows), &scope)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, format := range []string{"csv", "xlsx"} {
		v.Acts = append(v.Acts, look.Act{Word: l.T("plan.advice.file_" + format), Href: fileAddress(q, format), Icon: "download", Variant: "secondary"})
	}
	var c Counts
	for _, a := range all {
		c = c.Add(a.Count())
	}
	for _, t := range []struct {
		key string
		n   int64
	}{{"asked", c.Waiting}, {"accepted", c.Accepted}, {"partly", c.Partly}, {"rejected", c.Rejected}, {"done", c.Done}, {"verified", c.Verified}} {
		tile := look.Tile{Label: l.T("plan.advice.answer." + t.key), Value: l.Number(t.n), Note: l.T("plan.advice.of", "n", c.Asked)}
		v.Tiles = append(v.Tiles, tile)
	}
	v.Table = d.matrix(l, all)
	if len(all) == 0 {
		v.Empty = &look.Empty{Icon: "list-checks", Title: l.T("plan.advice.none"), Text: l.T("plan.advice.none_text")}
	}
	v.Pages = pagesOf(l, q, uptakeAddress, next)
	return d.uptake.With(v), nil
}

func fileAddress(q url.Values, format string) string {
	out := url.Values{"format": {format}}
	for _, name := range filters() {
		if q.Get(name) != "" {
			out.Set(name, q.Get(name))
		}
	}
	return uptakeAddress + "/file?" + out.Encode()
}

// matrix has a line for each recommendation and a column for each organisation. An empty cell is one that was not addressed.
func (d *desk) matrix(l *i18n.Localizer, all []Advice) look.Table {
	asked := map[string]bool{}
	for _, a := range all {
		for _, x := range a.Answers {
			asked[x.Org] = true
		}
	}
	t := look.Table{Caption: l.T("plan.advice.uptake"), Head: []look.Cell{{Text: l.T("plan.advice.what")}, {Text: l.T("plan.advice.due")}}}
	var columns []named
	for _, o := range d.orgs(l) {
		if asked[o.id] {
			columns = append(columns, o)
			t.Head = append(t.Head, look.Cell{Text: o.name})
		}
	}
	for _, a := range all {
		text, lang := d.s.word(l, a.Body)
		row := []look.Cell{{Text: short(text), Lang: lang, Href: oneAddress(a.Ref)}, {Text: dayWord(l, a.Due)}}
		for _, o := range columns {
			x, ok := a.For(o.id)
			if !ok {
				row = append(row, look.Cell{})
				continue
			}
			cell := look.Cell{Text: l.T("plan.advice.answer." + x.State)}
			if at := x.last(); at != "" {
				cell.Text = l.T("plan.advice.on", "what", cell.Text, "date", l.Date(civil(at)))
			}
			if x.State != Addressed {
				cell.Href = answerAddress(x.Ref)
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// last is the day of the latest thing that the organisation or the reviewer said.
func (x Answer) last() string { return max(x.AnsweredOn, x.DoneOn, x.VerifiedOn) }
