package community

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/process/clock"
	"reeve/kernel/web/look"
	"reeve/modules/community/municipality"
	"reeve/modules/meetings"
	"reeve/modules/threatmap"
)

// What others need to put their own matters before a municipality, under the name of this module.
type (
	// MunicipalityItem is something that waits for a municipality.
	MunicipalityItem = municipality.Item
	// MunicipalityAsker is for whom a list is made.
	MunicipalityAsker = municipality.Asker
	// MunicipalityProvider gives the items of one kind; [Community.Municipality.Add] takes it.
	MunicipalityProvider = municipality.Provider
)

const (
	mostItems = 200
	aheadDays = 60 // how early an obligation is shown before its day
)

// newMunicipality ties the municipality's page to what this and earlier modules know.
func newMunicipality(c *Community) *municipality.Municipality {
	m := municipality.New(municipality.Needs{DB: c.DB, Log: c.Log, Keys: c.Keys, Identity: c.Identity, Mail: c.Mail, Places: c.Places, Catalogue: c.Catalogue, Scope: c.Scope,
		BaseURL: c.BaseURL, Zone: c.zoneAt})
	if c.Threats != nil {
		m.Add(municipality.Provider{Code: "reports", Icon: "map-pin", List: c.handedOver})
	}
	m.Add(municipality.Provider{Code: "obligations", Icon: "handshake", List: c.owedBy})
	if c.Meetings != nil {
		m.Add(municipality.Provider{Code: "commitments", Icon: "list-checks", List: c.promised}, municipality.Provider{Code: "meetings", Icon: "calendar-days", List: c.ahead})
	}
	m.Add(municipality.Provider{Code: "council", Icon: "file-text", List: c.reported})
	return m
}

func (c *Community) textOf(text *i18n.Localizer, t i18n.Text) string {
	name, _ := t.Best(text.Lang(), c.Settings.Get().Fallback)
	return name
}

func (c *Community) placeText(text *i18n.Localizer, place string) string {
	p, _ := c.Places.Snapshot().Place(place)
	return c.textOf(text, p.Names)
}

// dueWords say by when something is due at a place, and whether that day has passed.
func (c *Community) dueWords(a municipality.Asker, place, day string) (words string, late bool) {
	if day == "" {
		return a.Text.T("municipality.always"), false
	}
	if day < c.dayAt(place, a.Now) {
		return a.Text.T("municipality.late", "date", a.Text.Date(civil(day))), true
	}
	return a.Text.T("municipality.due", "date", a.Text.Date(civil(day))), false
}

// handedOver are the reports that lie with the municipality, with its own clock.
func (c *Community) handedOver(q db.Reader, a municipality.Asker) (all []municipality.Item, err error) {
	rows, _, err := c.Threats.Desk(q, policy.Scope{}, a.Scope("threatmap.body.read"), threatmap.DeskFilter{State: threatmap.HandedOver, Limit: mostItems})
	for _, row := range rows {
		if !a.For(row.Instance.Body) {
			continue
		}
		i, err := process.Load(q, row.ID)
		if err != nil {
			return nil, err
		}
		clocks, err := process.Clocks(q, row.ID)
		if err != nil {
			return nil, err
		}
		kind, _ := c.Threats.Categories.Get(row.Category)
		where := row.Report.Place
		if row.Beat != "" {
			where = row.Beat
		}
		at := "/desk/reports/" + row.Ref
		it := municipality.Item{ID: row.Ref, Href: at, Title: a.Text.T("municipality.item", "what", c.textOf(a.Text, kind.Names), "where", c.placeText(a.Text, where)),
			Meta: row.Ref, Acts: []look.Act{{Word: a.Text.T("municipality.act.done"), Href: at + "/steps/done", Icon: "check", Variant: "secondary"},
				{Word: a.Text.T("municipality.act.back"), Href: at + "/steps/take_back", Icon: "undo-2", Variant: "tertiary"}}}
		for _, k := range clocks {
			if k.Name != "body" {
				continue
			}
			zone := c.zoneAt(row.Report.Place)
			s := c.Process.State(i, k, a.Now)
			it.ID = row.Ref + "@" + k.Clock.StartedAt.UTC().Format(time.RFC3339Nano) // handed over again it is new again
			it.Due = s.DueAt
			it.Late = s.Status == clock.Late || s.Status == clock.KeptLate
			it.Meta = a.Text.T("municipality.handed", "date", a.Text.Date(k.Clock.StartedAt.In(zone)), "ref", row.Ref)
			it.Clock = bodyClock(a, k, s, zone)
		}
		all = append(all, it)
	}
	return all, err
}

