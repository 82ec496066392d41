package clock

import (
	"embed"
	"io/fs"
)

//go:embed lang
var texts embed.FS

// Texts holds the messages of this package.
func Texts() fs.FS { return texts }
