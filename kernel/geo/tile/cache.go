package tile

import (
	"container/list"
	"sync"
)

// Cache keeps drawn tiles, those asked for last, up to so many bytes. Safe for concurrent use.
type Cache struct {
	most   int
	mu     sync.Mutex
	bytes  int
	byKey  map[Address]*list.Element
	recent *list.List // of kept, the latest first
}

type kept struct {
	at   Address
	body []byte
}

// overhead is about what an entry takes beside its bytes.
const overhead = 200

// NewCache makes a cache for so many bytes.
func NewCache(most int) *Cache {
	return &Cache{most: most, byKey: map[Address]*list.Element{}, recent: list.New()}
}

// Get gives the tile, drawing it if need be. Two who ask at once may both draw.
func (c *Cache) Get(a Address, draw func() ([]byte, error)) ([]byte, error) {
	c.mu.Lock()
	if e := c.byKey[a]; e != nil {
		c.recent.MoveToFront(e)
		c.mu.Unlock()
		return e.Value.(kept).body, nil
	}
	c.mu.Unlock()
	body, err := draw()
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byKey[a] == nil {
		c.byKey[a] = c.recent.PushFront(kept{a, body})
		c.bytes += len(body) + overhead
	}
	for c.bytes > c.most && c.recent.Len() > 1 {
		old := c.recent.Remove(c.recent.Back()).(kept)
		delete(c.byKey, old.at)
		c.bytes -= len(old.body) + overhead
	}
	return body, nil
}
