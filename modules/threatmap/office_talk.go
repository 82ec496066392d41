package threatmap

import (
	"reeve/kernel/disclosure"
	"slices"
	"time"

	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// talkView is what police and resident asked and answered each other.
type talkView struct {
	Talk  look.Talk
	Empty string
	Ask   *look.Act
}

func (o *office) talk(r *web.Request, op opened) talkView {
	v := talkView{Empty: r.Text.T("threatmap.office.talk.empty")}
	for _, t := range op.taken {
		b := look.Bubble{Text: t.Text, When: r.Text.T("threatmap.office.talk."+t.Step, "when", moment(r, t.OccurredAt, op.zone)), Lang: htmlLang(op.Lang)}
		switch t.Step {
		case "ask":
			b.Mine, b.Lang, b.Who = true, "", o.actor(r, op, t)
			if t.Actor == op.reader && op.reader != "" {
				b.Who = r.Text.T("threatmap.office.talk.you")
			}
		case "answer", "dispute", "reopen":
			b.Who = r.Text.T("threatmap.office.talk.resident")
		default:
			continue
		}
		v.Talk.Bubbles = append(v.Talk.Bubbles, b)
	}
	if op.may("ask") {
		v.Ask = &look.Act{Word: r.Text.T("threatmap.office.act.ask"), Href: stepAddress(op, "ask"), Icon: "message-circle", Variant: "secondary"}
	}
	return v
}

// visitsView are the visits, and the week in which the resident sees the threat with the visits in it.
type visitsView struct {
	Count int
	Items []look.Visit
	Times *look.Times
	Empty string
	Enter *look.Act
}

func (o *office) visits(r *web.Request, op opened) visitsView {
	v := visitsView{Empty: r.Text.T("threatmap.office.visits.empty")}
	for _, t := range op.taken {
		if t.Step != "visit" {
			continue
		}
		visit := look.Visit{Title: r.Text.T("threatmap.office.visits.title", "date", r.Text.DateWithWeekday(t.OccurredAt.In(op.zone)),
			"time", r.Text.Time(t.OccurredAt, op.zone), "by", o.actor(r, op, t)), Text: t.Found}
		if t.Inside != nil {
			visit.Inside = *t.Inside
			visit.Verdict = r.Text.T("threatmap.office.visits.outside")
			if visit.Inside {
				visit.Verdict = r.Text.T("threatmap.office.visits.inside")
			}
		}
		v.Items = append(v.Items, visit)
	}
	v.Count = len(v.Items)
	v.Times = o.times(r, op)
	if op.may("visit") {
		v.Enter = &look.Act{Word: r.Text.T("threatmap.office.act.visit"), Href: stepAddress(op, "visit"), Icon: "footprints", Variant: "secondary"}
	}
	return v
}

// times draws week and parts of day, stated and visited; nil where the resident gave neither.
func (o *office) times(r *web.Request, op opened) *look.Times {
	seen := op.rep.Seen
	if len(seen.Parts) == 0 && len(seen.Weekdays) == 0 {
		return nil
	}
	visited := map[[2]int]bool{}
	for _, t := range op.taken {
		if l := t.OccurredAt.In(op.zone); t.Step == "visit" {
			visited[[2]int{(int(l.Weekday()) + 6) % 7, l.Hour() / 6}] = true
		}
	}
	grid := &look.Times{Caption: r.Text.T("threatmap.office.times.caption"), Note: r.Text.T("threatmap.office.times.note")}
	monday := time.Date(2024, 1, 1, 0, 0, 0, 0, op.zone) // any Monday
	for day := range 7 {
		grid.Days = append(grid.Days, r.Text.WeekdayColumn(time.Weekday((day+1)%7)))
	}
	for _, part := range dayOrder() {
		n := slices.Index(disclosure.DayParts(), part)
		row := look.TimesRow{Word: r.Text.T("threatmap.part." + string(part))}
		for day := range 7 {
			cell := look.TimesCell{}
			cell.Stated, _ = seen.Covers(time.Date(2024, 1, monday.Day()+day, n*6+1, 0, 0, 0, op.zone), op.zone)
			key := ""
			if cell.Stated {
				key = "stated"
			}
			if visited[[2]int{day, n}] {
				cell.Visit = "outside"
				if cell.Stated {
					cell.Visit = "inside"
				}
				key = cell.Visit
			}
			if key != "" {
				cell.Words = r.Text.T("threatmap.office.times." + key)
			}
			row.Cells = append(row.Cells, cell)
		}
		grid.Rows = append(grid.Rows, row)
	}
	return grid
}
