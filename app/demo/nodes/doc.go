// Package nodes starts four nodes of the exchange in one process, with cases under way: Lithuania, Latvia, Estonia and
// Poland. People, cases and their contents are invented, and every page says so.
//
// Nouns: a country (data/nodes.json: what its node is called and who works there); the story (data/story.json: who did
// what, and how long ago).
//
// Invariants: everything is done by the calls that people's pages and commands use: keys, cards, fingerprints, channels,
// drafts that a second person approves, sealed messages over TLS. Only the clock is turned, so that the story lies in
// the past. A folder that is filled is served as it is.
package nodes
