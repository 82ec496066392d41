package places

import (
	"strings"

	"golang.org/x/text/language"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// Options say what a boundary file holds and how to read it.
type Options struct {
	File            string            // GeoJSON, WGS 84
	Country         string            // ISO 3166-1 alpha-2, XK for Kosovo
	Level           string            // what the country calls this level
	Role            string            // Region, Community, Beat or empty; empty keeps what places that exist have
	CodeField       string            // property with the national code
	NameFields      map[string]string // language to property, see [ParseNameFields]
	ParentField     string            // property with the parent's code; empty = by largest overlap
	PopulationField string            // may be empty
	PopulationDate  string            // YYYY-MM-DD, may be empty
	From            string            // YYYY-MM-DD; empty = since ever, and changed boundaries from today
	Source, Licence string
	DryRun          bool
	Actor           db.Actor
	Progress        func(done, total int) // may be nil; called between transactions
}

// ParseNameFields reads "pl=name" (a language and a property) or "name" (in the country's language).
func ParseNameFields(country string, values []string) (map[string]string, error) {
	fields := map[string]string{}
	for _, v := range values {
		tag, field, ok := strings.Cut(v, "=")
		if !ok {
			l, known, err := landOf(country)
			if err != nil {
				return nil, err
			}
			if tag, field = l.Language, v; !known {
				return nil, errs.Bad("name_field", "places.import.name_language_missing", "field", v)
			}
		}
		parsed, err := language.Raw.Parse(tag)
		if err != nil || field == "" {
			return nil, errs.Bad("name_field", "places.import.name_field_wrong", "value", v)
		}
		if fields[parsed.String()] != "" {
			return nil, errs.Bad("name_field", "places.import.name_field_twice", "language", parsed.String())
		}
		fields[parsed.String()] = field
	}
	return fields, nil
}

func (o Options) check() error {
	var f errs.Fields
	if len(o.Country) != 2 || strings.ToUpper(o.Country) != o.Country {
		f.Add("country", "places.country_wrong", "country", o.Country)
	}
	if o.Level == "" || o.Level == Settlement {
		f.Add("level", "places.level_missing")
	}
	if !knownRole(o.Role) {
		f.Add("role", "places.role_wrong", "role", o.Role)
	}
	if o.CodeField == "" {
		f.Add("code_field", "places.import.code_field_missing")
	}
	if len(o.NameFields) == 0 {
		f.Add("name_field", "places.import.name_field_missing")
	}
	Span{From: o.From}.check(&f)
	Span{From: o.PopulationDate}.check(&f)
	return f.Err()
}

// Result tells what an import did, or in a dry run would have done.
type Result struct {
	Imported  int // new, or changed
	Unchanged int
	Rejected  int
	Joined    int // places loaded before that got a parent from this file
	Bad       []BadFeature
	Orphans   []string     // codes of the file's places that no place of a level above covers
	Findings  []Finding    // overlaps and gaps between the beats of the communities concerned
	Crowded   []BeatPeople // beats of these communities with more people than a beat may have
	// RejectedFile holds the bad features, to be mended and imported again; empty if there are none or it
	// could not be written, see RejectedError.
	RejectedFile  string
	RejectedError error
}

// BadFeature is a feature that did not go in. Problem.Row is its number in the file, from 1; Problem.Remedy
// says what to do.
type BadFeature struct {
	Code    string // full code, or as the file has it; may be empty
	Name    string
	Problem errs.Field
}

func (r *Result) add(o Result) {
	r.Imported += o.Imported
	r.Unchanged += o.Unchanged
	r.Rejected += o.Rejected
	r.Joined += o.Joined
	r.Bad = append(r.Bad, o.Bad...)
	r.Findings = append(r.Findings, o.Findings...)
}

func (r *Result) reject(it item, field, key, remedy string, args ...any) {
	r.Rejected++
	b := BadFeature{Code: it.code, Problem: errs.Field{Field: field, Row: it.number, Key: key, Remedy: remedy}}
	b.Name, _ = it.names.Best("", nil)
	if len(args) > 0 {
		b.Problem.Args = map[string]any{}
	}
	for i := 0; i+1 < len(args); i += 2 {
		b.Problem.Args[args[i].(string)] = args[i+1]
	}
	r.Bad = append(r.Bad, b)
}

// refuse rejects a feature for what a rule says about it; any other error ends the import.
func (r *Result) refuse(it item, err error) error {
	e := errs.Of(err)
	if e == nil || e.Kind != errs.Invalid || len(e.Fields) == 0 {
		return err
	}
	f := e.Fields[0]
	r.reject(it, f.Field, f.Key, "places.import.remedy.rule")
	r.Bad[len(r.Bad)-1].Problem.Args = f.Args
	return nil
}
