package commands

import (
	"fmt"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/modules/community"
)

// ImportSurvey reads what people said when they were asked.
type ImportSurvey struct {
	Installation
	Table
	File string `arg:"" help:"CSV, also gzipped, or xlsx; columns in any order: survey, place, date, question, share, n, and perhaps margin, group, weights, sample, method, source."`
}

// Do imports the file. It exits 0 once the file was read, whatever was rejected.
func (p *ImportSurvey) Do(c *Context) error {
	res, err := c.App.Community.Surveys.Import(c.Context, community.SurveyOptions{File: c.Path(p.File), DryRun: p.DryRun, Actor: db.System(),
		Format: p.Format(), Progress: rowsProgress(c.Stderr, "survey")})
	c.sayBad(res.Bad, res.RejectedFile)
	if err != nil {
		return err
	}
	text := c.App.Catalogue.For(i18n.English)
	changed := 0
	for _, v := range res.Values {
		sign, is := "+", text.Percent(v.Is, 10_000, 2)
		if !v.New {
			changed++
			sign, is = "~", text.Percent(v.Was, 10_000, 2)+" -> "+is
		}
		if p.DryRun {
			fmt.Fprintf(c.Stdout, "%s row %d: %s %s, %s: %s\n", sign, v.Row, v.Survey, v.Year, v.Question, is)
		}
	}
	if p.DryRun {
		fmt.Fprintln(c.Stdout, "dry run: nothing was kept")
	}
	if changed > 0 {
		fmt.Fprintf(c.Stdout, "changed %d\n", changed)
	}
	fmt.Fprintf(c.Stdout, "imported %d, unchanged %d, rejected %d\n", res.Imported, res.Unchanged, res.Rejected)
	return nil
}
