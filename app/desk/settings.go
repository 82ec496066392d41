package desk

import (
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/process/calendar"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

type settingsView struct {
	look.Page
	Groups []fieldGroup
	Form   form
	May    bool // the asker may change them
}

// fieldGroup is a part of a long form.
type fieldGroup struct {
	ID, Title, Help string
	Fields          []look.Field
}

// settingsPage is GET /desk/settings.
func (d *Desk) settingsPage(r *web.Request) (web.Reply, error) {
	return d.settings(r, answers{form: "settings"})
}

func (d *Desk) settings(r *web.Request, a answers) (web.Reply, error) {
	set, version, err := d.stored(r)
	if err != nil {
		return nil, err
	}
	countries, err := countryOptions(r)
	if err != nil {
		return nil, err
	}
	text := r.Text
	view := settingsView{Page: d.Frame(r, text.T("desk.settings.title")), May: r.May("config.settings.write")}
	view.Flash = a.above(r)
	view.Groups = []fieldGroup{
		{ID: "group-name", Title: text.T("desk.settings.name"), Help: text.T("desk.settings.name.help"), Fields: inLanguages("name", set.Name)},
		{ID: "group-owner", Title: text.T("desk.settings.owner"), Help: text.T("desk.settings.owner.help"), Fields: inLanguages("owner", set.Owner)},
		{ID: "group-languages", Title: text.T("desk.settings.languages"), Help: text.T("desk.settings.languages.help"), Fields: languageFields(r, set)},
		{ID: "group-rest", Title: text.T("desk.settings.rest"), Fields: []look.Field{
			{Name: "emergency", Type: "tel", Label: text.T("desk.settings.emergency"), Value: set.Emergency, Required: true},
			{Name: "country", Type: "select", Label: text.T("desk.settings.country"), Help: text.T("desk.settings.country.help"), Value: set.Country, Options: countries},
			{Name: "contact", Label: text.T("desk.settings.contact"), Help: text.T("desk.settings.contact.help"), Value: set.Contact, Optional: text.T("desk.optional")},
			{Name: "note_months", Type: "number", Label: text.T("desk.settings.note_months"), Help: text.T("desk.settings.note_months.help"), Value: strconv.FormatInt(set.NoteMonths, 10), Minimum: "1", Required: true},
			{Name: "person_months", Type: "number", Label: text.T("desk.settings.person_months"), Help: text.T("desk.settings.person_months.help"), Value: strconv.FormatInt(set.PersonMonths, 10), Minimum: "1", Required: true},
		}},
	}
	for _, g := range view.Groups {
		for i := range g.Fields {
			g.Fields[i] = a.field(g.Fields[i])
		}
	}
	view.Form = a.fill(r, form{Action: "/desk/settings", Submit: text.T("desk.save"), Hidden: []hidden{{"base", formatInt(version)}, once()}})
	return d.pages.settings.Status(a.code(), view), nil
}

// stored are the settings as the database has them, with their version; 0 before they were first saved.
func (d *Desk) stored(r *web.Request) (set config.Settings, version int64, err error) {
	if err := d.Settings.Refresh(r.Context()); err != nil {
		return set, 0, err
	}
	err = r.Read(func(s *db.Snapshot) error {
		version, err = settingsVersion(s)
		return err
	})
	return d.Settings.Get(), version, err
}

func settingsVersion(q db.Reader) (version int64, err error) {
	err = q.QueryRow("SELECT version FROM setting WHERE id = 'installation'").Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return version, err
}

// inLanguages are the questions for a text in each language; Serbian in Latin script follows from Cyrillic.
func inLanguages(name string, t i18n.Text) []look.Field {
	var all []look.Field
	for _, l := range i18n.Written() {
		all = append(all, look.Field{Name: name + "." + l.HTML(), Label: l.Self(), Lang: l.HTML(), Value: t[l.HTML()]})
	}
	return all
}

// languageFields are the language for readers whose browser names none, and the order in which contents in
// other languages stand in; the two scripts of Serbian are two entries.
func languageFields(r *web.Request, set config.Settings) []look.Field {
	first := languageField(r, set.Default)
	first.Name, first.Label, first.Help = "default", r.Text.T("desk.settings.default"), r.Text.T("desk.settings.default.help")
	all := []look.Field{first}
	for i := range max(4, len(set.Fallback)) {
		f := languageField(r, "")
		if i < len(set.Fallback) {
			f.Value = set.Fallback[i]
		}
		f.Name, f.Label = "fallback."+strconv.Itoa(i+1), r.Text.T("desk.settings.fallback", "n", i+1)
		f.Options = append([]look.Option{{Word: r.Text.T("i18n.no_value")}}, f.Options...)
		all = append(all, f)
	}
	return all
}

func countryOptions(r *web.Request) ([]look.Option, error) {
	calendars, err := calendar.Load()
	if err != nil {
		return nil, err
	}
	all := options(slices.Sorted(maps.Keys(calendars)), func(code string) string { return r.Text.T("desk.country." + code) })
	i18n.SortBy(r.Text.Collator(), all, func(o look.Option) string { return o.Word })
	return all, nil
}

// saveSettings is POST /desk/settings. Who began on settings that were changed meanwhile sees theirs beside a
// warning, and may save once more.
func (d *Desk) saveSettings(r *web.Request) (web.Reply, error) {
	set, err := d.settingsTyped(r)
	if err == nil {
		_, err = web.Write(r, func(tx *db.Tx) (web.None, error) {
			version, err := settingsVersion(tx)
			if err != nil {
				return web.None{}, err
			}
			if version != base(r) {
				return web.None{}, errs.New(errs.Conflict, "desk.settings.moved")
			}
			return web.None{}, d.Settings.Save(tx, set)
		})
	}
	if a, ok := refused(r, "settings", err); ok {
		a.move("name", "name."+i18n.English.HTML())
		return d.settings(r, a)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther("/desk/settings?done=saved"), d.Settings.Refresh(r.Context())
}

func (d *Desk) settingsTyped(r *web.Request) (config.Settings, error) {
	f := r.PostForm
	set := config.Settings{Name: i18n.Text{}, Owner: i18n.Text{}, Emergency: strings.TrimSpace(f.Get("emergency")), Default: f.Get("default"),
		Country: f.Get("country"), Contact: strings.TrimSpace(f.Get("contact")), NoteMonths: d.Settings.Get().NoteMonths, PersonMonths: d.Settings.Get().PersonMonths, Synthetic: d.Settings.Get().Synthetic}
	if f.Has("note_months") {
		set.NoteMonths = months(f.Get("note_months"))
	}
	if f.Has("person_months") {
		set.PersonMonths = months(f.Get("person_months"))
	}
	var bad errs.Fields
	for _, l := range i18n.Written() {
		for name, t := range map[string]i18n.Text{"name": set.Name, "owner": set.Owner} {
			field := name + "." + l.HTML()
			if v := strings.TrimSpace(f.Get(field)); len(v) > 200 {
				bad.Add(field, "desk.settings.long")
			} else if v != "" {
				t[l.HTML()] = v
			}
		}
	}
	for i := 1; f.Has("fallback." + strconv.Itoa(i)); i++ {
		if v := f.Get("fallback." + strconv.Itoa(i)); v != "" && !slices.Contains(set.Fallback, v) {
			set.Fallback = append(set.Fallback, v)
		}
	}
	if d.Process.Calendar(set.Country) == nil {
		bad.Add("country", "desk.settings.country_wrong")
	}
	if len(set.Contact) > 200 {
		bad.Add("contact", "desk.settings.long")
	}
	return set, bad.Err()
}

// months is a number of months as it was typed; -1, which no setting takes, for anything else.
func months(text string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil || n < 1 {
		return -1
	}
	return n
}
