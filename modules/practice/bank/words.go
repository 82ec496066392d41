package bank

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// name is a text in the reader's language, else in the first language that the installation falls back to, with its tag
// where that is not the page's.
func (b *Bank) name(l *i18n.Localizer, t i18n.Text) (name, lang string) {
	name, tag := t.Best(l.Lang(), b.Settings.Get().Fallback)
	if tag == "und" || tag == l.Lang().HTML() {
		tag = ""
	}
	return name, tag
}

func (b *Bank) word(l *i18n.Localizer, t i18n.Text) string {
	name, _ := b.name(l, t)
	return name
}

func (b *Bank) orgWord(l *i18n.Localizer, org string) string {
	o, _ := b.Places.Snapshot().Org(org)
	return b.word(l, o.Names)
}

func (b *Bank) placeWord(l *i18n.Localizer, place string) string {
	s := b.Places.Snapshot()
	p, _ := s.Place(place)
	name := b.word(l, p.Names)
	if c, ok := s.Above(place, places.Community); ok && c.ID != place {
		return l.T("form.place_in", "place", name, "above", b.word(l, c.Names))
	}
	return name
}

// countryWord is a country's name; its code for one that the texts do not name.
func countryWord(l *i18n.Localizer, code string) string {
	if slices.Contains([]string{"AL", "CZ", "EE", "GB", "LI", "LT", "LV", "NO", "PL", "RS", "SE", "SK", "UA", "XK"}, code) {
		return l.T("practice.bank.country." + strings.ToLower(code))
	}
	return code
}

// evidenceTag is a level of evidence as a word with its number.
func evidenceTag(l *i18n.Localizer, c Content) look.Tag {
	t := look.Tag{Word: EvidenceWord(l, c.Evidence), Icon: "chart-column"}
	switch c.Evidence {
	case 0:
		t.Icon = "lightbulb"
	case 1:
		t.Icon = "hand"
	case 4:
		t.Icon, t.Color = "shield-check", "success"
	default:
		t.Color = "info"
	}
	return t
}

// EvidenceWord is a level of evidence in words, with its number.
func EvidenceWord(l *i18n.Localizer, level int64) string {
	return l.T("practice.bank.evidence_of", "level", level, "word", l.T("practice.evidence."+strconv.FormatInt(level, 10)))
}

func failedTag(l *i18n.Localizer) look.Tag {
	return look.Tag{Word: l.T("practice.did_not_work"), Icon: "circle-x", Color: "warning"}
}

// stateTag is a state as a word with a sign; the colour only repeats it.
func stateTag(l *i18n.Localizer, state string) look.Tag {
	t := look.Tag{Word: l.T("practice.bank.state." + state), Icon: "pencil"}
	switch state {
	case InReview:
		t.Icon, t.Color = "hourglass", "info"
	case Returned:
		t.Icon, t.Color = "undo-2", "warning"
	case Published:
		t.Icon, t.Color = "eye", "success"
	case Retired:
		t.Icon = "ban"
	}
	return t
}

func stepIcon(step string) string {
	switch step {
	case "submit":
		return "send"
	case "publish":
		return "eye"
	case "give_back":
		return "undo-2"
	case "revise":
		return "pencil"
	}
	return "ban"
}

// Civil is a stored day for the localizer; the zero time for none.
func Civil(day string) time.Time {
	t, _ := time.Parse(time.DateOnly, day)
	return t
}

// days are two stored days in words; empty for none.
func days(l *i18n.Localizer, from, until string) string {
	switch {
	case from == "":
		return ""
	case until == "":
		return l.From(Civil(from))
	}
	return l.DateRange(Civil(from), Civil(until))
}

// zone is where the installation's country keeps its clocks.
func (b *Bank) zone() *time.Location {
	if c := b.Process.Calendar(b.Country()); c != nil {
		return c.Zone
	}
	return time.UTC
}

// line joins what is there with commas.
func line(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(t string) bool { return t == "" }), ", ")
}

// options are choices by code, whose words are messages.
func options(r *web.Request, prefix string, codes []string, chosen string) (all []look.Option) {
	for _, c := range codes {
		all = append(all, look.Option{Value: c, Word: r.Text.T(prefix + c), Selected: c == chosen})
	}
	return all
}

// orAny puts a choice for all before others.
func orAny(r *web.Request, all []look.Option) []look.Option {
	return append([]look.Option{{Word: r.Text.T("form.any")}}, all...)
}

func levels(r *web.Request, from, chosen int64) (all []look.Option) {
	for n := from; n <= MostEvidence; n++ {
		all = append(all, look.Option{Value: strconv.FormatInt(n, 10), Word: EvidenceWord(r.Text, n), Selected: n == chosen})
	}
	return all
}
