package main

import "reeve/kernel/web/look"

type listPage struct {
	look.Page
	Filter  look.Filter
	Listing look.Listing
	Pages   look.Pagination
	Empty   look.Empty
}

func list(t func(string, ...any) string) listPage {
	item := func(icon, title, meta, state, word string, count int) look.ListItem {
		return look.ListItem{Icon: icon, Title: title, Href: "report.html", Meta: meta, State: look.State{Code: state, Word: word}, Count: count, Counts: "confirmed by others"}
	}
	page := listPage{
		Page: public(t, "Reports", true),
		Filter: look.Filter{Action: "#", Label: "Filter the list", Title: "Filters (2)", Open: true, Fields: []look.Field{
			{Name: "q", Label: "Community", Type: "search", Value: "Konin"},
			{Name: "c", Label: "Kind", Type: "select", Options: []look.Option{{Word: "All kinds"}}},
			{Name: "s", Label: "State", Type: "select", Options: []look.Option{{Word: "All states"}}},
		}, Submit: "Show", Reset: &look.Act{Word: "Take all away", Href: "#", Variant: "tertiary"}},
		Listing: look.Listing{Items: []look.ListItem{
			item("gauge", "Speeding", "Kramsk, road 266 · 18 Nov, evening", "handed_over", "Handed over: Road administration", 17),
			item("trash-2", "Illegal dumping", "Stare Miasto, road to Karsy · 18 Nov, morning", "confirmed", "Confirmed", 12),
			item("beer-off", "Drinking where prohibited", "Konin, around Dworcowa street · 17 Nov, night", "verification", "Being checked, visit by 22 Nov", 6),
			item("hand-coins", "Begging", "Konin, community only · 17 Nov, afternoon", "new", "New, read by 20 Nov", 0),
			item("life-buoy", "Dangerous place by water", "Ślesin, lake shore · 16 Nov, daytime", "eliminated", "Eliminated", 9),
			item("dog", "Stray dogs", "Golina · 15 Nov", "not_confirmed", "Not confirmed", 2),
			item("music", "Dangerous entertainment venue", "Konin · 14 Nov", "mistake", "Mistake", 0),
			item("axe", "Illegal felling", "Rzgów · 12 Nov", "withdrawn", "Withdrawn", 0),
		}},
		Pages: look.Pagination{Label: "Pages", Prev: &look.NavItem{Word: "Newer", Href: "#"}, Next: &look.NavItem{Word: "Older", Href: "#"}, Note: "1 to 50 of 210"},
		Empty: look.Empty{Icon: "inbox", Title: "No report fits these filters", Text: "Take a filter away, or be the first.", Act: &look.Act{Word: "Take all away", Href: "#", Variant: "secondary"}},
	}
	page.Listing.Items[0].Chosen = true
	return page
}

type reportPage struct {
	look.Page
	Crumbs look.Crumbs
	State  look.State
	Path   look.Path
	Clocks []look.Clock
	Times  look.Times
}

func report(t func(string, ...any) string) reportPage {
	at := func(code, word, when string) look.State { return look.State{Code: code, Word: word, Note: when} }
	return reportPage{
		Page:   public(t, "Speeding", true),
		Crumbs: look.Crumbs{Label: "Where you are", Items: []look.NavItem{{Word: "Threat map", Href: "#"}, {Word: "Konin", Href: "#"}, {Word: "7K3M9QX2TB"}}},
		State:  at("eliminated", "Eliminated", "on Wednesday, 12 November"),
		Path: look.Path{Steps: []look.PathStep{
			{State: at("eliminated", "Eliminated", "12 November"), Visits: []look.Visit{{Title: "Visit 3, Wednesday 12 November, morning", Text: "The bump works. 40 cars, none above 50 km/h.", Inside: true, Verdict: "in the hours the resident gave"}}},
			{State: at("handed_over", "Handed over to the road administration", "23 October"), Text: "Asked for a bump and a sign. Answered after 8 days: done."},
			{State: at("confirmed", "Confirmed", "20 October"), Visits: []look.Visit{{Title: "Visit 2, Monday 20 October, evening", Text: "14 of 52 cars above the limit, the fastest 83 km/h at 50.", Inside: true, Verdict: "in the hours the resident gave"}}},
			{State: at("verification", "Being checked", "16 October"), Visits: []look.Visit{{Title: "Visit 1, Thursday 16 October, noon", Text: "None above the limit.", Verdict: "outside the hours given, so we look once more"}}},
			{State: at("new", "Reported", "14 October, evening"), Text: "by a resident, on this site"},
		}},
		Clocks: []look.Clock{
			{Kind: look.Kept, Left: "Read after 1 day", Right: "limit 3 days", Spent: 34},
			{Kind: look.Kept, Left: "First visit after 2 days", Right: "limit 5 days", Spent: 42},
		},
		Times: look.Times{Caption: "When residents see it and when we looked", Days: []string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"},
			Rows: []look.TimesRow{times("morning", 5, 2, "inside"), times("daytime", 0, 3, "outside"), times("evening", 5, 0, "inside"), times("night", 0, -1, "")},
			Note: "Coloured: when residents see the threat. Full dot: a visit in that time. Empty: outside it."},
	}
}

func times(word string, stated, visit int, kind string) look.TimesRow {
	row := look.TimesRow{Word: word, Cells: make([]look.TimesCell, 7)}
	for i := range row.Cells {
		row.Cells[i].Stated = i < stated
		if i == visit {
			row.Cells[i].Visit, row.Cells[i].Words = kind, kind
		}
	}
	return row
}

