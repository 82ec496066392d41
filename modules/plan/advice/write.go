package advice

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// Lengths in characters.
const (
	maxText  = 4000
	maxLabel = 200
)

// mostAddressees is how many organisations a recommendation may be addressed to.
const mostAddressees = 200

// Input is a recommendation as somebody writes it.
type Input struct {
	Org      string // id of the organisation that recommends; empty = that of the plan
	Body     i18n.Text
	Source   Source
	Plan     string   // id, may be empty
	Node     string   // id of the node of that plan, may be empty
	To       []string // ids of the organisations that it is addressed to; none = that which leads the node
	Priority string   // empty = normal
	Due      string   // civil day, may be empty
	Public   bool     // the public sees it once it is adopted
}

// Recommend stores a recommendation as a draft. The same text from the same source is stored once: then the one that is
// there is given. The caller has asked whether the actor may. Errors: errs.Invalid by field.
func (s *Service) Recommend(tx *db.Tx, n Input) (Advice, error) {
	a := Advice{ID: id.At(tx.Now()), Ref: id.Ref(), Author: account(tx), Post: tx.Actor().Post, WrittenAt: tx.Now(), State: Draft}
	if err := s.about(tx, &a, &n); err != nil {
		return a, err
	}
	if err := s.check(n); err != nil {
		return a, err
	}
	if had, ok, err := same(tx, n); err != nil || ok {
		return had, err
	}
	a.take(n)
	if err := s.save(tx, &a, "plan.recommendation.write", ""); err != nil {
		return a, err
	}
	if err := s.address(tx, &a, n.To); err != nil {
		return a, err
	}
	_, err := s.Process.Open(tx, process.Opening{ID: a.ID, Definition: Kind, Ref: a.Ref, Subject: Kind, Org: a.Org, Place: s.placeOf(a.Org), At: tx.Now(), Calendar: s.Register.CalendarCode()})
	return a, err
}

// Edit changes what a recommendation says until it is adopted; the caller has asked whether the actor may. version is
// that which the writer saw.
func (s *Service) Edit(tx *db.Tx, a Advice, n Input, version int64) (Advice, error) {
	if !a.Editable() {
		return a, errs.New(errs.Conflict, "plan.advice.not_open")
	}
	if version != a.Version {
		return a, errs.New(errs.Conflict, "plan.advice.changed_meanwhile")
	}
	n.Plan, n.Node, n.Org = a.Plan, a.Node, a.Org
	if err := s.check(n); err != nil {
		return a, err
	}
	a.take(n)
	if err := s.save(tx, &a, "plan.recommendation.edit", ""); err != nil {
		return a, err
	}
	return a, s.address(tx, &a, n.To)
}

// about fills what follows from the node: its number, who is addressed, whose recommendation it is.
func (s *Service) about(q db.Reader, a *Advice, n *Input) error {
	if n.Plan == "" {
		n.Node = ""
		return nil
	}
	p, err := register.ByID(q, n.Plan)
	if err != nil {
		return err
	}
	if n.Org == "" {
		n.Org = p.Org
	}
	e, err := s.shown(q, p)
	if err != nil || n.Node == "" {
		return err
	}
	node, ok := e.ByID(n.Node)
	if !ok {
		return errs.Bad("number", "plan.register.no_such_node", "number", n.Node)
	}
	a.Number = node.Number
	if org := s.leads(node); org != "" && len(n.To) == 0 {
		n.To = []string{org}
	}
	return nil
}

// shown is the version of a plan that a recommendation speaks of: the latest.
func (s *Service) shown(q db.Reader, p register.Plan) (*register.Edition, error) {
	all, err := register.Versions(q, p.ID)
	if err != nil {
		return nil, err
	}
	v, ok := register.Latest(all)
	if !ok {
		return nil, errs.New(errs.NotFound, "plan.register.no_such_version", "version", 1)
	}
	return s.Register.Edition(q, p, v)
}

// leads is the organisation that leads an activity; empty where it is not known.
func (s *Service) leads(n tree.Node) string {
	if n.Activity == nil {
		return ""
	}
	if u, ok := s.places().Unit(n.Activity.LeadUnit); ok {
		return u.Org
	}
	return n.Activity.LeadOrg
}

