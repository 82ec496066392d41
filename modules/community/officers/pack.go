package officers

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/modules/places"
)

// PackBytes is how large the pack of a region may be, written out and not compressed.
const PackBytes = 300_000

const (
	otherPack  = "other" // communities of no region
	digestSize = 8       // characters of a part's digest
	mostHave   = 8000    // characters of an address
	packFresh  = time.Minute
)

// grains are how rough outlines may become, in metres, until a pack is small enough; 0 leaves them out.
func grains() []int { return []int{100, 250, 600, 1500, 4000, 0} }

// packKey is what a pack depends on within a snapshot.
type packKey struct{ region, lang string }

// keptPack is a pack with the time it was made; meetings and agreements change without the snapshot.
type keptPack struct {
	at   time.Time
	pack PublicPack
}

// pack is GET /packs/{name}: REGION.json. have, where it is said, lists the digests of the parts that the asker has;
// only the others come.
func (s *site) pack(w http.ResponseWriter, r *web.Request) error {
	code, ok := strings.CutSuffix(r.PathValue("name"), ".json")
	q := r.URL.Query()
	if lang, known := i18n.ParseLang(q.Get("lang")); known {
		r.Text = s.o.Catalogue.For(lang)
	}
	d := s.o.directory()
	region, found := d.s.ByCode(code)
	if !ok || code != otherPack && (!found || region.Role != places.Region) {
		return errs.New(errs.NotFound, "places.no_such_place", "place", code)
	}
	have := q.Get("have")
	if len(have) > mostHave || len(have)%digestSize != 0 {
		return errs.Bad("have", "officers.have_wrong")
	}
	v, err := s.packOf(r, d, region)
	if err != nil {
		return err
	}
	if have != "" {
		has := map[string]bool{}
		for at := 0; at < len(have); at += digestSize {
			has[have[at:at+digestSize]] = true
		}
		v.Parts = slices.DeleteFunc(slices.Clone(v.Parts), func(p *PublicPart) bool { return has[p.Digest] })
	}
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return web.WritePacked(w, r, "application/json", append(body, '\n'))
}

// packOf is the whole pack of a region, made anew when the one that is kept is a minute old.
func (s *site) packOf(r *web.Request, d *directory, region places.Place) (PublicPack, error) {
	key := packKey{region.ID, r.Text.Lang().HTML()}
	if kept, ok := d.packs.Load(key); ok && r.Now.Sub(kept.(keptPack).at).Abs() < packFresh {
		return kept.(keptPack).pack, nil
	}
	v, err := s.makePack(r, d, region)
	if err == nil {
		d.packs.Store(key, keptPack{r.Now, v})
	}
	return v, err
}

func (s *site) makePack(r *web.Request, d *directory, region places.Place) (v PublicPack, err error) {
	var communities []places.Place
	for _, c := range d.s.WithRole(places.Community) {
		if above, _ := d.s.Above(c.ID, places.Region); above.ID == region.ID {
			communities = append(communities, c)
		}
	}
	err = r.Read(func(q *db.Snapshot) error {
		v = PublicPack{Region: region.Code, Lang: r.Text.Lang().HTML(), At: r.Now.UTC().Format(time.RFC3339), Emergency: s.o.Settings.Get().Emergency, Parts: []*PublicPart{}}
		if region.ID != "" {
			v.Name = s.o.PlaceName(r, region)
		}
		if err := s.people(r, q, d, region, communities, &v); err != nil {
			return err
		}
		for _, grain := range grains() {
			if err := s.rough(r, q, d, communities, grain, &v); err != nil {
				return err
			}
			if size, err := sign(&v); err != nil || size <= PackBytes {
				return err
			}
		}
		for _, part := range v.Parts { // a region of more settlements than fit is found by its communities
			part.Settlements = nil
		}
		_, err := sign(&v)
		return err
	})
	return v, err
}

// sign gives all parts their digests and tells how large the pack is.
func sign(v *PublicPack) (size int, err error) {
	v.Digests = []string{}
	for _, part := range v.Parts {
		part.Digest = ""
		b, err := json.Marshal(part)
		if err != nil {
			return 0, err
		}
		sum := sha256.Sum256(b)
		part.Digest = base64.RawURLEncoding.EncodeToString(sum[:])[:digestSize]
		v.Digests = append(v.Digests, part.Digest)
	}
	b, err := json.Marshal(v)
	return len(b), err
}

