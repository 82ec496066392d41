package commands

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"text/tabwriter"
	"time"

	"reeve/app"
	"reeve/app/demo"
	"reeve/kernel/config"
	"reeve/kernel/i18n"
)

// Demo serves an installation with invented reports and real events on real places. The first start makes it.
type Demo struct {
	Installation
	Listen string `default:"127.0.0.1:8080" help:"Address." placeholder:"ADDR"`
}

// Run makes what is missing and serves.
func (d *Demo) Run(ctx context.Context) error {
	f, err := config.ReadFile(d.Data)
	if err != nil {
		return err
	}
	o := app.Options{Dir: d.Data, Database: first(d.Database, f.Database), BaseURL: first(f.BaseURL, "http://"+d.Listen), DeskURL: f.DeskURL, Files: f.Files}
	text := texts().For(i18n.English)
	var made demo.Summary
	install := func() (err error) {
		last := time.Now()
		made, err = demo.Install(ctx, o, func(what string, done, total int) {
			switch {
			case done == total:
				fmt.Fprintln(os.Stderr, text.T(what))
			case time.Since(last) >= 2*time.Second:
				last = time.Now()
				fmt.Fprintf(os.Stderr, "%s: %d of %d\n", strings.TrimPrefix(what, "app.demo."), done, total)
			}
		})
		debug.FreeOSMemory() // what the loading took is not needed again
		return err
	}
	return serve(ctx, o, []app.Listen{{Address: d.Listen}}, install, func() { show(made, o.BaseURL) })
}

func show(s demo.Summary, url string) {
	fmt.Printf("\nPublic site   %s/\nStaff         %s/desk\nLog           %s/log/checkpoint\nAPI           %s/api/v1/openapi.json\n\n", url, url, url, url)
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "role\te-mail\tpassword")
	for _, u := range s.Users {
		fmt.Fprintf(w, "%s\t%s\t%s\n", u.Role, u.Email, u.Password)
	}
	w.Flush()
	if s.Loaded {
		fmt.Printf("\n%d reports of residents with %d steps, %d real events; %d rows left out by their mapping.\n", s.Reports, s.Steps, s.Events, s.LeftOut)
	}
	fmt.Printf("\nTokens for the API are in %s. People and residents' reports are invented; the imported events are real.\n", s.File)
}
