package register

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/plan/tree"
)

// keptEditions is how many versions are kept in memory.
const keptEditions = 24

// Edition is a version with all its nodes. It is shared and never changed.
type Edition struct {
	Version  Version
	Plan     tree.Plan
	Units    []string // that lead something, each once
	Orgs     []string
	ids      []string       // of the nodes, in the order of Plan.Nodes
	at       map[string]int // number to place in Plan.Nodes
	byID     map[string]int
	children map[string][]int
}

// Node finds a node by its number.
func (e *Edition) Node(number string) (tree.Node, bool) {
	n, ok := e.at[number]
	if !ok {
		return tree.Node{}, false
	}
	return e.Plan.Nodes[n], true
}

// ID is the id that a node keeps through all versions; empty for a number that the version does not have.
func (e *Edition) ID(number string) string {
	if n, ok := e.at[number]; ok {
		return e.ids[n]
	}
	return ""
}

// ByID finds a node by the id that it keeps through all versions.
func (e *Edition) ByID(id string) (tree.Node, bool) {
	n, ok := e.byID[id]
	if !ok {
		return tree.Node{}, false
	}
	return e.Plan.Nodes[n], true
}

// Children are the nodes directly below one, in the order of the plan; "" gives those at the top.
func (e *Edition) Children(number string) []tree.Node {
	out := make([]tree.Node, 0, len(e.children[number]))
	for _, n := range e.children[number] {
		out = append(out, e.Plan.Nodes[n])
	}
	return out
}

// Objective is the node at the top above a node, the node itself if it is one.
func (e *Edition) Objective(number string) string {
	for range tree.Levels() {
		n, ok := e.Node(number)
		if !ok || n.Parent == "" {
			break
		}
		number = n.Parent
	}
	return number
}

// Activities are the activities in the order of the plan, those dropped too.
func (e *Edition) Activities() (out []tree.Node) {
	for _, n := range e.Plan.Nodes {
		if n.Level == tree.ActivityNode {
			out = append(out, n)
		}
	}
	return out
}

// Edition gives a version with its nodes, from memory where it can. What it read is compared with the digest.
func (g *Register) Edition(q db.Reader, p Plan, v Version) (*Edition, error) {
	key := v.ID + v.Digest
	g.mu.Lock()
	if e := g.kept[key]; e != nil {
		g.order = append(slices.DeleteFunc(g.order, func(k string) bool { return k == key }), key)
		g.mu.Unlock()
		if e.Version.Row == v.Row && e.Version.State == v.State {
			return e, nil
		}
		again := *e
		again.Version = v
		return &again, nil
	}
	g.mu.Unlock()
	rows, err := wordings(q, p.ID, v.Number)
	if err != nil {
		return nil, err
	}
	e, err := assemble(p, v, rows)
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.kept[key] == nil {
		g.kept[key], g.order = e, append(g.order, key)
		if len(g.order) > keptEditions {
			delete(g.kept, g.order[0])
			g.order = g.order[1:]
		}
	}
	return e, nil
}

func assemble(p Plan, v Version, rows []wording) (*Edition, error) {
	e := &Edition{Version: v, ids: make([]string, len(rows)), at: make(map[string]int, len(rows)), byID: make(map[string]int, len(rows)), children: map[string][]int{}}
	sum := newDigest(v.Head)
	nodes := make([]tree.Node, len(rows))
	units, orgs := map[string]bool{}, map[string]bool{}
	for i, w := range rows {
		if err := json.Unmarshal([]byte(w.Body), &nodes[i]); err != nil {
			return nil, err
		}
		n := nodes[i]
		sum.add(w)
		e.ids[i], e.at[n.Number], e.byID[w.Node] = w.Node, i, i
		e.children[n.Parent] = append(e.children[n.Parent], i)
		if a := n.Activity; a != nil {
			if a.LeadUnit != "" && !units[a.LeadUnit] {
				units[a.LeadUnit] = true
				e.Units = append(e.Units, a.LeadUnit)
			}
			if a.LeadOrg != "" && !orgs[a.LeadOrg] {
				orgs[a.LeadOrg] = true
				e.Orgs = append(e.Orgs, a.LeadOrg)
			}
		}
	}
	if sum.text() != v.Digest {
		return nil, errs.New(errs.Internal, "plan.register.damaged", "code", p.Code, "version", v.Number)
	}
	e.Plan = v.Whole(p, nodes)
	return e, nil
}

// wording is a row of plan_node.
type wording struct {
	ID, Node, Number string
	Position         int64
	First, Last      int64
	Body             string
	Reason, Decision string
	Author           string
	At               int64
}

func scanWording(scan db.Scan) (w wording, err error) {
	return w, scan(&w.ID, &w.Node, &w.Number, &w.Position, &w.First, &w.Last, &w.Body, &w.Reason, &w.Decision, &w.Author, &w.At)
}

// wordings are the nodes of a version in their order.
func wordings(q db.Reader, plan string, version int64) ([]wording, error) {
	return db.All(q, scanWording, `SELECT id, node, number, position, first_version, last_version, body, reason, decision, author, written_at FROM plan_node
		WHERE plan = $1 AND first_version <= $2 AND last_version >= $2 ORDER BY position, node`, plan, version)
}

// digest is made of the head and of each node with the id that it keeps, in the order of the plan.
type digest struct{ h hash.Hash }

func newDigest(head Head) digest {
	d := digest{sha256.New()}
	b, _ := json.Marshal(head) // texts and numbers: nothing that could fail
	d.h.Write(b)
	return d
}

func (d digest) add(w wording) {
	d.h.Write([]byte("\n" + w.Node + " "))
	d.h.Write([]byte(w.Body))
}

func (d digest) text() string { return hex.EncodeToString(d.h.Sum(nil)) }
