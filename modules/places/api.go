package places

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/process/calendar"
	"reeve/kernel/web"
)

func (p *Places) communitiesAPI(r *web.Request, _ web.None) (PublicPlaces, error) {
	s, all := p.Snapshot(), []Place(nil)
	region := r.URL.Query().Get("region")
	for _, c := range s.WithRole(Community) {
		if above, ok := s.Above(c.ID, Region); region == "" || ok && above.Code == region {
			all = append(all, c)
		}
	}
	if known, ok := s.ByCode(region); region != "" && (!ok || known.Role != Region) {
		return PublicPlaces{}, errs.Bad("region", "places.no_such_place", "place", region)
	}
	return page(r, s, all)
}

func (p *Places) regionsAPI(r *web.Request, _ web.None) (PublicPlaces, error) {
	s, count := p.Snapshot(), map[string]int{}
	for _, c := range s.WithRole(Community) {
		if above, ok := s.Above(c.ID, Region); ok {
			count[above.Code]++
		}
	}
	out, err := page(r, s, s.WithRole(Region))
	for i := range out.Items {
		n := count[out.Items[i].Code]
		out.Items[i].Communities = &n
	}
	return out, err
}

// page cuts a list that is in order of codes.
func page(r *web.Request, s *Snapshot, all []Place) (PublicPlaces, error) {
	out := PublicPlaces{Items: []PublicPlace{}}
	limit, err := r.Int("limit", 100, 1, 1000)
	if err != nil {
		return out, err
	}
	if after := r.URL.Query().Get("after"); after != "" {
		_, code, err := db.ParseCursor(after)
		if err != nil {
			return out, errs.Bad("after", "places.cursor_wrong")
		}
		n, found := slices.BinarySearchFunc(all, code, func(p Place, code string) int { return strings.Compare(p.Code, code) })
		if found {
			n++
		}
		all = all[n:]
	}
	if len(all) > limit {
		next := db.Cursor(0, all[limit-1].Code)
		all, out.Next = all[:limit], &next
	}
	for _, v := range all {
		out.Items = append(out.Items, s.public(v))
	}
	return out, nil
}

// community finds the community of a path.
func (p *Places) community(r *web.Request, s *Snapshot) (Place, error) {
	v, ok := s.ByCode(r.PathValue("code"))
	if !ok || v.Role != Community {
		return v, errs.New(errs.NotFound, "places.no_such_place", "place", r.PathValue("code"))
	}
	return v, nil
}

func (p *Places) communityAPI(r *web.Request, _ web.None) (PublicPlace, error) {
	s := p.Snapshot()
	v, err := p.community(r, s)
	if err != nil {
		return PublicPlace{}, err
	}
	return s.public(v), nil
}

// boundaryAPI answers with the boundary that holds today, or on the day of the parameter at.
func (p *Places) boundaryAPI(w http.ResponseWriter, r *web.Request) error {
	v, err := p.community(r, p.Snapshot())
	if err != nil {
		return err
	}
	day := p.dayIn(v.Country, r.Now)
	if at := r.URL.Query().Get("at"); at != "" {
		if _, err := calendar.ParseDate(at); err != nil {
			return errs.Bad("at", "places.date_wrong", "date", at)
		}
		day = at
	}
	var b Boundary
	if err := r.Read(func(s *db.Snapshot) (err error) { b, err = BoundaryOn(s, v.ID, day); return err }); err != nil {
		return err
	}
	raw, err := json.Marshal(PublicBoundary{Type: "Feature", ID: v.Code, Geometry: b.Shape, Properties: PublicShape{Code: v.Code, Name: v.Names,
		Version: b.Number, ValidFrom: orNull(b.Valid.From), ValidUntil: orNull(b.Valid.Until), AreaM2: b.AreaM2, Source: b.Source, Licence: b.Licence}})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/geo+json")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	_, err = w.Write(append(raw, '\n'))
	return err
}
