// Package places knows where things are and who answers for it: places and their tree, boundaries and their
// versions; organisations, units, posts and appointments; the identity of programmes.
//
// Nouns: a Place (a level such as gmina, a role region, community or beat, a fixed point inside); a Boundary
// (one version of its shape, valid from-until); a Succession (what became of a place in a reform); an Org, its
// Units and their Posts; an Appointment (an account holds a post, or stands in for its holder); a Snapshot
// (all of it in memory, immutable, for finding places by point and by name); a Programme (name, slogan and Look: logo, colours, where it runs).
//
// Stored: the tables of schema/. place_ancestor and unit_ancestor are the trees unrolled, each node its own
// ancestor at depth 0; they follow from the parent columns and carry no audit entries of their own.
//
// Invariants:
//   - A Span is half open: Until is the first day that no longer counts. Of two versions that follow each
//     other one ends on the day on which the other begins.
//   - The boundaries of a place never hold on the same day, and have numbers without holes.
//   - A place's point lies inside its boundary and stays where it is as long as that is so: what is published
//     at the point of a community must not wander.
//   - A post has at most one holder on any day; nobody is appointed twice to one post on the same day.
//   - Deadlines and duties hang on posts; people only hold them.
package places

import (
	"embed"
	"io/fs"
)

//go:embed schema lang policy data page
var files embed.FS

// Files holds this module's schema, texts and policy.
func Files() fs.FS { return files }
