package survey

import (
	"encoding/json"
	"slices"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/tabular"
)

// headerWords are what files call the columns, by field.
func headerWords() (words map[string][]string, err error) {
	raw, err := files.ReadFile("data/columns.json")
	if err != nil {
		return nil, err
	}
	return words, json.Unmarshal(raw, &words)
}

// header finds which column holds which field.
func header(columns []string) (map[string]string, error) {
	words, err := headerWords()
	if err != nil {
		return nil, err
	}
	out, bad := map[string]string{}, errs.Fields{}
	for _, column := range columns {
		for field, names := range words {
			if !slices.ContainsFunc(names, func(n string) bool {
				return column == n || tabular.Fold(n) != "" && tabular.Fold(n) == tabular.Fold(column)
			}) {
				continue
			}
			if out[field] != "" {
				bad.Add(column, "survey.import.column_twice", "other", out[field])
				continue
			}
			out[field] = column
		}
	}
	for _, field := range []string{"survey", "place", "date", "question", "share", "n"} {
		if out[field] == "" {
			bad.Add(field, "survey.import.no_column", "column", field, "have", strings.Join(columns, ", "))
		}
	}
	return out, bad.Err()
}
