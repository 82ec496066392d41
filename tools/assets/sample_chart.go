package main

import (
	"strconv"

	"reeve/kernel/web/look"
)

// charts shows both kinds, with everything that can be missing: a month without a time, an axis in parts of a day.
func charts() []look.Chart {
	received := look.Chart{ID: "received", Kind: look.Columns, Title: "Reports received, by month", Text: "1,204 reports. Most in one month: March 2026, 96.", Unit: "reports", Note: "The last month is not over yet.",
		Series: []look.Series{{Word: "confirmed"}, {Word: "being checked"}, {Word: "not confirmed"}, {Word: "all others"}}, Fold: "The same as a table", Table: auditTable()}
	times := look.Chart{ID: "verified", Kind: look.Lines, Title: "Days until a report was checked", Text: "Median 3 days, 90th percentile 6 days.", Unit: "days", Scale: 4,
		Series: []look.Series{{Word: "median"}, {Word: "90th percentile"}, {Word: "shortest"}, {Word: "longest"}}}
	for i := range 24 {
		label := look.ChartLabel{Text: strconv.Itoa(i%12 + 1)}
		if i%12 == 0 {
			label.Under = strconv.Itoa(2025 + i/12)
		}
		received.Labels, times.Labels = append(received.Labels, label), append(times.Labels, label)
		n := int64(i * 37 % 41)
		for s := range received.Series {
			received.Series[s].Values = append(received.Series[s].Values, n/int64(s+1))
			value := 4 + n/8 + int64(s)*9
			if i == 7 || i == 15 && s == 1 {
				value = look.NoValue
			}
			times.Series[s].Values = append(times.Series[s].Values, value)
		}
	}
	none := look.Chart{ID: "none", Kind: look.Lines, Title: "Days until nothing", Empty: "No report has such a time yet.", Labels: received.Labels, Series: []look.Series{{Word: "median", Values: make([]int64, 24)}}}
	for i := range none.Series[0].Values {
		none.Series[0].Values[i] = look.NoValue
	}
	return []look.Chart{received, times, none}
}

func ranking() look.Ranking {
	return look.Ranking{ID: "places", Title: "Where they came from", Parts: []string{"confirmed", "all others"}, Note: "Drawn: 3 of 31.", Items: []look.Ranked{
		{Word: "Konin", Href: "#", Value: "91 reports · confirmed: 12 of 40", Parts: []int64{12, 79}},
		{Word: "Grodziec im Kreis der langen Gemeindenamen / Гродзець", Href: "#", Value: "40 reports · confirmed: 20 of 22", Parts: []int64{20, 20}},
		{Word: "Published for the whole municipality only", Value: "1 report · confirmed: 0 of 1", Parts: []int64{0, 1}},
	}}
}
