package reader

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/i18n"
	"reeve/kernel/measure"
	"reeve/modules/plan/tree"
)

var yearAhead = regexp.MustCompile(`^((?:19|20)\d{2})\s*[:=–-]\s*(.+)$`)

// indicator reads the indicator of a row, if one begins there, and adds it to a node.
func (b *builder) indicator(x *built, n *line) {
	l, row := n.layout, n.row
	if !l.has(Indicator, Baseline, Target) {
		return
	}
	text, _, own := b.words.textIn(l, row, Indicator, b.o)
	if !own {
		text = nil
		if !b.begins(l, row, Baseline, Target) {
			return
		}
		if l.anything(row, Indicator) { // the text is merged from above: a second line of values
			return
		}
		text = clone(x.node.Text)
	}
	if c, at := l.value(row, Indicator); at >= 0 && b.none(c) && !b.begins(l, row, Baseline, Target) {
		return
	}
	k := x.shown[l]
	x.shown[l]++
	if x.layout != l && k < len(x.node.Indicators) && b.foreign(x.node.Indicators[k].Text, text) {
		for tag, t := range text {
			x.node.Indicators[k].Text[tag] = t
		}
		return
	}
	if number := l.text(row, IndicatorNumber); number != "" && b.taken[plainForm(number)] && x.layout != l {
		return
	}
	i := b.values(x, l, row, text)
	x.node.Indicators = append(x.node.Indicators, i)
}

func clone(t i18n.Text) i18n.Text {
	out := i18n.Text{}
	for k, v := range t {
		out[k] = v
	}
	return out
}

// foreign tells whether none of the languages of b is in a.
func (b *builder) foreign(a, c i18n.Text) bool {
	for tag := range c {
		if a[tag] != "" {
			return false
		}
	}
	return len(c) > 0
}

// begins tells whether a value of one of the fields begins in a row.
func (b *builder) begins(l *layout, row int, fields ...Field) bool {
	for i, c := range l.table.Columns {
		if slices.Contains(fields, c.Field) && l.own(row, i) && !l.rows[row][i].empty() {
			return true
		}
	}
	return false
}

func (b *builder) values(x *built, l *layout, row int, text i18n.Text) tree.Indicator {
	i := tree.Indicator{Text: text, Unit: l.text(row, Unit), Numerator: l.text(row, Numerator), Denominator: l.text(row, Denominator), Source: l.text(row, Source),
		Method: l.text(row, Method), Owner: l.text(row, Owner), Definition: b.text(l, row, Definition), Measure: tree.Number}
	i.Number = plainForm(l.text(row, IndicatorNumber))
	if i.Number == "" || b.taken[i.Number] {
		for k := len(x.node.Indicators) + 1; i.Number == "" || b.taken[i.Number]; k++ {
			i.Number = x.node.Number + "-" + strconv.Itoa(k)
		}
	}
	b.taken[i.Number] = true
	i.Level = map[tree.Level]tree.IndicatorLevel{tree.Objective: tree.Impact, tree.SubObjective: tree.Outcome}[x.node.Level]
	if i.Level == "" {
		i.Level = tree.Output
	}
	if level, ok := b.words.sets["indicator_levels"][fold(l.text(row, IndicatorLevel))]; ok {
		i.Level = tree.IndicatorLevel(level)
	}
	if d, _ := b.words.Deadline(l.text(row, Frequency), false); d.Kind == tree.Recurring {
		i.Frequency = d.Every
	}
	percent := strings.Contains(i.Unit, "%")
	kind := tree.Measure("")
	see := func(q quantity) tree.Quantity {
		if percent && q.measure == tree.Number && q.Status == measure.Known && q.Den <= 1e15 {
			q.Den, q.measure = q.Den*100, tree.Percent
		}
		if kind = tree.Measure(firstOf(string(kind), string(q.measure))); kind == tree.Number && q.measure != "" {
			kind = q.measure
		}
		return q.Quantity
	}
	b.baseline(x, &i, l, row, see)
	b.targets(x, &i, l, row, see)
	i.Measure = tree.Measure(firstOf(string(kind), string(tree.Number)))
	i.Direction = b.direction(i, l.text(row, Direction))
	return i
}

func (b *builder) baseline(x *built, i *tree.Indicator, l *layout, row int, see func(quantity) tree.Quantity) {
	i.Baseline = tree.Baseline{Quantity: tree.Quantity{Status: measure.Missing}, Source: l.text(row, BaselineSource)}
	if c, at := l.value(row, Baseline); at >= 0 {
		q := b.words.quantity(c)
		i.Baseline.Quantity = see(q)
		i.Baseline.Year = l.table.Columns[at].Year
		if q.year > 0 {
			i.Baseline.Year = q.year
		}
		if !q.ok {
			i.Baseline.Source = firstOf(i.Baseline.Source, flat(c.text))
			b.remark(l.place(row, at), Look, i.Number, "plan.reader.value_words", "written", short(c.text))
		}
	}
	if year, err := strconv.Atoi(strings.Trim(l.text(row, BaselineYear), ". ")); err == nil && plausible(year) {
		i.Baseline.Year = year
	}
}

