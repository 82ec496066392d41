package threatmap

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/disclosure"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

type reportPage struct {
	look.Page
	Crumbs    look.Crumbs
	State     look.State
	Where     string
	When      string
	Held      *look.Alert // waits for review; nothing that anybody wrote is shown
	Outcome   outcome
	Path      look.Path
	Clocks    []look.Clock
	Times     look.Times
	Text      string
	TextLang  string
	Photos    []photoView
	Confirmed string
	Confirm   *confirmForm // for who has seen it too; nil where that is no longer asked
	Together  *look.Alert  // treated together with another report
	Facts     []look.Fact
	Map       look.Map
	OnMap     look.Act
	Follow    look.Act
	Imported  *look.Alert // names the source: nobody filed this here; nil for a resident's report
	Address   string      // of this page, in full, and Today: for the foot of the print
	Today     string
}

// outcome is what the police found or did, with their reason.
type outcome struct {
	Title, Text, Lang, Color string
}

type photoView struct{ Src, Alt string }

func (s *site) showReport(r *web.Request) (web.Reply, error) {
	var p PublicReport
	var seen Seen
	var zone *time.Location
	err := r.Read(func(q *db.Snapshot) error {
		rep, err := s.m.visible(q, r.PathValue("ref"))
		if err != nil {
			return err
		}
		seen, zone = rep.Seen, s.m.zone(rep)
		p, err = s.m.publicReport(q, rep)
		return err
	})
	if err != nil {
		return nil, err
	}
	if r.PathValue("ref") != p.Ref {
		return web.SeeOther(address(r, "/r/"+p.Ref)), nil
	}
	held := p.Publication == Held
	l := r.Text
	name, where := s.m.categoryName(p.Category, r), s.communityName(r, p.Community)
	v := reportPage{Page: s.frame(r, name), Where: where, When: seenTimes(l, seen), State: s.stateNow(r, p),
		Crumbs: look.Crumbs{Label: l.T("threatmap.site.crumbs"), Items: []look.NavItem{{Word: l.T("threatmap.site.reports"), Href: address(r, "/list")},
			{Word: where, Href: address(r, "/list?community="+url.QueryEscape(p.Community.Code))}, {Word: p.Ref}}},
		Path: s.history(r, p, held), Clocks: s.publicClocks(r, p, zone), Times: s.times(r, seen, p.History),
		Follow:  look.Act{Word: l.T("threatmap.site.report.have_key"), Href: address(r, "/follow"), Icon: "key-round", Variant: "secondary"},
		Address: strings.TrimSuffix(s.m.BaseURL(), "/") + address(r, "/r/"+p.Ref), Today: l.DateLong(r.Now.In(zone)), Facts: s.reportFacts(r, p)}
	v.Description = l.T("threatmap.site.report.description", "category", name, "place", where)
	s.ofFeed(r, &v, p)
	if held {
		v.NoIndex = true
		v.Held = &look.Alert{Kind: "info", Title: l.T("threatmap.site.held"), Text: l.T("threatmap.site.held_text")}
		return s.report.With(v), nil
	}
	v.Outcome, v.Map = s.outcome(r, p), s.reportMap(r, p)
	v.OnMap = look.Act{Word: l.T("threatmap.site.map.see"), Href: s.onMap(r, p), Icon: "map", Variant: "tertiary"}
	if p.Text != nil {
		v.Text, v.TextLang = *p.Text, *p.Lang
	}
	for i, src := range p.Photos {
		v.Photos = append(v.Photos, photoView{Src: src, Alt: l.T("threatmap.site.report.photo", "n", i+1)})
	}
	v.Together = s.together(r, p)
	if known, ok := s.m.Index.Report(p.Ref); ok && known.Open {
		form := s.confirmForm(r, p.Ref, newFormToken(s.m.Keys, r.Now), p.Ref)
		v.Confirm = &form
	}
	if p.Confirmations > 0 {
		v.Confirmed = l.N("threatmap.site.report.confirmed", p.Confirmations)
	}
	return s.report.With(v), nil
}

// stateNow is the state with the day since which it holds.
func (s *site) stateNow(r *web.Request, p PublicReport) look.State {
	st := look.State{Code: p.State, Word: r.Text.T("threatmap.state." + p.State)}
	for _, step := range slices.Backward(p.History) {
		if step.State == p.State && step.Step != "visit" {
			st.Note = r.Text.DateLong(step.At)
			break
		}
	}
	return st
}

