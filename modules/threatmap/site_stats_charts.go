package threatmap

import (
	"slices"

	"reeve/kernel/measure"
	"reeve/kernel/web/look"
	"reeve/modules/threatmap/stats"
)

// received is how many reports came by month, and how many of them were found true.
func (w statsWords) received(st statistics) look.Chart {
	shown, labels, note := w.chartMonths(st)
	c := look.Chart{ID: "received", Kind: look.Columns, Title: w.t("chart.received"), Unit: w.t("unit_reports"), Note: note, Labels: labels, Number: w.n, Fold: w.t("as_table"),
		Series: []look.Series{{Word: w.t("part.confirmed")}, {Word: w.t("part.other")}}}
	top := shown[0]
	for _, m := range shown {
		c.Series[0].Values = append(c.Series[0].Values, m.Confirmed)
		c.Series[1].Values = append(c.Series[1].Values, m.Received-m.Confirmed)
		if m.Received > top.Received {
			top = m
		}
	}
	c.Text = w.t("chart.received_text", "reports", w.r.Text.N("threatmap.site.count", st.Total.Received), "month", w.month(top.Month), "n", top.Received)
	c.Table = look.Table{Caption: c.Title, Head: w.head("month", "received", "imported", "open", "checked", "confirmed", "share", "eliminated")}
	for _, m := range slices.Backward(st.Months()) {
		c.Table.Rows = append(c.Table.Rows, append([]look.Cell{{Text: w.month(m.Month)}}, w.counts(m.Count)...))
	}
	return c
}

// verified is how long it took until a report was found true or not, by the month of filing.
func (w statsWords) verified(st statistics) look.Chart {
	shown, labels, note := w.chartMonths(st)
	c := look.Chart{ID: "verified", Kind: look.Lines, Title: w.t("chart.verified"), Unit: w.t("unit_days"), Note: note, Labels: labels, Number: w.n, Scale: 24 / stats.Hours, Fold: w.t("as_table"), Empty: w.t("no_times"),
		Series: []look.Series{{Word: w.t("median")}, {Word: w.t("p90")}}}
	for _, m := range shown {
		for i, p := range []int{50, 90} {
			parts, ok := m.Verify.Percentile(p)
			value := int64(parts)
			if !ok {
				value = look.NoValue
			}
			c.Series[i].Values = append(c.Series[i].Values, value)
		}
	}
	total := &st.Total
	c.Text = w.t("chart.verified_text", "median", w.long(total, &total.Verify, 50), "p90", w.long(total, &total.Verify, 90))
	c.Table = look.Table{Caption: w.t("chart.times"), Head: w.head("month", "read_median", "read_p90", "read_waiting", "verify_median", "verify_p90", "verify_waiting", "close_median", "close_p90", "close_waiting")}
	for _, m := range slices.Backward(st.Months()) {
		row := []look.Cell{{Text: w.month(m.Month)}}
		for _, t := range []*stats.Times{&m.Read, &m.Verify, &m.Close} {
			row = append(row, look.Cell{Text: w.long(m.Count, t, 50), Number: true}, look.Cell{Text: w.long(m.Count, t, 90), Number: true}, look.Cell{Text: w.n(t.Waiting), Number: true})
		}
		c.Table.Rows = append(c.Table.Rows, row)
	}
	return c
}

// Of long lists, the drawing shows the first and the table more; the file has all.
const (
	mostRanked = 15
	mostRows   = 200
)

