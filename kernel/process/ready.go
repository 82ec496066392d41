package process

import (
	"encoding/json"
	"slices"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
)

// TickKind is the audit kind of a checklist that was ticked off; it never changes.
const TickKind = "process.tick"

// Needs are the fields that a step of an instance needs: the definition's and the overlay's.
func (e *Engine) Needs(q db.Reader, i Instance, step string) ([]string, error) {
	s, _ := e.Of(i).Step(step)
	o, err := LoadOverlay(q, i.Definition, i.OverlayVersion)
	if err != nil {
		return nil, err
	}
	needs := slices.Clone(s.Needs)
	for _, f := range o.Required[step] {
		if !slices.Contains(needs, f) {
			needs = append(needs, f)
		}
	}
	return needs, nil
}

// Checklist are the items that must be ticked before an instance takes a step, and which of them the actor has
// ticked for it, by their place in the list.
func Checklist(q db.Reader, i Instance, step, actor string) (items []i18n.Text, ticked []int, err error) {
	o, err := LoadOverlay(q, i.Definition, i.OverlayVersion)
	if err != nil || len(o.Checklist[step]) == 0 {
		return nil, nil, err
	}
	rows, err := ticksOf(q, i, step, actor)
	for _, r := range rows {
		for _, n := range r.items {
			if !slices.Contains(ticked, n) {
				ticked = append(ticked, n)
			}
		}
	}
	return o.Checklist[step], ticked, err
}

type tick struct {
	id    string
	items []int
}

// ticksOf are the actor's ticks that hold: of the instance's overlay, made in the present state, not used yet.
func ticksOf(q db.Reader, i Instance, step, actor string) ([]tick, error) {
	return db.All(q, func(scan db.Scan) (t tick, err error) {
		var items string
		if err := scan(&t.id, &items); err != nil {
			return t, err
		}
		return t, json.Unmarshal([]byte(items), &t.items)
	}, `SELECT t.id, t.items FROM process_tick t JOIN process_instance i ON i.id = t.instance
		WHERE t.instance = $1 AND t.step = $2 AND t.actor = $3 AND t.overlay = $4 AND t.used_by IS NULL AND t.at >= i.state_since ORDER BY t.at, t.id`,
		i.ID, step, actor, i.OverlayVersion)
}

// Tick keeps that the actor of the transaction has ticked items of a step's checklist. The next such step of the
// actor uses them up.
func (e *Engine) Tick(tx *db.Tx, instance, step string, items []int) error {
	i, err := Load(tx, instance)
	if err != nil {
		return err
	}
	d := e.Of(i)
	if d == nil {
		return errs.New(errs.NotFound, "process.not_found")
	}
	s, ok := d.Step(step)
	switch {
	case !ok:
		return errs.Bad("step", "process.no_such_step", "step", step)
	case !slices.Contains(s.From, i.State):
		return errs.New(errs.Conflict, "process.step_not_now", "step", step, "state", i.State)
	}
	list, _, err := Checklist(tx, i, step, tx.Actor().ID)
	if err != nil {
		return err
	}
	for _, n := range items {
		if n < 0 || n >= len(list) {
			return errs.Bad("items", "process.checklist_item", "most", len(list))
		}
	}
	if len(items) == 0 {
		return errs.Bad("items", "process.checklist_none")
	}
	raw, err := json.Marshal(items)
	if err != nil {
		return err
	}
	t, a := id.At(tx.Now()), tx.Actor()
	if _, err := tx.Exec("INSERT INTO process_tick (id, instance, step, overlay, items, actor, post, at, used_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL)",
		t, i.ID, step, i.OverlayVersion, string(raw), a.ID, a.Post, db.Micros(tx.Now())); err != nil {
		return err
	}
	return e.log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "process.tick", Kind: TickKind, ID: t, Place: i.Place, Org: i.Org})
}

// ready refuses a step of staff, or of their programs, while the overlay of the instance demands more of it. Residents,
// partners and the program itself know no checklist and are not held up.
func (e *Engine) ready(tx *db.Tx, i Instance, c Command) error {
	if kind := tx.Actor().Kind; c.Program || i.OverlayVersion == 0 || kind != "account" && kind != "token" {
		return nil
	}
	o, err := LoadOverlay(tx, i.Definition, i.OverlayVersion)
	if err != nil {
		return err
	}
	var bad errs.Fields
	for _, f := range o.Required[c.Step] {
		if !slices.Contains(c.Given, f) {
			bad.Add(f, "process.field_required")
		}
	}
	list, ticked, err := Checklist(tx, i, c.Step, tx.Actor().ID)
	if err != nil {
		return err
	}
	if open := len(list) - len(ticked); open > 0 {
		bad.Add("checklist", "process.checklist_open", "open", open, "href", ChecklistAt(i, c.Step))
	}
	return bad.Err()
}

// ChecklistAt is the address at which the checklist of a step is ticked off.
func ChecklistAt(i Instance, step string) string {
	return "/desk/processes/" + i.Definition + "/records/" + i.Ref + "/" + step
}

// useTicks marks what a step was taken with.
func useTicks(tx *db.Tx, i Instance, step, taken string) error {
	_, err := tx.Exec("UPDATE process_tick SET used_by = $4 WHERE instance = $1 AND step = $2 AND actor = $3 AND used_by IS NULL", i.ID, step, tx.Actor().ID, taken)
	return err
}
