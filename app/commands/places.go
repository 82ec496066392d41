package commands

import (
	"fmt"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/modules/places"
)

// ImportPlaces reads boundaries.
type ImportPlaces struct {
	Installation
	File            string   `arg:"" help:"GeoJSON FeatureCollection, WGS 84."`
	Country         string   `required:"" help:"ISO 3166-1 code, XK for Kosovo."`
	Level           string   `required:"" help:"What the country calls it: gmina, powiat, hromada."`
	Role            string   `help:"Which level of the tree it is: region, community, beat; none for levels between." default:""`
	CodeField       string   `required:"" help:"Property with the national code."`
	NameField       []string `required:"" help:"Property with the name, [LANG=]FIELD; may be repeated."`
	ParentField     string   `help:"Property with the parent's code; else by largest overlap."`
	PopulationField string   `help:"Property with the population."`
	PopulationDate  string   `help:"YYYY-MM-DD of the population."`
	From            string   `help:"YYYY-MM-DD from which the boundaries hold; else since ever."`
	Source          string   `help:"Where the boundaries come from."`
	Licence         string   `help:"Their licence."`
	DryRun          bool     `help:"Do everything but keep nothing."`
}

// Do imports the file. It exits 0 once the file was read, whatever was rejected.
func (p *ImportPlaces) Do(c *Context) error {
	names, err := places.ParseNameFields(p.Country, p.NameField)
	if err != nil {
		return err
	}
	res, err := c.App.Places.Import(c.Context, places.Options{File: c.Path(p.File), Country: p.Country, Level: p.Level, Role: p.Role, CodeField: p.CodeField,
		NameFields: names, ParentField: p.ParentField, PopulationField: p.PopulationField, PopulationDate: p.PopulationDate, From: p.From,
		Source: p.Source, Licence: p.Licence, DryRun: p.DryRun, Actor: db.System(), Progress: progress(c.Stderr, "places")})
	if err != nil {
		return err
	}
	text := c.App.Catalogue.For(i18n.English)
	for _, b := range res.Bad {
		fmt.Fprintf(c.Stderr, "rejected: %s\n", b.Code)
		sayField(c.Stderr, text, b.Problem)
	}
	if res.RejectedFile != "" {
		fmt.Fprintf(c.Stderr, "the rejected features are in %s; mend them and import that file\n", res.RejectedFile)
	}
	if res.RejectedError != nil {
		fmt.Fprintf(c.Stderr, "the rejected features could not be written: %v\n", res.RejectedError)
	}
	for _, code := range res.Orphans {
		fmt.Fprintf(c.Stderr, "no place of a level above covers %s\n", code)
	}
	for _, f := range res.Findings {
		fmt.Fprintln(c.Stderr, f.In(text))
	}
	for _, b := range res.Crowded {
		fmt.Fprintln(c.Stderr, b.In(text))
	}
	if res.Joined > 0 {
		fmt.Fprintf(c.Stdout, "joined %d\n", res.Joined)
	}
	if p.DryRun {
		fmt.Fprintln(c.Stdout, "dry run: nothing was kept")
	}
	fmt.Fprintf(c.Stdout, "imported %d, unchanged %d, rejected %d\n", res.Imported, res.Unchanged, res.Rejected)
	return nil
}
