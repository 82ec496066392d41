package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/modules/threatmap"
)

// Listen says which address serves which surfaces; no surfaces means all.
type Listen struct {
	Address  string
	Surfaces []web.Surface
}

// Run serves until the context ends. ready is called when all addresses accept connections.
func (a *App) Run(ctx context.Context, listens []Listen, ready func(addresses []string)) error {
	g, ctx := errgroup.WithContext(ctx)
	var servers []*http.Server
	var addresses []string
	for _, l := range listens {
		ln, err := net.Listen("tcp", l.Address)
		if err != nil {
			return err
		}
		addresses = append(addresses, ln.Addr().String())
		s := &http.Server{Handler: a.Server.Handler(l.Surfaces...), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
		if a.Plan != nil {
			s.RegisterOnShutdown(a.Plan.Workshop.Rest)
		}
		servers = append(servers, s)
		g.Go(func() error {
			if err := a.accept(s, ln, l); !errors.Is(err, http.ErrServerClosed) {
				return err
			}
			return nil
		})
	}
	if a.BaseURL == "" && len(addresses) > 0 {
		url := "http://" + addresses[0]
		a.baseURL.Store(&url)
	}
	g.Go(func() error { return a.Log.Run(ctx) })
	g.Go(func() error { return a.follow(ctx) })
	if a.Map != nil {
		g.Go(func() error { return a.Map.Index.Keep(ctx) })
	}
	if a.Exchange != nil {
		g.Go(func() error { return a.Exchange.Run(ctx) })
	}
	g.Go(func() error { return new(quiet).run(ctx) })
	a.schedule()
	g.Go(func() error { return a.Jobs.Run(ctx) })
	g.Go(func() error {
		<-ctx.Done()
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		var all []error
		for _, s := range servers {
			all = append(all, s.Shutdown(stop))
		}
		return errors.Join(all...)
	})
	if ready != nil {
		ready(addresses)
	}
	return g.Wait()
}

// accept serves a listener: for other nodes by the certificate that the node's card pins, else in the clear.
func (a *App) accept(s *http.Server, ln net.Listener, l Listen) error {
	if !slices.Contains(l.Surfaces, web.Node) {
		return s.Serve(ln)
	}
	if a.Exchange == nil {
		return errs.New(errs.Invalid, "app.command.no_node")
	}
	s.TLSConfig = a.Exchange.TLS()
	return s.ServeTLS(ln, "", "")
}

// follow reads the change feed and brings the copies in memory up to date, also with what other processes did.
func (a *App) follow(ctx context.Context) error {
	var since int64
	err := a.DB.Read(ctx, func(s *db.Snapshot) error {
		return s.QueryRow("SELECT COALESCE(MAX(seq), 0) FROM audit_entry").Scan(&since)
	})
	if err != nil {
		return err
	}
	if err := a.catchUpIndex(ctx); err != nil { // with what others wrote since it was opened
		return err
	}
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		next, err := a.catchUp(ctx, since)
		if err != nil && ctx.Err() == nil {
			slog.Warn("change feed", "error", err)
		}
		since = next
	}
}

// CatchUp refreshes the copies in memory for all changes after since and gives where it has got to.
func (a *App) catchUp(ctx context.Context, since int64) (int64, error) {
	for {
		var changes []audit.Change
		err := a.DB.Read(ctx, func(s *db.Snapshot) (err error) {
			changes, err = audit.Changes(s, since, 1000)
			return err
		})
		if err != nil || len(changes) == 0 {
			return since, err
		}
		kinds := map[string]bool{}
		for _, c := range changes {
			kinds[c.Kind] = true
		}
		if err := a.refresh(ctx, kinds); err != nil {
			return since, err // the same changes are looked at again
		}
		if err := a.catchUpIndex(ctx); err != nil {
			return since, err
		}
		since = changes[len(changes)-1].Seq
	}
}

// catchUpIndex brings the index of published reports up to date, where there is one.
func (a *App) catchUpIndex(ctx context.Context) error {
	if a.Map == nil {
		return nil
	}
	return a.Map.Index.CatchUp(ctx)
}

func (a *App) refresh(ctx context.Context, kinds map[string]bool) error {
	if kinds["config.setting"] {
		if err := a.Settings.Refresh(ctx); err != nil {
			return err
		}
	}
	if kinds[process.OverlayKind] {
		if err := a.refreshLabels(ctx); err != nil {
			return err
		}
	}
	if a.Kind == Community {
		if err := a.refreshCommunity(ctx, kinds); err != nil {
			return err
		}
	}
	var names []string
	for k := range kinds {
		names = append(names, k)
	}
	return a.Places.Refresh(ctx, names...)
}

// schedule says what is done again and again.
func (a *App) schedule() {
	a.Jobs.Every("process.escalate", 20*time.Second, a.escalate)
	a.Jobs.Every("process.reach", 20*time.Second, a.Processes.Reach)
	a.Jobs.Every("house.sweep", 10*time.Minute, a.sweep)
	a.Jobs.Every("places.zones", time.Minute, a.Places.MakeZones)
	a.Jobs.Every("places.day", 5*time.Minute, func(ctx context.Context) error { return a.Places.Refresh(ctx) })
	a.Jobs.Every("secrets.ledger", time.Minute, func(ctx context.Context) error { return a.Keys.SyncLedger(ctx, a.DB) })
	if a.Kind == Community {
		a.scheduleCommunity()
	}
	if a.Exchange != nil {
		a.Jobs.Every("exchange.sweep", time.Hour, a.Exchange.Sweep)
	}
}

func (a *App) escalate(ctx context.Context) error {
	return a.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		var escalations []process.Escalation
		escalations, err := a.Process.Escalate(tx, a.Now())
		if err != nil || len(escalations) == 0 {
			return err
		}
		slog.Info("clocks escalated", "n", len(escalations))
		return nil
	})
}

// sweep forgets what is past its time: sessions, spent challenges, kept answers, address salts, orphaned bytes.
func (a *App) sweep(ctx context.Context) error {
	now := a.Now()
	all := errors.Join(
		a.Identity.Sweep(ctx, now),
		a.Addresses.Sweep(ctx, now),
		a.DB.Housekeep(ctx, func(tx *db.Tx) error { return web.Sweep(tx, now) }),
		swept(a.Archive.Sweep(ctx, now)),
	)
	if a.Kind == Community {
		return errors.Join(all, a.sweepCommunity(ctx, now))
	}
	return all
}

// sweepCommunity forgets what is past its time in these modules.
func (a *App) sweepCommunity(ctx context.Context, now time.Time) error {
	return errors.Join(
		a.DB.Housekeep(ctx, func(tx *db.Tx) error { return threatmap.SweepGuard(tx, now) }),
		a.Map.Sweep(ctx, now),
		a.Field.Sweep(ctx, now),
	)
}

func swept(_ int, err error) error { return err }

// ignoreSignedOut lets an expired session read as nobody instead of an error.
func ignoreSignedOut(err error) error {
	if errs.KindOf(err) == errs.Unauthenticated {
		return nil
	}
	return err
}
