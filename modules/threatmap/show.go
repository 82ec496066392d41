package threatmap

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/disclosure"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/modules/threatmap/atlas"
)

// showAPI is GET /api/v1/reports/{ref}.
func (m *Map) showAPI(r *web.Request, _ web.None) (out PublicReport, err error) {
	err = r.Read(func(s *db.Snapshot) error {
		rep, err := m.visible(s, r.PathValue("ref"))
		if err != nil {
			return err
		}
		out, err = m.publicReport(s, rep)
		return err
	})
	return out, err
}

// visible finds a report that the public may know of: not hidden, not erased.
func (m *Map) visible(q db.Reader, ref string) (Report, error) {
	clean, ok := id.ParseRef(ref)
	if !ok {
		return Report{}, errs.New(errs.NotFound, "threatmap.no_such_report")
	}
	rep, err := byRef(q, clean)
	switch {
	case err != nil:
		return rep, err
	case !rep.ErasedAt.IsZero():
		return rep, errs.New(errs.Gone, "threatmap.report_erased")
	case rep.Publication == Hidden:
		return rep, errs.New(errs.NotFound, "threatmap.no_such_report")
	}
	return rep, nil
}

// publicReport is what everybody sees of a report.
func (m *Map) publicReport(q db.Reader, rep Report) (PublicReport, error) {
	i, err := process.Load(q, rep.ID)
	if err != nil {
		return PublicReport{}, err
	}
	zone := m.zone(rep)
	filed := rep.PubAt.In(zone)
	out := PublicReport{ID: rep.Ref, Ref: rep.Ref, Category: rep.Category, State: i.State, Published: publishedPlace(rep), Publication: rep.Publication,
		FiledDate: filed.Format(time.DateOnly), FiledPart: disclosure.PartOf(filed, zone), Photos: []string{}, Confirmations: rep.Confirmations, History: []PublicStep{}}
	if p, ok := m.Places.Snapshot().Place(rep.Place); ok {
		out.Community = communityRef(p)
	}
	if rep.Seen.From != "" {
		out.SeenDate = &rep.Seen.From
	}
	if len(rep.Seen.Parts) > 0 {
		out.DayPart = &rep.Seen.Parts[0]
	}
	if out.Text, err = m.publicText(q, rep); err != nil {
		return out, err
	}
	if out.Text != nil {
		out.Lang = &rep.Lang
	}
	if rep.Publication == PublicNow {
		photos, err := photosOf(q, rep.ID)
		if err != nil {
			return out, err
		}
		for _, p := range photos {
			if p.Published {
				out.Photos = append(out.Photos, "/photos/"+p.ID)
			}
		}
	}
	if out.ReadBy, out.VerifyBy, err = m.publicDeadlines(q, rep, zone); err != nil {
		return out, err
	}
	if out.DuplicateOf, out.Together, err = m.twin(q, rep); err != nil {
		return out, err
	}
	out.History, err = m.publicHistory(q, rep, zone)
	if err == nil && rep.Source == "import" {
		var from *Source
		if from, err = sourceOf(q, rep.ID); from != nil {
			public := publicSource(*from)
			out.Source = &public
		}
	}
	if rep.Source == "import" && len(out.History) == 1 {
		out.History[0].State = i.State // its life was lived elsewhere
	}
	return out, err
}

func publishedPlace(rep Report) *PublishedPlace {
	if rep.PubLat == nil || rep.PubLon == nil || rep.PubPrecision == nil {
		return nil
	}
	return &PublishedPlace{Lat: *rep.PubLat, Lon: *rep.PubLon, Precision: *rep.PubPrecision}
}

// publicDeadlines are civil dates: the clock's instant would tell when the report was filed.
func (m *Map) publicDeadlines(q db.Reader, rep Report, zone *time.Location) (read, verify *string, err error) {
	clocks, err := process.Clocks(q, rep.ID)
	for _, c := range clocks {
		day := c.DueAt.In(zone).Add(-time.Second).Format(time.DateOnly) // 24:00 belongs to the day that ends
		switch c.Name {
		case "read":
			read = &day
		case "verify":
			verify = &day
		}
	}
	return read, verify, err
}

// publicSteps are the steps that everybody may see. What was asked and answered stays between the officer and
// the holder of the key; steps about publication are seen by their effect.
func publicStep(step string) bool {
	switch step {
	case "open", "visit", "confirm", "not_confirm", "eliminate", "hand_over", "take_back", "done", "mistake", "reverify", "dispute", "reopen", "withdraw":
		return true
	}
	return slices.Contains(followSteps(), step)
}

// reasonIsPublic: what the police or a body give as their reason is written for everybody; what the resident
// objects is not.
func reasonIsPublic(step string) bool { return step != "dispute" && step != "reopen" }

