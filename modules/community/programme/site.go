package programme

import (
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/community/words"
	"reeve/modules/places"
)

// site is the public pages: the programmes, and one of them.
type site struct {
	x     *Programmes
	frame func(r *web.Request, title string) look.Page
	list  *web.Page[siteListView]
	one   *web.Page[siteView]
}

func newSite(x *Programmes, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*site, error) {
	s := &site{x: x, frame: frame}
	var err error
	if s.list, err = web.Add[siteListView](pages, files, "public", "page/site_list.html"); err != nil {
		return nil, err
	}
	s.one, err = web.Add[siteView](pages, files, "public", "page/site.html")
	return s, err
}

// siteListView is GET /{lang}/programmes.
type siteListView struct {
	look.Page
	Items []siteItem
	Empty *look.Empty
}

type siteItem struct{ Name, Lang, Slogan, Href, Where, Logo string }

func (s *site) showList(r *web.Request) (web.Reply, error) {
	v := siteListView{Page: s.frame(r, r.Text.T("programme.programmes"))}
	err := r.Read(func(q *db.Snapshot) error {
		v.Items = nil
		all, err := places.Programmes(q)
		for _, g := range all {
			p, err := Get(q, g.ID)
			if err != nil {
				return err
			}
			if p.Public {
				item := siteItem{Slogan: s.x.Word(r, g.Slogans), Href: "/" + r.Text.Lang().HTML() + "/programmes/" + g.Slug, Logo: g.Look.LogoHref(), Where: form.Line(s.x.where(r, g), words.Days(r, p.From, p.Until))}
				item.Name, item.Lang = s.x.Name(r, g.Names)
				v.Items = append(v.Items, item)
			}
		}
		return err
	})
	if len(v.Items) == 0 {
		v.Empty = &look.Empty{Icon: "flag", Title: r.Text.T("programme.none")}
	}
	return s.list.With(v), err
}

// siteView is GET /{lang}/programmes/{slug}.
type siteView struct {
	look.Page
	NameLang string
	Crumbs   look.Crumbs
	Style    string // address of the sheet with its colours
	Logo     string
	Slogan   string
	About    string
	Goals    []string
	Facts    []look.Fact
	Actions  look.Table
	Seen     look.Table
	SeenNote string
}

func (s *site) showOne(r *web.Request) (web.Reply, error) {
	x := s.x
	var v siteView
	err := r.Read(func(q *db.Snapshot) error {
		g, p, err := bySlug(q, r.PathValue("slug"))
		if err != nil {
			return err
		}
		if !p.Public {
			return errs.New(errs.NotFound, "places.no_such_programme")
		}
		seen, err := x.seen(r, q, g, p)
		if err != nil {
			return err
		}
		name, lang := x.Name(r, g.Names)
		v = siteView{Page: s.frame(r, name), NameLang: lang, Style: g.StyleHref(), Logo: g.Look.LogoHref(), Slogan: x.Word(r, g.Slogans), About: x.Word(r, p.Abouts),
			Goals: form.Lines(x.Word(r, p.Goals)), Facts: x.facts(r, g, p), Actions: x.actionTable(r, p), Seen: x.seenTable(r, seen),
			Crumbs: form.Crumbs(r, look.NavItem{Word: r.Text.T("programme.programmes"), Href: "/" + r.Text.Lang().HTML() + "/programmes"}, look.NavItem{Word: name})}
		v.SeenNote = r.Text.T("programme.seen_note", "days", words.Days(r, p.From, x.lastDay(r, g, p)))
		return nil
	})
	return s.one.With(v), err
}

// where is the land in which a programme runs.
func (x *Programmes) where(r *web.Request, g places.Programme) string {
	if g.Look.Place == "" {
		return r.Text.T("programme.everywhere")
	}
	return x.Words.Place(r, g.Look.Place)
}

func (x *Programmes) facts(r *web.Request, g places.Programme, p Plan) []look.Fact {
	var partners []string
	for _, name := range p.Partners {
		partners = append(partners, x.Org(r, name))
	}
	facts := []look.Fact{form.Fact(r, "programme.where", x.where(r, g)), form.Fact(r, "programme.period", words.Days(r, p.From, p.Until))}
	if len(partners) > 0 {
		facts = append(facts, form.Fact(r, "programme.partners", strings.Join(partners, "; ")))
	}
	return facts
}

// lastDay is the last day that is counted: today, or the programme's last one.
func (x *Programmes) lastDay(r *web.Request, g places.Programme, p Plan) string {
	today := x.dayAt(g.Look.Place, r.Now)
	if p.Until != "" {
		return min(today, p.Until)
	}
	return today
}

// seen are the appearances of the programme's time so far.
func (x *Programmes) seen(r *web.Request, q db.Reader, g places.Programme, p Plan) ([]Appearance, error) {
	if p.From == "" {
		return nil, nil
	}
	return x.appearances(q, g.Look.Place, p.From, x.lastDay(r, g, p))
}

func (x *Programmes) seenTable(r *web.Request, all []Appearance) look.Table {
	t := look.Table{Caption: r.Text.T("programme.seen"), Head: form.Head(r, "programme.seen_at", "programme.times")}
	t.Head[1].Number = true
	counts := Count(all)
	for _, kind := range Kinds() {
		t.Rows = append(t.Rows, []look.Cell{{Text: r.Text.T("programme.at." + kind)}, {Text: r.Text.Number(counts[kind]), Number: true}})
	}
	return t
}

func (x *Programmes) actionTable(r *web.Request, p Plan) look.Table {
	t := look.Table{Caption: r.Text.T("programme.actions"), Head: form.Head(r, "programme.on", "programme.what", "programme.partners", "programme.done_on")}
	all := slices.Clone(p.Actions)
	slices.SortStableFunc(all, func(a, b Action) int { return strings.Compare(a.On, b.On) })
	for _, a := range all {
		var partners []string
		for _, name := range a.Partners {
			partners = append(partners, x.Org(r, name))
		}
		done := r.Text.T("programme.not_done")
		if a.DoneOn != "" {
			done = words.Day(r, a.DoneOn)
		}
		t.Rows = append(t.Rows, []look.Cell{{Text: words.Day(r, a.On)}, {Text: a.What}, {Text: strings.Join(partners, "; ")}, {Text: done}})
	}
	return t
}
