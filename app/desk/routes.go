package desk

import "reeve/kernel/web"

// pages are the parsed pages.
type pages struct{}

// Routes reads the pages and lists what can be asked.
func (d *Desk) Routes() ([]web.Route, error) { return nil, nil }
