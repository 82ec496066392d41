// Package calendar knows which days people work, country by country, and when a counted day ends.
//
// Nouns: a Calendar hangs on a place and gives it a time zone and holidays; a Date is a civil date without
// a zone; a Holiday is a named day, free of work or (while a law is suspended) only named.
//
// Where it comes from: data/<CC>.json, one file per country, each naming its law. The files are the source
// and not a library: the libraries at hand lack Estonia, Kosovo and Liechtenstein, still have Ukraine's
// dates from before 2023 and no Christmas Eve in Poland, and cannot say that martial law suspends holidays
// or that a date is estimated. An installation reads a file of its own with Parse.
//
// Counting: the day of the start is day 0 and does not count, a day ends at 24:00 local time, which is
// 00:00 of the next day (European Convention on the Calculation of Time-Limits, ETS 76, art. 3;
// Regulation (EEC) 1182/71 art. 3). A working day is a day that is neither weekend nor a free holiday.
//
// Invariants: a Calendar never changes after Parse and may be shared by goroutines; nothing here reads the
// clock; the zone data is compiled in, so that a machine without a tz database gives the same answers.
package calendar
