package places

import (
	"encoding/json"
	"slices"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/policy"
	"reeve/kernel/tabular"
)

// officerWords is what files call columns, kinds of appointments and roles, in all languages. Its keys are folded, see
// [tabular.Fold].
type officerWords struct {
	columns map[string]string
	kinds   map[string]string
	roles   map[string]string
	fields  []string
}

func readOfficerWords(texts *i18n.Catalogue) (w officerWords, err error) {
	raw, err := files.ReadFile("data/officers.json")
	if err != nil {
		return w, err
	}
	var all struct {
		Columns map[string][]string `json:"columns"`
		Values  map[string][]string `json:"values"`
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		return w, err
	}
	w = officerWords{columns: map[string]string{}, kinds: map[string]string{}, roles: map[string]string{}}
	for field, names := range all.Columns {
		w.fields = append(w.fields, field)
		w.columns[tabular.Fold(field)] = field
		for _, name := range names {
			w.columns[tabular.Fold(name)] = field
		}
	}
	slices.Sort(w.fields)
	for kind, names := range all.Values {
		for _, name := range names {
			w.kinds[tabular.Fold(name)] = kind
		}
		for _, l := range i18n.Written() {
			w.kinds[tabular.Fold(texts.For(l).T("places.office.kind."+kind))] = kind
		}
	}
	for _, role := range policy.StaffRoles() {
		w.roles[role] = role
		for _, l := range i18n.Written() {
			w.roles[tabular.Fold(texts.For(l).T("identity.role."+role))] = role
		}
	}
	return w, nil
}

// columnsOf finds which column holds which field. Columns that mean nothing here are passed over.
func (w officerWords) columnsOf(header []string) (map[string]string, error) {
	out, bad := map[string]string{}, errs.Fields{}
	for _, column := range header {
		field, ok := w.columns[tabular.Fold(column)]
		if !ok {
			continue
		}
		if other, twice := out[field]; twice {
			bad.Add(column, "places.officers.column_twice", "other", other)
			continue
		}
		out[field] = column
	}
	for _, field := range []string{"post", "unit"} {
		if out[field] == "" {
			bad.Add(field, "places.officers.no_column", "column", field, "have", strings.Join(header, ", "))
		}
	}
	if out["name"] != "" && out["email"] == "" {
		bad.Add("email", "places.officers.no_column", "column", "email", "have", strings.Join(header, ", "))
	}
	return out, bad.Err()
}

// finder finds units and places by what files call them.
type finder struct {
	units       map[string][]Unit
	beats, land map[string][]Place
}

func newFinder(s *Snapshot) finder {
	f := finder{units: map[string][]Unit{}, beats: byWord(s.EverWithRole(Beat)), land: byWord(s.EverWithRole(Community))}
	for _, u := range s.Units() {
		keys := map[string]bool{tabular.Fold(u.Code): true}
		for _, name := range u.Names {
			keys[tabular.Fold(name)] = true
		}
		for key := range keys {
			f.units[key] = append(f.units[key], u)
		}
	}
	return f
}

// byWord is places by folded code, national code and names.
func byWord(all []Place) map[string][]Place {
	out := map[string][]Place{}
	for _, p := range all {
		keys := map[string]bool{tabular.Fold(p.Code): true, tabular.Fold(strings.TrimPrefix(p.Code, p.Country+"-")): true}
		for _, name := range p.Names {
			keys[tabular.Fold(name)] = true
		}
		for key := range keys {
			out[key] = append(out[key], p)
		}
	}
	return out
}

// one is the only one that a value names; a complaint where there are none or several.
func one[T any](field, value string, all []T, code func(T) string) (v T, err error) {
	switch len(all) {
	case 0:
		return v, errs.Bad(field, "places.officers.unknown", "value", value)
	case 1:
		return all[0], nil
	}
	return v, errs.Bad(field, "places.officers.several", "value", value, "first", code(all[0]), "second", code(all[1]))
}
