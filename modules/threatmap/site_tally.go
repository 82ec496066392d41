package threatmap

import (
	"reeve/kernel/db"
	"reeve/kernel/i18n"
)

// tally is how many public reports a community has, and how many of them are open.
type tally struct{ All, Open int64 }

// tallies are by the id of the community.
type tallies map[string]tally

// tally counts the public reports by community.
func (m *Map) tally(q db.Reader) (tallies, error) {
	type line struct {
		place string
		tally
	}
	lines, err := db.All(q, func(scan db.Scan) (t line, err error) { return t, scan(&t.place, &t.All, &t.Open) },
		`SELECT r.place, COUNT(*), SUM(CASE WHEN i.closed_at IS NULL THEN 1 ELSE 0 END) FROM report r JOIN process_instance i ON i.id = r.id
		WHERE r.publication = 'public' AND r.erased_at IS NULL GROUP BY r.place`)
	by := make(tallies, len(lines))
	for _, t := range lines {
		by[t.place] = t.tally
	}
	return by, err
}

func tallyWords(l *i18n.Localizer, t tally) string {
	if t.All == 0 {
		return l.T("threatmap.site.list.none")
	}
	return l.T("threatmap.site.tally", "reports", l.N("threatmap.site.count", t.All), "open", l.N("threatmap.site.count_open", t.Open))
}
