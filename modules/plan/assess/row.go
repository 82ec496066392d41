package assess

import (
	"database/sql"
	"errors"
	"strings"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

const rowColumns = `w.id, w.assessment, w.node, w.number, w.unit, w.status, w.progress, w.challenges, w.lang, w.reason, w.account, w.post, w.saved_at, w.version, i.state`

func scanRow(scan db.Scan) (r Row, err error) {
	var at int64
	err = scan(&r.ID, &r.Assessment, &r.Node, &r.Number, &r.Unit, &r.Status, &r.Progress, &r.Challenges, &r.Lang, &r.Reason, &r.Account, &r.Post, &at, &r.Version, &r.State)
	r.SavedAt = db.Time(at)
	return r, err
}

// Rows are the rows of an assessment that somebody has touched, by the id of their activity.
func Rows(q db.Reader, assessment string) (map[string]Row, error) {
	out := map[string]Row{}
	all, err := db.All(q, scanRow, `SELECT `+rowColumns+` FROM plan_row w JOIN process_instance i ON i.id = w.id WHERE w.assessment = $1`, assessment)
	for _, r := range all {
		out[r.Node] = r
	}
	return out, err
}

// RowOf is the row of an activity in an assessment; ID is empty where nobody has touched it.
func RowOf(q db.Reader, assessment, node string) (Row, error) {
	r, err := scanRow(q.QueryRow(`SELECT `+rowColumns+` FROM plan_row w JOIN process_instance i ON i.id = w.id WHERE w.assessment = $1 AND w.node = $2`, assessment, node).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Row{Assessment: assessment, Node: node, State: Empty}, nil
	}
	return r, err
}

// SaveRow keeps what a unit says of an activity, as a draft that counts for nothing yet; what was handed in and is
// changed must be handed in again. The caller has asked whether the actor may. base is the version of the row that the
// sender saw (0 = there was none), nil = whatever it is. Errors: errs.Conflict for a locked year, a reviewed row, or one
// that was changed meanwhile.
func (s *Assess) SaveRow(tx *db.Tx, p register.Plan, a Assessment, number string, said Said, base *int64) (Row, error) {
	n, row, err := s.rowFor(tx, p, a, number)
	if err != nil {
		return row, err
	}
	if base != nil && *base != row.Version {
		return row, errs.New(errs.Conflict, "plan.assess.row_moved", "number", number)
	}
	if err := said.check(number); err != nil {
		return row, err
	}
	if row.Said.Same(said) && row.ID != "" {
		return row, nil
	}
	if !row.Fillable() {
		return row, errs.New(errs.Conflict, "plan.assess.row_reviewed", "number", number)
	}
	if row.State == Submitted || row.State == Returned { // the rating stands until it is handed in anew
		if err := s.rowStep(tx, row, "change"); err != nil {
			return row, err
		}
		if row.State == Submitted {
			row.Reason = ""
		}
		row.State = Draft
	}
	row.Said, row.Number, row.Unit = said, n.Number, leadUnit(n)
	return s.storeRow(tx, p, row, "plan.row.save")
}

// rowFor reads the activity of a base version with its row, in a year that takes something of its unit.
func (s *Assess) rowFor(tx *db.Tx, p register.Plan, a Assessment, number string) (n tree.Node, row Row, err error) {
	st, err := s.Load(tx, p, a)
	if err != nil {
		return n, row, err
	}
	one, ok := st.Row(number)
	if !ok {
		return n, row, errs.New(errs.NotFound, "plan.assess.no_such_activity", "number", number, "version", a.Base)
	}
	if err := s.takes(tx, a, leadUnit(one.Node)); err != nil {
		return n, row, err
	}
	row, err = RowOf(tx, a.ID, st.Base.ID(number))
	if row.ID == "" && one.Reviewer != nil && one.Reviewer.Status != rates.NoReport {
		row.State = Reviewed
	}
	return one.Node, row, err
}

func (s Said) check(number string) error {
	var bad errs.Fields
	if s.Status != "" && (!s.Status.Valid() || s.Status == rates.NoReport) {
		bad.Add("status", "plan.assess.status_wrong", "status", string(s.Status), "known", known())
	}
	for field, text := range map[string]string{"progress": s.Progress, "challenges": s.Challenges} {
		if utf8.RuneCountInString(text) > maxComment {
			bad.Add(field, "plan.assess.comment_long", "most", maxComment)
		}
	}
	return bad.Err()
}

// storeRow writes a row, the first time with its life.
func (s *Assess) storeRow(tx *db.Tx, p register.Plan, row Row, action string) (Row, error) {
	actor := tx.Actor()
	row.Progress, row.Challenges = strings.TrimSpace(row.Progress), strings.TrimSpace(row.Challenges)
	row.Version++
	if action == "plan.row.save" { // who returned it is in the step
		row.Account, row.Post, row.SavedAt = accountOf(actor), actor.Post, tx.Now()
	}
	if row.ID != "" {
		if _, err := tx.Exec(`UPDATE plan_row SET status = $1, progress = $2, challenges = $3, lang = $4, reason = $5, account = $6, post = $7, saved_at = $8, version = $9 WHERE id = $10`,
			string(row.Status), row.Progress, row.Challenges, row.Lang, row.Reason, row.Account, row.Post, db.Micros(row.SavedAt), row.Version, row.ID); err != nil {
			return row, err
		}
		return row, s.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: KindRow, ID: row.ID, Version: row.Version, Org: p.Org})
	}
	row.ID, row.State = id.At(tx.Now()), Draft
	stored := []any{row.Assessment, row.Node, row.Number, row.Unit, string(row.Status), row.Progress, row.Challenges, row.Lang, row.Reason, row.Account, row.Post, row.Version}
	if _, err := tx.Exec(`INSERT INTO plan_row (assessment, node, number, unit, status, progress, challenges, lang, reason, account, post, version, id, saved_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`, append(append([]any{}, stored...), row.ID, db.Micros(row.SavedAt))...); err != nil {
		return row, err
	}
	if err := s.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.row.save", Kind: KindRow, ID: row.ID, Version: row.Version, Org: p.Org, Stored: stored}); err != nil {
		return row, err
	}
	_, err := s.Process.Open(tx, process.Opening{ID: row.ID, Definition: KindRow, Ref: id.Ref(), Subject: "plan.row", Unit: row.Unit, Org: p.Org, At: tx.Now(), Calendar: s.Register.CalendarCode()})
	return row, err
}

