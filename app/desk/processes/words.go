package processes

import (
	"slices"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/process"
	"reeve/kernel/process/clock"
	"reeve/kernel/web"
)

// key is the first of several keys under which the catalogue has a word.
func (p *Processes) key(keys []string) (string, bool) {
	i := slices.IndexFunc(keys, func(k string) bool { return p.Catalogue.Has(i18n.English, k) })
	if i < 0 {
		return "", false
	}
	return keys[i], true
}

// word is a word in the reader's language; what no catalogue knows is shown by its code.
func (p *Processes) word(text *i18n.Localizer, keys []string, code string) string {
	if k, ok := p.key(keys); ok {
		return text.T(k)
	}
	return code
}

func (p *Processes) title(text *i18n.Localizer, d *process.Definition) string {
	return p.word(text, []string{d.Words.Title}, d.Name)
}

func (p *Processes) state(text *i18n.Localizer, d *process.Definition, code string) string {
	return p.word(text, d.StateKeys(code), code)
}

func (p *Processes) step(text *i18n.Localizer, d *process.Definition, name string) string {
	return p.word(text, d.StepKeys(name), name)
}

func (p *Processes) clock(text *i18n.Localizer, d *process.Definition, name string) string {
	return p.word(text, d.ClockKeys(name), name)
}

// roles are who takes a step.
func (p *Processes) roles(text *i18n.Localizer, who []string) string {
	var all []string
	for _, role := range who {
		all = append(all, p.word(text, []string{"processes.who." + role, "app.role." + role}, role))
	}
	return text.List(all)
}

// fields are the fields of a step in words; ones without a word are left out.
func (p *Processes) fields(text *i18n.Localizer, names []string) string {
	var all []string
	for _, name := range names {
		all = append(all, p.word(text, []string{"processes.field." + name}, name))
	}
	return text.List(all)
}

// basis is the legal basis in the reader's language; the definition's own citation, which is in English, only where no
// text has been written.
func basis(text *i18n.Localizer, key, cited string) (words, lang string) {
	if key != "" {
		return text.T(key), ""
	}
	return cited, i18n.English.HTML()
}

// period writes a limit.
func period(text *i18n.Localizer, p clock.Period) string {
	switch p.Unit {
	case clock.Minutes:
		return text.Minutes(int64(p.Amount))
	case clock.Hours:
		return text.Hours(int64(p.Amount))
	case clock.WorkingDays:
		return text.WorkingDays(int64(p.Amount))
	}
	return text.Days(int64(p.Amount))
}

// took writes how long something took, a dash where nothing was counted.
func took(text *i18n.Localizer, n int64, d time.Duration) string {
	if n == 0 {
		return text.T("i18n.no_value")
	}
	return text.Duration(d)
}

// unit names a unit of an organisation.
func (p *Processes) unit(text *i18n.Localizer, id string) string {
	u, ok := p.Places.Snapshot().Unit(id)
	if !ok {
		return text.T("processes.no_unit")
	}
	name, _ := u.Names.Best(text.Lang(), p.Settings.Get().Fallback)
	return name
}

// whom says who is told by an escalation.
func whom(text *i18n.Localizer, who string) string {
	if role, ok := strings.CutPrefix(who, process.WhomRole); ok {
		return text.T("processes.tell.role", "role", i18n.Key("app.role."+role))
	}
	return text.T("processes.tell.post")
}

// Refresh puts the installation's own labels in the place of the catalogue's.
func (p *Processes) Refresh(q db.Reader) error {
	all, err := process.CurrentOverlays(q)
	if err != nil {
		return err
	}
	own := map[string]i18n.Text{}
	for _, o := range all {
		d := p.Process.Definition(o.Definition)
		if d == nil {
			continue
		}
		for code, t := range o.States {
			if k, ok := p.key(d.StateKeys(code)); ok {
				own[k] = t
			}
		}
		for name, t := range o.Labels {
			if k, ok := p.key(d.StepKeys(name)); ok {
				own[k] = t
			}
		}
	}
	p.Catalogue.Adapt(own)
	return nil
}

// best is a text in the reader's language, with the language it is in where that is another.
func (p *Processes) best(r *web.Request, t i18n.Text) (words, lang string) {
	words, lang = t.Best(r.Text.Lang(), p.Settings.Get().Fallback)
	if lang == r.Text.Lang().HTML() {
		lang = ""
	}
	return words, lang
}
