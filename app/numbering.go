package app

import (
	"context"
	"log/slog"
	"time"
)

// Numbering numbers log entries on PostgreSQL, as a serving program does, for commands that run where perhaps no
// server is up. stop waits, at most a minute, until what was committed has its number; what has none by then gets it
// from the next process that can lead.
func (a *App) Numbering(ctx context.Context) (stop func() error) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- a.Log.Run(ctx) }()
	return func() error {
		wait, enough := context.WithTimeout(ctx, time.Minute)
		defer enough()
		if err := a.Log.WaitAll(wait); err != nil {
			slog.Warn("log: entries are left without a number; the next server numbers them", "error", err)
		}
		cancel()
		return <-ended
	}
}
