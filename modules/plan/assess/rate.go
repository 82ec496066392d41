package assess

import (
	"slices"
	"strings"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// maxComment is how long a comment may be, in characters.
const maxComment = 4000

// Entry is a rating as somebody sends it.
type Entry struct {
	Number  string
	Side    Side
	Status  rates.Status
	Comment string
}

// Rate stores ratings of a year, all of them or none. What is said again in the same words changes nothing. may asks
// whether the actor may rate an activity for a side. Complaints name the entry by its row, from 1. It tells how many
// ratings are new.
func (s *Assess) Rate(tx *db.Tx, p register.Plan, a Assessment, entries []Entry, may func(Side, tree.Node) error) (Assessment, int, error) {
	rows, err := Rows(tx, a.ID)
	if err != nil {
		return a, 0, err
	}
	return s.rate(tx, p, a, entries, may, rows)
}

// rate stores ratings; rows are those to be brought up to date with them, by the id of their activity.
func (s *Assess) rate(tx *db.Tx, p register.Plan, a Assessment, entries []Entry, may func(Side, tree.Node) error, rows map[string]Row) (Assessment, int, error) {
	open, err := s.openFor(tx, a)
	if err != nil {
		return a, 0, err
	}
	st, err := s.Load(tx, p, a)
	if err != nil {
		return a, 0, err
	}
	var bad errs.Fields
	seen := map[string]bool{}
	for i, e := range entries {
		field, key, args := s.complaint(st, e)
		if key == "" && seen[string(e.Side)+" "+e.Number] {
			field, key, args = "number", "plan.assess.twice", []any{"number", e.Number}
		}
		seen[string(e.Side)+" "+e.Number] = true
		if key != "" {
			bad.Add(field, key, args...)
			bad[len(bad)-1].Row, bad[len(bad)-1].Remedy = i+1, key+".remedy"
			continue
		}
		n, _ := st.Base.Node(e.Number)
		if !open(leadUnit(n)) {
			return a, 0, locked(a)
		}
		if err := may(e.Side, n); err != nil {
			return a, 0, err
		}
	}
	if err := bad.Err(); err != nil {
		return a, 0, err
	}
	written := 0
	for _, e := range entries {
		e.Comment = strings.TrimSpace(e.Comment)
		if row, ok := rows[st.Base.ID(e.Number)]; ok {
			if err := s.follow(tx, p, row, e); err != nil {
				return a, 0, err
			}
		}
		had := st.rating(st.Base.ID(e.Number), e.Side)
		if had != nil && had.Status == e.Status && had.Comment == e.Comment || had == nil && e.Status == rates.NoReport && e.Comment == "" {
			continue
		}
		if err := s.write(tx, p, a, st.Base.ID(e.Number), e, had); err != nil {
			return a, 0, err
		}
		written++
	}
	if written == 0 {
		return a, 0, nil
	}
	return a, written, s.Save(tx, p, &a, "plan.assessment.rate", "")
}

// complaint is what is wrong with an entry: field, message key and its values. key is empty where nothing is.
func (s *Assess) complaint(st *State, e Entry) (field, key string, args []any) {
	row, ok := st.Row(e.Number)
	switch {
	case e.Side != Unit && e.Side != Reviewer:
		return "by", "plan.assess.side_wrong", []any{"by", string(e.Side)}
	case !e.Status.Valid():
		return "status", "plan.assess.status_wrong", []any{"status", string(e.Status), "known", known()}
	case !ok:
		return "number", "plan.assess.no_such_activity", []any{"number", e.Number, "version", st.Assessment.Base}
	case e.Status == rates.Dropped && !row.Dropped:
		return "status", "plan.assess.dropped_needs_amendment", []any{"number", e.Number}
	case utf8.RuneCountInString(e.Comment) > maxComment:
		return "comment", "plan.assess.comment_long", []any{"most", maxComment}
	}
	return "", "", nil
}

func known() string {
	var all []string
	for _, s := range rates.Statuses() {
		all = append(all, string(s))
	}
	return strings.Join(all, ", ")
}

func (s *Assess) write(tx *db.Tx, p register.Plan, a Assessment, node string, e Entry, had *Rating) error {
	if had != nil {
		if _, err := tx.Exec("UPDATE plan_rating SET latest = FALSE WHERE id = $1", had.ID); err != nil {
			return err
		}
	}
	actor := tx.Actor()
	account := accountOf(actor)
	stored := []any{a.ID, node, e.Number, string(e.Side), string(e.Status), e.Comment, account, actor.Post}
	key := id.At(tx.Now())
	if _, err := tx.Exec(`INSERT INTO plan_rating (assessment, node, number, side, status, comment, account, post, id, rated_at, latest)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, TRUE)`, append(slices.Clone(stored), key, db.Micros(tx.Now()))...); err != nil {
		return err
	}
	return s.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.rating.give", Kind: KindRating, ID: key, Org: p.Org, Stored: stored})
}
