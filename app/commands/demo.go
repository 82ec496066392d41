package commands

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"

	"reeve/app"
	"reeve/app/demo"
	"reeve/kernel/config"
	"reeve/kernel/i18n"
)

// Demo serves an installation with invented reports on real places. The first start makes it.
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
	o := app.Options{Dir: d.Data, Database: first(d.Database, f.Database), BaseURL: first(f.BaseURL, "http://"+d.Listen), Files: f.Files}
	text := texts().For(i18n.English)
	var made demo.Summary
	install := func() (err error) {
		made, err = demo.Install(ctx, o, func(what string, done, total int) {
			if done == total {
				fmt.Fprintln(os.Stderr, text.T(what))
			}
		})
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
	fmt.Printf("\nTokens for the API are in %s. All reports and people are invented.\n", s.File)
}
