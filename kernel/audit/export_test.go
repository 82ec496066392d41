package audit

import "context"

// What the tests of the lease need from inside.

func (l *Log) Acquire(ctx context.Context, holder string) (int64, error) {
	return l.acquire(ctx, holder)
}

func (l *Log) NumberAs(ctx context.Context, holder string, fence int64) error {
	return l.numberAs(ctx, holder, fence)
}
