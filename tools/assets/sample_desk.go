package main

import "reeve/kernel/web/look"

func desk(t func(string, ...any) string, title string) look.Page {
	page := public(t, title, false)
	page.Brand = look.Brand{Name: "Reeve", Owner: "Police of Konin", Home: "home.html"}
	page.Nav = []look.NavItem{
		{Word: "My desk", Icon: "house", Href: "home.html", Count: 9, Current: true}, {Word: "Reports", Icon: "map-pin", Href: "case.html", Count: 38},
		{Word: "Places and officers", Icon: "users", Href: "#"}, {Word: "Exchange", Icon: "inbox", Href: "#"}, {Word: "Plan", Icon: "target", Href: "#", Count: 11}, {Word: "Practice", Icon: "book-open", Href: "#"},
	}
	page.Tools = []look.NavItem{{Word: "Processes", Icon: "workflow", Href: "#"}, {Word: "Log", Icon: "scroll-text", Href: "#"}, {Word: "Settings", Icon: "settings", Href: "#"}}
	page.Search = &look.Search{Action: "#", Label: "Search", Placeholder: "Search: number, place, person"}
	page.Bell = &look.NavItem{Word: "Messages", Href: "#", Count: 4, Label: "4 new messages"}
	page.Person = &look.Person{Name: "Besa Krasniqi", Role: "Coordinator of the station", Initials: "BK", Links: []look.NavItem{{Word: "My account", Href: "#", Icon: "user"}}, SignOut: "#"}
	return page
}

type homePage struct {
	look.Page
	Waiting, Late, Today look.Tasks
	Tiles                []look.Tile
}

func home(t func(string, ...any) string) homePage {
	return homePage{
		Page: desk(t, "Good morning, Besa"),
		Waiting: look.Tasks{ID: "waiting", Kind: "waiting", Title: "Waiting for me", Count: 4, Items: []look.Task{
			{Icon: "map-pin", Title: "Check the report: road without light, Kamenica", Href: "#", Meta: "Reports · 7K3M9QX2TB", Due: "3 h", Kind: look.Warned, Clock: &look.Clock{Kind: look.Warned, Left: "86 % of the time", Right: "today 18:36", Spent: 86}},
			{Icon: "message-circle", Title: "The resident answered: stray dogs at the school", Href: "#", Meta: "Reports · 9PX0W4ZK2D", Due: "today", Kind: look.Running},
			{Icon: "target", Title: "Fill in line 2.3.1: common patrols", Href: "#", Meta: "Plan · yearly report", Due: "tomorrow", Kind: look.Running},
			{Icon: "handshake", Title: "The memorandum with Ranilug ends", Href: "#", Meta: "Places · signed 2023", Due: "64 days", Kind: look.Running},
		}, More: &look.NavItem{Word: "All 12", Href: "#"}},
		Late: look.Tasks{ID: "late", Kind: "late", Title: "Late", Count: 1, Items: []look.Task{
			{Icon: "map-pin", Title: "Illegal parking at the hospital", Href: "#", Meta: "Reports · waits for the visit", Due: "1 day", Kind: look.Late, Clock: &look.Clock{Kind: look.Late, Left: "The limit was yesterday", Spent: 120}},
		}, Foot: "The regional coordinator sees it too."},
		Today: look.Tasks{ID: "today", Kind: "today", Title: "Today", Note: "Thursday, 20 November", Empty: "Nothing stands in the calendar."},
		Tiles: []look.Tile{{Label: "Time in the community", Value: "90.00 %", Note: "covered 87.5 % · bounds 78.75 to 91.25"}, {Label: "Open reports", Value: "38", Note: "5 new since yesterday"}, {Label: "Read, median", Value: "1.2 days", Note: "limit 3 days"}, {Label: "Sent elsewhere", Value: "14 h", Note: "this month, 3 orders"}},
	}
}

type casePage struct {
	look.Page
	Crumbs  look.Crumbs
	State   look.State
	Facts   []look.Fact
	Talk    look.Talk
	Visit   look.Visit
	Log     look.Table
	Next    look.NextSteps
	Clocks  []look.Clock
	Contact look.Contact
}

func deskCase(t func(string, ...any) string) casePage {
	page := casePage{
		Page:   desk(t, "Drinking where prohibited"),
		Crumbs: look.Crumbs{Label: "Where you are", Items: []look.NavItem{{Word: "Reports", Href: "#"}, {Word: "Konin, beat 7", Href: "#"}, {Word: "7K3M9QX2TB"}}},
		State:  look.State{Code: "verification", Word: "Being checked"},
		Facts:  []look.Fact{{Term: "When", Text: "Friday and Saturday, 22 to 1"}, {Term: "How many people", Text: "5 to 10"}, {Term: "Minors", Text: "not known"}, {Term: "Confirmed by others", Text: "6"}},
		Talk: look.Talk{Bubbles: []look.Bubble{
			{Mine: true, Who: "You", When: "yesterday 9:12 · clock stopped", Text: "Is it the stairs on the side of the tracks, or the benches at the stop?"},
			{Who: "Resident", When: "today 7:48 · clock goes on", Text: "The stairs. Mostly on Saturdays after 22."},
		}},
		Visit: look.Visit{Title: "Monday 17 November, 21:40", Text: "Nobody. Glass at the benches, one photo.", Verdict: "outside the hours given"},
		Log:   auditTable(),
		Next: look.NextSteps{Title: "Next step", Steps: []look.NextStep{
			{Icon: "footprints", Title: "Enter a visit", Needs: "best on Saturday after 22", Href: "#"},
			{Icon: "message-circle", Title: "Ask the resident", Needs: "the clock stands until the answer", Href: "#"},
			{State: "confirmed", Title: "Confirm the threat", Needs: "needs a visit in the hours given", Locked: true, Lock: "not possible now"},
			{State: "not_confirmed", Title: "Do not confirm", Needs: "needs 2 visits in the hours given and a reason", Locked: true, Lock: "not possible now"},
			{State: "handed_over", Title: "Hand over to another body", Needs: "name of the body, reason", Href: "#"},
			{State: "mistake", Title: "Mistake or joke", Needs: "a reason that the resident reads", Href: "#"},
		}},
		Clocks:  []look.Clock{{Kind: look.Kept, Left: "Read after 9 hours", Right: "limit 3 days", Spent: 15}, clocks()[3]},
		Contact: look.Contact{Initials: "MN", Name: "Marta Nowak", Role: "post: officer of beat 7"},
	}
	page.Nav[0].Current, page.Nav[1].Current = false, true
	page.Sticky = &look.Sticky{Clock: &page.Clocks[1], Act: look.Act{Word: "Next step", Href: "#next"}}
	return page
}
