package commands

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"reeve/app"
	"reeve/app/console"
	"reeve/kernel/config"
	"reeve/kernel/errs"
	"reeve/kernel/web"
)

// Serve serves an installation.
type Serve struct {
	Installation
	Listen   string `help:"Address that serves everything." placeholder:"ADDR"`
	Public   string `help:"Address for residents only." placeholder:"ADDR"`
	Desk     string `help:"Address for staff only." placeholder:"ADDR"`
	Field    string `help:"Address for the phones of officers only." placeholder:"ADDR"`
	Exchange string `help:"Address for partners' nodes, with the node's own certificate." placeholder:"ADDR"`
	BaseURL  string `name:"base-url" help:"Address that residents use; stands in QR codes." placeholder:"URL"`
}

// Run serves until the context ends.
func (s *Serve) Run(ctx context.Context) error {
	o, listens, err := s.options()
	if err != nil {
		return err
	}
	return serve(ctx, o, listens, nil, nil)
}

func (s *Serve) options() (app.Options, []app.Listen, error) {
	f, err := config.ReadFile(s.Data)
	if err != nil {
		return app.Options{}, nil, err
	}
	o := app.Options{Dir: s.Data, Database: first(s.Database, f.Database), BaseURL: first(s.BaseURL, f.BaseURL), DeskURL: f.DeskURL, Files: f.Files, Proxy: f.BehindProxy}
	named := []app.Listen{
		{Address: first(s.Public, f.Public), Surfaces: []web.Surface{web.Public}},
		{Address: first(s.Desk, f.Desk), Surfaces: []web.Surface{web.Desk}},
		{Address: first(s.Field, f.Field), Surfaces: []web.Surface{web.Field}},
	}
	var listens []app.Listen
	for _, l := range named {
		if l.Address != "" {
			listens = append(listens, l)
		}
	}
	nodes := first(s.Exchange, f.Exchange)
	if s.Listen != "" || len(listens) == 0 && nodes == "" {
		listens = []app.Listen{{Address: first(s.Listen, f.Listen, "127.0.0.1:8080")}}
	}
	if nodes != "" {
		listens = append(listens, app.Listen{Address: nodes, Surfaces: []web.Surface{web.Node}})
	}
	return o, listens, nil
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// databaseOf is the flag's database, else the file's.
func databaseOf(in Installation) (string, error) {
	f, err := config.ReadFile(in.Data)
	return first(in.Database, f.Database), err
}

// serve takes the folder, opens it and serves; beside it data commands come in through the socket. before, if
// any, runs when the folder is taken; ready when the addresses accept connections.
func serve(ctx context.Context, o app.Options, listens []app.Listen, before func() error, ready func()) error {
	var held *console.Held
	if o.Database == "" {
		var err error
		if held, err = console.Lock(o.Dir); err != nil {
			return err
		}
		defer held.Close()
	}
	if before != nil {
		if err := before(); err != nil {
			return err
		}
	}
	a, err := app.Open(ctx, o)
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	if held != nil {
		g.Go(func() error { return held.Serve(ctx, map[string]console.Command{"run": inServer(a)}) })
	}
	g.Go(func() error {
		return a.Run(ctx, listens, func(addresses []string) {
			if !a.Assets.Ready() {
				fmt.Println("the browser files are missing: run make build")
			}
			for _, address := range addresses {
				fmt.Printf("serving on http://%s\n", address)
			}
			if ready != nil {
				ready()
			}
		})
	})
	err = g.Wait()
	if errs.KindOf(err) == errs.Internal && errors.Is(err, context.Canceled) {
		err = nil
	}
	return errors.Join(err, a.Close())
}
