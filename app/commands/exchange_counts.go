package commands

import (
	"fmt"
	"os"
	"path/filepath"

	"reeve/app/counted"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/figures"
	"reeve/modules/exchange/node"
)

// ExchangeCounts writes what may leave the node for plans.
type ExchangeCounts struct {
	NodeFolder
	Year   int    `required:"" help:"Calendar year; months that are over are counted." placeholder:"YEAR"`
	Output string `short:"o" required:"" help:"File to write." placeholder:"FILE"`
}

// Do signs the counts and times of the year's months.
func (e *ExchangeCounts) Do(c *Context) error {
	if _, err := c.requests(); err != nil {
		return err
	}
	raw, err := c.App.Exchange.Counts(c.Context, e.Year)
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.Path(e.Output), raw, 0o644); err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.Stdout, e.Output)
	return err
}

// ImportCounts reads what a node of the exchange counted.
type ImportCounts struct {
	Installation
	File string `arg:"" help:"File that reeve exchange counts wrote."`
	Card string `required:"" help:"Card of the node that signed it, as a file; compare its fingerprint." placeholder:"CARD"`
}

// Do checks the signature and keeps the months.
func (p *ImportCounts) Do(c *Context) error {
	if c.App.Exchange != nil {
		return errs.New(errs.Conflict, "counted.is_node")
	}
	text, err := readCard(c.Path(p.Card))
	if err != nil {
		return err
	}
	card, _, err := node.OpenCardText(text)
	if err != nil {
		return err
	}
	name := c.Path(p.File)
	info, err := os.Stat(name)
	if err != nil || info.IsDir() || info.Size() > figures.MaxCounts+4096 {
		return errs.New(errs.Invalid, "node.no_file", "file", filepath.Base(name))
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var res counted.Result
	err = c.App.DB.Write(c.Context, db.System(), func(tx *db.Tx) (err error) {
		res, err = counted.Take(tx, c.App.Log, raw, card)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(c.Stdout, "fingerprint %s\nimported %d, unchanged %d\n", node.Fingerprint(card), res.Imported, res.Unchanged)
	return nil
}
