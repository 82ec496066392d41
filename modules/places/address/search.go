package address

import (
	"cmp"
	"slices"
	"strings"

	"reeve/kernel/db"
)

// Limits of one search: how many queries it may make, how many streets each may give, and how many words are read.
const (
	mostQueries = 40
	mostStreets = 100
	mostWords   = 8
)

// street is a street that was found.
type street struct {
	id, name, locality, place, source, licence string
	exact                                      bool // the query names all of it from some word on
}

// Search finds addresses by street, number, postcode and place in any order; the last word may not be whole yet.
// Where the number is not known the street itself is given, with an empty number.
func (a *Addresses) Search(r db.Reader, query string, limit int) ([]Address, error) {
	if !a.Any() || limit <= 0 {
		return nil, nil
	}
	asked := 0
	for _, folded := range a.ground.Spellings(query) {
		for _, m := range meanings(folded) {
			if asked++; asked > mostQueries {
				return nil, nil
			}
			streets, err := a.streets(r, m)
			if err != nil {
				return nil, err
			}
			if len(streets) == 0 {
				continue
			}
			return a.numbers(r, streets, m, limit)
		}
	}
	return nil, nil
}

// streets finds the streets that a meaning names, exact ones first.
func (a *Addresses) streets(r db.Reader, m meaning) ([]street, error) {
	q := db.NewQuery(`SELECT s.id, s.name, s.locality, COALESCE(s.place, ''), o.name, o.licence, k.spelling
		FROM street_key k JOIN street s ON s.id = k.street JOIN address_source o ON o.id = s.source WHERE k.spelling >= `)
	key := []byte(cut(m.street))
	end := slices.Clone(key)
	end[len(end)-1]++ // no byte of UTF-8 is 255
	q.Add(q.Arg(key) + ` AND k.spelling < ` + q.Arg(end))
	var named []string
	if m.place != "" {
		if named = a.ground.Named(m.place); len(named) > 0 {
			q.Add(` AND ` + q.In("s.place", named))
		}
	}
	q.Add(` ORDER BY k.spelling, k.street LIMIT ` + q.Arg(mostStreets))
	all, err := db.AllQ(r, func(scan db.Scan) (s street, err error) {
		var spelling []byte
		err = scan(&s.id, &s.name, &s.locality, &s.place, &s.source, &s.licence, &spelling)
		s.exact = string(spelling) == string(key)
		return s, err
	}, q)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	all = slices.DeleteFunc(all, func(s street) bool {
		if seen[s.id] || m.place != "" && len(named) == 0 && !a.lies(s, m.place) {
			return true
		}
		seen[s.id] = true
		return false
	})
	slices.SortStableFunc(all, func(s, t street) int {
		if s.exact != t.exact {
			if s.exact {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(s.name, t.name), cmp.Compare(a.code(s), a.code(t)), cmp.Compare(s.locality, t.locality), cmp.Compare(s.id, t.id))
	})
	return all, nil
}

func (a *Addresses) code(s street) string {
	c, _ := a.ground.ByID(s.place)
	return c.Code
}

// lies tells whether a street lies in a place of that name by its source's word, where no place of ours has the name.
func (a *Addresses) lies(s street, place string) bool {
	return slices.ContainsFunc(a.ground.Spellings(s.locality), func(l string) bool { return strings.HasPrefix(l, place) })
}

// numbers gives the addresses on the streets that have the number and postcode asked for; else the streets.
func (a *Addresses) numbers(r db.Reader, streets []street, m meaning, limit int) ([]Address, error) {
	var found []Address
	for _, wanted := range []meaning{m, {postcode: m.postcode}, {}} { // without the number, without the postcode
		for _, s := range streets {
			points, err := a.points(r, s, wanted, limit-len(found))
			if err != nil {
				return nil, err
			}
			if found = append(found, points...); len(found) >= limit {
				return found, nil
			}
		}
		if len(found) > 0 {
			return found, nil
		}
	}
	return nil, nil
}

// points are the addresses on one street, those whose number is the one asked for before those that only begin so;
// without a number the street itself, or its first address in its place.
func (a *Addresses) points(r db.Reader, s street, m meaning, limit int) ([]Address, error) {
	q := db.NewQuery(`SELECT a.number, a.written, a.postcode, a.lat, a.lon FROM address a WHERE a.street = `)
	q.Add(q.Arg(s.id))
	if m.number != "" {
		q.Add(` AND SUBSTR(a.number, 1, ` + q.Arg(int64(len([]rune(m.number)))) + `) = ` + q.Arg(m.number))
	} else {
		limit = 1
	}
	if m.postcode != "" {
		q.Add(` AND REPLACE(REPLACE(a.postcode, '-', ''), ' ', '') LIKE ` + q.Arg("%"+m.postcode))
	}
	q.Add(` ORDER BY LENGTH(a.number), a.number, a.postcode LIMIT ` + q.Arg(int64(limit)))
	all, err := db.AllQ(r, func(scan db.Scan) (v Address, err error) {
		var folded string
		v = Address{Street: s.name, Locality: s.locality, Source: s.source, Licence: s.licence}
		err = scan(&folded, &v.Number, &v.Postcode, &v.At.Lat, &v.At.Lon)
		return v, err
	}, q)
	for i := range all {
		if c, ok := a.ground.ByID(s.place); ok && s.place != "" {
			all[i].Community = &c
		}
		if m.number == "" {
			all[i].Number, all[i].Postcode = "", ""
		}
	}
	return all, err
}
