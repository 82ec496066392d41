package reader

import (
	"math/big"
	"slices"
	"strings"

	"reeve/kernel/i18n"
	"reeve/modules/plan/tree"
)

// details reads what a row says beside number and text.
func (b *builder) details(x *built, n *line) {
	l, row := n.layout, n.row
	x.node.Weight = b.weight(x, l, row)
	x.node.Tags = list(l.text(row, Tags))
	x.node.Contributes = list(l.text(row, Contributes))
	x.node.Assumption = b.text(l, row, Assumption)
	x.node.Risk = b.text(l, row, Risk)
	if x.node.Level == tree.ActivityNode || x.node.Level == tree.Task {
		x.node.Activity = b.activity(x, n)
	} else {
		b.upperRow(x, n)
	}
	b.indicator(x, n)
}

// text is a text in its languages, nil where there is none.
func (b *builder) text(l *layout, row int, f Field) i18n.Text {
	t, _, _ := b.words.textIn(l, row, f, b.o)
	if len(t) == 0 {
		return nil
	}
	return t
}

// text is the first value of a field on one line.
func (l *layout) text(row int, f Field) string { c, _ := l.value(row, f); return flat(c.text) }

// list takes apart what is divided by semicolons, commas or lines.
func list(s string) (all []string) {
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == ',' || r == '\n' || r == '•' }) {
		if part = strings.Trim(flat(part), " -–"); part != "" && !slices.Contains(all, part) {
			all = append(all, part)
		}
	}
	return all
}

func (b *builder) activity(x *built, n *line) *tree.Activity {
	l, row := n.layout, n.row
	a := &tree.Activity{Lead: l.text(row, Lead), Reference: l.text(row, Reference), Evidence: l.text(row, Evidence), Output: b.text(l, row, Output)}
	if c, at := l.value(row, Supporting); at >= 0 && !b.none(c) {
		a.Supporting = list(c.text)
	}
	b.when(x, a, l, row)
	b.money(x, a, l, row)
	return a
}

// none tells whether a cell says that there is nothing.
func (b *builder) none(c cell) bool {
	kind, ok := b.words.sets["quantity"][foldSign(c.text)]
	return ok && (kind == "missing" || kind == "not_applicable")
}

// when reads start and deadline. Of several columns the first that is understood counts, and the words of another are
// kept as what was written.
func (b *builder) when(x *built, a *tree.Activity, l *layout, row int) {
	at := -1
	for i, c := range l.table.Columns {
		if c.Field != Deadline || l.rows[row][i].empty() {
			continue
		}
		d, start := b.deadline(l.rows[row][i])
		switch {
		case at < 0 || a.Deadline.Kind == tree.Unread && d.Kind != tree.Unread && d.Kind != "":
			words := a.Deadline.Written
			a.Deadline, a.Start, at = d, start, i
			a.Deadline.Written = firstOf(words, d.Written)
		case a.Deadline.Written == l.rows[row][at].text:
			a.Deadline.Written = l.rows[row][i].text
		}
	}
	if at >= 0 && b.words.Ditto(l.rows[row][at].text) && b.before.Kind != "" {
		written := a.Deadline.Written
		a.Deadline = b.before
		a.Deadline.Written = written
		b.remark(l.place(row, at), Note, x.node.Number, "plan.reader.deadline_ditto")
	}
	if at >= 0 {
		b.before = a.Deadline
	}
	if a.Deadline.Kind == tree.Unread {
		b.remark(l.place(row, at), Look, x.node.Number, "plan.reader.deadline_unread", "written", short(a.Deadline.Written))
	}
	if a.Deadline.Kind == tree.Inherited {
		for p := x.parent; p != nil; p = p.parent {
			if d, ok := b.deadlines[p]; ok {
				a.Deadline.Day = d.Day
				break
			}
		}
	}
	b.start(x, a, l, row, at)
}

