// Package address finds streets and house numbers, so that a place can be named by its address.
//
// Nouns: a Source (where addresses come from, with its licence); a Street (a name within one community); an
// Address (a house number on a street, or the street itself, with its point); a spelling (a street's name folded,
// from one of its words on: what a search begins with).
//
// Stored: the tables of 0105. Millions of addresses stay in the database; nothing of them is kept in memory but
// whether there are any.
//
// Invariants:
//   - An address is known again by source, street, place, number and postcode; the same file again changes nothing.
//   - What somebody looks for is stored nowhere.
//   - Spellings are bytes, so that both engines compare and order them alike.
//   - The audit log has one record for each source: its name, licence and counts.
package address
