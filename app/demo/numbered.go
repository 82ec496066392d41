package demo

import (
	"context"
	"time"
)

// numbering runs what numbers log entries on PostgreSQL, as a serving program does. stop waits until it has ended.
func (l *loader) numbering(ctx context.Context) (stop func() error) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- l.a.Log.Run(ctx) }()
	return func() error {
		cancel()
		return <-ended
	}
}

// numbered waits until every entry has its number, so that the log can be verified before the first server
// runs. The log complains only of entries that have waited for some seconds; a clock set ahead makes all of them so.
func (l *loader) numbered(ctx context.Context) error {
	l.clock.at(time.Now().Add(time.Minute))
	defer l.clock.real()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		err := l.a.Log.Healthy(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}
