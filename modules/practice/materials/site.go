package materials

import (
	"net/http"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
	"reeve/modules/practice/talks"
)

// Section is the materials that everybody may have, on an event's public page.
func (s *Materials) Section(r *web.Request, q db.Reader, e events.Event, _ string) (events.Section, error) {
	return s.section(r, q, e, Everybody, "/materials/")
}

// SeatSection is the materials for participants, on the page of somebody who has a seat or was there.
func (s *Materials) SeatSection(r *web.Request, q db.Reader, n events.Standing, e events.Event, at string) (events.Section, error) {
	if !takesPart(n) {
		return events.Section{}, nil
	}
	return s.section(r, q, e, Participants, at+"/materials/")
}

// takesPart tells whether somebody is a participant: who waits is none, nor who did not come.
func takesPart(n events.Standing) bool {
	return n.State == events.Confirmed || n.State == events.Attended
}

func (s *Materials) section(r *web.Request, q db.Reader, e events.Event, audience, at string) (events.Section, error) {
	all, err := OfEvent(q, e.ID)
	if err != nil {
		return events.Section{}, err
	}
	titles, err := sessionTitles(q, e.ID)
	if err != nil {
		return events.Section{}, err
	}
	title := r.Text.T("practice.materials")
	out := events.Section{ID: "materials", Table: look.Table{Caption: title, Head: form.Head(r, "practice.title", "practice.talks.session", "practice.talks.lang", "practice.material.licence", "practice.material.size")}}
	out.Table.Head[4].Number = true
	for _, m := range all {
		if m.SeenBy(audience) {
			out.Title = title
			out.Table.Rows = append(out.Table.Rows, []look.Cell{{Text: m.Title, Href: at + m.ID, Lang: other(r, m.Lang)}, {Text: titles[m.Session]}, {Text: langWord(m.Lang)}, {Text: licenceWord(r, m.Licence)}, {Text: size(r, m.Size), Number: true}})
		}
	}
	return out, nil
}

// sessionTitles are the titles of the released sessions by their keys: the draft is nobody else's.
func sessionTitles(q db.Reader, event string) (map[string]string, error) {
	out := map[string]string{}
	rel, ok, err := talks.Released(q, event)
	if err != nil {
		return out, err
	}
	if ok {
		for _, s := range rel.Sessions {
			out[s.Key] = s.Title
		}
	}
	return out, nil
}

// other is a language tag where it is not the reader's.
func other(r *web.Request, tag string) string {
	if tag == r.Text.Lang().HTML() {
		return ""
	}
	return tag
}

func langWord(tag string) string {
	if l, ok := i18n.ParseLang(tag); ok {
		return l.Self()
	}
	return tag
}

// licenceWord is how a licence is called; those with a name of their own go by it everywhere.
func licenceWord(r *web.Request, licence string) string {
	switch licence {
	case Reserved:
		return r.Text.T("practice.material.reserved")
	case "CC-BY-4.0":
		return "CC BY 4.0"
	case "CC-BY-SA-4.0":
		return "CC BY-SA 4.0"
	case "CC0-1.0":
		return "CC0 1.0"
	}
	return licence
}

func size(r *web.Request, bytes int64) string {
	kb, _ := i18n.Ratio(bytes, 1024, 0)
	return r.Text.T("practice.material.kb", "n", r.Text.Number(max(kb, 1)))
}

// file is GET /materials/{id}: what everybody may have.
func (s *Materials) file(w http.ResponseWriter, r *web.Request) error {
	return s.send(w, r, func(_ db.Reader, m Material) bool { return m.SeenBy(Everybody) })
}

// seatFile is GET /{lang}/seat/{token}/materials/{id}: what participants of the event may have.
func (s *Materials) seatFile(w http.ResponseWriter, r *web.Request) error {
	return s.send(w, r, func(q db.Reader, m Material) bool {
		n, e, _, err := s.Events.OfSeat(q, r.PathValue("token"))
		return err == nil && takesPart(n) && m.Event == e.ID && m.SeenBy(Participants)
	})
}

// send gives out a material; one that may not be seen does not exist.
func (s *Materials) send(w http.ResponseWriter, r *web.Request, may func(q db.Reader, m Material) bool) error {
	var m Material
	if err := r.Read(func(q *db.Snapshot) (err error) {
		if m, err = ByRef(q, r.PathValue("id")); err == nil && !may(q, m) {
			err = errs.New(errs.NotFound, "document.not_found")
		}
		return err
	}); err != nil {
		return err
	}
	return s.Archive.Send(r.Context(), w, m.File, document.Inside)
}

// api is GET /api/v1/events/{id}/materials.
func (s *Materials) api(r *web.Request, _ web.None) (out PublicMaterials, err error) {
	err = r.Read(func(q *db.Snapshot) error {
		e, _, err := events.EventByRef(q, r.PathValue("id"))
		if err == nil {
			out, err = public(q, e.ID)
		}
		return err
	})
	return out, err
}
