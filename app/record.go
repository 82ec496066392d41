package app

import (
	"reeve/modules/meetings"
	"reeve/modules/plan"
	"reeve/modules/threatmap"
)

// recordPage is the desk's page of a record by its kind in the log and by what people call it; empty where it has none.
func recordPage(kind, ref string) string {
	switch kind {
	case threatmap.Kind:
		return "/desk/reports/" + ref
	case meetings.Kind:
		return "/desk/meetings/" + ref
	case plan.FromEvent:
		return "/desk/practice/events/" + ref
	}
	return ""
}
