package workshop

import (
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/rates"
)

// screenView is GET /desk/rooms/{ref}/screen: what the room looks at.
type screenView struct {
	roomView
	Year     string
	PlanName string
	PlanLang string
	Present  string
	PresentN string
	Code     string
	Doors    []addressView
	Over     bool
	Progress string
}

func (d *desk) showScreen(r *web.Request) (web.Reply, error) {
	var v screenView
	var in insider
	err := r.Read(func(q *db.Snapshot) error {
		var rec Record
		var err error
		if in, rec, err = d.w.record(q, r); err != nil {
			return err
		}
		row, err := d.w.rowOn(q, r, in.room, rec.State)
		if err != nil {
			return err
		}
		numbers, err := numbersOf(q, in.room.ID)
		if err != nil {
			return err
		}
		v.Year = r.Text.T("plan.workshop.assessment", "year", strconv.Itoa(rec.State.Assessment.Year))
		v.Page = d.frame(r, v.Year)
		share(r, &v.roomView, "screen", in, row, numbers)
		v.PlanName, v.PlanLang = d.w.Register.Word(r, rec.State.Base.Plan.Titles)
		present := 0
		for _, p := range rec.Persons {
			if p.Present() {
				present++
			}
		}
		v.PresentN, v.Present = r.Text.Number(int64(present)), r.Text.T("plan.workshop.present", "n", present, "all", len(rec.Persons))
		v.Over = in.room.State != Open
		v.Progress = r.Text.T("plan.workshop.progress", "closed", rec.closed(), "all", len(numbers), "parked", 0)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if in.room.Code != "" && !v.Over {
		v.Code, v.Doors = WriteCode(in.room.Code), d.w.doors(r, in.room)
	}
	return d.screen.With(v), nil
}

// summaryView is GET /desk/rooms/{ref}/summary: what came of a workshop.
type summaryView struct {
	look.Page
	Crumbs  look.Crumbs
	Lead    string
	State   look.Tag
	Acts    []look.Act
	Tiles   []look.Tile
	Table   look.Table
	Advice  look.Table
	Empty   *look.Empty
	Pages   look.Pagination
	NotSeen string
}

// rowsAtOnce is how many rows of a summary stand on one page.
const rowsAtOnce = 200

func (d *desk) showSummary(r *web.Request) (web.Reply, error) {
	from, err := r.Int("from", 0, 0, 1_000_000)
	if err != nil {
		return nil, err
	}
	var in insider
	var rec Record
	var meeting string
	err = r.Read(func(q *db.Snapshot) (err error) {
		if in, rec, err = d.w.record(q, r); err != nil {
			return err
		}
		meeting, _, err = meetingRef(q, in.room.Meeting)
		return err
	})
	if err != nil {
		return nil, err
	}
	l, year := r.Text, strconv.Itoa(rec.State.Assessment.Year)
	v := summaryView{Page: d.frame(r, l.T("plan.workshop.summary_title", "year", year))}
	v.NoIndex = true
	at := "/desk/plans/" + in.plan.Code
	v.Crumbs = look.Crumbs{Label: l.T("plan.register.crumbs"), Items: []look.NavItem{{Word: l.T("plan.register.title"), Href: "/desk/plans"}, {Word: in.plan.Code, Href: at + "?year=" + year},
		{Word: l.T("plan.workshop.title"), Href: at + "/workshop?year=" + year}, {Word: l.T("plan.workshop.summary")}}}
	v.Lead = l.TimeRange(in.room.OpenedAt, endOf(in.room, r), d.w.Register.Zone())
	v.Lead = l.Date(in.room.OpenedAt.In(d.w.Register.Zone())) + ", " + v.Lead
	v.State = look.Tag{Word: l.T("plan.workshop.state." + in.room.State), Icon: "users"}
	if in.room.State == Open && r.Allowed("plan.room.lead", d.w.Register.Resource(in.plan)) == nil {
		v.Acts = append(v.Acts, look.Act{Word: l.T("plan.workshop.chair"), Href: "/desk/rooms/" + in.room.Ref, Icon: "gavel"})
	}
	if meeting != "" && r.May("meetings.meeting.read") {
		v.Acts = append(v.Acts, look.Act{Word: l.T("plan.workshop.minutes"), Href: "/desk/meetings/" + meeting, Icon: "file-text", Variant: "secondary"})
	}
	v.fill(d.w, r, in, rec, from)
	return d.summary.With(v), nil
}

func (v *summaryView) fill(w *Workshop, r *web.Request, in insider, rec Record, from int) {
	l := r.Text
	var votes, late, seconds int64
	for _, row := range rec.Rows {
		votes, late, seconds = votes+rec.Tallies[row.Number].Sum(), late+rec.Late[row.Number], seconds+row.Spent
	}
	v.Tiles = []look.Tile{{Label: l.T("plan.workshop.rows_closed"), Value: l.Number(int64(rec.closed())), Note: l.T("plan.workshop.of_rows", "all", len(rec.State.Standings))},
		{Label: l.T("plan.workshop.votes"), Value: l.Number(votes), Note: l.T("plan.workshop.late_votes", "n", late)},
		{Label: l.T("plan.workshop.persons"), Value: l.Number(int64(len(rec.Persons)))},
		{Label: l.T("plan.workshop.time"), Value: minutesWord(l, seconds), Note: l.T("plan.workshop.time_note")}}
	v.Table = look.Table{Caption: l.T("plan.workshop.rows"), Head: []look.Cell{{Text: l.T("plan.register.number")}, {Text: l.T("plan.tree.field.text")}, {Text: l.T("plan.workshop.room_says")},
		{Text: l.T("plan.workshop.own")}, {Text: l.T("plan.workshop.chair_says")}, {Text: l.T("plan.workshop.time"), Number: true}}}
	v.Advice = look.Table{Caption: l.T("plan.workshop.advices"), Head: []look.Cell{{Text: l.T("plan.register.number")}, {Text: l.T("plan.workshop.challenge")}, {Text: l.T("plan.workshop.advice")}}}
	end := min(from+rowsAtOnce, len(rec.Rows))
	for _, row := range rec.Rows[min(from, len(rec.Rows)):end] {
		s, _ := rec.State.Row(row.Number)
		text, lang := w.Register.Word(r, s.Node.Text)
		href := "/desk/plans/" + in.plan.Code + "/nodes/" + row.Number + "?year=" + strconv.Itoa(rec.State.Assessment.Year)
		own, chair := l.T("i18n.no_value"), l.T("plan.workshop.row."+row.State)
		if s.Unit != nil && s.Unit.Status != rates.NoReport {
			own = l.T(s.Unit.Status.Key())
		}
		if row.State == RowClosed {
			chair = l.T(row.Status.Key())
		}
		said := CountWords(l, rec.Tallies[row.Number])
		if n := rec.Late[row.Number]; n > 0 {
			said += " · " + l.T("plan.workshop.late_votes", "n", n)
		}
		v.Table.Rows = append(v.Table.Rows, []look.Cell{{Text: row.Number, Href: href}, {Text: text, Lang: lang}, {Text: said}, {Text: own}, {Text: chair}, {Text: minutesWord(l, row.Spent), Number: true}})
		if row.Challenge+row.Advice != "" {
			v.Advice.Rows = append(v.Advice.Rows, []look.Cell{{Text: row.Number, Href: href}, {Text: row.Challenge, Lang: row.Lang}, {Text: row.Advice, Lang: row.Lang}})
		}
	}
	v.Pages.Label = l.T("plan.register.pages")
	page := func(from int) string { return "/desk/rooms/" + in.room.Ref + "/summary?from=" + itoa(from) }
	if from > 0 {
		v.Pages.Prev = &look.NavItem{Word: l.T("plan.assess.prev"), Href: page(max(0, from-rowsAtOnce))}
	}
	if end < len(rec.Rows) {
		v.Pages.Next = &look.NavItem{Word: l.T("plan.assess.next"), Href: page(end)}
	}
	if rec.Left > 0 {
		v.NotSeen = l.T("plan.workshop.not_seen", "n", rec.Left)
	}
	if len(rec.Rows) == 0 {
		v.Empty = &look.Empty{Title: l.T("plan.workshop.nothing_shown"), Icon: "list"}
	}
}
