package reader

import (
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"

	"reeve/kernel/errs"
	"reeve/kernel/tabular"
	"reeve/modules/plan/tree"
)

// Options are what is known of a file before it is read. All may be empty.
type Options struct {
	From, Until string // period of the plan, YYYY-MM-DD; empty = found in the file
	Lang        string // BCP 47 of texts whose language nothing tells; empty = und
	Map         *Map
	Limits      Limits // zero = Usual
}

// Limits are measured before a file is unpacked, and while it is.
type Limits struct {
	Bytes    int64 // of the file
	Unpacked int64 // of all its parts
	Ratio    int64 // how many times larger than the packed file it may become
	Rows     int   // of a table
	Columns  int
}

// Usual are limits far above real plans: 10,000 activities are some 3 MB.
func Usual() Limits {
	return Limits{Bytes: 50 << 20, Unpacked: 500 << 20, Ratio: 200, Rows: 60_000, Columns: 300}
}

// Map is what somebody said of a file: a YAML file, or the form of the mapping screen. docs/modules/plan.md explains it.
type Map struct {
	Tables    []MappedTable     `yaml:"tables" json:"tables"`         // none = all are looked at
	Levels    map[string]string `yaml:"levels" json:"levels"`         // word of the level column to objective, sub_objective, activity, task, indicator, skip
	DateOrder string            `yaml:"date_order" json:"date_order"` // dmy (default), mdy: of 03/04/2023
	Currency  string            `yaml:"currency" json:"currency"`     // ISO 4217 where the file does not say; empty = EUR
	Thousands bool              `yaml:"thousands" json:"thousands"`   // amounts are in thousands
	Encoding  string            `yaml:"encoding" json:"encoding"`     // of a CSV file
	Delimiter string            `yaml:"delimiter" json:"delimiter"`
}

// MappedTable says what one sheet, or one table of a document, means.
type MappedTable struct {
	Sheet   string         `yaml:"sheet" json:"sheet"`     // name; "#2" = the second; empty = every one
	Skip    bool           `yaml:"skip" json:"skip"`       // leave it alone
	Header  int            `yaml:"header" json:"header"`   // first row of the header, from 1; 0 = found
	Data    int            `yaml:"data" json:"data"`       // first row of data, from 1; 0 = found
	Lang    string         `yaml:"lang" json:"lang"`       // of its texts, where the columns do not say
	Columns []MappedColumn `yaml:"columns" json:"columns"` // those not named are found
}

// MappedColumn says what a column means.
type MappedColumn struct {
	Column string `yaml:"column" json:"column"` // letter ("C") or the words of its header
	Field  Field  `yaml:"field" json:"field"`
	Lang   string `yaml:"lang" json:"lang"`
	Year   int    `yaml:"year" json:"year"`
}

// ReadMap reads a mapping file and tells everything that is wrong with it. Unknown words are refused.
func ReadMap(r io.Reader) (m Map, err error) {
	d := yaml.NewDecoder(io.LimitReader(r, 1<<20))
	d.KnownFields(true)
	if err := d.Decode(&m); err != nil {
		return m, errs.Wrap(err, errs.Invalid, "plan.reader.map_wrong", "why", strings.ReplaceAll(err.Error(), "\n", " "))
	}
	return m, m.Check()
}

// Check tells everything that is wrong with a mapping, wherever it came from.
func (m Map) Check() error {
	var bad errs.Fields
	among := func(field, value string, known ...string) {
		if !slices.Contains(known, value) {
			bad.Add(field, "plan.reader.map_value", "value", value, "known", strings.TrimPrefix(strings.Join(known, ", "), ", "))
		}
	}
	lang := func(field, tag string) {
		if _, err := language.Parse(tag); tag != "" && err != nil {
			bad.Add(field, "plan.reader.map_lang", "lang", tag)
		}
	}
	among("date_order", m.DateOrder, "", "dmy", "mdy")
	for word, level := range m.Levels {
		among("levels."+word, level, string(tree.Objective), string(tree.SubObjective), string(tree.ActivityNode), string(tree.Task), levelIndicator, levelSkip)
	}
	if m.Encoding != "" {
		among("encoding", strings.ToLower(m.Encoding), tabular.Encodings()...)
	}
	if c := m.Currency; c != "" && (len(c) != 3 || strings.Trim(c, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "") {
		bad.Add("currency", "plan.reader.map_value", "value", c, "known", "EUR, RSD, CZK, …")
	}
	var fields []string
	for _, f := range Fields() {
		fields = append(fields, string(f))
	}
	for _, t := range m.Tables {
		lang("tables.lang", t.Lang)
		if t.Header < 0 || t.Data < 0 || t.Data > 0 && t.Data <= t.Header {
			bad.Add("tables.data", "plan.reader.map_rows")
		}
		for _, c := range t.Columns {
			among("tables.columns.field", string(c.Field), fields...)
			lang("tables.columns.lang", c.Lang)
			if c.Column == "" {
				bad.Add("tables.columns.column", "plan.reader.map_value", "value", "", "known", "A, B, …")
			}
		}
	}
	return bad.Err()
}