func (b *builder) start(x *built, a *tree.Activity, l *layout, row, at int) {
	if c, i := l.value(row, Start); i >= 0 && !b.none(c) {
		d, first := b.deadline(c)
		if a.Start = firstOf(first, firstOfSpan(d)); a.Start == "" {
			b.remark(l.place(row, i), Look, x.node.Number, "plan.reader.start_unread", "written", short(c.text))
		}
		if at < 0 {
			at = i
		}
	}
	if day := a.Deadline.Day; day != "" && a.Start != "" && day < a.Start {
		b.remark(l.place(row, at), Wrong, x.node.Number, "plan.reader.deadline_early", "start", a.Start, "deadline", day)
		if !b.quiet {
			b.draft.Left-- // the row goes in, the deadline as the words that stood there
		}
		a.Deadline = tree.Deadline{Kind: tree.Unread, Written: a.Deadline.Written}
	} else if day != "" && b.o.From != "" && day < b.o.From {
		b.remark(l.place(row, at), Look, x.node.Number, "plan.reader.deadline_before_plan", "deadline", day, "from", b.o.From)
	}
}

func (b *builder) deadline(c cell) (tree.Deadline, string) {
	if c.day != "" {
		return tree.Deadline{Kind: tree.OnDate, Day: c.day, Written: c.text}, ""
	}
	return b.words.Deadline(flat(c.text), b.o.Map != nil && b.o.Map.DateOrder == "mdy")
}

// firstOfSpan is the first day of what a deadline names the last day of.
func firstOfSpan(d tree.Deadline) string {
	if len(d.Day) != len("2006-01-02") {
		return ""
	}
	year, month := int(d.Day[0]-'0')*1000+int(d.Day[1]-'0')*100+int(d.Day[2]-'0')*10+int(d.Day[3]-'0'), int(d.Day[5]-'0')*10+int(d.Day[6]-'0')
	switch d.Kind {
	case tree.OnDate:
		return d.Day
	case tree.MonthEnd:
		return firstDay(year, month)
	case tree.QuarterEnd:
		return firstDay(year, month-2)
	case tree.HalfEnd:
		return firstDay(year, month-5)
	case tree.YearEnd:
		return firstDay(year, 1)
	}
	return ""
}

// money reads the amounts of a row. An amount that is merged over several activities is that of the first.
func (b *builder) money(x *built, a *tree.Activity, l *layout, row int) {
	years := slices.ContainsFunc(l.table.Columns, func(c Column) bool { return c.Field == Budget && c.Year > 0 })
	source := l.text(row, FundingSource)
	said := b.currencyIn(l, row)
	var words []string
	var whole int64
	for i, c := range l.table.Columns {
		x2 := l.rows[row][i]
		if c.Field != Budget || x2.empty() || x2.col != i {
			continue
		}
		if x2.row != row {
			b.once(l.place(row, i), Note, "plan.reader.budget_merged", "cell", l.place(row, i).Name())
			continue
		}
		got := b.words.amount(x2, l.factor[i]*b.thousands())
		switch {
		case !got.ok && b.none(x2):
		case !got.ok:
			words = append(words, flat(x2.text))
			if !got.free {
				b.remark(l.place(row, i), Look, x.node.Number, "plan.reader.budget_unread", "written", short(x2.text))
			}
		case years && c.Year == 0:
			whole = got.minor
		default:
			a.Budget = append(a.Budget, tree.Budget{Year: c.Year, Minor: got.minor, Currency: firstOf(got.currency, l.curr[i], said, b.currency()), Source: source})
		}
	}
	sum := int64(0)
	for _, m := range a.Budget {
		sum += m.Minor
	}
	if whole != 0 && len(a.Budget) == 0 {
		a.Budget = []tree.Budget{{Minor: whole, Currency: firstOf(said, b.currency()), Source: source}}
	} else if whole != 0 && whole != sum {
		b.remark(x.at, Look, x.node.Number, "plan.reader.budget_sum", "written", cents(whole), "counted", cents(sum))
	}
	if len(a.Budget) == 0 && source != "" && !slices.Contains(words, source) {
		words = append(words, source)
	}
	a.BudgetText = strings.Join(words, "; ")
}

func (b *builder) currencyIn(l *layout, row int) string {
	code := b.words.sets["money"][foldSign(l.text(row, CurrencyName))]
	if len(code) != 3 {
		return ""
	}
	return code
}

