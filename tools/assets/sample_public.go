package main

import (
	"github.com/skip2/go-qrcode"

	"reeve/kernel/web/look"
)

// samples are the gallery's pages. People, places and figures are invented.
func samples(t func(string, ...any) string) []sample {
	return []sample{
		{"public", "first.html", firstPage{public(t, "Is somebody in danger now?", false)}},
		{"public", "category.html", category(t)},
		{"public", "details.html", details(t)},
		{"public", "done.html", done(t)},
		{"public", "list.html", list(t)},
		{"public", "report.html", report(t)},
		{"public", "follow.html", follow(t)},
		{"public", "parts.html", parts(t)},
		{"desk", "home.html", home(t)},
		{"desk", "case.html", deskCase(t)},
	}
}

func public(t func(string, ...any) string, title string, act bool) look.Page {
	page := look.Page{
		Lang: "en", Title: title, T: t,
		Brand:     look.Brand{Name: "Razem dla bezpieczeństwa", Owner: "Police and municipalities, Konin", Home: "first.html"},
		Emergency: look.Emergency{Text: "In danger now? Call", Number: "112"},
		Nav: []look.NavItem{
			{Word: "Threat map", Href: "list.html", Current: true}, {Word: "My officer", Href: "#"},
			{Word: "Meetings", Href: "#"}, {Word: "Plan", Href: "#"}, {Word: "Good practice", Href: "#"},
		},
		Languages: []look.LangLink{
			{Lang: "en", Name: "English", Short: "EN", Href: "#", Current: true},
			{Lang: "pl", Name: "Polski", Short: "PL", Href: "#"},
			{Lang: "uk", Name: "Українська", Short: "УКР", Href: "#"},
			{Lang: "sr", Name: "Српски", Short: "СРП", Href: "#"},
			{Lang: "lt", Name: "Lietuvių", Short: "LT", Href: "#"},
		},
		Footer:    []look.NavItem{{Word: "Accessibility", Href: "#"}, {Word: "Privacy", Href: "#"}, {Word: "Open data and API", Href: "#"}, {Word: "How we count", Href: "#"}, {Word: "Contact", Href: "#"}},
		Synthetic: "Invented data",
	}
	if act {
		page.Act = &look.Act{Word: "Report a threat", Href: "first.html", Icon: "map-pin"}
	}
	return page
}

type firstPage struct{ look.Page }

type categoryPage struct {
	look.Page
	Wizard   look.Wizard
	Similar  look.Alert
	Kinds    look.Choices
	Everyone look.Sees
	Police   look.Sees
}

func category(t func(string, ...any) string) categoryPage {
	return categoryPage{
		Page:   public(t, "What is it?", false),
		Wizard: wizard(1),
		Similar: look.Alert{Kind: "info", Title: "There is a report like this, 120 m away", Text: "Speeding, 18 November. 17 people confirmed it.",
			Acts: []look.Act{{Word: "Confirm this one", Href: "#"}, {Word: "Mine is another", Href: "#", Variant: "tertiary"}}},
		Kinds: look.Choices{Name: "category", Legend: "Kind of threat", Form: "cards", Groups: []look.ChoiceGroup{
			{Title: "Road", Items: []look.Choice{
				{Value: "speed", Word: "Speeding", Icon: "gauge", Note: "exact place", NoteIcon: "map-pin", Checked: true},
				{Value: "park", Word: "Illegal parking", Icon: "square-parking-off", Note: "an area around it", NoteIcon: "grid-2x2"},
				{Value: "sign", Word: "Bad traffic organisation", Icon: "signpost-big", Note: "exact place", NoteIcon: "map-pin"},
				{Value: "road", Word: "Inadequate road infrastructure", Icon: "construction", Note: "exact place", NoteIcon: "map-pin"},
			}},
			{Title: "Order", Items: []look.Choice{
				{Value: "beer", Word: "Drinking where prohibited", Icon: "beer-off", Note: "an area around it", NoteIcon: "grid-2x2"},
				{Value: "spray", Word: "Vandalism", Icon: "spray-can", Note: "an area around it", NoteIcon: "grid-2x2"},
				{Value: "minors", Word: "Minors at risk gathering", Icon: "users", Note: "community only", NoteIcon: "landmark"},
			}},
		}},
		Everyone: look.Sees{Icon: "eye", Title: "Everybody sees", Items: []string{"the exact place", "date and part of the day", "the police's answer"}},
		Police:   look.Sees{Icon: "lock", Title: "Only the police see", Items: []string{"text and photos", "your contact, if you leave one"}},
	}
}

