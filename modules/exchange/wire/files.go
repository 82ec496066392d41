package wire

import (
	"embed"
	"io/fs"
)

//go:embed lang
var files embed.FS

// Files are this package's texts.
func Files() fs.FS { return files }
