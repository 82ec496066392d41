package threatmap

import (
	"html/template"
	"strings"
	"sync"

	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// placeOptions are the choices of regions and communities, written once for each language: with thousands of them the
// template would take longer than all the rest of the page. The zero value is empty.
type placeOptions struct {
	mu     sync.Mutex
	sn     *places.Snapshot
	byLang map[string][]placeOption
}

type placeOption struct {
	id, code  string
	community bool
	option    look.WrittenOption
}

// placeOptions gives the regions and then the communities in the reader's order. The list is shared and must not be
// changed.
func (s *site) placeOptions(r *web.Request) []placeOption {
	sn, fallback, l := s.places(), s.m.Settings.Get().Fallback, r.Text
	key := string(l.Lang()) + " " + strings.Join(fallback, ",")
	o := &s.options
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.sn != sn {
		o.sn, o.byLang = sn, map[string][]placeOption{}
	}
	if all, known := o.byLang[key]; known {
		return all
	}
	var all []placeOption
	for i, list := range [][]places.Place{sn.Regions(l, fallback), sn.Communities(l, fallback)} {
		for _, p := range list {
			all = append(all, placeOption{p.ID, p.Code, i == 1, look.WriteOption(p.Code, s.nameOf(r, p))})
		}
	}
	o.byLang[key] = all
	return all
}

// placeFilter offers the regions and the communities that have reports, and the place that is chosen.
func (s *site) placeFilter(r *web.Request, community string, reports map[string]int64) look.Field {
	l := r.Text
	field := look.Field{Name: "community", Type: "select", Label: l.T("threatmap.site.community")}
	var out strings.Builder
	out.WriteString(string(look.WriteOption("", l.T("threatmap.site.list.all_places")).As(false)))
	found := community == ""
	for _, p := range s.placeOptions(r) {
		chosen := p.code == community
		if !p.community || chosen || reports[p.id] > 0 {
			out.WriteString(string(p.option.As(chosen)))
			found = found || chosen
		}
	}
	if p, ok := s.places().ByCode(community); ok && !found {
		out.WriteString(string(look.WriteOption(p.Code, s.nameOf(r, p)).As(true)))
	}
	field.Written = template.HTML(out.String()) // of WrittenOption only, which is escaped
	return field
}
