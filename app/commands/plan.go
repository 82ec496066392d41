package commands

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/modules/plan"
)

// ImportPlan reads a strategy or an action plan.
type ImportPlan struct {
	Installation
	File          string   `arg:"" help:"xlsx, CSV, or docx with tables."`
	Code          string   `required:"" help:"What the plan is called, for example KS-2021."`
	From          string   `help:"First day in force; else the plan's beginning for its first version, and today for later ones." placeholder:"DATE"`
	Map           string   `help:"YAML file that tells what the columns mean, where their heads do not." placeholder:"MAP.yaml"`
	Title         string   `help:"Title of the plan, where the file has none."`
	Lang          string   `help:"Language of the title, and of texts whose language nothing tells."`
	Owner         string   `help:"Code of the organisation that owns the plan."`
	Period        string   `help:"First and last day of the plan, 2021-01-01..2025-12-31; else found in the file."`
	Authoritative []string `help:"Languages that are equally binding; the plan must have its texts in all of them."`
	RollUp        string   `help:"How figures are rolled up: activities, sub_objectives or weights." enum:",activities,sub_objectives,weights" default:""`
	Reason        string   `help:"Why a plan that is there changes."`
	Decision      string   `help:"The document that decided so."`
	DropMissing   bool     `help:"Drop the activities that are not in the file; else they stay."`
	DryRun        bool     `help:"Do everything but keep nothing, and say what would change."`
}

// Do imports the file. It exits 0 once the plan was read, whatever rows did not go in.
func (p *ImportPlan) Do(c *Context) error {
	o := plan.ImportOptions{Code: p.Code, From: p.From, Title: p.Title, Lang: p.Lang, Owner: p.Owner, Authoritative: p.Authoritative, RollUp: plan.RollUp(p.RollUp),
		Reason: p.Reason, Decision: p.Decision, Missing: p.DropMissing, DryRun: p.DryRun, Actor: db.System()}
	if p.Period != "" {
		from, until, ok := strings.Cut(p.Period, "..")
		if !ok {
			return errs.Bad("period", "plan.register.period_wrong", "period", p.Period)
		}
		o.Begins, o.Ends = strings.TrimSpace(from), strings.TrimSpace(until)
	}
	if p.Map != "" {
		m, err := readPlanMap(c.Path(p.Map))
		if err != nil {
			return err
		}
		o.Map = &m
	}
	o.Progress = planProgress(c.Stderr)
	res, err := c.App.Plan.Register.Import(c.Context, c.Path(p.File), o)
	text := c.App.Catalogue.For(i18n.English)
	sayRemarks(c.Stderr, text, res)
	if err != nil {
		return err
	}
	p.say(c.Stdout, text, res)
	return nil
}

func (p *ImportPlan) say(w io.Writer, text *i18n.Localizer, res plan.ImportResult) {
	for _, t := range res.Read.Totals {
		if t.Written != t.Counted {
			fmt.Fprintf(w, "total %s %s %q: written %d, counted %d\n", t.Sheet, t.Cell, t.Label, t.Written, t.Counted)
		}
	}
	n := res.Read.Counts
	fmt.Fprintf(w, "read: objectives %d, sub-objectives %d, activities %d, tasks %d, indicators %d, rows left out %d\n",
		n["objective"], n["sub_objective"], n["activity"], n["task"], res.Read.Indicators, res.Read.Left+len(res.Bad))
	for _, ch := range res.Changes {
		fmt.Fprintf(w, "~ %s\n", plan.SayChange(text, ch))
	}
	if len(res.Absent) > 0 {
		fmt.Fprintf(w, "not in the file, kept: %s\n", strings.Join(res.Absent, ", "))
	}
	if p.DryRun {
		fmt.Fprintln(w, "dry run: nothing is kept; without --dry-run:")
	}
	switch {
	case res.New:
		fmt.Fprintf(w, "plan %s: version %d imported\n", p.Code, res.Version)
	case len(res.Changes) == 0:
		fmt.Fprintf(w, "plan %s: nothing changed, version %d\n", p.Code, res.Version)
	default:
		fmt.Fprintf(w, "plan %s: version %d, added %d, amended %d, unchanged %d\n", p.Code, res.Version, len(res.Added), len(res.Amended), res.Same)
	}
}

// sayRemarks prints what somebody should know of the file: all that did not go in, and the rest shortened.
func sayRemarks(w io.Writer, text *i18n.Localizer, res plan.ImportResult) {
	told := 0
	for _, r := range append(res.Bad, res.Read.Remarks...) {
		if r.Severity != "wrong" {
			if told++; told > toldRows {
				continue
			}
		}
		where := strings.TrimSpace(r.Sheet + " " + r.Cell)
		fmt.Fprintf(w, "  %s %s: %s\n", r.Severity, where, text.T(r.Key, errs.Arguments(r.Args)...))
	}
	if more := told - toldRows; more > 0 {
		fmt.Fprintf(w, "  and %d more to look at\n", more)
	}
}

func readPlanMap(path string) (m plan.Map, err error) {
	f, err := os.Open(path)
	if err != nil {
		return m, errs.Wrap(err, errs.Invalid, "tabular.no_file", "file", path)
	}
	defer f.Close()
	return plan.ReadMap(f)
}

// planProgress prints how far an import is, at most once a second.
func planProgress(w io.Writer) func(what string, done, total int64) {
	last := time.Now()
	return func(what string, done, total int64) {
		if time.Since(last) < time.Second && done > 0 {
			return
		}
		last = time.Now()
		fmt.Fprintf(w, "plan: %s %d of %d\n", what, done, total)
	}
}
