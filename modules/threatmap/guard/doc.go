// Package guard keeps the public map from being flooded without asking anybody who they are.
//
// Nouns: a Bucket (fills with what is sent, leaks with time); a Filing (what the rules know of a report that
// comes in: keyed hash of its network, area, category, work done, print of its text); a Print (keyed minhash of a
// text, by which near copies are known without the text); a Verdict (published as its class says, held for
// review, or refused for now).
//
// Stored in guard_bucket and guard_trace, written in the filing's transaction, so that several processes count
// together and a filing that was acknowledged was counted. Nothing in them is a network address or a text: the
// network is hashed with the day's salt, which is deleted after the day, and rows are swept after [Life].
//
// Invariants:
//   - What comes in too fast or too alike is held, not refused: somebody of the police reads it. Only a network
//     that goes on far beyond its bucket is asked to wait.
//   - Work earns room: without proof a filing costs ten times as much, and a proof much easier than what the
//     network's recent use demands counts for less.
//   - A network counts for little in the burst of an area: a school that reports is no burst, ten networks are.
package guard