func (m *Map) publicHistory(q db.Reader, rep Report, zone *time.Location) ([]PublicStep, error) {
	steps, err := process.History(q, rep.ID)
	if err != nil {
		return nil, err
	}
	out := []PublicStep{{Step: "file", State: New, At: rep.PubAt.In(zone)}}
	for _, t := range steps {
		if !publicStep(t.Step) {
			continue
		}
		p := PublicStep{Step: t.Step, State: t.To, At: disclosure.PartStart(t.OccurredAt, zone)}
		d, err := m.openDetail(q, rep, t)
		if err != nil {
			return nil, err
		}
		reason := d.Reason
		if t.Step == "visit" {
			reason, p.VisitInside = d.Found, d.Inside
		}
		if org, ok := m.orgByCode(d.Body); ok && t.Step == "hand_over" {
			p.Body = &PublicBody{Code: org.Code, Name: org.Names}
		}
		if reason != "" && reasonIsPublic(t.Step) {
			p.Reason = &reason
		}
		out = append(out, p)
	}
	return out, nil
}

func (m *Map) openDetail(q db.Reader, rep Report, t process.Taken) (d detail, err error) {
	if t.Detail == nil {
		return d, nil
	}
	plain, err := m.Keys.Open(q, rep.ID, "step", t.Detail)
	if errs.KindOf(err) == errs.Gone {
		return d, nil
	}
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal(plain, &d)
}

// listAPI is GET /api/v1/reports.
func (m *Map) listAPI(r *web.Request, _ web.None) (out PublicList, err error) {
	f, err := m.readQuery(r, 50, 1000)
	if err != nil {
		return out, err
	}
	page, next, err := m.public(f)
	if err != nil {
		return out, err
	}
	out.Items = m.publicItems(page)
	if next != "" {
		out.Next = &next
	}
	return out, nil
}

func (m *Map) publicItems(page []atlas.Report) []PublicItem {
	items := make([]PublicItem, 0, len(page))
	snap := m.Places.Snapshot()
	for _, rep := range page {
		zone := m.zone(Report{Place: rep.Community})
		item := PublicItem{ID: rep.Ref, Ref: rep.Ref, Category: rep.Category, State: rep.State, Confirmations: rep.Confirmations,
			FiledDate: rep.PubAt.In(zone).Format(time.DateOnly), FiledPart: disclosure.PartOf(rep.PubAt, zone)}
		if rep.Placed {
			item.Published = &PublishedPlace{Lat: rep.At.Lat, Lon: rep.At.Lon, Precision: rep.Precision}
		}
		if p, ok := snap.Place(rep.Community); ok {
			item.Community = communityRef(p)
		}
		items = append(items, item)
	}
	return items
}

// countAPI is GET /api/v1/reports/count.
func (m *Map) countAPI(r *web.Request, _ web.None) (out PublicCount, err error) {
	f, err := m.readQuery(r, 50, 1000)
	if err == nil {
		out.Count, err = m.count(f)
	}
	return out, err
}

// facetsAPI is GET /api/v1/reports/facets.
func (m *Map) facetsAPI(r *web.Request, _ web.None) (PublicFacets, error) {
	out := PublicFacets{States: []PublicFacet{}, Categories: []PublicFacet{}}
	f, err := m.readQuery(r, 50, 1000)
	if err != nil {
		return out, err
	}
	if err := m.Index.Fresh(); err != nil {
		return out, err
	}
	n := m.Index.Facets(m.chosen(f))
	out.Count = int64(n.Count)
	for _, s := range n.States {
		out.States = append(out.States, PublicFacet{Code: s.Code, Count: int64(s.Count)})
	}
	for _, c := range n.Categories {
		out.Categories = append(out.Categories, PublicFacet{Code: c.Code, Count: int64(c.Count)})
	}
	return out, nil
}

// categoriesAPI is GET /api/v1/categories.
func (m *Map) categoriesAPI(r *web.Request, _ web.None) (PublicCategories, error) {
	out := PublicCategories{Items: []PublicCategory{}}
	questions := Questions()
	for _, c := range m.Categories.List() {
		if c.Retired || c.Set != "threats" {
			continue
		}
		p := PublicCategory{Code: c.Code, Names: c.Names, Class: c.Class, Icon: c.Icon, Mandatory: c.Mandatory, Questions: []PublicQuestion{},
			Read: c.Read.String(), Verify: c.Verify.String(), RadiusM: c.RadiusM, Route: c.Route, CrimeTip: c.CrimeTip}
		for _, code := range c.Questions {
			q := PublicQuestion{Code: code, Names: m.inAllLanguages("threatmap.question." + code), Options: []PublicOption{}}
			for _, o := range questions[code].Options {
				q.Options = append(q.Options, PublicOption{Code: o, Names: m.inAllLanguages("threatmap.answer." + code + "." + o)})
			}
			p.Questions = append(p.Questions, q)
		}
		out.Items = append(out.Items, p)
	}
	return out, nil
}

// keyOf reads the report key of a request: the header of the API, or a form's field.
func keyOf(r *web.Request) string {
	if k := r.Header.Get("Report-Key"); k != "" {
		return k
	}
	return strings.TrimSpace(r.PostForm.Get("key"))
}
