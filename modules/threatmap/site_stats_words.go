package threatmap

import (
	"strconv"
	"time"

	"reeve/kernel/measure"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/threatmap/stats"
)

// statsWords writes statistics for one reader.
type statsWords struct {
	*site
	r *web.Request
}

func (w statsWords) t(key string, args ...any) string {
	return w.r.Text.T("threatmap.stats."+key, args...)
}

func (w statsWords) n(v int64) string { return w.r.Text.Number(v) }

// none is a dash for what is missing, a word for the rest.
func (w statsWords) none(why measure.Status) string {
	switch why {
	case measure.NotApplicable:
		return w.t("not_applicable")
	case measure.Suppressed:
		return w.t("suppressed")
	}
	return w.r.Text.T("i18n.no_value")
}

// perResident writes how many were received per 1,000 residents.
func (w statsWords) perResident(rate measure.Rate) string {
	scaled, ok := rate.Per(1000, perResidentDigits)
	if !ok {
		return w.none(rate.Status)
	}
	return w.r.Text.Fixed(scaled, perResidentDigits)
}

// share writes a share in per cent.
func (w statsWords) share(rate measure.Rate) string {
	if rate.Status != measure.Known {
		return w.none(rate.Status)
	}
	return w.r.Text.Percent(rate.Num, rate.Den, 1)
}

// long writes a percentile of times: 1 day 6 hours. Within one part of the day there is nothing finer to say.
func (w statsWords) long(c *stats.Count, t *stats.Times, p int) string {
	parts, ok := t.Percentile(p)
	switch {
	case !ok:
		return w.none(c.Status(t))
	case parts == 0:
		return w.t("under_six")
	}
	return w.r.Text.Duration(time.Duration(parts*stats.Hours) * time.Hour)
}

// of writes a number with its base: 12 of 91.
func (w statsWords) of(n, base int64) string { return w.t("of", "n", n, "base", base) }

// tiles are the headline figures, each with its base.
func (w statsWords) tiles(st statistics) []look.Tile {
	c, l := &st.Total, w.r.Text
	timed := func(key string, t *stats.Times) look.Tile {
		tile := look.Tile{Label: w.t("tile." + key), Value: w.long(c, t, 50), Note: w.t("waiting", "n", t.Waiting)}
		if t.N() > 0 {
			tile.Note = w.t("tile.note", "p90", w.t("tile.p90", "time", w.long(c, t, 90)), "waiting", tile.Note)
		}
		if c.Status(t) == measure.NotApplicable {
			tile.Value, tile.Note = l.T("i18n.no_value"), w.t("unclocked_all")
		}
		return tile
	}
	tiles := []look.Tile{
		{Label: w.t("received"), Value: w.n(c.Received), Note: l.N("threatmap.site.count_open", c.Open)},
		{Label: w.t("confirmed"), Value: w.none(measure.Missing), Note: w.t("none_checked")},
		timed("read", &c.Read), timed("verify", &c.Verify), timed("close", &c.Close),
	}
	if c.Checked > 0 {
		tiles[1].Value, tiles[1].Note = w.of(c.Confirmed, c.Checked), w.t("tile.checked", "share", w.share(c.ConfirmedRate()), "eliminated", w.t("eliminated_n", "n", c.Eliminated))
	}
	if c.Received > 0 && c.Here() == 0 {
		tiles[1].Note = w.t("none_here")
	}
	per := look.Tile{Label: w.t("per_1000"), Value: w.perResident(c.PerResident(st.Residents.N)), Note: w.t("no_population")}
	if st.Residents.N != nil {
		per.Note = w.t("residents", "n", *st.Residents.N)
		if st.Residents.Date != "" {
			per.Note = w.t("residents_on", "n", *st.Residents.N, "date", l.Date(civil(st.Residents.Date)))
		}
	}
	return append(tiles, per)
}

// chartMonths are the last months that a drawing has room for, and the words that tell that there are more.
func (w statsWords) chartMonths(st statistics) (shown []stats.MonthCount, labels []look.ChartLabel, note string) {
	const most = 36
	shown = st.Months()
	if all := len(shown); all > most {
		shown = shown[all-most:]
		note = w.t("months_cut", "shown", most, "all", all)
	} else if shown[all-1].Month == stats.MonthOf(w.r.Now) {
		note = w.t("month_runs")
	}
	for i, m := range shown {
		label := look.ChartLabel{Text: strconv.Itoa(int(m.Month)%12 + 1)}
		if i == 0 || m.Month%12 == 0 {
			label.Under = strconv.Itoa(int(m.Month) / 12)
		}
		labels = append(labels, label)
	}
	return shown, labels, note
}

// month names a month in a table or a sentence.
func (w statsWords) month(m stats.Month) string { return w.r.Text.MonthYear(m.First()) }
