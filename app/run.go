package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
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
		s.RegisterOnShutdown(a.Plan.Workshop.Rest)
		servers = append(servers, s)
		g.Go(func() error {
			if err := s.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
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
	g.Go(func() error { return a.Map.Index.Keep(ctx) })
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

// follow reads the change feed and brings the copies in memory up to date, also with what other processes did.
func (a *App) follow(ctx context.Context) error {
	var since int64
	err := a.DB.Read(ctx, func(s *db.Snapshot) error {
		return s.QueryRow("SELECT COALESCE(MAX(seq), 0) FROM audit_entry").Scan(&since)
	})
	if err != nil {
		return err
	}
	if err := a.Map.Index.CatchUp(ctx); err != nil { // with what others wrote since it was opened
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
		if err := a.Map.Index.CatchUp(ctx); err != nil {
			return since, err
		}
		since = changes[len(changes)-1].Seq
	}
}

func (a *App) refresh(ctx context.Context, kinds map[string]bool) error {
	if kinds["config.setting"] {
		if err := a.Settings.Refresh(ctx); err != nil {
			return err
		}
	}
	if kinds["threatmap.category"] || kinds["threatmap.route"] || kinds[threatmap.SourceKind] {
		if err := a.Map.Categories.Refresh(ctx); err != nil {
			return err
		}
	}
	for k := range kinds {
		if strings.HasPrefix(k, "plan.room") {
			a.Plan.Workshop.Wake() // another process may have changed a room
			break
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
	a.Jobs.Every("house.sweep", 10*time.Minute, a.sweep)
	a.Jobs.Every("threatmap.retain", time.Hour, func(ctx context.Context) error { return a.Map.Retain(ctx, a.Now()) })
	a.Jobs.Every("places.zones", time.Minute, a.Places.MakeZones)
	a.Jobs.Every("meetings.turn", 5*time.Minute, func(ctx context.Context) error { return a.Meetings.Turn(ctx, a.Now()) })
	a.Jobs.Every("plan.turn", 10*time.Minute, func(ctx context.Context) error { return a.Plan.Turn(ctx, a.Now()) })
	a.Jobs.Every("community.municipality", 5*time.Minute, func(ctx context.Context) error { return a.Community.Municipality.Tell(ctx, a.Now()) })
	a.Jobs.Every("community.turn", 5*time.Minute, func(ctx context.Context) error { return a.Community.Turn(ctx, a.Now()) })
	a.Jobs.Every("community.duty.forget", time.Hour, func(ctx context.Context) error { return a.Community.Duty.Forget(ctx, a.Now()) })
	a.Jobs.Every("practice.forget", time.Hour, a.Practice.Forget)
	a.Jobs.Every("places.day", 5*time.Minute, func(ctx context.Context) error { return a.Places.Refresh(ctx) })
	a.Jobs.Every("secrets.ledger", time.Minute, func(ctx context.Context) error { return a.Keys.SyncLedger(ctx, a.DB) })
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
	return errors.Join(
		a.Identity.Sweep(ctx, now),
		a.Addresses.Sweep(ctx, now),
		a.DB.Housekeep(ctx, func(tx *db.Tx) error { return web.Sweep(tx, now) }),
		a.DB.Housekeep(ctx, func(tx *db.Tx) error { return threatmap.SweepGuard(tx, now) }),
		a.Map.Sweep(ctx, now),
		a.Field.Sweep(ctx, now),
		swept(a.Archive.Sweep(ctx, now)),
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
