package threatmap

import (
	"math"

	"reeve/kernel/measure"
	"reeve/kernel/web"
	"reeve/modules/threatmap/stats"
)

// statsAPI is GET /api/v1/stats.
func (m *Map) statsAPI(r *web.Request, _ web.None) (PublicStats, error) {
	f, err := m.strictStatsFilter(r)
	if err != nil {
		return PublicStats{}, err
	}
	s := m.statistics(r, f)
	out := PublicStats{Category: nullText(f.Category), From: nullText(f.From.String()), To: nullText(f.To.String()), Method: address(r, "/stats#method"), TimeUnitHours: stats.Hours,
		Totals: publicFigures(&s.Total, s.Residents), ByMonth: []PublicMonthStats{}, ByCategory: []PublicCategoryStats{}, ByCommunity: []PublicPlaceStats{}}
	if f.Place.ID != "" {
		c := communityRef(f.Place)
		out.Community = &c
	}
	for _, month := range s.Months() {
		out.ByMonth = append(out.ByMonth, PublicMonthStats{Month: month.Month.String(), PublicFigures: publicFigures(month.Count, s.Residents)})
	}
	for _, code := range m.statsCategories(s) {
		out.ByCategory = append(out.ByCategory, PublicCategoryStats{Category: code, PublicFigures: publicFigures(s.category(code), s.Residents)})
	}
	for _, g := range s.Groups {
		row := PublicPlaceStats{PublicFigures: publicFigures(g.Count, g.Residents)}
		if g.Place.ID == "" {
			row.Per1000 = publicRate(measure.None(measure.NotApplicable), 1000, perResidentDigits)
		} else {
			c := communityRef(g.Place)
			row.Community = &c
		}
		out.ByCommunity = append(out.ByCommunity, row)
	}
	return out, nil
}

// statsCategories are the categories of an answer: the one asked for, else all that can be chosen and all that
// have reports, in their own order.
func (m *Map) statsCategories(s statistics) (codes []string) {
	if s.Filter.Category != "" {
		return []string{s.Filter.Category}
	}
	for _, c := range m.Categories.List() {
		if c.Set == "threats" && !c.Retired || s.Categories[c.Code] != nil {
			codes = append(codes, c.Code)
		}
	}
	return codes
}

func (s statistics) category(code string) *stats.Count {
	if c := s.Categories[code]; c != nil {
		return c
	}
	return &stats.Count{}
}

func publicFigures(c *stats.Count, who residents) PublicFigures {
	return PublicFigures{Received: c.Received, Imported: c.Imported, Open: c.Open, Checked: c.Checked, Confirmed: c.Confirmed, Eliminated: c.Eliminated, WithoutClocks: c.Unclocked,
		ConfirmedPercent: publicRate(c.ConfirmedRate(), 100, 1), Per1000: publicRate(c.PerResident(who.N), 1000, perResidentDigits), PopulationDate: nullText(who.Date),
		Read: publicTimes(c, &c.Read), Verify: publicTimes(c, &c.Verify), Close: publicTimes(c, &c.Close)}
}

// publicRate is a rate of so many, with so many decimals.
func publicRate(rate measure.Rate, base int64, digits int) PublicRate {
	out := PublicRate{Status: rate.Status}
	if scaled, ok := rate.Per(base, digits); ok {
		value := float64(scaled) / math.Pow10(digits)
		out.Value, out.Numerator, out.Denominator = &value, &rate.Num, &rate.Den
	}
	return out
}

func publicTimes(c *stats.Count, t *stats.Times) PublicTimes {
	out := PublicTimes{Status: c.Status(t), Measured: t.N(), Waiting: t.Waiting}
	for p, to := range map[int]**int64{50: &out.MedianHours, 90: &out.P90Hours} {
		if parts, ok := t.Percentile(p); ok {
			hours := int64(parts) * stats.Hours
			*to = &hours
		}
	}
	return out
}

// perResidentDigits: where hundreds of thousands live, one decimal per 1,000 would be nought.
const perResidentDigits = 2

func nullText(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
