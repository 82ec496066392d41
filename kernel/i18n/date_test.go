package i18n

import (
	"testing"
	"time"
)

func TestDates(t *testing.T) {
	c := own(t)
	zone := time.FixedZone("", 2*3600)
	instant := time.Date(2026, 11, 6, 12, 5, 0, 0, time.UTC)
	civil := time.Date(2026, 11, 6, 0, 0, 0, 0, time.UTC)
	for _, x := range []struct {
		lang                                  Lang
		short, long, full, weekday, monthYear string
	}{
		{English, "2026-11-06", "6 November 2026", "6 November 2026, 14:05", "Friday, 6 November 2026", "November 2026"},
		{Albanian, "06.11.2026", "6 nëntor 2026", "6 nëntor 2026, ora 14:05", "e premte, 6 nëntor 2026", "nëntor 2026"},
		{Serbian, "06.11.2026.", "6. новембар 2026.", "6. новембар 2026. у 14:05", "петак, 6. новембар 2026.", "новембар 2026."},
		{SerbianLatin, "06.11.2026.", "6. novembar 2026.", "6. novembar 2026. u 14:05", "petak, 6. novembar 2026.", "novembar 2026."},
		{Lithuanian, "2026-11-06", "2026 m. lapkričio 6 d.", "2026 m. lapkričio 6 d. 14:05", "2026 m. lapkričio 6 d., penktadienis", "2026 m. lapkritis"},
		{Latvian, "06.11.2026.", "2026. gada 6. novembris", "2026. gada 6. novembris plkst. 14.05", "piektdiena, 2026. gada 6. novembris", "2026. gada novembris"},
		{Estonian, "06.11.2026", "6. november 2026", "6. november 2026 kell 14.05", "reede, 6. november 2026", "november 2026"},
		{Czech, "6. 11. 2026", "6. listopadu 2026", "6. listopadu 2026 14:05", "pátek 6. listopadu 2026", "listopad 2026"},
		{Ukrainian, "06.11.2026", "6 листопада 2026 року", "6 листопада 2026 року, 14:05", "п’ятниця, 6 листопада 2026 року", "листопад 2026 року"},
		{Polish, "06.11.2026", "6 listopada 2026 r.", "6 listopada 2026 r., godz. 14:05", "piątek, 6 listopada 2026 r.", "listopad 2026 r."},
		{Norwegian, "06.11.2026", "6. november 2026", "6. november 2026 kl. 14.05", "fredag 6. november 2026", "november 2026"},
	} {
		l := c.For(x.lang)
		equal(t, string(x.lang), l.Date(civil), x.short)
		equal(t, string(x.lang), l.DateLong(civil), x.long)
		equal(t, string(x.lang), l.DateTime(instant, zone), x.full)
		equal(t, string(x.lang), l.DateWithWeekday(civil), x.weekday)
		equal(t, string(x.lang), l.MonthYear(civil), x.monthYear)
	}
	equal(t, "genitive", c.For(Serbian).DateInSentence(civil), "6. новембра 2026.")
	equal(t, "genitive", c.For(SerbianLatin).DateInSentence(civil), "6. novembra 2026.")
	equal(t, "no case", c.For(Polish).DateInSentence(civil), "6 listopada 2026 r.")
	equal(t, "zone turns the day", c.For(English).DateTimeShort(time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC), zone), "2027-01-01\u00a001:00")
	equal(t, "range", c.For(Czech).DateRange(civil, civil.AddDate(0, 0, 1)), "6. 11. 2026 – 7. 11. 2026")
	equal(t, "times", c.For(Norwegian).TimeRange(instant, instant.Add(time.Hour), zone), "14.05–15.05")
	equal(t, "until", c.For(Latvian).Until(civil), "līdz 06.11.2026.")
	equal(t, "from", c.For(Albanian).From(civil), "nga 06.11.2026")
}

func TestMonthsAndWeekdays(t *testing.T) {
	c := own(t)
	equal(t, "Sunday", c.For(Lithuanian).Weekday(time.Sunday), "sekmadienis")
	equal(t, "Monday", c.For(Ukrainian).WeekdayShort(time.Monday), "пн")
	equal(t, "Sunday", c.For(SerbianLatin).WeekdayShort(time.Sunday), "ned")
	equal(t, "nominative", c.For(Czech).Month(time.July), "červenec")
	equal(t, "genitive", c.For(Czech).MonthInDate(time.June), "června")
	for _, l := range All() {
		months, days := map[string]bool{}, map[string]bool{}
		for m := time.January; m <= time.December; m++ {
			months[c.For(l).Month(m)] = true
		}
		for d := time.Sunday; d <= time.Saturday; d++ {
			days[c.For(l).Weekday(d)] = true
		}
		if len(months) != 12 || len(days) != 7 {
			t.Errorf("%s: two months or two days share a name", l)
		}
	}
	if m := c.Missing(); len(m) > 0 {
		t.Errorf("missing: %v", m)
	}
}

func TestDuration(t *testing.T) {
	c := own(t)
	for _, x := range []struct {
		lang Lang
		d    time.Duration
		want string
	}{
		{English, 86*time.Hour + 20*time.Minute, "3 days 14 hours"},
		{English, 72*time.Hour + 59*time.Minute, "3 days"},
		{English, 131 * time.Minute, "2 hours 11 minutes"},
		{English, 11*time.Minute + 59*time.Second, "11 minutes"},
		{English, 59 * time.Second, "less than a minute"},
		{English, -25 * time.Hour, "1 day 1 hour"},
		{Albanian, 131 * time.Minute, "2 orë 11 minuta"},
		{Serbian, 22*24*time.Hour + 5*time.Hour, "22 дана 5 сати"},
		{SerbianLatin, 21*24*time.Hour + 3*time.Hour, "21 dan 3 sata"},
		{Lithuanian, 21*24*time.Hour + 10*time.Hour, "21 diena 10 valandų"},
		{Latvian, 11*24*time.Hour + 21*time.Hour, "11 dienu 21 stunda"},
		{Estonian, 25 * time.Hour, "1 päev 1 tund"},
		{Czech, 5*24*time.Hour + 2*time.Hour, "5 dní 2 hodiny"},
		{Ukrainian, 5*24*time.Hour + 21*time.Hour, "5 днів 21 година"},
		{Polish, 86 * time.Hour, "3 dni 14 godzin"},
		{Norwegian, 122 * time.Minute, "2 timer 2 minutter"},
	} {
		equal(t, string(x.lang), c.For(x.lang).Duration(x.d), x.want)
	}
	equal(t, "working", c.For(Polish).WorkingDays(5), "5 dni roboczych")
	equal(t, "seconds", c.For(Ukrainian).Seconds(3), "3 секунди")
}

// TestDayArgument wants a day in a message to be written as the language writes days, and what is none as it is.
func TestDayArgument(t *testing.T) {
	c := own(t, files("en", `{"t.due": "due {day}"}`, "pl", `{"t.due": "do {day}"}`))
	equal(t, "English", c.For(English).T("t.due", "day", Day("2024-03-01")), "due "+c.For(English).Date(time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)))
	equal(t, "Polish", c.For(Polish).T("t.due", "day", Day("2024-03-01")), "do 01.03.2024")
	equal(t, "no day", c.For(English).T("t.due", "day", Day("soon")), "due soon")
}
