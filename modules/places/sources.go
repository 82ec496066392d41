package places

import "reeve/kernel/db"

// Origin tells where the boundaries or the populations of the places of one level come from, or addresses. The licences of the
// data ask that readers are told.
type Origin struct {
	Country string
	Level   string // as the country calls it
	What    string // [OfBoundaries], [OfPopulations] or [OfAddresses]
	Source  string
	Licence string // empty where it is not known
	Places  int64
}

// What an Origin is about.
const (
	OfBoundaries  = "boundaries"
	OfPopulations = "populations"
	OfAddresses   = "addresses" // without country and level; Places counts streets and addresses
)

// Origins lists where the places' data come from, by country and from the level with the fewest places on.
// Boundaries whose source nobody named are left out.
func Origins(r db.Reader) ([]Origin, error) {
	return db.All(r, func(scan db.Scan) (o Origin, err error) {
		return o, scan(&o.Country, &o.Level, &o.What, &o.Source, &o.Licence, &o.Places)
	}, `SELECT p.country, p.level, 'boundaries', b.source, b.licence, COUNT(DISTINCT p.id) AS places
		FROM place_boundary b JOIN place p ON p.id = b.place
		WHERE (b.source <> '' OR b.licence <> '') AND b.version_no = (SELECT MAX(c.version_no) FROM place_boundary c WHERE c.place = b.place)
		GROUP BY p.country, p.level, b.source, b.licence
		UNION ALL SELECT p.country, p.level, 'populations', p.population_source, '', COUNT(*)
		FROM place p WHERE p.population_source <> '' GROUP BY p.country, p.level, p.population_source
		UNION ALL SELECT '', '', 'addresses', a.name, a.licence, a.streets + a.addresses FROM address_source a
		ORDER BY 1, 3, 6, 2, 4`)
}