// places ranks the places below the one asked for; a beat has none.
func (w statsWords) places(st statistics) look.Ranking {
	rank := look.Ranking{ID: "places", Title: w.t("chart.places"), Parts: []string{w.t("part.confirmed"), w.t("part.other")}, Fold: w.t("as_table")}
	if len(st.Groups) == 0 {
		return rank
	}
	groups := slices.Clone(st.Groups)
	slices.SortStableFunc(groups, func(a, b groupRow) int { return int(b.Received - a.Received) })
	rank.Table = look.Table{Caption: rank.Title, Head: w.head("place", "received", "imported", "open", "checked", "confirmed", "share", "eliminated", "per_1000", "verify_median", "verify_p90")}
	for i, g := range groups {
		name, href, per := w.nameOf(w.r, g.Place), statsAddress(address(w.r, "/stats"), st.Filter, g.Place), w.perResident(g.PerResident(g.Residents.N))
		if g.Place.ID == "" {
			name, href, per = w.r.Text.T(noGroup(st.Filter.Place)), "", w.none(measure.NotApplicable)
		}
		if i < mostRanked && g.Received > 0 {
			rank.Items = append(rank.Items, look.Ranked{Word: name, Href: href, Value: w.ranked(g.Count), Parts: []int64{g.Confirmed, g.Received - g.Confirmed}})
		}
		if i < mostRows {
			row := append([]look.Cell{{Text: name, Href: href}}, w.counts(g.Count)...)
			rank.Table.Rows = append(rank.Table.Rows, append(row, look.Cell{Text: per, Number: true},
				look.Cell{Text: w.long(g.Count, &g.Verify, 50), Number: true}, look.Cell{Text: w.long(g.Count, &g.Verify, 90), Number: true}))
		}
	}
	if len(groups) > len(rank.Items) {
		rank.Note = w.t("ranked_cut", "shown", len(rank.Items), "all", len(groups))
	}
	return rank
}

// categories ranks the categories that have reports.
func (w statsWords) categories(st statistics) look.Ranking {
	rank := look.Ranking{ID: "categories", Title: w.t("chart.categories"), Parts: []string{w.t("part.confirmed"), w.t("part.other")}, Fold: w.t("as_table"),
		Table: look.Table{Caption: w.t("chart.categories"), Head: w.head("category", "received", "imported", "open", "checked", "confirmed", "share", "eliminated", "verify_median", "verify_p90")}}
	codes := w.m.statsCategories(st)
	slices.SortStableFunc(codes, func(a, b string) int { return int(st.category(b).Received - st.category(a).Received) })
	for _, code := range codes {
		c, name := st.category(code), w.m.categoryName(code, w.r)
		if c.Received == 0 {
			continue
		}
		if len(rank.Items) < mostRanked {
			rank.Items = append(rank.Items, look.Ranked{Word: name, Value: w.ranked(c), Parts: []int64{c.Confirmed, c.Received - c.Confirmed}})
		}
		rank.Table.Rows = append(rank.Table.Rows, append(append([]look.Cell{{Text: name}}, w.counts(c)...),
			look.Cell{Text: w.long(c, &c.Verify, 50), Number: true}, look.Cell{Text: w.long(c, &c.Verify, 90), Number: true}))
	}
	if len(rank.Table.Rows) > len(rank.Items) {
		rank.Note = w.t("ranked_cut", "shown", len(rank.Items), "all", len(rank.Table.Rows))
	}
	return rank
}

// ranked is the figure at the end of a bar: 91 reports, 12 of 40 confirmed.
func (w statsWords) ranked(c *stats.Count) string {
	if c.Imported > 0 && c.Checked == 0 {
		return w.t("ranked_imported", "reports", w.r.Text.N("threatmap.site.count", c.Received), "n", c.Imported)
	}
	return w.t("ranked", "reports", w.r.Text.N("threatmap.site.count", c.Received), "confirmed", w.of(c.Confirmed, c.Checked))
}

func (w statsWords) head(names ...string) (cells []look.Cell) {
	for i, name := range names {
		cells = append(cells, look.Cell{Text: w.t("head." + name), Number: i > 0})
	}
	return cells
}

// counts are the cells of received, imported, open, checked, confirmed, share, eliminated.
func (w statsWords) counts(c *stats.Count) (cells []look.Cell) {
	for _, text := range []string{w.n(c.Received), w.n(c.Imported), w.n(c.Open), w.n(c.Checked), w.n(c.Confirmed), w.share(c.ConfirmedRate()), w.n(c.Eliminated)} {
		cells = append(cells, look.Cell{Text: text, Number: true})
	}
	return cells
}