func (s *site) reportFacts(r *web.Request, p PublicReport) []look.Fact {
	l := r.Text
	facts := []look.Fact{{Term: l.T("threatmap.site.number"), Text: p.Ref},
		{Term: l.T("threatmap.site.report.filed"), Text: dayAndPart(l, civil(p.FiledDate), p.FiledPart)}}
	if p.Published != nil {
		facts = append(facts, look.Fact{Term: l.T("threatmap.published_place"), Text: l.T("threatmap.site.point",
			"lat", l.Decimal(p.Published.Lat, 5), "lon", l.Decimal(p.Published.Lon, 5))})
	} else {
		facts = append(facts, look.Fact{Term: l.T("threatmap.published_place"), Text: l.T("threatmap.site.community_only")})
	}
	return append(facts, s.sourceFacts(r, p)...)
}

// outcome is the reason of the last step that led to the state as it is.
func (s *site) outcome(r *web.Request, p PublicReport) (out outcome) {
	for _, step := range slices.Backward(p.History) {
		if step.Reason == nil || step.Step == "visit" || step.State != p.State {
			continue
		}
		switch step.Step {
		case "confirm", "not_confirm", "eliminate", "hand_over", "done", "mistake", "follow_confirm", "follow_not_confirm", "follow_eliminate", "follow_hand_over":
		default:
			continue
		}
		color := map[string]string{Confirmed: "danger", Eliminated: "success", HandedOver: "brand2"}[p.State]
		return outcome{Title: r.Text.T("threatmap.site.outcome." + p.State), Text: *step.Reason, Lang: s.staffLang(r, p.Community.Name), Color: or(color, "neutral")}
	}
	return out
}

// history is the path of a report, newest first, each visit below the state it was made in. quiet leaves out
// what the police wrote.
func (s *site) history(r *web.Request, p PublicReport, quiet bool) look.Path {
	l, visits := r.Text, 0
	var path look.Path
	for _, step := range p.History {
		when := dayAndPart(l, step.At, disclosure.PartOf(step.At, step.At.Location()))
		text, lang := "", ""
		if step.Reason != nil && !quiet {
			text, lang = *step.Reason, s.staffLang(r, p.Community.Name)
		}
		if step.Step != "visit" {
			word := l.T("threatmap.site.step." + step.Step)
			if step.Body != nil {
				name, _ := step.Body.Name.Best(l.Lang(), s.m.Settings.Get().Fallback)
				word = l.T("threatmap.site.step.hand_over_to", "body", name)
			}
			path.Steps = append(path.Steps, look.PathStep{State: look.State{Code: step.State, Word: word, Note: when},
				Text: text, Lang: lang})
			continue
		}
		visits++
		v := look.Visit{Title: l.T("threatmap.site.visit", "n", visits, "when", l.DateWithWeekday(step.At), "part", part(l, disclosure.PartOf(step.At, step.At.Location()))),
			Text: text, Lang: lang}
		if step.VisitInside != nil {
			v.Inside = *step.VisitInside
			v.Verdict = l.T("threatmap.site.visit.outside")
			if v.Inside {
				v.Verdict = l.T("threatmap.site.visit.inside")
			}
		}
		last := &path.Steps[len(path.Steps)-1]
		last.Visits = slices.Insert(last.Visits, 0, v)
	}
	slices.Reverse(path.Steps)
	return path
}

// times is the week in which the resident sees the threat, and the visits in it; empty where neither is known.
func (s *site) times(r *web.Request, seen Seen, steps []PublicStep) (t look.Times) {
	type slot struct {
		day  int
		part DayPart
	}
	visits := map[slot]string{}
	for _, step := range steps {
		if step.Step != "visit" {
			continue
		}
		at, kind := slot{(int(step.At.Weekday())+6)%7 + 1, disclosure.PartOf(step.At, step.At.Location())}, "inside"
		if step.VisitInside != nil && !*step.VisitInside {
			kind = "outside"
		}
		visits[at] = kind
	}
	stated := len(seen.Parts) > 0 || len(seen.Weekdays) > 0
	if !stated && len(visits) == 0 {
		return t
	}
	l := r.Text
	t = look.Times{Caption: l.T("threatmap.site.times"), Note: l.T("threatmap.site.times.note")}
	if !stated {
		t.Note = l.T("threatmap.site.times.note_visits")
	}
	for d := 1; d <= 7; d++ {
		t.Days = append(t.Days, l.WeekdayColumn(time.Weekday(d%7)))
	}
	for _, p := range dayOrder() {
		line := look.TimesRow{Word: partAlone(l, p)}
		for d := 1; d <= 7; d++ {
			c := look.TimesCell{Visit: visits[slot{d, p}]}
			c.Stated = stated && (len(seen.Weekdays) == 0 || slices.Contains(seen.Weekdays, d)) && (len(seen.Parts) == 0 || slices.Contains(seen.Parts, p))
			switch {
			case c.Stated && c.Visit != "":
				c.Words = l.T("threatmap.site.times.both")
			case c.Stated:
				c.Words = l.T("threatmap.site.times.stated")
			case c.Visit != "":
				c.Words = l.T("threatmap.site.times.visited")
			}
			line.Cells = append(line.Cells, c)
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}
