package threatmap

import (
	"reeve/kernel/db"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// needs are the fields of a step's form: the definition's, and those that the installation demands besides.
func (o *office) needs(r *web.Request, op opened, s process.Step) (needs []string, err error) {
	err = r.Read(func(q *db.Snapshot) (err error) { needs, err = o.m.Process.Needs(q, op.inst, s.Name); return err })
	return needs, err
}

// checklist leads to the checklist of a step while it has items that the reader has not ticked; nil when it has none.
func (o *office) checklist(r *web.Request, op opened, step string) (*look.Alert, error) {
	open := 0
	if err := r.Read(func(q *db.Snapshot) error {
		items, ticked, err := process.Checklist(q, op.inst, step, r.Actor().ID)
		open = len(items) - len(ticked)
		return err
	}); err != nil || open == 0 {
		return nil, err
	}
	return &look.Alert{Kind: "info", Text: r.Text.T("process.checklist_first"), Acts: []look.Act{
		{Word: r.Text.T("process.checklist_go"), Href: process.ChecklistAt(op.inst, step), Icon: "list-checks", Variant: "secondary"}}}, nil
}
