// Package rates is how a plan is reckoned with: the status of an activity in a year, the three rates, how figures of
// activities become those of their objectives, how far an indicator is from its target, and which light a figure shows.
// Pure rules, without a store.
//
// Nouns: a Status (what an activity came to in a year); a Timing (what its own dates say about the year); a Tally
// (activities counted by status); Three (the strict rate, the one with partial credit, the one of reported activities
// only); a Round (base version, year, ratings) and its Result; a Fulfilment; a Signal (a light, and the rule that lit it).
//
// Invariants:
//   - The three rates come together. Silence lowers the strict rate and never disappears.
//   - Figures are integers or exact fractions until they are shown, and are rounded once.
//   - Zero, missing, not applicable and suppressed never turn into each other: nothing planned has no rate, an indicator
//     without a baseline has no fulfilment.
//   - One plan has one mode of rolling up; a Result carries it.
package rates

import (
	"embed"
	"io/fs"
)

//go:embed lang
var files embed.FS

// Files holds this package's texts.
func Files() fs.FS { return files }
