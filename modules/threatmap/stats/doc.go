// Package stats counts public reports: how many came, what became of them, how long it took. Rules only: no
// database, no clock, no words.
//
// Nouns: a Report (what the rules look at, all of it public); a Month; a Count (the figures of a group of reports);
// a Spread (how long something took, as a histogram); a Counter (which reports are added to and taken back from); a Tally
// (what it has counted, in every way).
//
// Definitions:
//   - A report belongs to the month of its public filing time, at the place.
//   - Imported: it came with a state that its source gave, and nobody here has worked on it. It is received; it is in no
//     other figure but imported, since what the police here did is not told by it. All others are worked on here.
//   - Checked: its state says that it was found true or not (confirmed, handed over, eliminated, not confirmed).
//     Confirmed: the first three. The share confirmed is confirmed of checked.
//   - A time is the number of parts of the day (6 hours) between the public time of filing and the public time of
//     the first step of its kind. Nothing finer than what the report's own page shows goes into it.
//   - Percentile p of n times is the one at rank ceil(p·n/100) in ascending order (nearest rank): always a time that
//     was really taken, never a mean of two.
//   - What has not happened yet has no time; it is counted as waiting while the report is open.
//   - Reports that came without clocks have no times and don't wait; they are counted as such.
//
// Invariants: the months, the categories and the groups of a Tally each add up to its total. Adding reports in
// another order gives the same figures.
package stats
