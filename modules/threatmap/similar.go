package threatmap

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"reeve/kernel/db"
	"reeve/kernel/disclosure"
	"reeve/kernel/errs"
	"reeve/kernel/geo"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/modules/threatmap/atlas"
)

// Duplicate help: before somebody files, what is already public nearby. It knows published places and released
// texts and nothing else, so that it tells no more than the map.

const (
	similarMost  = 5    // shown
	similarLook  = 50   // looked at
	farthestZone = 4000 // metres; no published place is less precise
	areaReach    = 1500 // metres around a settlement, where no point is given
)

// near is what is searched for: a category near a point, and what was written so far.
type near struct {
	category Category
	at       geo.Point
	reach    float64 // metres
	text     string  // the asker's; compared with released texts only
}

// similarAPI is GET /api/v1/reports/similar.
func (m *Map) similarAPI(r *web.Request, _ web.None) (out PublicSimilarList, err error) {
	q := r.URL.Query()
	var bad errs.Fields
	n := near{text: q.Get("text")}
	var known bool
	if n.category, known = m.Categories.Get(q.Get("category")); !known {
		bad.Add("category", "threatmap.category_unknown", "category", q.Get("category"))
	}
	for _, c := range []struct {
		name string
		to   *float64
		most float64
	}{{"lat", &n.at.Lat, 90}, {"lon", &n.at.Lon, 180}} {
		v, err := strconv.ParseFloat(q.Get(c.name), 64)
		if err != nil {
			bad.Add(c.name, "threatmap.place_missing")
		} else if *c.to = v; !(math.Abs(v) <= c.most) { // also refuses NaN
			bad.Add(c.name, "threatmap.coordinate_range", "most", c.most)
		}
	}
	if len([]rune(n.text)) > MaxText {
		bad.Add("text", "threatmap.text_too_long", "most", MaxText, "have", len([]rune(n.text)))
	}
	if err := bad.Err(); err != nil {
		return out, err
	}
	n.reach = float64(n.category.RadiusM)
	out.Items, err = m.similar(r, n)
	return out, err
}

// similar finds the open public reports of a category that may be about the same thing: their published place,
// as precise as it is, lies within the reach. Class C has no published place and therefore no neighbours.
func (m *Map) similar(r *web.Request, n near) (items []PublicSimilar, err error) {
	if n.category.Class == disclosure.C {
		return []PublicSimilar{}, nil
	}
	neighbours := m.Index.Near(n.category.Code, n.at, n.reach+farthestZone)
	err = r.Read(func(s *db.Snapshot) error { items, err = m.rank(s, n, neighbours); return err })
	return items, err
}

// rank orders neighbours by distance and by how much of the text they share.
func (m *Map) rank(q db.Reader, n near, neighbours []atlas.Neighbour) ([]PublicSimilar, error) {
	type ranked struct {
		PublicSimilar
		score float64
	}
	items := []PublicSimilar{}
	var all []ranked
	for _, found := range neighbours {
		reach := n.reach + float64(found.Precision)
		if found.Metres > reach || len(all) == similarLook {
			continue
		}
		rep, err := m.visible(q, found.Ref)
		if kind := errs.KindOf(err); err != nil && (kind == errs.NotFound || kind == errs.Gone) { // the copy in memory is a moment behind
			continue
		}
		if err != nil {
			return nil, err
		}
		i, err := process.Load(q, rep.ID)
		if err != nil {
			return nil, err
		}
		if rep.Publication != PublicNow || rep.DuplicateOf != "" || !m.isOpen(rep, i) {
			continue
		}
		text, err := m.publicText(q, rep)
		if err != nil {
			return nil, err
		}
		like := 0.0
		if text != nil {
			like = alike(n.text, *text)
		}
		all = append(all, ranked{m.similarItem(rep, i.State, found.Metres), found.Metres/max(reach, 1) - like})
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return cmp.Or(cmp.Compare(a.score, b.score), cmp.Compare(a.Ref, b.Ref)) })
	for _, a := range all[:min(len(all), similarMost)] {
		items = append(items, a.PublicSimilar)
	}
	return items, nil
}

func (m *Map) similarItem(rep Report, state string, metres float64) PublicSimilar {
	zone := m.zone(rep)
	filed := rep.PubAt.In(zone)
	item := PublicSimilar{ID: rep.Ref, Ref: rep.Ref, Category: rep.Category, State: state, Published: publishedPlace(rep),
		FiledDate: filed.Format("2006-01-02"), FiledPart: disclosure.PartOf(filed, zone), Confirmations: rep.Confirmations, Distance: int64(math.Round(metres/10)) * 10}
	if p, ok := m.Places.Snapshot().Place(rep.Place); ok {
		item.Community = communityRef(p)
	}
	return item
}

// alike is the share of the words of two texts that both have, 0 to 1.
func alike(a, b string) float64 {
	have, shared := map[string]bool{}, 0
	for _, w := range wordsOf(a) {
		have[w] = true
	}
	other := map[string]bool{}
	for _, w := range wordsOf(b) {
		if have[w] && !other[w] {
			shared++
		}
		other[w] = true
	}
	if all := len(have) + len(other) - shared; all > 0 {
		return float64(shared) / float64(all)
	}
	return 0
}

// wordsOf folds a text: no case, no marks.
func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(norm.NFD.String(text)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) })
}

func similarParams() []web.Param {
	return []web.Param{{Name: "category", Description: "code of a category"}, {Name: "lat", Description: "where it is, degrees"}, {Name: "lon", Description: "where it is, degrees"},
		{Name: "text", Description: "what was written so far; compared with released texts"}}
}