// targets reads one column for each year, or one for all: "2023: 50 %; 2024: 60 %".
func (b *builder) targets(x *built, i *tree.Indicator, l *layout, row int, see func(quantity) tree.Quantity) {
	add := func(at int, year int, c cell) {
		q := b.words.quantity(c)
		if q.year > 0 && year == 0 {
			year = q.year
		}
		if year == 0 {
			year = b.until(x)
		}
		t := tree.Target{Period: strconv.Itoa(year), Quantity: see(q)}
		if year == 0 {
			t.Period = ""
		}
		if !q.ok {
			tag := firstOf(b.words.Language(c.text), firstTag(i.Text), "und")
			if i.Definition == nil {
				i.Definition = i18n.Text{}
			}
			i.Definition[tag] = strings.TrimSpace(i.Definition[tag] + "\n" + strings.TrimPrefix(t.Period+": ", ": ") + flat(c.text))
			b.remark(l.place(row, at), Look, i.Number, "plan.reader.value_words", "written", short(c.text))
		}
		if !slices.ContainsFunc(i.Targets, func(o tree.Target) bool { return o.Period == t.Period }) {
			i.Targets = append(i.Targets, t)
		}
	}
	several := 0
	for _, c := range l.table.Columns {
		if c.Field == Target && c.Year > 0 {
			several++
		}
	}
	for at, c := range l.table.Columns {
		v := l.rows[row][at]
		if c.Field != Target || v.empty() && several < 2 || v.row != row && !v.empty() {
			continue
		}
		parts := strings.FieldsFunc(v.text, func(r rune) bool { return r == ';' || r == '\n' })
		split := len(parts) > 0
		for _, p := range parts {
			split = split && yearAhead.MatchString(strings.TrimSpace(p))
		}
		if !split || c.Year > 0 {
			add(at, c.Year, v)
			continue
		}
		for _, p := range parts {
			m := yearAhead.FindStringSubmatch(strings.TrimSpace(p))
			year, _ := strconv.Atoi(m[1])
			add(at, year, cell{text: m[2], row: v.row, col: v.col})
		}
	}
	slices.SortStableFunc(i.Targets, func(a, c tree.Target) int { return strings.Compare(a.Period, c.Period) })
}

// until is the year in which a target without a year is due: that of the activity's deadline, else the plan's last.
func (b *builder) until(x *built) int {
	for _, day := range []string{b.o.Until, b.draft.Plan.Until} {
		if x.node.Activity != nil && len(x.node.Activity.Deadline.Day) == 10 {
			day = x.node.Activity.Deadline.Day
		}
		if len(day) >= 4 {
			if y, err := strconv.Atoi(day[:4]); err == nil {
				return y
			}
		}
	}
	return 0
}

// direction is as said, else as the way from the baseline to the last target goes.
func (b *builder) direction(i tree.Indicator, said string) tree.Direction {
	if d, ok := b.words.sets["directions"][foldSign(said)]; ok && said != "" {
		return tree.Direction(d)
	}
	last := tree.Quantity{}
	for _, t := range i.Targets {
		if t.Quantity.Status == measure.Known {
			last = t.Quantity
		}
	}
	from := i.Baseline.Quantity
	if last.Status != measure.Known || from.Status != measure.Known {
		return tree.Rising
	}
	switch a, c := float64(from.Num)/float64(from.Den), float64(last.Num)/float64(last.Den); {
	case a > c:
		return tree.Falling
	case a == c:
		return tree.Hold
	}
	return tree.Rising
}

// indicatorRow reads a row whose level is "indicator": the node above has the number of its parent.
func (b *builder) indicatorRow(n *line) {
	x := b.byNumber[n.parent]
	if x == nil {
		for _, a := range above(n.number) {
			if x = b.byNumber[a]; x != nil {
				break
			}
		}
	}
	if x == nil {
		x = b.last
	}
	if x == nil || len(n.text) == 0 {
		b.remark(n.place(), Wrong, n.number, "plan.reader.row_unclear", "text", short(strings.Join(values(n.text), " ")))
		return
	}
	if n.number != "" && b.taken[n.number] {
		b.remark(n.place(), Wrong, n.number, "plan.reader.number_twice", "number", n.number, "first", x.at.Name(), "text", short(n.text[firstTag(n.text)]))
		return
	}
	i := b.values(x, n.layout, n.row, n.text)
	if n.number != "" {
		delete(b.taken, i.Number)
		i.Number = n.number
		b.taken[i.Number] = true
	}
	a := x.node.Activity
	if c, at := n.layout.value(n.row, Deadline); at >= 0 && a != nil {
		if d, _ := b.deadline(c); d.Day > a.Deadline.Day { // the activity ends with the last of its indicators
			a.Deadline = d
		}
		if a.Lead == "" {
			a.Lead = n.layout.text(n.row, Lead)
		}
	}
	x.node.Indicators = append(x.node.Indicators, i)
}
