package threatmap

import (
	"encoding/csv"
	"math"
	"net/http"
	"strconv"

	"reeve/kernel/measure"
	"reeve/kernel/web"
	"reeve/modules/threatmap/stats"
)

// statsCSV is GET /api/v1/stats.csv (RFC 4180): the same rows as the JSON, one below the other; "what" tells them
// apart. A field is empty where there is nothing to measure.
func (m *Map) statsCSV(w http.ResponseWriter, r *web.Request) error {
	f, err := m.strictStatsFilter(r)
	if err != nil {
		return err
	}
	s := m.statistics(r, f)
	w.Header().Set("Content-Type", "text/csv; charset=utf-8; header=present")
	w.Header().Set("Content-Disposition", `attachment; filename="statistics.csv"`)
	out := csv.NewWriter(w)
	out.UseCRLF = true
	head := []string{"what", "code", "name", "received", "imported", "open", "checked", "confirmed", "confirmed_percent", "eliminated", "per_1000", "residents", "population_date"}
	for _, kind := range []string{"read", "verify", "close"} {
		head = append(head, kind+"_measured", kind+"_waiting", kind+"_median_hours", kind+"_p90_hours")
	}
	out.Write(append(head, "without_clocks"))
	all := r.Text.T("threatmap.site.list.all_places")
	if f.Place.ID != "" {
		all = m.placeText(r, f.Place.Names)
	}
	out.Write(statsRow("total", f.Place.Code, all, &s.Total, s.Residents, true))
	for _, month := range s.Months() {
		out.Write(statsRow("month", month.Month.String(), r.Text.MonthYear(month.Month.First()), month.Count, s.Residents, true))
	}
	for _, code := range m.statsCategories(s) {
		out.Write(statsRow("category", code, m.categoryName(code, r), s.category(code), s.Residents, true))
	}
	for _, g := range s.Groups {
		name := m.placeText(r, g.Place.Names)
		if g.Place.ID == "" {
			name = r.Text.T(noGroup(s.Filter.Place))
		}
		out.Write(statsRow("place", g.Place.Code, name, g.Count, g.Residents, g.Place.ID != ""))
	}
	out.Flush()
	return out.Error()
}

func statsRow(what, code, name string, c *stats.Count, who residents, place bool) []string {
	perResident := c.PerResident(who.N)
	if !place {
		perResident = measure.None(measure.NotApplicable)
	}
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	row := []string{what, defuse(code), defuse(name), n(c.Received), n(c.Imported), n(c.Open), n(c.Checked), n(c.Confirmed), rateField(c.ConfirmedRate(), 100, 1), n(c.Eliminated), rateField(perResident, 1000, perResidentDigits), "", who.Date}
	if who.N != nil {
		row[11] = n(*who.N)
	}
	for _, t := range []*stats.Times{&c.Read, &c.Verify, &c.Close} {
		row = append(row, n(t.N()), n(t.Waiting))
		for _, p := range []int{50, 90} {
			switch parts, ok := t.Percentile(p); {
			case ok:
				row = append(row, n(int64(parts)*stats.Hours))
			default:
				row = append(row, noField(c.Status(t)))
			}
		}
	}
	return append(row, n(c.Unclocked))
}

// rateField writes a rate with a point, for programs.
func rateField(rate measure.Rate, base int64, digits int) string {
	scaled, ok := rate.Per(base, digits)
	if !ok {
		return noField(rate.Status)
	}
	return strconv.FormatFloat(float64(scaled)/math.Pow10(digits), 'f', digits, 64)
}

// noField is empty for what is missing, and says so for what has another reason.
func noField(why measure.Status) string {
	if why == measure.Missing {
		return ""
	}
	return string(why)
}