// bodyClock is the line of the municipality's own clock.
func bodyClock(a municipality.Asker, k process.Running, s clock.State, zone *time.Location) *look.Clock {
	line := look.Clock{Kind: look.KindOf(s.Status), Spent: look.Position(k.Clock.StartedAt, a.Now, s.DueAt)}
	last := a.Text.Date(s.DueAt.In(zone).Add(-time.Minute)) // limits are at the end of a day
	if line.Kind == look.Late {
		line.Left = a.Text.T("municipality.late", "date", last)
	} else {
		line.Left, line.Right = a.Text.Days(int64(s.Left/(24*time.Hour))), a.Text.T("municipality.limit", "date", last)
	}
	return &line
}

// owedBy are the obligations of the municipality that are late, or due soon.
func (c *Community) owedBy(q db.Reader, a municipality.Asker) (all []municipality.Item, err error) {
	scope, ground := a.Scope("community.agreement.read"), map[string]bool{}
	for _, org := range a.Orgs {
		if o, ok := c.Places.Snapshot().Org(org); ok && o.Place != "" {
			ground[o.Place] = true
		}
	}
	rows, _, err := c.list(q, Filter{Signed: true, Limit: mostItems}, &scope)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		owed, err := Obligations(q, row.Agreement.ID)
		if err != nil {
			return nil, err
		}
		soon := addDays(c.dayAt(row.Agreement.Place, a.Now), aheadDays)
		for _, o := range owed {
			if o.State != Open && o.State != Late || o.Due > soon || o.Party >= int64(len(row.Agreement.Parties)) {
				continue
			}
			p := row.Agreement.Parties[o.Party]
			if !a.For(p.Org) && !ground[p.Place] {
				continue
			}
			words, late := c.dueWords(a, row.Agreement.Place, o.Due)
			all = append(all, municipality.Item{ID: o.ID, Title: o.Body, Href: "/desk/agreements/" + row.Agreement.Ref + "#obligations",
				Meta: a.Text.T("municipality.item", "what", words, "where", row.Agreement.Number), Due: c.midnight(row.Agreement.Place, o.Due), Late: late})
		}
	}
	return all, nil
}

// promised are the commitments that wait for an answer or for being accepted.
func (c *Community) promised(q db.Reader, a municipality.Asker) (all []municipality.Item, err error) {
	scope := a.Scope("meetings.meeting.read")
	rows, _, err := c.Meetings.Commitments(q, meetings.CommitmentFilter{Waiting: true, Limit: mostItems}, &scope)
	for _, row := range rows {
		words, late := c.dueWords(a, row.Commitment.Place, row.Commitment.Due)
		all = append(all, municipality.Item{ID: row.Commitment.Ref, Title: row.Commitment.Body, Href: "/desk/commitments/" + row.Commitment.Ref,
			Meta: a.Text.T("municipality.item", "what", words, "where", c.placeText(a.Text, row.Commitment.Place)), Due: c.midnight(row.Commitment.Place, row.Commitment.Due), Late: late && row.Instance.State != meetings.Answered})
	}
	return all, err
}

// ahead are the meetings to come.
func (c *Community) ahead(q db.Reader, a municipality.Asker) (all []municipality.Item, err error) {
	rows, err := c.Meetings.Ahead(q, a.Scope("meetings.meeting.read"), c.Today(a.Now), 20)
	for _, row := range rows {
		m := row.Meeting
		title := c.textOf(a.Text, m.Titles)
		if title == "" {
			title = a.Text.T("meetings.kind." + m.Kind)
		}
		it := municipality.Item{ID: m.Ref, Title: title, Href: "/desk/meetings/" + m.Ref, Meta: c.placeText(a.Text, m.Place)}
		if starts, err := time.Parse("2006-01-02T15:04", m.Starts); err == nil {
			it.ID += "@" + m.Starts // moved, it is new again
			it.Meta = a.Text.T("municipality.item", "what", a.Text.DateWithWeekday(starts)+" "+a.Text.Time(starts, time.UTC), "where", it.Meta)
		}
		all = append(all, it)
	}
	return all, err
}

// reported are the officers' reports that the municipality has to hear or to decide about.
func (c *Community) reported(q db.Reader, a municipality.Asker) (all []municipality.Item, err error) {
	rows, err := c.Council.Submitted(q, a.Scope("community.council.read"), mostItems)
	for _, row := range rows {
		v := row.Report
		all = append(all, municipality.Item{ID: v.Ref, Href: "/desk/council_reports/" + v.Ref,
			Title: a.Text.T("municipality.item", "what", a.Text.T("council.report"), "where", a.Text.DateRange(civil(v.From), civil(v.Until))),
			Meta:  a.Text.T("municipality.item", "what", a.Text.T("community.state."+row.Instance.State), "where", c.placeText(a.Text, v.Place))})
	}
	return all, err
}