type followPage struct {
	look.Page
	State  look.State
	Clock  look.Clock
	Talk   look.Talk
	Answer look.Field
	Key    look.Field
}

func follow(t func(string, ...any) string) followPage {
	return followPage{
		Page:  public(t, "Drinking where prohibited", false),
		State: look.State{Code: "verification", Word: "Being checked"},
		Clock: look.Clock{Kind: look.Paused, Left: "The clock stands: we wait for you", Right: "then 2 d 6 h", Spent: 56, Pauses: []look.Pause{{From: 36, To: 56}}},
		Talk: look.Talk{Bubbles: []look.Bubble{
			{Who: "Officer Marta Nowak", When: "yesterday", Text: "Is it the stairs on the side of the tracks, or the benches at the stop? I was there on Monday at 21:40 and met nobody."},
			{Mine: true, Who: "You", When: "today", Text: "The stairs. Mostly on Saturdays after 22."},
		}},
		Answer: look.Field{Name: "answer", Label: "Your answer", Help: "No name. The police know neither your address nor your telephone.", Type: "textarea", Rows: 4},
		Key:    look.Field{Name: "key", Label: "Your key", Help: "Six words, with spaces or hyphens.", Key: true, Required: true},
	}
}

type partsPage struct {
	look.Page
	States []look.State
	Clocks []look.Clock
	Alerts []look.Alert
	Codes  []look.Code
	Tags   []look.Tag
	Tiles  []look.Tile
	Empty  look.Empty
	Acts   []look.Act
	Table  look.Table
	Icons  []string
	Charts []look.Chart
	Rank   look.Ranking
}

func parts(t func(string, ...any) string) partsPage {
	states := []look.State{{Code: "new", Word: "New"}, {Code: "verification", Word: "Being checked"}, {Code: "confirmed", Word: "Confirmed"}, {Code: "handed_over", Word: "Handed over"},
		{Code: "eliminated", Word: "Eliminated"}, {Code: "not_confirmed", Word: "Not confirmed"}, {Code: "mistake", Word: "Mistake"}, {Code: "withdrawn", Word: "Withdrawn"}}
	return partsPage{
		Page: public(t, "Parts", false), States: states, Clocks: clocks(), Icons: look.Icons(),
		Alerts: []look.Alert{{Kind: "info", Title: "There is a report like this, 120 m away", Text: "You can confirm it."}, {Kind: "success", Title: "Saved"}, {Kind: "warning", Title: "The series has moved"}, {Kind: "danger", Title: "Not sent. Your text is kept on this phone."}},
		Codes:  []look.Code{{Code: "H0", Sentence: "only to prevent and combat crime"}, {Code: "H3", Sentence: "named recipients, until 28 Feb 2027"}, {Code: "ii", Sentence: "8 hours", Urgent: true}, {Code: "PL", Outline: true}},
		Tags:   []look.Tag{{Word: "held"}, {Word: "public", Color: "success", Icon: "eye"}, {Word: "unreviewed", Color: "warning"}, {Word: "hit", Color: "brand2"}, {Word: "beat 7", Color: "info"}},
		Tiles:  []look.Tile{{Label: "Received", Value: "1,204", Note: "in 90 days"}, {Label: "Confirmed", Value: "612 of 1,204", Note: "50.8 %"}, {Label: "Read, median", Value: "1.2 days", Note: "limit 3 days"}},
		Empty:  look.Empty{Icon: "inbox", Title: "Nothing here yet", Text: "Reports of this community will stand here.", Act: &look.Act{Word: "Report a threat", Href: "#", Variant: "secondary"}},
		Acts:   []look.Act{{Word: "Report a threat", Href: "#", Icon: "map-pin"}, {Word: "Open", Href: "#", Variant: "secondary"}, {Word: "Cancel", Href: "#", Variant: "tertiary"}, {Word: "Refuse", Href: "#", Variant: "secondary", Color: "danger"}},
		Table:  auditTable(),
		Charts: charts(), Rank: ranking(),
	}
}

func clocks() []look.Clock {
	return []look.Clock{
		{Kind: look.Running, Left: "3 d 14 h left", Right: "Tue 25 Nov, 23:59", Spent: 40},
		{Kind: look.Warned, Left: "1 h 12 min left", Right: "18:36", Spent: 86},
		{Kind: look.Paused, Left: "Stopped", Right: "3 days", Spent: 55, Pauses: []look.Pause{{From: 35, To: 55}}},
		{Kind: look.Running, Left: "1 d 9 h left", Right: "Sat 22 Nov, 23:59", Spent: 72, Pauses: []look.Pause{{From: 42, To: 60}}, Note: "Stood still for 22 h 36 min: we waited for an answer"},
		{Kind: look.Late, Left: "11 days late", Right: "was 9 Nov", Spent: 120},
		{Kind: look.Late, Left: "40 days late", Right: "was 1 Oct", Spent: 900},
		{Kind: look.Kept, Left: "Read after 1 day", Right: "limit 3 days", Spent: 34},
	}
}

func auditTable() look.Table {
	row := func(a, b, c, d string) []look.Cell {
		return []look.Cell{{Text: a}, {Text: b}, {Text: c}, {Text: d, Number: true, Href: "#"}}
	}
	return look.Table{Caption: "Log of this report", Head: []look.Cell{{Text: "When"}, {Text: "Who"}, {Text: "What"}, {Text: "Entry", Number: true}},
		Rows: [][]look.Cell{row("20 Nov 07:48", "resident's key", "answer", "48 211"), row("19 Nov 09:12", "M. Nowak", "question, clock stopped", "47 903"), row("15 Nov 23:20", "system", "taken in, rule 14", "46 090")}}
}
