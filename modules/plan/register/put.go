package register

import (
	"encoding/json"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/modules/plan/tree"
)

// step is the distance between the positions of neighbours, so that others fit between them.
const step = 1 << 20

// why is the reason of an amendment and the document that says so.
type why struct{ Reason, Decision string }

// put makes the nodes of a draft, or of a version that is being imported, be the ones given, in their order. Whatever
// the version has in common with the one before stays one wording. Nodes of earlier versions must be among those given.
// It tells how many wordings are new and how many replaced others; tick hears how far it is, and may be nil.
func (g *Register) put(tx *db.Tx, p Plan, v *Version, nodes []tree.Node, reasons func(number string) why, tick func(done, total int)) (added, changed int, err error) {
	old, err := wordings(tx, p.ID, v.Number)
	if err != nil {
		return 0, 0, err
	}
	by := make(map[string]wording, len(old))
	for _, w := range old {
		by[w.Number] = w
	}
	place := positions(nodes, by)
	rows := make([]wording, len(nodes))
	v.Nodes, v.Objectives, v.SubObjectives, v.Active = int64(len(nodes)), 0, 0, 0
	for i, n := range nodes {
		if tick != nil && i%500 == 0 {
			tick(i, len(nodes))
		}
		count(v, n)
		body, err := json.Marshal(n)
		if err != nil {
			return 0, 0, err
		}
		had, there := by[n.Number]
		delete(by, n.Number)
		y := reasons(n.Number)
		now := wording{ID: id.At(tx.Now()), Node: id.At(tx.Now()), Number: n.Number, Position: place[i], First: v.Number, Last: forever, Body: string(body),
			Reason: y.Reason, Decision: y.Decision, Author: author(tx.Actor()), At: db.Micros(tx.Now())}
		if there {
			now.Node = had.Node
		}
		rows[i] = now
		switch {
		case !there:
			added++
			err = insertWording(tx, p, now)
		case had.Body == now.Body && had.Position == now.Position:
			rows[i] = had
		case had.Body == now.Body: // only its place in the order
			err = replace(tx, p, v, had, now)
		default:
			changed++
			err = replace(tx, p, v, had, now)
		}
		if err != nil {
			return 0, 0, err
		}
	}
	for number, w := range by {
		if w.First != v.Number {
			return 0, 0, errs.New(errs.Invalid, "plan.register.node_kept", "number", number)
		}
		if _, err := tx.Exec("DELETE FROM plan_node WHERE id = $1", w.ID); err != nil {
			return 0, 0, err
		}
	}
	sum := newDigest(v.Head)
	for _, w := range rows {
		sum.add(w)
	}
	v.Digest = sum.text()
	return added, changed, nil
}

func count(v *Version, n tree.Node) {
	switch n.Level {
	case tree.Objective:
		v.Objectives++
	case tree.SubObjective:
		v.SubObjectives++
	case tree.ActivityNode:
		if n.Activity == nil || !n.Activity.Dropped {
			v.Active++
		}
	}
}

// replace ends a wording with the version before, or mends it where it is the draft's own.
func replace(tx *db.Tx, p Plan, v *Version, had, now wording) error {
	if had.First == v.Number {
		_, err := tx.Exec("UPDATE plan_node SET number = $1, position = $2, body = $3, reason = $4, decision = $5, author = $6, written_at = $7 WHERE id = $8",
			now.Number, now.Position, now.Body, now.Reason, now.Decision, now.Author, now.At, had.ID)
		return err
	}
	if _, err := tx.Exec("UPDATE plan_node SET last_version = $1 WHERE id = $2", v.Number-1, had.ID); err != nil {
		return err
	}
	return insertWording(tx, p, now)
}

func insertWording(tx *db.Tx, p Plan, w wording) error {
	_, err := tx.Exec(`INSERT INTO plan_node (id, node, plan, number, position, first_version, last_version, body, reason, decision, author, written_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, w.ID, w.Node, p.ID, w.Number, w.Position, w.First, w.Last, w.Body, w.Reason, w.Decision, w.Author, w.At)
	return err
}

// positions keeps the position of every node that still stands in order and finds room for the others between them.
func positions(nodes []tree.Node, by map[string]wording) []int64 {
	out := make([]int64, len(nodes))
	keep := standing(nodes, by)
	for i := 0; i < len(nodes); {
		if keep[i] {
			out[i] = by[nodes[i].Number].Position
			i++
			continue
		}
		end := i
		for end < len(nodes) && !keep[end] {
			end++
		}
		var below int64
		if i > 0 {
			below = out[i-1]
		}
		gap := int64(step)
		if end < len(nodes) {
			gap = (by[nodes[end].Number].Position - below) / int64(end-i+1)
		}
		for k := i; k < end; k++ {
			out[k] = below + gap*int64(k-i+1)
		}
		i = end
	}
	if slices.IsSorted(out) && strictly(out) {
		return out
	}
	for i := range out { // no room left: everything anew
		out[i] = int64(i+1) * step
	}
	return out
}

func strictly(all []int64) bool {
	for i := 1; i < len(all); i++ {
		if all[i] <= all[i-1] {
			return false
		}
	}
	return true
}

// standing marks the most nodes whose positions still rise in the order wanted.
func standing(nodes []tree.Node, by map[string]wording) []bool {
	keep, before := make([]bool, len(nodes)), make([]int, len(nodes))
	var ends []int // ends[k]: the node at which a rising row of k+1 nodes ends lowest
	for i, n := range nodes {
		w, ok := by[n.Number]
		if !ok {
			continue
		}
		k, _ := slices.BinarySearchFunc(ends, w.Position, func(at int, pos int64) int {
			switch had := by[nodes[at].Number].Position; {
			case had < pos:
				return -1
			case had > pos:
				return 1
			}
			return 0
		})
		if before[i] = -1; k > 0 {
			before[i] = ends[k-1]
		}
		if k == len(ends) {
			ends = append(ends, i)
		} else {
			ends[k] = i
		}
	}
	if len(ends) == 0 {
		return keep
	}
	for i := ends[len(ends)-1]; i >= 0; i = before[i] {
		keep[i] = true
	}
	return keep
}

// author is the account that acts, empty for the program.
func author(a db.Actor) string {
	if a.Kind == "system" {
		return ""
	}
	return a.ID
}
