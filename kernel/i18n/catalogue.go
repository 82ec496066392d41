package i18n

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

// Catalogue holds the texts of all modules in all languages. It does not change
// after Load, except for the tally of faults and an installation's own words
// (Adapt); it may be used by many goroutines.
type Catalogue struct {
	texts      map[Lang]map[string]message
	unreviewed map[Lang]bool
	own        atomic.Pointer[map[string]Text]

	mu      sync.Mutex
	missing map[string]int64
}

// maxTally bounds the tally, should a key ever come from outside.
const maxTally = 1000

// For returns the catalogue seen in one language.
func (c *Catalogue) For(l Lang) *Localizer {
	return &Localizer{catalogue: c, lang: l, format: formatOf(l)}
}

// Reviewed says whether every file of the language is marked as read by a
// native speaker. sr-Latn counts as Serbian.
func (c *Catalogue) Reviewed(l Lang) bool {
	if l == SerbianLatin {
		l = Serbian
	}
	return len(c.texts[l]) > 0 && !c.unreviewed[l]
}

// Has says whether the key has a text in the language.
func (c *Catalogue) Has(l Lang, key string) bool {
	_, ok := c.texts[l][key]
	return ok
}

// Keys returns every key that has a text in any language, sorted.
func (c *Catalogue) Keys() []string {
	all := map[string]bool{}
	for _, texts := range c.texts {
		for k := range texts {
			all[k] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// Missing returns how often each fault was shown since Load, by language and
// what stood between the brackets: "pl ui.save" for a missing text, "pl
// ui.save: name" for an argument that was not given.
func (c *Catalogue) Missing() map[string]int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.missing)
}

// absent counts a fault and returns what the reader sees instead of the text.
func (c *Catalogue) absent(l Lang, what string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := string(l) + " " + what
	if _, known := c.missing[k]; known || len(c.missing) < maxTally {
		c.missing[k]++
	}
	return "⟦" + what + "⟧"
}
