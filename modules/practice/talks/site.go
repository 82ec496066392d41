package talks

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
	"reeve/modules/practice/words"
)

const actPublic = "practice.public.read"

// Section is the released programme on an event's public page, with the ways to take it away. An event without one has
// no such section.
func (t *Talks) Section(r *web.Request, q db.Reader, e events.Event, _ string) (events.Section, error) {
	rel, ok, err := Released(q, e.ID)
	if err != nil || !ok {
		return events.Section{}, err
	}
	title := r.Text.T("practice.talks.programme")
	s := events.Section{ID: "programme", Title: title, Table: Table(r, title, rel.Sessions),
		Text: r.Text.T("practice.talks.version", "n", r.Text.Number(rel.Number), "date", r.Text.Date(rel.At.In(e.Location())))}
	for _, c := range rel.Changes {
		s.Text += "\n" + changeWords(r, c)
	}
	at := "/" + r.Text.Lang().HTML() + "/events/" + e.Ref + "/programme."
	s.Links = []look.NavItem{{Word: r.Text.T("practice.talks.ics"), Href: at + "ics"}, {Word: r.Text.T("practice.talks.xlsx"), Href: at + "xlsx"}, {Word: r.Text.T("practice.talks.json"), Href: at + "json"}}
	return s, nil
}

// Table lists sessions in the order of the programme; a cancelled one stays and says so.
func Table(r *web.Request, caption string, all []Session) look.Table {
	t := look.Table{Caption: caption, Head: form.Head(r, "practice.when", "practice.talks.session", "practice.talks.room", "practice.talks.speakers")}
	for _, s := range all {
		title := s.Title
		if s.Cancelled {
			title += " – " + r.Text.T("practice.state.cancelled")
		}
		where := s.Room
		if where == "" {
			where = s.Venue
		}
		who := strings.Join(s.Speakers, ", ")
		if who == "" {
			who = s.Host
		}
		t.Rows = append(t.Rows, []look.Cell{{Text: when(r, s)}, {Text: title, Lang: s.Lang}, {Text: where}, {Text: who}})
	}
	return t
}

func civilOf(civil string) time.Time {
	t, _ := time.Parse(civilTime, civil)
	return t
}

// when is the time of a session in words.
func when(r *web.Request, s Session) string {
	from := civilOf(s.Starts)
	switch {
	case !s.Placed():
		return r.Text.T("practice.talks.unplaced")
	case s.Ends == "":
		return r.Text.Date(from) + ", " + r.Text.Time(from, time.UTC)
	case s.Ends[:10] != s.Starts[:10]:
		return r.Text.DateTime(from, time.UTC) + " – " + r.Text.DateTime(civilOf(s.Ends), time.UTC)
	}
	return r.Text.Date(from) + ", " + r.Text.TimeRange(from, civilOf(s.Ends), time.UTC)
}

// changeWords say what became of a session.
func changeWords(r *web.Request, c Change) string {
	was, is := c.Was, c.Is
	if c.What == Moved || c.What == Added || c.What == Removed {
		for _, v := range []*string{&was, &is} {
			if *v != "" {
				*v = r.Text.DateTime(civilOf(*v), time.UTC)
			}
		}
	}
	return r.Text.T("practice.talks.change."+c.What, "title", c.Title, "was", was, "is", is)
}

// released finds an event and its released programme; errs.NotFound for none.
func (t *Talks) released(r *web.Request) (e events.Event, rel Release, err error) {
	err = r.Read(func(q *db.Snapshot) (err error) {
		if e, _, err = events.EventByRef(q, r.PathValue("id")); err != nil {
			return err
		}
		var ok bool
		if rel, ok, err = Released(q, e.ID); err == nil && !ok {
			err = errs.New(errs.NotFound, "practice.talks.not_released")
		}
		return err
	})
	return e, rel, err
}

func (t *Talks) words() words.Words {
	return words.Words{Places: t.Needs.Places, Settings: t.Needs.Settings}
}

// scheduleAPI is GET /api/v1/events/{id}/schedule.
func (t *Talks) scheduleAPI(r *web.Request, _ web.None) (PublicSchedule, error) {
	e, rel, err := t.released(r)
	if err != nil {
		return PublicSchedule{}, err
	}
	return public(e.Ref, t.words().Word(r, e.Titles), e.Zone, rel), nil
}

// calendar is GET /{lang}/events/{id}/programme.ics.
func (t *Talks) calendar(w http.ResponseWriter, r *web.Request) error {
	e, rel, err := t.released(r)
	if err != nil {
		return err
	}
	address := t.BaseURL() + "/" + r.Text.Lang().HTML() + "/events/" + e.Ref
	var slots []events.Slot
	for _, s := range rel.Sessions {
		one := events.Slot{ID: s.ID, From: e.Instant(s.Starts), Title: s.Title, Where: form.Line(s.Room, s.Venue), Text: form.Line(strings.Join(s.Speakers, ", "), s.Host), Address: address, Cancelled: s.Cancelled, Revision: s.Version - 1}
		if s.Ends != "" {
			one.To = e.Instant(s.Ends)
		}
		slots = append(slots, one)
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8; method=PUBLISH")
	w.Header().Set("Content-Disposition", `attachment; filename="programme-`+e.Ref+`.ics"`)
	_, err = w.Write([]byte(events.Calendar(t.words().Word(r, e.Titles), address, rel.At, slots)))
	return err
}

// schedule is GET /{lang}/events/{id}/programme.json: the answer of the interface as a file, which the import reads.
func (t *Talks) schedule(w http.ResponseWriter, r *web.Request) error {
	e, rel, err := t.released(r)
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(public(e.Ref, t.words().Word(r, e.Titles), e.Zone, rel), "", "  ")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="programme-`+e.Ref+`.json"`)
	_, err = w.Write(append(b, '\n'))
	return err
}

// workbook is GET /{lang}/events/{id}/programme.xlsx: in columns that the import reads.
func (t *Talks) workbook(w http.ResponseWriter, r *web.Request) error {
	e, rel, err := t.released(r)
	if err != nil {
		return err
	}
	b, err := Workbook(rel.Sessions)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="programme-`+e.Ref+`.xlsx"`)
	_, err = w.Write(b)
	return err
}

// Workbook writes sessions as xlsx, in columns that [Read] takes. Every cell is text: nothing that somebody typed becomes
// a formula.
func Workbook(all []Session) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	rows := [][]string{{"key", "title", "start", "end", "room", "venue", "speakers", "host", "abstract"}}
	for _, s := range all {
		rows = append(rows, []string{s.Key, s.Title, s.Starts, s.Ends, s.Room, s.Venue, strings.Join(s.Speakers, "; "), s.Host, s.Abstract})
	}
	for y, row := range rows {
		for x, v := range row {
			at, err := excelize.CoordinatesToCellName(x+1, y+1)
			if err != nil {
				return nil, err
			}
			if err := f.SetCellStr("Sheet1", at, v); err != nil {
				return nil, err
			}
		}
	}
	var b bytes.Buffer
	err := f.Write(&b)
	return b.Bytes(), err
}
