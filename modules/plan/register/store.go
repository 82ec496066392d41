package register

import (
	"database/sql"
	"encoding/json"
	"errors"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
)

func scanPlan(scan db.Scan) (p Plan, err error) {
	var added int64
	err = scan(&p.ID, &p.Code, &p.Org, &added, &p.Version)
	p.AddedAt = db.Time(added)
	return p, err
}

// Plans lists all plans by code. They are few; what somebody may see of them is sifted by the caller.
func Plans(q db.Reader) ([]Plan, error) {
	return db.All(q, scanPlan, "SELECT id, code, org, added_at, version FROM plan ORDER BY code")
}

// ByCode finds a plan; errs.NotFound if there is none.
func ByCode(q db.Reader, code string) (Plan, error) {
	p, err := scanPlan(q.QueryRow("SELECT id, code, org, added_at, version FROM plan WHERE code = $1", code).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return p, errs.New(errs.NotFound, "plan.register.no_such_plan", "code", code)
	}
	return p, err
}

// ByID finds a plan; errs.NotFound if there is none.
func ByID(q db.Reader, id string) (Plan, error) {
	p, err := scanPlan(q.QueryRow("SELECT id, code, org, added_at, version FROM plan WHERE id = $1", id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return p, errs.New(errs.NotFound, "plan.register.no_such_plan", "code", id)
	}
	return p, err
}

func scanVersion(scan db.Scan) (v Version, err error) {
	var head string
	if err = scan(&v.ID, &v.Plan, &v.Number, &head, &v.From, &v.Reason, &v.Decision, &v.Author, &v.Digest, &v.Nodes, &v.Objectives, &v.SubObjectives, &v.Active, &v.Row, &v.State); err != nil {
		return v, err
	}
	return v, json.Unmarshal([]byte(head), &v.Head)
}

// Versions lists the versions of a plan by number, the discarded ones too.
func Versions(q db.Reader, plan string) ([]Version, error) {
	return db.All(q, scanVersion, `SELECT v.id, v.plan, v.number, v.head, COALESCE(v.from_day, ''), v.reason, v.decision, v.author, v.digest, v.nodes, v.objectives,
		v.sub_objectives, v.activities, v.version, i.state FROM plan_version v JOIN process_instance i ON i.id = v.id WHERE v.plan = $1 ORDER BY v.number`, plan)
}

// allVersions lists the versions of all plans, by plan.
func allVersions(q db.Reader) (map[string][]Version, error) {
	by := map[string][]Version{}
	all, err := db.All(q, scanVersion, `SELECT v.id, v.plan, v.number, v.head, COALESCE(v.from_day, ''), v.reason, v.decision, v.author, v.digest, v.nodes, v.objectives,
		v.sub_objectives, v.activities, v.version, i.state FROM plan_version v JOIN process_instance i ON i.id = v.id ORDER BY v.plan, v.number`)
	for _, v := range all {
		by[v.Plan] = append(by[v.Plan], v)
	}
	return by, err
}

// Numbered finds one version of a plan; errs.NotFound if there is none.
func Numbered(all []Version, number int64) (Version, error) {
	for _, v := range all {
		if v.Number == number {
			return v, nil
		}
	}
	return Version{}, errs.New(errs.NotFound, "plan.register.no_such_version", "version", number)
}

// insertPlan stores a new plan.
func (g *Register) insertPlan(tx *db.Tx, p Plan) error {
	if _, err := tx.Exec("INSERT INTO plan (id, code, org, added_at, version) VALUES ($1, $2, $3, $4, $5)", p.ID, p.Code, p.Org, db.Micros(p.AddedAt), p.Version); err != nil {
		return err
	}
	return g.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.plan.add", Kind: Kind, ID: p.ID, Version: p.Version, Org: p.Org,
		Stored: []any{p.Code, p.Org, p.Version}})
}

// insertVersion stores a new version, still without its nodes.
func (g *Register) insertVersion(tx *db.Tx, p Plan, v Version) error {
	head, err := json.Marshal(v.Head)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO plan_version (id, plan, number, head, from_day, reason, decision, author, digest, nodes, objectives, sub_objectives, activities, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		v.ID, v.Plan, v.Number, string(head), db.NullText(v.From), v.Reason, v.Decision, v.Author, v.Digest, v.Nodes, v.Objectives, v.SubObjectives, v.Active, v.Row)
	if err != nil {
		return err
	}
	return g.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.version.begin", Kind: KindVersion, ID: v.ID, Version: v.Row, Org: p.Org, Justification: v.Reason})
}

// saveVersion stores what was changed of a version's record, under its next version.
func (g *Register) saveVersion(tx *db.Tx, p Plan, v *Version, action, why string) error {
	head, err := json.Marshal(v.Head)
	if err != nil {
		return err
	}
	v.Row++
	if _, err := tx.Exec(`UPDATE plan_version SET head = $1, from_day = $2, reason = $3, decision = $4, digest = $5, nodes = $6, objectives = $7, sub_objectives = $8,
		activities = $9, version = $10 WHERE id = $11`, string(head), db.NullText(v.From), v.Reason, v.Decision, v.Digest, v.Nodes, v.Objectives, v.SubObjectives, v.Active, v.Row, v.ID); err != nil {
		return err
	}
	return g.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: KindVersion, ID: v.ID, Version: v.Row, Org: p.Org, Justification: why})
}
