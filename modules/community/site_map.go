package community

import (
	"math"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/modules/places"
)

// mapView is coverage as a drawing. The table beside it says the same.
type mapView struct {
	Width, Height int
	Title, Text   string
	Shapes        []mapShape
	Edge          string // outline of the region around its communities
	Legend        []legendItem
}

// mapShape is one place. Cover is Missing, Covered or Due; of a region also low, half or most: how many of its
// communities are covered.
type mapShape struct {
	Path, Cover, Title string
	First              bool
}

type legendItem struct{ Cover, Word string }

// Hatched tells whether the shape is filled with a pattern, which a style sheet cannot refer to.
func (m mapShape) Hatched() bool { return m.Cover == Due }

// Hatched is the same for the legend.
func (l legendItem) Hatched() bool { return l.Cover == Due }

// drawMap draws all regions, or the communities of one. nil where no boundary is known.
func (s *site) drawMap(r *web.Request, q *db.Snapshot, reg *reach, all Reach, region *places.Place) (*mapView, error) {
	var drawn []places.Place
	width := 0.0
	if region == nil {
		for _, one := range all.Regions {
			drawn = append(drawn, one.Region)
			width += reg.places.AreaM2(one.Region.ID)
		}
	} else {
		for _, g := range reg.grounds {
			if p, ok := reg.places.Place(g.ID); ok && g.Region == region.ID && all.Cover[g.ID] != "" {
				drawn = append(drawn, p)
				width += reg.places.AreaM2(g.ID)
			}
		}
	}
	outlines, err := s.c.drawings.outlines(q, drawn, all.At, grainFor(math.Sqrt(width)))
	if err != nil || len(outlines) == 0 {
		return nil, err
	}
	canvas := newCanvas(outlines)
	if canvas.Height == 0 {
		return nil, nil
	}
	v := &mapView{Width: canvas.Width, Height: canvas.Height, Title: r.Text.T("community.site.map")}
	seen := map[string]bool{}
	by := map[string]RegionReach{}
	for _, one := range all.Regions {
		by[one.Region.ID] = one
	}
	for _, o := range outlines {
		p, _ := reg.places.Place(o.place)
		shape := mapShape{Path: canvas.path(o.shape), Cover: all.Cover[o.place], First: region == nil && o.place == all.FirstID}
		words := r.Text.T("community.cover." + shape.Cover)
		if region == nil {
			one := by[o.place]
			shape.Cover, words = degree(one.share), r.Text.T("community.site.of", "n", r.Text.Number(one.InForce), "all", r.Text.Number(one.Communities))
		}
		shape.Title = r.Text.T("community.site.shape", "place", s.c.placeWord(r, p), "cover", words)
		seen[shape.Cover] = true
		v.Shapes = append(v.Shapes, shape)
	}
	if region != nil {
		if edge, err := s.c.drawings.outlines(q, []places.Place{*region}, all.At, grainFor(math.Sqrt(width))); err != nil {
			return nil, err
		} else if len(edge) > 0 {
			v.Edge = canvas.path(edge[0].shape)
		}
	}
	for _, cover := range []string{Covered, "most", "half", "low", Due, Missing} {
		if !seen[cover] && cover != Covered && cover != Missing {
			continue
		}
		key := "community.cover." + cover
		if region == nil {
			key = "community.site.degree." + cover
		}
		v.Legend = append(v.Legend, legendItem{cover, r.Text.T(key)})
	}
	v.Text = r.Text.T("community.site.map_text")
	return v, nil
}

// degree is how far a region is covered, in steps that can be told apart.
func degree(s share) string {
	switch {
	case s.InForce == 0:
		return Missing
	case s.Whole():
		return Covered
	case s.InForce*3 < s.Communities:
		return "low"
	case s.InForce*3 < s.Communities*2:
		return "half"
	}
	return "most"
}
