package calendar

import "time"

// westernEaster is Easter Sunday of the Gregorian computus (Meeus, Jones and Butcher).
func westernEaster(year int) Date {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30 // age of the paschal moon
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7        // days on to the Sunday
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Date{year, time.Month(n / 31), n%31 + 1}
}

// orthodoxEaster is Easter Sunday of the Julian computus, as a date in the Gregorian calendar.
func orthodoxEaster(year int) Date {
	d := (19*(year%19) + 15) % 30
	e := (2*(year%4) + 4*(year%7) - d + 34) % 7
	n := d + e + 114
	behind := year/100 - year/400 - 2 // days between the calendars: 13 from 1900 to 2099
	return Date{year, time.Month(n / 31), n%31 + 1}.AddDays(behind)
}
