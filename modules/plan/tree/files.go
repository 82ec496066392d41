package tree

import (
	"embed"
	"io/fs"
)

//go:embed lang
var files embed.FS

// Files holds this package's texts: the names of its nouns and its remarks.
func Files() fs.FS { return files }
