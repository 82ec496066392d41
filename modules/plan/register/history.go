package register

import (
	"encoding/json"
	"time"

	"reeve/kernel/db"
	"reeve/modules/plan/tree"
)

// Amendment is a wording that replaced another, or began in a version after the first.
type Amendment struct {
	Node             string // id, the same in all versions
	Number           string
	Version          int64
	Was              *tree.Node // nil: it was new
	Is               tree.Node
	Changes          []tree.Change
	Reason, Decision string // its own, else its version's
	Author           string
	At               time.Time
}

// Slipped tells whether the deadline moved, and from what to what.
func (a Amendment) Slipped() (was, is tree.Deadline, ok bool) {
	if a.Was == nil || a.Was.Activity == nil || a.Is.Activity == nil {
		return was, is, false
	}
	was, is = a.Was.Activity.Deadline, a.Is.Activity.Deadline
	return was, is, was != is
}

// amended are two wordings of one node.
type amended struct {
	now, before wording
	hadOne      bool
	reason, dec string
}

// AmendmentsOf are the amendments of one node, oldest first.
func AmendmentsOf(q db.Reader, p Plan, node string) ([]Amendment, error) {
	all, err := db.All(q, scanAmended, `SELECT n.id, n.node, n.number, n.position, n.first_version, n.last_version, n.body, n.reason, n.decision, n.author, n.written_at,
		COALESCE(b.body, ''), v.reason, v.decision FROM plan_node n JOIN plan_version v ON v.plan = n.plan AND v.number = n.first_version
		LEFT JOIN plan_node b ON b.node = n.node AND b.last_version = n.first_version - 1 WHERE n.node = $1 ORDER BY n.first_version`, node)
	if err != nil {
		return nil, err
	}
	return amendments(p, all)
}

// AmendmentsIn are the amendments that a version brought, in the order of the plan. The first version has none.
func AmendmentsIn(q db.Reader, p Plan, version int64) ([]Amendment, error) {
	all, err := db.All(q, scanAmended, `SELECT n.id, n.node, n.number, n.position, n.first_version, n.last_version, n.body, n.reason, n.decision, n.author, n.written_at,
		COALESCE(b.body, ''), v.reason, v.decision FROM plan_node n JOIN plan_version v ON v.plan = n.plan AND v.number = n.first_version
		LEFT JOIN plan_node b ON b.node = n.node AND b.last_version = n.first_version - 1 WHERE n.plan = $1 AND n.first_version = $2 AND n.first_version > 1
		ORDER BY n.position, n.node`, p.ID, version)
	if err != nil {
		return nil, err
	}
	return amendments(p, all)
}

// MovedDeadlines are the amendments of a plan that moved a deadline, the latest first, at most limit of them.
func MovedDeadlines(q db.Reader, p Plan, upTo int64, limit int) ([]Amendment, error) {
	all, err := db.All(q, scanAmended, `SELECT n.id, n.node, n.number, n.position, n.first_version, n.last_version, n.body, n.reason, n.decision, n.author, n.written_at,
		b.body, v.reason, v.decision FROM plan_node n JOIN plan_version v ON v.plan = n.plan AND v.number = n.first_version
		JOIN plan_node b ON b.node = n.node AND b.last_version = n.first_version - 1 WHERE n.plan = $1 AND n.first_version <= $2 AND n.first_version > 1
		ORDER BY n.first_version DESC, n.position, n.node`, p.ID, upTo)
	if err != nil {
		return nil, err
	}
	some, err := amendments(p, all)
	var out []Amendment
	for _, a := range some {
		if _, _, ok := a.Slipped(); ok && len(out) < limit {
			out = append(out, a)
		}
	}
	return out, err
}

func scanAmended(scan db.Scan) (a amended, err error) {
	w := &a.now
	err = scan(&w.ID, &w.Node, &w.Number, &w.Position, &w.First, &w.Last, &w.Body, &w.Reason, &w.Decision, &w.Author, &w.At, &a.before.Body, &a.reason, &a.dec)
	a.hadOne = a.before.Body != ""
	return a, err
}

func amendments(p Plan, all []amended) (out []Amendment, err error) {
	for _, x := range all {
		a := Amendment{Node: x.now.Node, Number: x.now.Number, Version: x.now.First, Reason: x.now.Reason, Decision: x.now.Decision, Author: x.now.Author, At: db.Time(x.now.At)}
		if err := json.Unmarshal([]byte(x.now.Body), &a.Is); err != nil {
			return nil, err
		}
		if a.Reason == "" {
			a.Reason = x.reason
		}
		if a.Decision == "" {
			a.Decision = x.dec
		}
		if x.hadOne {
			var was tree.Node
			if err := json.Unmarshal([]byte(x.before.Body), &was); err != nil {
				return nil, err
			}
			a.Was = &was
			a.Changes = tree.Diff(tree.Plan{Code: p.Code, Nodes: []tree.Node{was}}, tree.Plan{Code: p.Code, Nodes: []tree.Node{a.Is}})
			if len(a.Changes) == 0 { // only its place in the order
				continue
			}
		}
		out = append(out, a)
	}
	return out, nil
}
