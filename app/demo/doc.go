// Package demo fills an installation so that a newcomer sees the program at work: real places of seven countries,
// streets and addresses of Liechtenstein, invented police, municipality and road authority, invented residents'
// reports around Konin in every state, real events of two police feeds, and a sign-in for each role.
//
// Nouns: a clock that is set to the past and moves forward; a plan (every report with the steps that follow, a
// pure function of the start and the files of data/); a player, which files the plan's reports and takes its
// steps through the program's own HTTP handler, so that routing, permissions, clocks and the log are those of
// every other installation; a feed (a file of real events with its mapping, read by the ordinary import);
// DIR/demo.json, the sign-ins.
//
// Invariants:
//   - People, posts and residents' reports are invented; places, streets, addresses and the events of feeds are
//     real. The installation says so on every page.
//   - Each part finds what is there already: places by code, accounts by address, organisations by code, a
//     filing by its Idempotency-Key, a step by its id, an event by its key. A run that was killed is finished by
//     the next one.
//   - The instant at which the story begins is when the administrator's account was made; so a run that
//     finishes another's work makes the same plan. The programme is stored last: where it is, all is.
//   - What demo.json holds stays as it is as long as the file is there.
package demo
