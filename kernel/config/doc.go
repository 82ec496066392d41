// Package config is what an installation sets for itself: a file for what needs a restart ([File]), and the
// database, audited and versioned, for what an administrator edits ([Settings], legal texts).
package config

import (
	"embed"
	"io/fs"
)

//go:embed schema lang
var files embed.FS

// Files holds this package's schema and texts.
func Files() fs.FS { return files }