func wizard(now int) look.Wizard {
	w := look.Wizard{Text: []string{"Step 1 of 5", "Step 2 of 5", "Step 3 of 5"}[now], Steps: []look.WizardStep{
		{Word: "Place", Note: "Konin, Kleczewska street", Href: "#"}, {Word: "What it is", Href: "#"}, {Word: "Details"}, {Word: "Photos"}, {Word: "Check and send"},
	}}
	for i := range w.Steps {
		w.Steps[i].Done, w.Steps[i].Current = i < now, i == now
	}
	return w
}

type detailsPage struct {
	look.Page
	Wizard look.Wizard
	Errors look.Errors
	Fields []look.Field
	Days   look.Choices
	Daily  look.Choices
	Photo  look.Field
	Agree  look.Field
	Proof  look.Proof
}

func details(t func(string, ...any) string) detailsPage {
	return detailsPage{
		Page: public(t, "Tell us more", false), Wizard: wizard(2),
		Errors: look.Errors{Title: "Two answers need mending", Items: []look.FieldError{{ID: "text", Text: "Say what you saw"}, {ID: "seen", Text: "The day lies in the future"}}},
		Fields: []look.Field{
			{Name: "text", Label: "What do you see there", Help: "No names, no licence plates: everybody who works on it reads this.", Type: "textarea", Max: 4000, Error: "Say what you saw", Required: true},
			{Name: "seen", Label: "When did you see it last", Type: "date", Value: "2026-12-24", Error: "The day lies in the future"},
			{Name: "part", Label: "Part of the day", Type: "select", Options: []look.Option{{Value: "", Word: "Choose"}, {Value: "m", Word: "Morning"}, {Value: "e", Word: "Evening", Selected: true}}},
			{Name: "contact", Label: "E-mail", Optional: "(optional)", Type: "email", Autocomplete: "email", Help: "Only for this report; erased after a year."},
		},
		Days: look.Choices{Name: "days", Legend: "On which days", Multiple: true, Form: "chips", Groups: []look.ChoiceGroup{{Items: []look.Choice{
			{Value: "1", Word: "Monday", Checked: true}, {Value: "2", Word: "Tuesday"}, {Value: "3", Word: "Wednesday"}, {Value: "4", Word: "Thursday", Checked: true}, {Value: "5", Word: "Friday"}}}}},
		Daily: look.Choices{Name: "often", Legend: "How often", Help: "A guess is enough.", Groups: []look.ChoiceGroup{{Items: []look.Choice{
			{Value: "once", Word: "Once"}, {Value: "week", Word: "Every week", Note: "on the same days", Checked: true}, {Value: "?", Word: "I do not know"}}}}},
		Photo: look.Field{Name: "photo", Label: "Photos", Help: "Three at most. Where and with what they were taken is removed.", Type: "file", Accept: "image/*", Multiple: true},
		Agree: look.Field{Name: "agree", Label: "I know that this is not for emergencies", Type: "checkbox", Required: true},
		Proof: look.Proof{Challenge: "/api/v1/challenge", Preparing: "Is being prepared", Ready: "Ready", Failed: "Sent without proof"},
	}
}

type donePage struct {
	look.Page
	Key  look.KeyCard
	Next look.Path
}

func done(t func(string, ...any) string) donePage {
	code, err := qrcode.New("https://example.org/en/follow#lusab-babad-gutih-tugad-mudof-sakat", qrcode.Medium)
	qr := look.QR{}
	if err == nil {
		qr = look.NewQR(code.Bitmap())
	}
	return donePage{
		Page: public(t, "Thank you. Your report is here", false),
		Key: look.KeyCard{Title: "Your key", Words: []string{"lusab", "babad", "gutih", "tugad", "mudof", "sakat"}, QR: qr, QRText: "QR code with the address of your report",
			Note: "Keep it. We know only its fingerprint and cannot give it again.", Text: "lusab-babad-gutih-tugad-mudof-sakat", Copy: "Copy", Copied: "Copied", Print: "Print"},
		Next: look.Path{Steps: []look.PathStep{
			{State: look.State{Code: "new", Word: "We read it"}, Text: "by Sunday, 23 November"},
			{State: look.State{Code: "verification", Word: "The officer looks on the spot"}, Text: "by Tuesday, 25 November"},
			{State: look.State{Code: "eliminated", Word: "Everybody sees the outcome"}, Text: "on the map and on the report's page"},
		}},
	}
}
