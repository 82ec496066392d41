package commands

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/alecthomas/kong"

	"reeve/app"
	"reeve/app/console"
	"reeve/kernel/i18n"
)

// standalone is a subcommand that opens what it needs by itself.
type standalone interface {
	Run(ctx context.Context) error
}

// careful is a data command that works on an installation of one kind only, and must not make one of another kind where
// there is none.
type careful interface {
	before(in Installation) error
}

// Main runs the command line and gives the exit code.
func Main(ctx context.Context, args []string) int {
	var cli CLI
	exit, left := 0, false
	k, err := parser(&cli, os.Stdout, os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "reeve:", err)
		return 1
	}
	k.Exit = func(code int) { exit, left = code, true }
	kctx, err := k.Parse(guarded(args))
	if left {
		return exit
	}
	if err != nil {
		k.FatalIfErrorf(err)
		return 2
	}
	switch cmd := selected(kctx).(type) {
	case standalone:
		err = cmd.Run(ctx)
	case dataCommand:
		return execute(ctx, cmd, args)
	}
	if err != nil {
		Say(os.Stderr, texts(), err)
		return 1
	}
	return 0
}

// selected is the subcommand that was chosen.
func selected(kctx *kong.Context) any {
	node := kctx.Selected()
	if node == nil {
		return nil
	}
	return node.Target.Addr().Interface()
}

func texts() *i18n.Catalogue {
	c, err := app.Texts()
	if err != nil {
		return nil
	}
	return c
}

// execute runs a data command: on SQLite inside the server that has the folder, or else with the folder's lock;
// on PostgreSQL as an ordinary client.
func execute(ctx context.Context, cmd dataCommand, args []string) int {
	in := cmd.where()
	if c, ok := cmd.(careful); ok {
		if err := c.before(in); err != nil {
			Say(os.Stderr, texts(), err)
			return 1
		}
	}
	database, err := databaseOf(in)
	if err != nil {
		Say(os.Stderr, texts(), err)
		return 1
	}
	own := func(ctx context.Context, s console.Session) int {
		a, err := app.Open(ctx, app.Options{Dir: in.Data, Database: database})
		if err != nil {
			Say(s.Stderr, texts(), err)
			return 1
		}
		numbered := a.Numbering(ctx)
		err = cmd.Do(&Context{Context: ctx, Session: s, App: a})
		if err := errors.Join(err, numbered(), a.Close()); err != nil {
			Say(s.Stderr, a.Catalogue, err)
			return 1
		}
		return 0
	}
	dir, err := os.Getwd()
	if err != nil {
		fmt.Fprintln(os.Stderr, "reeve:", err)
		return 1
	}
	s := console.Session{Args: args, Dir: dir, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	if database != "" {
		return own(ctx, s)
	}
	code, err := console.Run(ctx, in.Data, "run", s, own)
	if err != nil {
		Say(os.Stderr, texts(), err)
		return 1
	}
	return code
}

// inServer runs a data command that came through the socket, with the server's own installation.
func inServer(a *app.App) console.Command {
	return func(ctx context.Context, s console.Session) int {
		var cli CLI
		k, err := parser(&cli, s.Stdout, s.Stderr)
		if err != nil {
			fmt.Fprintln(s.Stderr, "reeve:", err)
			return 1
		}
		k.Exit = func(int) {}
		kctx, err := k.Parse(guarded(s.Args))
		if err != nil {
			fmt.Fprintln(s.Stderr, "reeve:", err)
			return 2
		}
		cmd, ok := selected(kctx).(dataCommand)
		if !ok {
			fmt.Fprintln(s.Stderr, "reeve: not a data command")
			return 2
		}
		if err := cmd.Do(&Context{Context: ctx, Session: s, App: a}); err != nil {
			Say(s.Stderr, a.Catalogue, err)
			return 1
		}
		return 0
	}
}
