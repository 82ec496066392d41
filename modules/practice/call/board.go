package call

import (
	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
)

const onBoard = 7

// Board is a column of the desk's first page: talks that nobody has decided on, of events that who asks holds.
func (c *Calls) Board(r *web.Request) (look.Tasks, error) {
	t := look.Tasks{ID: "talks-review", Kind: "waiting", Title: r.Text.T("practice.call.board"), More: &look.NavItem{Word: r.Text.T("practice.desk.title"), Href: "/desk/practice"}}
	if !r.May(actWrite) {
		return t, nil
	}
	err := r.Read(func(q *db.Snapshot) error {
		t.Items, t.Count = nil, 0
		all, err := waiting(q, 200)
		if err != nil {
			return err
		}
		scope, known := r.Scope(actWrite), map[string]events.Event{}
		for _, p := range all {
			e, ok := known[p.Event]
			if !ok {
				if e, _, err = events.EventByID(q, p.Event); err != nil {
					return err
				}
				known[p.Event] = e
			}
			if !scope.Allows(c.Events.Resource(e)) {
				continue
			}
			if t.Count++; len(t.Items) < onBoard {
				t.Items = append(t.Items, look.Task{Icon: "lightbulb", Title: p.Title, Href: "/desk/practice/proposals/" + p.Ref, Meta: form.Line(c.words().Word(r, e.Titles), c.words().Org(r, p.Org))})
			}
		}
		return nil
	})
	return t, err
}
