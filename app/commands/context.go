package commands

import (
	"context"
	"fmt"
	"io"

	"github.com/alecthomas/kong"

	"reeve/app"
	"reeve/app/console"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
)

// Installation are the flags that say which installation is meant.
type Installation struct {
	Data     string `help:"Data folder." default:"data" type:"path" placeholder:"DIR"`
	Database string `help:"postgres://… instead of SQLite in the data folder." placeholder:"URL"`
}

// Context is what a data command runs with: an open installation, and the session it was called in.
type Context struct {
	context.Context
	console.Session
	App *app.App
}

// Say prints an error as people read it: message, then each field with its row and remedy.
func Say(w io.Writer, catalogue *i18n.Catalogue, err error) {
	e := errs.Of(err)
	if e == nil || catalogue == nil {
		fmt.Fprintln(w, "reeve:", err)
		return
	}
	text := catalogue.For(i18n.English)
	fmt.Fprintln(w, "reeve:", text.T(e.Key, errs.Arguments(e.Args)...))
	for _, f := range e.Fields {
		sayField(w, text, f)
	}
	if e.Kind == errs.Internal && e.Cause != nil {
		fmt.Fprintln(w, "  ", e.Cause)
	}
}

func sayField(w io.Writer, text *i18n.Localizer, f errs.Field) {
	where := f.Field
	if f.Row > 0 {
		where = fmt.Sprintf("row %d, %s", f.Row, f.Field)
	}
	line := fmt.Sprintf("  %s: %s", where, text.T(f.Key, errs.Arguments(f.Args)...))
	if f.Remedy != "" {
		line += " " + text.T(f.Remedy, errs.Arguments(f.Args)...)
	}
	fmt.Fprintln(w, line)
}

// dataCommand is a subcommand that needs an open installation.
type dataCommand interface {
	Do(c *Context) error
	where() Installation
}

func (i Installation) where() Installation { return i }

// parser reads arguments in the server's process too, where a data command arrives through the socket.
func parser(cli *CLI, out, errOut io.Writer) (*kong.Kong, error) {
	return kong.New(cli, kong.Name("reeve"), kong.Description("Community policing and intelligence-led policing in one program."),
		kong.UsageOnError(), kong.Writers(out, errOut), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
}
