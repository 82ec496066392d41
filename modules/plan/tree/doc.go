// Package tree is what a plan says: its objectives, activities, deadlines, budgets and indicators, as nouns and as rules
// about them, without a store.
//
// Nouns: a Plan (one version of it, whole); a Node (strategic objective, sub-objective, activity or task, with its
// number); an Activity (what is done, by whom, until when, with which money); a Deadline (a type of its own, since few
// deadlines of plans are dates); an Indicator with its Periods; a Quantity (a number, or why there is none).
//
// Invariants:
//   - The number of a node is unique in its plan and is what people call it; a parent is named by its number.
//   - Nothing that somebody wrote is dropped: what could not be understood stands in Written.
//   - Zero, missing, not applicable and suppressed are four different quantities.
package tree
