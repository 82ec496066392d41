// Package plan is what a force promised and what became of it: strategies with their action plans, local plans, and the
// yearly assessment.
//
// It is the front door of its features, in this order: tree (the nouns), rates (the rules), reader (files), register
// (plans and versions), assess (ratings and figures), indicator (values), workshop (the room), report (the yearly report), advice (recommendations). Each imports only those before it; none imports this package.
//
// Invariants that span the features:
//   - What is approved does not change; a change is an amendment in a new version, with its reason.
//   - A year is counted on the version in force on 1 January.
//   - One state of a year feeds every page, file and answer.
package plan

import (
	"io/fs"
	"slices"

	"reeve/kernel/audit"
	"reeve/kernel/process"
	"reeve/modules/plan/advice"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/indicator"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/reader"
	"reeve/modules/plan/register"
	"reeve/modules/plan/report"
	"reeve/modules/plan/tree"
	"reeve/modules/plan/workshop"
)

// Features hold schema, texts and policy of the folders below this one.
func Features() []fs.FS {
	return []fs.FS{tree.Files(), rates.Files(), reader.Files(), register.Files(), assess.Files(), indicator.Files(), workshop.Files(), report.Files(), advice.Files()}
}

// Tables are the records of this module that the log covers.
func Tables() []audit.Table {
	return slices.Concat(register.Tables(), assess.Tables(), indicator.Tables(), workshop.Tables(), report.Tables(), advice.Tables())
}

// Definitions are the lives of this module.
func Definitions() []*process.Definition {
	return append([]*process.Definition{register.Definition(), assess.Definition(), assess.RowDefinition(), indicator.Definition()}, advice.Definitions()...)
}
