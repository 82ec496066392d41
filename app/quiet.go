package app

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

const (
	quietLook = 20 * time.Second
	quietMost = 32 << 20 // bytes: who allocates no more between two looks is at rest
	worthIt   = 16 << 20 // bytes that are free and still held
)

// quiet gives memory back to the machine when the program is at rest. By itself the runtime keeps for ever about as
// much as is in use, to be quick when work comes again.
type quiet struct{ allocated uint64 }

// run looks until ctx ends.
func (q *quiet) run(ctx context.Context) error {
	tick := time.NewTicker(quietLook)
	defer tick.Stop()
	for {
		q.look()
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// look gives back what is worth it, and tells whether it did.
func (q *quiet) look() bool {
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}, {Name: "/memory/classes/heap/free:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/live:bytes"}}
	metrics.Read(s)
	allocated, free := s[0].Value.Uint64(), s[1].Value.Uint64()
	garbage := max(s[2].Value.Uint64(), s[3].Value.Uint64()) - s[3].Value.Uint64() // at most: not collected yet
	busy := allocated-q.allocated > quietMost
	q.allocated = allocated
	if busy || free+garbage < worthIt {
		return false
	}
	debug.FreeOSMemory()
	return true
}
