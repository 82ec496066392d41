// Package register keeps plans in all their versions, and who may change them.
//
// Nouns: a Plan (its code and owner); a Version (one state of its text, numbered from 1) with its life (kernel/process,
// [Definition]); an Edition (a version with all its nodes, in memory); a wording (a node as it stands from one version
// to another); an Amendment (a wording that replaced another, with reason and decision).
//
// Stored: the tables of schema/. A wording is stored once, with the versions in which it holds.
//
// Invariants:
//   - An approved version never changes. Its digest covers its head and every node; a version that has lost its digest
//     is not shown, and the log vouches for the digest.
//   - Which version is in force on a day follows from the days alone, never from whether a job has run: the job only
//     moves the state.
//   - Who wrote in a version does not approve it.
//   - A node keeps its id through all versions. Nothing that was approved is removed: it is dropped and stays in sight.
//   - A plan has one draft at a time.
//   - The days from which versions are in force do not go back.
package register

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
)

//go:embed schema lang policy page
var files embed.FS

// Files holds this package's schema, texts, policy and pages.
func Files() fs.FS { return files }

// Kinds of records in the audit log.
const (
	Kind        = "plan.plan"
	KindVersion = "plan.version"
	KindImport  = "plan.import"
)

// Tables are the records of this package that the log covers. Nodes are covered through the digest of their version.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: Kind, Name: "plan", Key: "id", Version: "version", Columns: []string{"code", "org", "version"}},
		{Kind: KindVersion, Name: "plan_version", Key: "id", Version: "version", Columns: []string{"plan", "number", "head", "from_day", "reason", "decision", "author", "digest", "version"}},
		{Kind: KindImport, Name: "plan_import", Key: "id", Version: "version", Columns: []string{"file", "name", "sha256", "options", "account", "done", "version"}},
	}
}
