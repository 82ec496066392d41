package threatmap

import (
	"hash/fnv"
	"sync"

	"reeve/kernel/db"
)

// turns lets the filings of one network go one after the other through a process. They all count in one row, and
// PostgreSQL would make them run again and again until each has had its turn; SQLite has one writer anyway.
type turns struct {
	stripes [64]sync.Mutex
}

// take waits for the network's turn and gives what ends it.
func (m *Map) take(network string) (end func()) {
	if network == "" || m.DB.Engine() != db.Postgres {
		return func() {}
	}
	h := fnv.New32a()
	h.Write([]byte(network))
	lock := &m.turns.stripes[h.Sum32()%uint32(len(m.turns.stripes))]
	lock.Lock()
	return lock.Unlock
}
