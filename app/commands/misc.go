package commands

import (
	"fmt"

	"reeve/kernel/i18n"
)

// Setup prints what an installation still lacks.
type Setup struct {
	Installation
}

// Do prints the checklist.
func (s *Setup) Do(c *Context) error {
	items, err := c.App.Checklist(c.Context)
	if err != nil {
		return err
	}
	text := c.App.Catalogue.For(i18n.English)
	missing := 0
	for _, it := range items {
		mark := "done   "
		if !it.Done {
			mark, missing = "MISSING", missing+1
		}
		fmt.Fprintf(c.Stdout, "%s  %s\n", mark, it.Say(text))
	}
	fmt.Fprintf(c.Stdout, "%d of %d done\n", len(items)-missing, len(items))
	return nil
}

// Process draws the processes, for the documentation.
type Process struct {
	Installation
}

// Do prints each definition as a Mermaid diagram.
func (p *Process) Do(c *Context) error {
	for _, d := range c.App.Definitions() {
		fmt.Fprintf(c.Stdout, "## %s, version %d\n\n%s\n\n```mermaid\n%s```\n\n", d.Name, d.Version, d.Legal, d.Diagram())
	}
	return nil
}
