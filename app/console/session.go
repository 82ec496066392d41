package console

import (
	"context"
	"io"
	"path/filepath"
)

// Command runs to its end and gives the exit code. It takes everything from its session and nothing from its
// process: that may be a server which goes on afterwards. It ends soon after its context does.
type Command func(ctx context.Context, s Session) (exit int)

// Session is what a command is given.
type Session struct {
	Args   []string
	Dir    string // where the command was called; relative files count from here
	Lang   string // in which language the caller reads, BCP 47; may be empty
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer

	// Progress shows how far a step has come; nil shows nothing. Of a call's many reports some are left out.
	Progress func(step string, done, total int64)
}

// Path is a file that was named on the command line.
func (s Session) Path(name string) string {
	if name == "" || filepath.IsAbs(name) || s.Dir == "" {
		return name
	}
	return filepath.Join(s.Dir, name)
}