// people fills in everything but the outlines.
func (s *site) people(r *web.Request, q *db.Snapshot, d *directory, region places.Place, communities []places.Place, v *PublicPack) error {
	day := s.o.Today(r, region.ID)
	flagged, err := s.flagged(r, q, region.ID)
	if err != nil {
		return err
	}
	soon := map[string][]Meeting{}
	if s.o.Soon != nil && region.ID != "" {
		if soon, err = s.o.Soon(r, q, region.ID, day); err != nil {
			return err
		}
	}
	for _, c := range communities {
		part := &PublicPart{Code: c.Code, Name: s.o.PlaceName(r, c)}
		part.Keys = keys(part.Name, c.Names)
		posts := slices.Clone(d.communities[c.ID])
		if one, ok := d.post(c.ID); ok {
			part.Post = one.Code
			if !slices.ContainsFunc(posts, func(p places.Card) bool { return p.Code == one.Code }) {
				posts = append(posts, one)
			}
		}
		for _, p := range posts {
			part.Posts = append(part.Posts, s.packCard(r, d, p, flagged[p.Post]))
		}
		if u, ok := d.unit(c.ID); ok && u.Phone != "" {
			part.Unit = &PublicNumber{s.word(r, u.Names), u.Phone}
		}
		for _, m := range soon[c.ID] {
			part.Meetings = append(part.Meetings, PublicSoon{m.When, m.What})
		}
		s.below(r, d, c.ID, part)
		slices.SortFunc(part.Settlements, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
		v.Parts = append(v.Parts, part)
	}
	return nil
}

// below fills in the beats and settlements of a community, whatever lies between.
func (s *site) below(r *web.Request, d *directory, place string, part *PublicPart) {
	for _, p := range d.s.Children(place) {
		name := s.o.PlaceName(r, p)
		switch {
		case p.Role == places.Beat:
			b := PublicBeat{Name: name, Keys: keys(name, p.Names)}
			if post, ok := d.post(p.ID); ok {
				b.Post = post.Code
			}
			part.Beats = append(part.Beats, b)
		case p.Level == places.Settlement:
			part.Settlements = append(part.Settlements, [2]string{name, keys(name, p.Names)})
		}
		s.below(r, d, p.ID, part)
	}
}

// packCard is a post in words: what its page says, without the photo.
func (s *site) packCard(r *web.Request, d *directory, c places.Card, flagged string) PublicCard {
	card := s.card(r, d, c, flagged)
	v := PublicCard{Code: c.Code, Title: card.Title, Name: card.Name, Rank: card.Rank, Place: card.PlaceLine, Vacant: card.Vacant, Phone: card.Phone, Mail: card.Mail, Flag: card.Flag}
	if c.Officer != nil {
		v.Keys = keys(v.Name, i18n.Text{"": c.Officer.Name})
	}
	for _, f := range card.Facts {
		v.Facts = append(v.Facts, [2]string{f.Term, f.Text})
	}
	if u := c.UnitPhone; u != "" && u != v.Phone { // what stays true when the officer has changed meanwhile
		v.Facts = append(v.Facts, [2]string{r.Text.T("officers.unit_phone"), u})
	}
	return v
}

// rough fills in outlines of communities and beats. A grain of 0 leaves them out.
func (s *site) rough(r *web.Request, q *db.Snapshot, d *directory, communities []places.Place, grain int, v *PublicPack) error {
	shapes := map[string]geo.MultiPolygon{}
	if v.GrainM = 0; grain > 0 && s.o.Rough != nil {
		v.GrainM = grain
		all := slices.Clone(communities)
		for _, c := range communities {
			all = append(all, beatsBelow(d.s, c.ID)...)
		}
		var err error
		if shapes, err = s.o.Rough(q, all, s.o.Today(r, ""), grain); err != nil {
			return err
		}
	}
	for n, c := range communities {
		v.Parts[n].Rings = lines(shapes[c.ID])
		for i, b := range beatsBelow(d.s, c.ID) {
			v.Parts[n].Beats[i].Rings = lines(shapes[b.ID])
		}
	}
	return nil
}

// beatsBelow are the beats of a community in the order in which a part lists them.
func beatsBelow(s *places.Snapshot, place string) (all []places.Place) {
	for _, p := range s.Children(place) {
		if p.Role == places.Beat {
			all = append(all, p)
		}
		all = append(all, beatsBelow(s, p.ID)...)
	}
	return all
}

// keys are the spellings by which a name is found besides the one that is shown: those of other languages, and Latin.
func keys(shown string, names i18n.Text) string {
	have := []string{strings.ToLower(shown)}
	add := func(key string) {
		if key != "" && !slices.Contains(have, key) {
			have = append(have, key)
		}
	}
	for _, name := range names {
		add(strings.ToLower(name))
		add(folded(name))
	}
	slices.Sort(have[1:])
	if len(have) == 2 && folded(shown) == have[1] && !strings.ContainsFunc(shown, func(c rune) bool { return c >= 'Ѐ' && c <= 'ӿ' }) {
		return "" // the device takes marks off Latin letters itself
	}
	return strings.Join(have[1:], "|")
}
