package meetings

import (
	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

const (
	boardRows = 5
	boardSoon = 14 // days before the last one on which a due meeting is shown
)

// Board are the meetings that the law wants and that are late or due within two weeks, for the desk's first page: of
// places within the scope of who asks, with what is latest first. The list is empty where there are none.
func (m *Meetings) Board(r *web.Request) (look.Tasks, error) {
	scope := r.Scope(actWrite)
	t := look.Tasks{ID: "due-meetings", Kind: "today", Title: r.Text.T("meetings.due")}
	if scope.Nothing() {
		return t, nil
	}
	today, soon := m.Today(r.Now), m.Today(r.Now.AddDate(0, 0, boardSoon))
	var all []DueAt
	if err := r.Read(func(s *db.Snapshot) (err error) { all, err = m.Dues(s, scope, today); return err }); err != nil {
		return t, err
	}
	for _, d := range all {
		if d.By > soon {
			break
		}
		if t.Count++; len(t.Items) == boardRows {
			continue
		}
		item := look.Task{Icon: "calendar-days", Href: "/desk/meetings/due", Kind: look.Warned, Due: r.Text.Date(civil(d.By)),
			Title: r.Text.T("meetings.board_title", "place", m.word(r, d.Place.Names), "rule", r.Text.T("meetings.cadence."+d.Cadence.Code))}
		if d.Late {
			item.Kind, item.Due = look.Late, r.Text.T("meetings.late_since", "date", item.Due)
		}
		if d.Last != "" {
			item.Meta = r.Text.T("meetings.board_last", "date", r.Text.Date(civil(d.Last)))
		}
		t.Items = append(t.Items, item)
	}
	if t.Count > 0 {
		t.More = &look.NavItem{Word: r.Text.T("meetings.due_all", "n", r.Text.Number(int64(len(all)))), Href: "/desk/meetings/due"}
	}
	return t, nil
}
