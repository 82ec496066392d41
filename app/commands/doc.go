// Package commands is the command line: what each subcommand takes and does.
//
// Data commands work beside a running server: on SQLite they run inside it, through the socket in the data
// folder; with no server they take the folder's lock themselves. On PostgreSQL they are ordinary clients.
// What they print is English with stable last lines, for scripts; errors are the catalogue's English texts.
package commands
