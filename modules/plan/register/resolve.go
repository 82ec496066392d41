package register

import (
	"strings"

	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
	"reeve/modules/places"
	"reeve/modules/plan/tree"
)

// responsible finds units and organisations by what plans call them: a code, or a name in any language.
type responsible struct{ units, orgs map[string]string }

func newResponsible(s *places.Snapshot) responsible {
	r := responsible{map[string]string{}, map[string]string{}}
	known := func(to map[string]string, id, code string, names i18n.Text) {
		for _, name := range append([]string{code}, values(names)...) {
			key := tabular.Fold(name)
			if had, twice := to[key]; twice && had != id {
				id = "" // two of one name: neither is meant for sure
			}
			to[key] = id
		}
	}
	for _, u := range s.Units() {
		known(r.units, u.ID, u.Code, u.Names)
	}
	for _, o := range s.Orgs() {
		known(r.orgs, o.ID, o.Code, o.Names)
	}
	return r
}

func values(t i18n.Text) (out []string) {
	for _, v := range t {
		out = append(out, v)
	}
	return out
}

// lead fills the unit and the organisation of an activity by what is written of it. One written in several languages
// is found by any of them.
func (r responsible) lead(a *tree.Activity) {
	for _, name := range append([]string{a.Lead}, strings.FieldsFunc(a.Lead, func(c rune) bool { return c == '/' || c == '|' || c == ';' || c == '\n' })...) {
		key := tabular.Fold(name)
		if key == "" {
			continue
		}
		if a.LeadUnit == "" {
			a.LeadUnit = r.units[key]
		}
		if a.LeadOrg == "" {
			a.LeadOrg = r.orgs[key]
		}
	}
}