func (b *builder) currency() string {
	if b.o.Map != nil {
		return firstOf(b.o.Map.Currency, "EUR")
	}
	return "EUR"
}

func (b *builder) thousands() int64 {
	if b.o.Map != nil && b.o.Map.Thousands {
		return 1000
	}
	return 1
}

// weight is a share of the parent in millionths: 0.25, 25 %.
func (b *builder) weight(x *built, l *layout, row int) int64 {
	c, at := l.value(row, Weight)
	if at < 0 || b.none(c) || c.row != row {
		return 0
	}
	q := b.words.quantity(c)
	if !q.ok || q.Den == 0 || q.Num < 0 {
		b.remark(l.place(row, at), Look, x.node.Number, "plan.reader.weight_unread", "written", short(c.text))
		return 0
	}
	r := new(big.Rat).Mul(big.NewRat(q.Num, q.Den), big.NewRat(1_000_000, 1))
	whole := new(big.Int).Div(new(big.Int).Add(new(big.Int).Mul(r.Num(), big.NewInt(2)), r.Denom()), new(big.Int).Mul(r.Denom(), big.NewInt(2)))
	if !whole.IsInt64() || whole.Int64() > 100_000_000 {
		return 0
	}
	return whole.Int64()
}

// upperRow looks at what stands beside an objective: a deadline is kept for those below that inherit it, an amount is a
// sum, anything else has no place there and is told.
func (b *builder) upperRow(x *built, n *line) {
	l, row := n.layout, n.row
	for i, c := range l.table.Columns {
		v := l.rows[row][i]
		if v.empty() || !l.own(row, i) || b.none(v) {
			continue
		}
		switch c.Field {
		case Deadline:
			if d, _ := b.deadline(v); d.Kind != tree.Unread {
				b.deadlines[x] = d
			}
		case Budget:
			b.sums = append(b.sums, sum{layout: l, row: row, col: i, label: short(x.node.Text[firstTag(x.node.Text)]), after: x.order, of: x.node.Number})
		case Start, Lead, Supporting, Output, FundingSource, Reference, Evidence:
			b.remark(l.place(row, i), Look, x.node.Number, "plan.reader.value_left", "written", short(v.text))
		}
	}
}

// fill adds to a node what another row says of it: an indicator more, another language, what was empty.
func (b *builder) fill(x *built, n *line) {
	if b.indicator(x, n); x.node.Activity == nil || n.heading {
		return
	}
	more := &built{node: &tree.Node{Number: x.node.Number, Level: x.node.Level}, at: n.place(), parent: x.parent}
	b.quiet = n.layout == x.layout
	got := b.activity(more, n)
	b.quiet = false
	a := x.node.Activity
	if a.Deadline.Kind == "" {
		a.Deadline, a.Start = got.Deadline, firstOf(a.Start, got.Start)
	} else if got.Deadline.Kind != "" && (got.Deadline.Kind != a.Deadline.Kind || got.Deadline.Day != a.Deadline.Day) {
		b.remark(n.place(), Look, x.node.Number, "plan.reader.deadline_differs", "number", x.node.Number, "first", a.Deadline.Written, "second", got.Deadline.Written)
	}
	if a.Lead == "" {
		a.Lead = got.Lead
	} else if got.Lead != "" && got.Lead != a.Lead && n.layout == x.layout && !slices.Contains(a.Supporting, got.Lead) {
		a.Supporting = append(a.Supporting, got.Lead)
	}
	if len(a.Supporting) == 0 {
		a.Supporting = got.Supporting
	}
	if a.Output == nil {
		a.Output = got.Output
	}
	for tag, text := range got.Output {
		if a.Output[tag] == "" {
			a.Output[tag] = text
		}
	}
	if n.layout == x.layout || len(a.Budget) == 0 {
		a.Budget = append(a.Budget, got.Budget...)
	}
	a.BudgetText, a.Reference, a.Evidence = firstOf(a.BudgetText, got.BudgetText), firstOf(a.Reference, got.Reference), firstOf(a.Evidence, got.Evidence)
}
