// Package i18n makes the program speak ten languages: texts, plurals, numbers,
// dates, quotation marks, sorting, and content kept in several languages.
//
// Nouns: a Lang is a language in a script; a Catalogue holds every text of every
// module; a Localizer is the catalogue seen in one language, one per request;
// a Text is content (not a label) written in several languages.
//
// Invariants:
//   - No language falls back to another silently. A missing text is shown as
//     ⟦key⟧ and counted; Check finds it before a user does.
//   - Serbian is written in Cyrillic; its Latin form is made by rule when the
//     catalogue is loaded, never the other way round.
//   - Arguments are shown as given, in whatever script they were written. Only
//     catalogue texts (also those passed as a Key) change script.
//   - Every text has exactly the plural forms of its language (CLDR cardinals,
//     the form of fractions included).
//   - Rates are divided and rounded in one place, Ratio, half away from zero.
//
// A module keeps its texts in lang/<code>.json: a flat object from key to text,
// or to an object of plural forms. {name} is a placeholder, {n} the number that
// chose the form. A key that begins with an underscore speaks about the file;
// _reviewed says whether a native speaker has read it.
package i18n
