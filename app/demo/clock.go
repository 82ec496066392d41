package demo

import (
	"sync/atomic"
	"time"
)

// clock is the time of an installation that is being filled: set to an instant of the past, or the real one.
type clock struct{ set atomic.Pointer[time.Time] }

func (c *clock) Now() time.Time {
	if t := c.set.Load(); t != nil {
		return *t
	}
	return time.Now()
}

// at stops the clock at an instant.
func (c *clock) at(t time.Time) { c.set.Store(&t) }

// real lets the clock go with the real time.
func (c *clock) real() { c.set.Store(nil) }
