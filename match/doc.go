// Package match tells whether two names mean the same person although another clerk, alphabet or language spelled them.
// It is a library: it knows no store, no module and no kernel.
//
// Nouns: a Token (one word of a name, with the ways in which it may sound); a Result (how alike two names are, from 0 to
// 1, which tokens met which and why, and what speaks against).
//
// How: letters of Latin and Cyrillic become sounds. Where a spelling is ambiguous (Polish "ch" sounds as "h", English "ch"
// as "č") a token has several soundings, and the closest pair counts. Endings that a language adds to a name (Lithuanian
// -as, Latvian -s, Czech -ová) are set aside. Tokens are then paired so that the sum is best: their order does not
// matter, and one side may lack some.
//
// Invariants: comparing is symmetric; a name is like itself with 1; the order of tokens changes nothing; equal input gives
// equal output.
//
// Sources of the spellings: resolution 55 of the Cabinet of Ministers of Ukraine (2010), ICAO Doc 9303-3 section 6 for
// passports, and the orthographies of the languages concerned.
package match
