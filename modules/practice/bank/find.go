package bank

import (
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/search"
)

// Filter chooses entries that everybody reads.
type Filter struct {
	Query    string // words; empty = all, the latest first
	Form     string
	Theme    string
	Country  string
	Cost     string
	Evidence int64 // at least
	Failed   bool  // only what did not work
	Limit    int
	After    string // cursor of the page before
}

// mostHits is how many records of a search are ranked; who gets more needs another word.
const mostHits = 500

// Find gives what everybody reads: by words the best first, without words the latest first.
func Find(q db.Reader, f Filter) (rows []Row, next string, err error) {
	if strings.TrimSpace(f.Query) != "" {
		return byWords(q, f)
	}
	b := db.NewQuery(`SELECT ` + rowColumns + ` FROM practice_entry e JOIN process_instance i ON i.id = e.id WHERE e.shown_at IS NOT NULL`)
	f.conditions(b)
	if f.After != "" {
		at, id, err := db.ParseCursor(f.After)
		if err != nil {
			return nil, "", errs.Bad("after", "errs.bad_cursor")
		}
		n, last := b.Arg(at), b.Arg(id)
		b.Add(" AND (e.shown_at < " + n + " OR (e.shown_at = " + n + " AND e.id < " + last + "))")
	}
	b.Add(" ORDER BY e.shown_at DESC, e.id DESC LIMIT " + b.Arg(f.Limit+1))
	if rows, err = db.AllQ(q, scanRow, b); err == nil && len(rows) > f.Limit {
		rows = rows[:f.Limit]
		next = db.Cursor(db.Micros(rows[f.Limit-1].ShownAt), rows[f.Limit-1].ID)
	}
	return rows, next, err
}

func (f Filter) conditions(b *db.Query) {
	for _, c := range [][2]string{{"e.form", f.Form}, {"e.theme", f.Theme}, {"e.country", f.Country}, {"e.cost", f.Cost}} {
		if c[1] != "" {
			b.Add(" AND " + c[0] + " = " + b.Arg(c[1]))
		}
	}
	if f.Evidence > 0 {
		b.Add(" AND e.evidence >= " + b.Arg(f.Evidence))
	}
	if f.Failed {
		b.Add(" AND e.did_not_work = " + b.Arg(true))
	}
}

// byWords reads the rows of the best hits in their order. The cursor is the place of the last one, by its id and rank.
func byWords(q db.Reader, f Filter) ([]Row, string, error) {
	hits, err := search.Find(q, KindEntry, f.Query, mostHits)
	if err != nil || len(hits) == 0 {
		return nil, "", err
	}
	from := 0
	if f.After != "" {
		rank, id, err := db.ParseCursor(f.After)
		if err != nil {
			return nil, "", errs.Bad("after", "errs.bad_cursor")
		}
		// Where the last one has gone meanwhile, the page goes on at its rank.
		if from = int(rank); from < 0 || from > len(hits) {
			from = len(hits)
		}
		if n := slices.IndexFunc(hits, func(h search.Hit) bool { return h.Doc == id }); n >= 0 {
			from = n + 1
		}
	}
	var ids []string
	for _, h := range hits[from:] {
		ids = append(ids, h.Doc)
	}
	b := db.NewQuery(`SELECT ` + rowColumns + ` FROM practice_entry e JOIN process_instance i ON i.id = e.id WHERE e.shown_at IS NOT NULL AND `)
	b.Add(b.In("e.id", ids))
	f.conditions(b)
	rows, err := db.AllQ(q, scanRow, b)
	if err != nil {
		return nil, "", err
	}
	rank := map[string]int{}
	for n, h := range hits {
		rank[h.Doc] = n
	}
	slices.SortFunc(rows, func(a, b Row) int { return rank[a.ID] - rank[b.ID] })
	if len(rows) <= f.Limit {
		return rows, "", nil
	}
	rows = rows[:f.Limit]
	last := rows[f.Limit-1].ID
	return rows, db.Cursor(int64(rank[last]+1), last), nil
}

// Countries are those of which there is something to read.
func Countries(q db.Reader) ([]string, error) {
	return db.Strings(q, "SELECT DISTINCT e.country FROM practice_entry e WHERE e.shown_at IS NOT NULL AND e.country <> '' ORDER BY e.country")
}

// inReview are entries that wait for a review, the longest waiting first.
func inReview(q db.Reader, most int) ([]Row, error) {
	return db.All(q, scanRow, `SELECT `+rowColumns+` FROM practice_entry e JOIN process_instance i ON i.id = e.id WHERE i.state = 'in_review' ORDER BY i.updated_at, e.id LIMIT $1`, most)
}

// linking are the published typical problems that link to a practice.
func linking(q db.Reader, ref string) (rows []Row, err error) {
	all, err := db.All(q, scanRow, `SELECT `+rowColumns+` FROM practice_entry e JOIN process_instance i ON i.id = e.id WHERE e.shown_at IS NOT NULL AND e.form = 'problem' ORDER BY e.shown_at DESC, e.id LIMIT 500`)
	for _, r := range all {
		if slices.Contains(r.Shown.Practices, ref) {
			rows = append(rows, r)
		}
	}
	return rows, err
}

// PublishedByRefs reads those of some refs that everybody reads, in the order of the refs.
func PublishedByRefs(q db.Reader, refs []string) ([]Row, error) {
	b := db.NewQuery(`SELECT ` + rowColumns + ` FROM practice_entry e JOIN process_instance i ON i.id = e.id WHERE e.shown_at IS NOT NULL AND `)
	b.Add(b.In("e.ref", refs))
	rows, err := db.AllQ(q, scanRow, b)
	slices.SortFunc(rows, func(a, b Row) int { return slices.Index(refs, a.Ref) - slices.Index(refs, b.Ref) })
	return rows, err
}
