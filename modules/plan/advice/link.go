package advice

import (
	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/id"
)

// Link is a node of a plan that carries a recommendation out.
type Link struct {
	ID, Advice, Answer string // Answer may be empty
	Plan, Node, Number string // Number is the one it had when it was linked
	Made               bool   // it was made of the recommendation
}

// link stores that a node carries a recommendation out; what is there stays.
func (s *Service) link(tx *db.Tx, l Link) error {
	l.ID = id.At(tx.Now())
	stored := []any{l.Advice, l.Answer, l.Plan, l.Node, l.Number, l.Made, int64(1)}
	n, err := tx.Exec(`INSERT INTO plan_advice_link (advice, answer, plan, node, number, made, version, id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (advice, answer, node) DO NOTHING`, append(append([]any{}, stored...), l.ID)...)
	if err != nil || n == 0 {
		return err
	}
	return s.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.recommendation.link", Kind: KindLink, ID: l.ID, Version: 1, Stored: stored})
}

func scanLink(scan db.Scan) (l Link, err error) {
	return l, scan(&l.ID, &l.Advice, &l.Answer, &l.Plan, &l.Node, &l.Number, &l.Made)
}

// Links are the nodes that carry a recommendation out, the first one first.
func Links(q db.Reader, advice string) ([]Link, error) {
	return db.All(q, scanLink, "SELECT id, advice, answer, plan, node, number, made FROM plan_advice_link WHERE advice = $1 ORDER BY id", advice)
}

// Origin is the node of another plan that a node continues.
type Origin struct{ Plan, Node, FromPlan, FromNode, FromNumber string }

// OriginOf is the node that a node continues; ok is false where it continues none.
func OriginOf(q db.Reader, node string) (o Origin, ok bool, err error) {
	all, err := db.All(q, scanOrigin, "SELECT plan, node, from_plan, from_node, from_number FROM plan_origin WHERE node = $1", node)
	if err != nil || len(all) == 0 {
		return o, false, err
	}
	return all[0], true, nil
}

// ContinuedBy are the nodes that continue a node.
func ContinuedBy(q db.Reader, node string) ([]Origin, error) {
	return db.All(q, scanOrigin, "SELECT plan, node, from_plan, from_node, from_number FROM plan_origin WHERE from_node = $1 ORDER BY id", node)
}

func scanOrigin(scan db.Scan) (o Origin, err error) {
	return o, scan(&o.Plan, &o.Node, &o.FromPlan, &o.FromNode, &o.FromNumber)
}

// insertOrigin stores where a node comes from. That the plan was made, and of which one, is the entry of its version: a
// plan of 10,000 lines has one.
func insertOrigin(tx *db.Tx, o Origin) error {
	_, err := tx.Exec("INSERT INTO plan_origin (plan, node, from_plan, from_node, from_number, id) VALUES ($1, $2, $3, $4, $5, $6)", o.Plan, o.Node, o.FromPlan, o.FromNode, o.FromNumber, id.At(tx.Now()))
	return err
}
