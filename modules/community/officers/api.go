package officers

import (
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/modules/places"
)

// listAPI is GET /api/v1/officers?region=&community=.
func (o *Officers) listAPI(r *web.Request, _ web.None) (PublicOfficers, error) {
	out, d, q := PublicOfficers{Items: []PublicOfficer{}}, o.directory(), r.URL.Query()
	limit, err := r.Int("limit", 100, 1, 500)
	if err != nil {
		return out, err
	}
	all := d.posts
	for _, role := range []string{places.Region, places.Community} {
		code := q.Get(role)
		if code == "" {
			continue
		}
		p, ok := d.s.ByCode(code)
		if !ok || p.Role != role {
			return out, errs.Bad(role, "places.no_such_place", "place", code)
		}
		var kept []places.Card
		for _, c := range all {
			if above, ok := d.s.Above(c.Place, role); ok && above.ID == p.ID {
				kept = append(kept, c)
			}
		}
		all = kept
	}
	if after := q.Get("after"); after != "" {
		_, code, err := db.ParseCursor(after)
		if err != nil {
			return out, errs.Bad("after", "errs.bad_cursor")
		}
		n, found := slices.BinarySearchFunc(all, code, func(c places.Card, code string) int { return strings.Compare(c.Code, code) })
		if found {
			n++
		}
		all = all[n:]
	}
	if len(all) > limit {
		next := db.Cursor(0, all[limit-1].Code)
		all, out.Next = all[:limit], &next
	}
	flagged := map[string]string{}
	if o.Flagged != nil {
		if err := r.Read(func(s *db.Snapshot) error { flagged, err = o.Flagged(s, o.Today(r, "")); return err }); err != nil {
			return out, err
		}
	}
	for _, c := range all {
		out.Items = append(out.Items, d.public(c, flagged[c.Post]))
	}
	return out, nil
}

func (d *directory) public(c places.Card, ended string) PublicOfficer {
	v := PublicOfficer{Post: PublicPost{c.Code, c.Title}, Officer: publicPerson(c.Officer), Substitute: publicPerson(c.Substitute), Acting: publicPerson(c.Acting),
		Vacancy: c.Vacancy, Contact: d.publicContact(&c, c.Place), AgreementEnded: orNull(ended)}
	for role, to := range map[string]**places.PublicRef{places.Region: &v.Region, places.Community: &v.Community, places.Beat: &v.Beat} {
		if p, ok := d.s.Above(c.Place, role); ok {
			*to = publicPlace(&p)
		}
	}
	return v
}