func (a *Advice) take(n Input) {
	a.Org, a.Body, a.Source, a.Plan, a.Node, a.Due, a.Public, a.Priority = n.Org, clean(n.Body), n.Source, n.Plan, n.Node, n.Due, n.Public, n.Priority
	if a.Priority == "" {
		a.Priority = Normal
	}
}

// clean leaves out empty texts and space around the others.
func clean(t i18n.Text) i18n.Text {
	out := i18n.Text{}
	for tag, text := range t {
		if text = strings.TrimSpace(text); text != "" {
			out[tag] = text
		}
	}
	return out
}

func (s *Service) check(n Input) error {
	var bad errs.Fields
	body := clean(n.Body)
	if len(body) == 0 {
		bad.Add("body", "plan.advice.body_missing")
	}
	for _, tag := range slices.Sorted(maps.Keys(body)) {
		if utf8.RuneCountInString(body[tag]) > maxText {
			bad.Add("body."+tag, "plan.advice.text_long", "most", maxText)
		}
	}
	if !slices.Contains(Sources(), n.Source.Kind) {
		bad.Add("source", "plan.advice.source_unknown", "source", n.Source.Kind)
	}
	if utf8.RuneCountInString(n.Source.Label) > maxLabel || utf8.RuneCountInString(n.Source.ID) > maxLabel {
		bad.Add("source_label", "plan.advice.text_long", "most", maxLabel)
	}
	if n.Priority != "" && !slices.Contains(Priorities(), n.Priority) {
		bad.Add("priority", "plan.advice.priority_unknown", "priority", n.Priority)
	}
	if n.Due != "" {
		if _, err := calendar.ParseDate(n.Due); err != nil {
			bad.Add("due", "plan.advice.day_wrong", "day", n.Due)
		}
	}
	if len(n.To) > mostAddressees {
		bad.Add("to", "plan.advice.too_many", "most", mostAddressees)
	}
	for _, org := range n.To {
		if _, ok := s.places().Org(org); !ok {
			bad.Add("to", "plan.advice.org_unknown", "org", org)
			break
		}
	}
	return bad.Err()
}

// same finds a recommendation with this text from this source. What comes from nowhere in particular may be said twice.
func same(q db.Reader, n Input) (Advice, bool, error) {
	if n.Source.ID == "" {
		return Advice{}, false, nil
	}
	body, err := json.Marshal(clean(n.Body))
	if err != nil {
		return Advice{}, false, err
	}
	ids, err := db.Strings(q, "SELECT id FROM plan_advice WHERE source_kind = $1 AND source_id = $2 AND plan = $3 AND node = $4 AND body = $5", n.Source.Kind, n.Source.ID, n.Plan, n.Node, string(body))
	if err != nil || len(ids) == 0 {
		return Advice{}, false, err
	}
	a, err := ByID(q, ids[0])
	return a, err == nil, err
}

// address makes the addressees those given. Whoever was asked stays.
func (s *Service) address(tx *db.Tx, a *Advice, to []string) error {
	var keep []Answer
	for _, x := range a.Answers {
		if x.State != Addressed || slices.Contains(to, x.Org) {
			keep = append(keep, x)
			continue
		}
		if _, err := tx.Exec("DELETE FROM plan_answer WHERE id = $1", x.ID); err != nil {
			return err
		}
		if err := s.Log.Record(tx, audit.Entry{Operation: audit.Erasure, Action: "plan.answer.unaddress", Kind: KindAnswer, ID: x.ID, Version: x.Version + 1, Org: x.Org}); err != nil {
			return err
		}
	}
	a.Answers = keep
	for _, org := range to {
		if _, there := a.For(org); there {
			continue
		}
		x := Answer{ID: id.At(tx.Now()), Ref: id.Ref(), Advice: a.ID, Org: org, State: Addressed}
		if err := s.put(tx, &x, "plan.answer.address", ""); err != nil {
			return err
		}
		a.Answers = append(a.Answers, x)
	}
	return nil
}

// placeOf is the place that an organisation belongs to, may be empty.
func (s *Service) placeOf(org string) string {
	o, _ := s.places().Org(org)
	return o.Place
}

// account is the account that acts, empty for the program.
func account(tx *db.Tx) string {
	if tx.Actor().Kind == "system" {
		return ""
	}
	return tx.Actor().ID
}
