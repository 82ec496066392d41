package threatmap

import (
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// site is the public pages: what is there, one report, filing, following by key. No cookie and no script is
// needed for any of them.
type site struct {
	m       *Map
	frame   func(r *web.Request, title string) look.Page
	options placeOptions

	home        *web.Page[homePage]
	mapView     *web.Page[findPage]
	list        *web.Page[findPage]
	card        *web.Page[cardPage]
	whereabouts *web.Page[whereView]
	stop        *web.Page[stopPage]
	place       *web.Page[placePage]
	category    *web.Page[categoryPage]
	similar     *web.Page[similarPage]
	details     *web.Page[detailsPage]
	check       *web.Page[checkPage]
	done        *web.Page[donePage]
	report      *web.Page[reportPage]
	confirmed   *web.Page[confirmedPage]
	follow      *web.Page[followPage]
	own         *web.Page[ownPage]
	stats       *web.Page[statsPage]
	sources     *web.Page[sourcesPage]
}

func newSite(m *Map, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*site, error) {
	s := &site{m: m, frame: frame}
	for _, add := range []error{
		sitePage(pages, &s.home, "home"), sitePage(pages, &s.mapView, "map"), sitePage(pages, &s.list, "list"), sitePiece(pages, &s.card, "card"), sitePiece(pages, &s.whereabouts, "where"), sitePage(pages, &s.stop, "stop"), sitePage(pages, &s.place, "place"),
		sitePage(pages, &s.category, "category"), sitePage(pages, &s.similar, "similar"), sitePage(pages, &s.details, "details"), sitePage(pages, &s.check, "check"),
		sitePage(pages, &s.done, "done"), sitePage(pages, &s.report, "report"), sitePage(pages, &s.confirmed, "confirmed"), sitePage(pages, &s.follow, "follow"), sitePage(pages, &s.own, "own"), sitePage(pages, &s.stats, "stats"),
		sitePage(pages, &s.sources, "sources"),
	} {
		if add != nil {
			return nil, add
		}
	}
	return s, nil
}

// sitePage parses one page of page/site together with the pieces that they share.
func sitePage[V any](pages *web.Pages, to **web.Page[V], name string) (err error) {
	*to, err = web.Add[V](pages, files, "public", "page/site/parts.html", "page/site/finder.html", "page/site/where.html", "page/site/"+name+".html")
	return err
}

// sitePiece parses a piece of a page that a script fetches: it has no frame.
func sitePiece[V any](pages *web.Pages, to **web.Page[V], name string) (err error) {
	*to, err = web.Add[V](pages, files, name, "page/site/parts.html", "page/site/"+name+".html")
	return err
}

func (s *site) routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/{lang}/{$}", Action: "threatmap.public.read", Handler: web.View(s.showHome)},
		{Method: "GET", Path: "/{lang}/map", Action: "threatmap.public.read", Handler: web.View(s.showMap)},
		{Method: "GET", Path: "/{lang}/map/report/{ref}", Action: "threatmap.public.read", Handler: web.View(s.showCard)},
		{Method: "GET", Path: "/{lang}/list", Action: "threatmap.public.read", Handler: web.View(s.showList)},
		{Method: "GET", Path: "/{lang}/stats", Action: "threatmap.public.read", Handler: web.View(s.showStats)},
		{Method: "GET", Path: "/{lang}/r/{ref}", Action: "threatmap.public.read", Handler: web.View(s.showReport)},
		{Method: "GET", Path: "/{lang}/sources", Action: "threatmap.public.read", Handler: web.View(s.showSources)},
		{Method: "POST", Path: "/{lang}/r/{ref}/confirm", Action: "threatmap.public.confirm", Handler: web.Form(s.confirm)},
		{Method: "GET", Path: "/{lang}/report", Action: "threatmap.report.file", Handler: web.View(s.beginFiling)},
		{Method: "POST", Path: "/{lang}/report", Action: "threatmap.report.file", Handler: web.Form(s.goOnFiling), Limit: filingLimit},
		{Method: "GET", Path: "/{lang}/follow", Action: "threatmap.report.follow", Handler: web.View(s.askKey)},
		{Method: "POST", Path: "/{lang}/follow", Action: "threatmap.report.follow", Handler: web.Form(s.openByKey), Limit: filingLimit},
	}
}

// address is a path of the public site in the reader's language.
func address(r *web.Request, path string) string { return "/" + r.Text.Lang().HTML() + path }

// staffLang is the language in which the police of a community write their reasons: the only one besides English
// in which it has a name, else the installation's own; empty where the page is in that language anyway.
func (s *site) staffLang(r *web.Request, community i18n.Text) string {
	var own []string
	for tag := range community {
		if tag != string(i18n.English) {
			own = append(own, tag)
		}
	}
	lang := s.m.Settings.Get().Default
	if len(own) == 1 {
		lang = own[0]
	}
	if lang == r.Text.Lang().HTML() {
		return ""
	}
	return lang
}

// places is the snapshot of places for one request.
func (s *site) places() *places.Snapshot { return s.m.Places.Snapshot() }