// HandIn hands in rows of a unit that have a status: it becomes the unit's rating, with the progress as its comment. may
// is asked for each. Rows without a status are refused by number.
func (s *Assess) HandIn(tx *db.Tx, p register.Plan, a Assessment, rows []Row, may func(Side, tree.Node) error) (Assessment, error) {
	var entries []Entry
	var bad errs.Fields
	for _, row := range rows {
		if row.Status == "" {
			bad.Add("status", "plan.assess.status_missing", "number", row.Number)
		}
		entries = append(entries, Entry{Number: row.Number, Side: Unit, Status: row.Status, Comment: row.Progress})
	}
	if err := bad.Err(); err != nil {
		return a, err
	}
	a, _, err := s.rate(tx, p, a, entries, may, nil)
	for _, row := range rows {
		if err != nil {
			break
		}
		if row.Fillable() {
			err = s.rowStep(tx, row, "submit")
		}
	}
	return a, err
}

// Return gives rows back to their units with a reason; those that were not handed in are left as they are. It tells how
// many were returned.
func (s *Assess) Return(tx *db.Tx, p register.Plan, a Assessment, numbers []string, reason string) (int, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return 0, errs.Bad("reason", "plan.register.reason_missing")
	}
	st, err := s.Load(tx, p, a)
	if err != nil {
		return 0, err
	}
	rows, err := Rows(tx, a.ID)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, number := range numbers {
		one, ok := st.Row(number)
		if !ok {
			return n, errs.New(errs.NotFound, "plan.assess.no_such_activity", "number", number, "version", a.Base)
		}
		if err := s.takes(tx, a, leadUnit(one.Node)); err != nil {
			return n, err
		}
		row, ok := rows[st.Base.ID(number)]
		if !ok && one.Unit != nil && said(one.Unit) != "" { // rated by a program: there is no row yet
			if row, err = s.ratedRow(tx, p, a, one, st.Base.ID(number)); err != nil {
				return n, err
			}
			ok = true
		}
		if !ok || row.State != Submitted && row.State != Reviewed {
			continue
		}
		row.Reason = reason
		if row, err = s.storeRow(tx, p, row, "plan.row.return"); err != nil {
			return n, err
		}
		if err := s.rowStep(tx, row, "return"); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// ratedRow makes the row of an activity that its unit rated past the form.
func (s *Assess) ratedRow(tx *db.Tx, p register.Plan, a Assessment, one Standing, node string) (Row, error) {
	row := Row{Assessment: a.ID, Node: node, Number: one.Node.Number, Unit: leadUnit(one.Node), Said: Said{Status: one.Unit.Status, Progress: one.Unit.Comment}}
	row, err := s.storeRow(tx, p, row, "plan.row.save")
	if err != nil {
		return row, err
	}
	row.State = Submitted
	return row, s.rowStep(tx, row, "submit")
}

// rowStep takes a step with a row.
func (s *Assess) rowStep(tx *db.Tx, row Row, step string) error {
	_, _, err := s.Process.Apply(tx, process.Command{Instance: row.ID, Step: step})
	return err
}

// follow brings a row up to date with a rating that was given past the form: by a program, in the room, or on the
// reviewer's page.
func (s *Assess) follow(tx *db.Tx, p register.Plan, row Row, e Entry) (err error) {
	switch {
	case e.Side == Reviewer && row.State == Submitted && e.Status != rates.NoReport:
		return s.rowStep(tx, row, "review")
	case e.Side == Unit && row.Fillable() && e.Status != rates.NoReport:
		if row.Status != e.Status || row.Progress != e.Comment {
			row.Status, row.Progress = e.Status, e.Comment
			if row, err = s.storeRow(tx, p, row, "plan.row.save"); err != nil {
				return err
			}
		}
		if row.State != Submitted {
			return s.rowStep(tx, row, "submit")
		}
	}
	return nil
}

func accountOf(actor db.Actor) string {
	if actor.Kind == "system" {
		return ""
	}
	return actor.ID
}

// leadUnit is the unit that leads an activity, empty where the lead is only written.
func leadUnit(n tree.Node) string {
	if n.Activity == nil {
		return ""
	}
	return n.Activity.LeadUnit
}
