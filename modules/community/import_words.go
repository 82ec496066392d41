package community

import (
	"encoding/json"
	"slices"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
)

// vocabulary is what files call columns and values, in all languages. Its keys are folded, see [tabular.Fold].
type vocabulary struct {
	columns map[string]string // header to field
	values  map[string]string // word to kind, "unlimited" or "yes"
	fields  []string          // all fields, in alphabetical order
}

func readVocabulary(texts *i18n.Catalogue) (v vocabulary, err error) {
	v = vocabulary{columns: map[string]string{}, values: map[string]string{}}
	for file, into := range map[string]map[string]string{"data/columns.json": v.columns, "data/words.json": v.values} {
		raw, err := files.ReadFile(file)
		if err != nil {
			return v, err
		}
		var words map[string][]string
		if err := json.Unmarshal(raw, &words); err != nil {
			return v, err
		}
		for meaning, all := range words {
			if file == "data/columns.json" {
				v.fields = append(v.fields, meaning)
			}
			for _, w := range all {
				into[folded(w)] = meaning
			}
		}
	}
	for _, kind := range Kinds() {
		for _, l := range i18n.Written() {
			v.values[folded(texts.For(l).T("community.kind."+kind))] = kind
		}
	}
	slices.Sort(v.fields)
	return v, nil
}

// folded is tabular.Fold for words that may be signs alone, as № is.
func folded(s string) string {
	if f := tabular.Fold(s); f != "" {
		return f
	}
	return strings.ToLower(strings.TrimSpace(s))
}

// needed are the fields that a file cannot do without.
func needed() []string { return []string{"kind", "number", "signed", "community"} }

// columnsOf finds which column holds which field. Columns that mean nothing here are passed over.
func (v vocabulary) columnsOf(header []string) (map[string]string, error) {
	out, bad := map[string]string{}, errs.Fields{}
	for _, column := range header {
		field, ok := v.columns[folded(column)]
		if !ok && slices.Contains(v.fields, strings.ToLower(strings.TrimSpace(column))) {
			field, ok = strings.ToLower(strings.TrimSpace(column)), true
		}
		if !ok {
			continue
		}
		if other, twice := out[field]; twice {
			bad.Add(column, "community.import.column_twice", "other", other)
			continue
		}
		out[field] = column
	}
	for _, field := range needed() {
		if out[field] == "" {
			bad.Add(field, "community.import.no_column", "column", field, "have", strings.Join(header, ", "))
		}
	}
	return out, bad.Err()
}
