package commands

import (
	"context"
	"errors"
	"fmt"
	"io"
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
	kctx, err := k.Parse(args)
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

// execute runs a data command inside the server that has the folder, or else with the folder's lock.
func execute(ctx context.Context, cmd dataCommand, args []string) int {
	in := cmd.where()
	dir, err := os.Getwd()
	if err != nil {
		fmt.Fprintln(os.Stderr, "reeve:", err)
		return 1
	}
	database, err := databaseOf(in)
	if err != nil {
		Say(os.Stderr, texts(), err)
		return 1
	}
	if database == "" {
		exit, ok, err := console.Call(ctx, in.Data, "run", append([]string{dir}, args...), nil, os.Stdout, os.Stderr)
		if ok {
			if err != nil {
				Say(os.Stderr, texts(), err)
			}
			return exit
		}
		held, err := console.Lock(in.Data)
		if err != nil {
			Say(os.Stderr, texts(), err)
			return 1
		}
		defer held.Release()
	}
	a, err := app.Open(ctx, app.Options{Dir: in.Data, Database: database})
	if err != nil {
		Say(os.Stderr, texts(), err)
		return 1
	}
	err = cmd.Do(&Context{Context: ctx, App: a, Dir: dir, Out: os.Stdout, Err: os.Stderr})
	if err := errors.Join(err, a.Close()); err != nil {
		Say(os.Stderr, a.Catalogue, err)
		return 1
	}
	return 0
}

// inServer runs a data command that came through the socket. args[0] is the folder it was called in.
func inServer(a *app.App) func(ctx context.Context, args []string, stdin io.Reader, out, errOut io.Writer) int {
	return func(ctx context.Context, args []string, stdin io.Reader, out, errOut io.Writer) int {
		var cli CLI
		k, err := parser(&cli, out, errOut)
		if err != nil || len(args) == 0 {
			fmt.Fprintln(errOut, "reeve:", err)
			return 1
		}
		k.Exit = func(int) {}
		kctx, err := k.Parse(args[1:])
		if err != nil {
			fmt.Fprintln(errOut, "reeve:", err)
			return 2
		}
		cmd, ok := selected(kctx).(dataCommand)
		if !ok {
			fmt.Fprintln(errOut, "reeve: not a data command")
			return 2
		}
		if err := cmd.Do(&Context{Context: ctx, App: a, Dir: args[0], Out: out, Err: errOut}); err != nil {
			Say(errOut, a.Catalogue, err)
			return 1
		}
		return 0
	}
}
