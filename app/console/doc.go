// Package console lets commands work beside a running server. A data folder has one writer: the process that
// holds DIR/reeve.lock. A command that finds the folder held runs inside the holder, through DIR/reeve.sock.
//
// Nouns: Held (the lock, held); a Command (what can be run); a Session (what a command is given: arguments,
// streams, where it was called); a call (one command run for another process).
//
// Invariants:
//   - Who serves the socket holds the lock; so a socket that is there without a server is stale, and replaced.
//   - The lock is the kernel's (flock) and ends with its process, also by kill -9. The file stays; its content
//     only tells people who holds it.
//   - Only the same user reaches the socket (0600). A file that is named to a command is opened by the server.
//   - A command ends when its caller goes away. Standard input comes only as fast as the command reads.
package console

import (
	"embed"
	"io/fs"
)

//go:embed lang
var files embed.FS

// Files are this package's message catalogues.
func Files() fs.FS { return files }
