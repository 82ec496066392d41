package report

import (
	"strconv"
	"time"

	"reeve/kernel/i18n"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
)

// Title is the report's title in a language.
func (s *Reports) Title(l *i18n.Localizer, d *Data) string {
	w := s.writer(l, d)
	return w.l.T("plan.report.title", "year", strconv.Itoa(d.Year), "plan", w.word(d.Titles).Text)
}

func (s *Reports) writer(l *i18n.Localizer, d *Data) *writer {
	return &writer{l: l, d: d, fallback: append(append([]string{}, d.Authoritative...), s.Register.Settings.Get().Fallback...)}
}

// Layout is the whole report in a language, which every format is written from. digest is that of the data.
func (s *Reports) Layout(l *i18n.Localizer, d *Data, digest string) []Section {
	w := s.writer(l, d)
	return []Section{
		w.about(), w.summary(), w.lines(), w.leads(), w.rounds(), w.activities(), w.comments(), w.matrix(), w.silence(), w.slipped(), w.indicators(), w.advice(), w.present(), w.method(), w.sign(digest),
	}
}

func day(s string) time.Time { t, _ := time.Parse(time.DateOnly, s); return t }

func (w *writer) day(s string) string {
	if t := day(s); !t.IsZero() {
		return w.l.Date(t)
	}
	return w.l.T("i18n.no_value")
}

func (w *writer) version(v VersionData) string {
	return w.l.T("plan.report.version", "version", v.Number, "from", w.day(v.From))
}

func (w *writer) about() Section {
	d := w.d
	facts := [][2]string{{w.l.T("plan.report.plan"), w.word(d.Titles).Text}, {w.l.T("plan.report.code"), d.Code}, {w.l.T("plan.report.period"), w.l.T("plan.assess.period", "from", w.day(d.From), "until", w.day(d.Until))}, {w.l.T("plan.assess.year"), strconv.Itoa(d.Year)},
		{w.l.T("plan.report.state"), w.l.T("plan.assess.state." + d.State)}, {w.l.T("plan.report.base"), w.version(d.Base)}}
	if d.Amended != nil {
		facts = append(facts, [2]string{w.l.T("plan.report.amended"), w.version(*d.Amended)})
	}
	facts = append(facts, [2]string{w.l.T("plan.report.roll_up"), w.l.T(d.RollUp.Key())})
	if d.Held != "" {
		facts = append(facts, [2]string{w.l.T("plan.report.held"), w.day(d.Held)})
	}
	return Section{Facts: facts}
}

// beside adds the column of the amended version where there is one.
func (w *writer) beside(head []string, title string) []string {
	if w.d.Amended == nil {
		return head
	}
	return append(head, title)
}

func (w *writer) summary() Section {
	d := w.d
	base, amended := w.l.T("plan.report.on_version", "version", d.Base.Number), ""
	if d.Amended != nil {
		amended = w.l.T("plan.report.on_version", "version", d.Amended.Number)
	}
	three := Table{Sheet: w.l.T("plan.report.three"), Title: w.l.T("plan.report.three"), Head: w.beside([]string{w.l.T("plan.report.rate"), base}, amended)}
	add := func(name string, a, b Cell) {
		row := []Cell{{Text: name}, a}
		if d.Second != nil {
			row = append(row, b)
		}
		three.Rows = append(three.Rows, row)
	}
	second := Figures{}
	if d.Second != nil {
		second = *d.Second
	}
	add(w.l.T("plan.rates.rate.strict"), w.rate(d.Total.Strict), w.rate(second.Strict))
	add(w.l.T("plan.rates.rate.partial"), w.rate(d.Total.Partial), w.rate(second.Partial))
	add(w.l.T("plan.rates.rate.reported"), w.rate(d.Total.Reported), w.rate(second.Reported))
	statuses := Table{Sheet: w.l.T("plan.assess.status"), Title: w.l.T("plan.assess.site.by_status"), Head: w.beside([]string{w.l.T("plan.assess.status"), base}, amended)}
	count := func(name string, a, b int64) {
		row := []Cell{{Text: name}, w.count(a)}
		if d.Second != nil {
			row = append(row, w.count(b))
		}
		statuses.Rows = append(statuses.Rows, row)
	}
	a, b := d.Total.Tally(), second.Tally()
	for _, s := range rates.Statuses() {
		count(w.l.T(s.Key()), a.Of(s), b.Of(s))
	}
	count(w.l.T("plan.assess.planned"), d.Total.Planned, second.Planned)
	return Section{Title: w.l.T("plan.report.summary"), Texts: []string{w.l.T("plan.report.in_words", "planned", d.Total.Planned, "done", d.Total.Done, "silent", d.Total.ByStatus.NoReport, "strict", w.rate(d.Total.Strict).Text,
		"reported", w.rate(d.Total.Reported).Text)}, Tables: []Table{three, statuses}}
}

// figureHead is the head of the columns that figures writes.
func (w *writer) figureHead(first ...string) []string {
	return append(first, w.l.T("plan.assess.planned"), w.l.T("plan.report.done"), w.l.T("plan.rates.status.no_report"), w.l.T("plan.rates.rate.strict"), w.l.T("plan.rates.rate.partial"), w.l.T("plan.rates.rate.reported"))
}

func (w *writer) figures(f Figures, first ...Cell) []Cell {
	return append(first, w.count(f.Planned), w.count(f.Done), w.count(f.ByStatus.NoReport), w.rate(f.Strict), w.rate(f.Partial), w.rate(f.Reported))
}

func (w *writer) lines() Section {
	t := Table{Sheet: w.l.T("plan.register.objectives_word"), Head: w.figureHead(w.l.T("plan.register.number"), w.l.T("plan.report.objective")), None: w.l.T("plan.report.none")}
	if w.d.Amended != nil {
		t.Head = append(t.Head, w.l.T("plan.report.strict_on", "version", w.d.Amended.Number))
	}
	for _, l := range w.d.Lines {
		row := w.figures(l.Base, Cell{Text: l.Number}, w.word(l.Text))
		switch {
		case w.d.Amended == nil:
		case l.Second == nil:
			row = append(row, w.status(""))
		default:
			row = append(row, w.rate(l.Second.Strict))
		}
		t.Rows = append(t.Rows, row)
	}
	return Section{Title: w.l.T("plan.register.objectives_word"), Tables: []Table{t}}
}

func (w *writer) leads() Section {
	t := Table{Sheet: w.l.T("plan.report.units"), Head: w.figureHead(w.l.T("plan.tree.field.lead")), None: w.l.T("plan.report.none")}
	for _, l := range w.d.Leads {
		t.Rows = append(t.Rows, w.figures(l.Figures, w.who(l.Who)))
	}
	return Section{Title: w.l.T("plan.report.units"), Tables: []Table{t}, Notes: []string{w.l.T("plan.report.units_note")}}
}

func (w *writer) rounds() Section {
	t := Table{Sheet: w.l.T("plan.assess.rounds"), Head: append(w.figureHead(w.l.T("plan.assess.year")), w.l.T("plan.report.strict_amended"))}
	for _, r := range w.d.Rounds {
		row := w.figures(r.Figures, Cell{Text: strconv.Itoa(r.Year)})
		if r.Second == nil {
			row = append(row, w.status(""))
		} else {
			row = append(row, w.rate(r.Second.Strict))
		}
		t.Rows = append(t.Rows, row)
	}
	return Section{Title: w.l.T("plan.assess.rounds"), Tables: []Table{t}}
}

func (w *writer) activities() Section {
	t := Table{Sheet: w.l.T("plan.register.activities_word"), Head: []string{w.l.T("plan.register.number"), w.l.T("plan.report.activity"), w.l.T("plan.tree.field.lead"), w.l.T("plan.tree.field.deadline"), w.l.T("plan.assess.own"), w.l.T("plan.assess.reviewer"), w.l.T("plan.report.counts")}, None: w.l.T("plan.report.none")}
	for _, r := range w.d.Rows {
		t.Rows = append(t.Rows, []Cell{{Text: r.Number}, w.word(r.Text), w.who(r.Who), {Text: register.DeadlineWord(w.l, r.Deadline)}, w.said(r.Unit), w.said(r.Reviewer), w.status(r.Status)})
	}
	return Section{Title: w.l.T("plan.register.activities_word"), Tables: []Table{t}}
}

func (w *writer) comments() Section {
	t := Table{Sheet: w.l.T("plan.report.challenges"), Head: []string{w.l.T("plan.register.number"), w.l.T("plan.assess.side"), w.l.T("plan.assess.comment")}, None: w.l.T("plan.report.none")}
	for _, r := range w.d.Rows {
		add := func(by, text string) {
			if text != "" {
				t.Rows = append(t.Rows, []Cell{{Text: r.Number}, {Text: by}, {Text: text}})
			}
		}
		if r.Unit != nil {
			add(w.l.T("plan.assess.side.unit"), r.Unit.Comment)
		}
		add(w.l.T("plan.assess.challenges"), r.Challenges)
		if r.Reviewer != nil {
			add(w.l.T("plan.assess.side.reviewer"), r.Reviewer.Comment)
		}
	}
	return Section{Title: w.l.T("plan.report.challenges"), Tables: []Table{t}}
}

func (w *writer) matrix() Section {
	t := Table{Sheet: w.l.T("plan.assess.both"), Head: []string{w.l.T("plan.assess.own"), w.l.T("plan.assess.reviewer"), w.l.T("plan.register.activities_word")}, None: w.l.T("plan.report.none")}
	for _, p := range w.d.Matrix {
		t.Rows = append(t.Rows, []Cell{w.status(p.Unit), w.status(p.Reviewer), w.count(p.Count)})
	}
	return Section{Title: w.l.T("plan.assess.both"), Tables: []Table{t}}
}

func (w *writer) silence() Section {
	t := Table{Sheet: w.l.T("plan.assess.silence"), Head: []string{w.l.T("plan.register.number"), w.l.T("plan.report.activity"), w.l.T("plan.tree.field.lead"), w.l.T("plan.tree.field.deadline")}, None: w.l.T("plan.report.none")}
	for _, r := range w.d.Rows {
		if r.Status == rates.NoReport {
			t.Rows = append(t.Rows, []Cell{{Text: r.Number}, w.word(r.Text), w.who(r.Who), {Text: register.DeadlineWord(w.l, r.Deadline)}})
		}
	}
	return Section{Title: w.l.T("plan.assess.silence"), Tables: []Table{t}}
}

func (w *writer) slipped() Section {
	t := Table{Sheet: w.l.T("plan.assess.slipped"), Head: []string{w.l.T("plan.register.number"), w.l.T("plan.report.activity"), w.l.T("plan.report.was"), w.l.T("plan.report.is"), w.l.T("plan.report.version_word"), w.l.T("plan.report.reason")}, None: w.l.T("plan.report.none")}
	for _, x := range w.d.Slipped {
		why := register.WhyWords(w.l, x.Reason, x.Decision)
		t.Rows = append(t.Rows, []Cell{{Text: x.Number}, w.word(x.Text), {Text: register.DeadlineWord(w.l, x.Was)}, {Text: register.DeadlineWord(w.l, x.Is)}, w.count(x.Version), {Text: why}})
	}
	return Section{Title: w.l.T("plan.assess.slipped"), Tables: []Table{t}}
}

func (w *writer) indicators() Section {
	t := Table{Sheet: w.l.T("plan.register.indicators"), Head: []string{w.l.T("plan.register.number"), w.l.T("plan.assess.indicator"), w.l.T("plan.tree.field.baseline"), w.l.T("plan.indicator.target_word"), w.l.T("plan.indicator.value"), w.l.T("plan.indicator.fulfilment"), w.l.T("plan.report.source")}, None: w.l.T("plan.report.none")}
	for _, x := range w.d.Indicators {
		year := ""
		if x.BaseYear > 0 {
			year = strconv.Itoa(x.BaseYear)
		}
		t.Rows = append(t.Rows, []Cell{{Text: x.Number}, w.word(x.Text), w.goal(x.Measure, x.Baseline, year), w.goal(x.Measure, x.Target, x.For), w.value(x.Measure, x.Value), w.fulfilment(x), {Text: w.source(x)}})
	}
	return Section{Title: w.l.T("plan.register.indicators"), Tables: []Table{t}}
}

func (w *writer) fulfilment(x Indicator) Cell {
	if x.Why != "" {
		return Cell{Text: w.l.T(x.Why)}
	}
	return w.percent(x.Fulfil, 1)
}

// source says whether the value was typed or computed, and whether somebody has approved it.
func (w *writer) source(x Indicator) string {
	how := w.l.T("plan.indicator.typed")
	if x.Computed != "" {
		how = w.l.T("plan.indicator.computed")
	}
	if x.Period == "" {
		return how
	}
	return w.l.T("plan.report.source_words", "how", how, "period", x.Period, "state", i18n.Key("plan.indicator.state."+x.State))
}

func (w *writer) advice() Section {
	t := Table{Sheet: w.l.T("plan.report.advice"), Head: []string{w.l.T("plan.register.number"), w.l.T("plan.report.recommendation"), w.l.T("plan.report.to"), w.l.T("plan.report.state")}, None: w.l.T("plan.report.none")}
	for _, x := range w.d.Advice {
		var to []string
		for _, who := range x.To {
			to = append(to, w.who(who).Text)
		}
		state := w.status("")
		if x.State != "" {
			state.Text = w.l.T(x.State)
		}
		t.Rows = append(t.Rows, []Cell{{Text: x.Number}, w.word(x.Text), {Text: w.l.List(to)}, state})
	}
	return Section{Title: w.l.T("plan.report.advice"), Tables: []Table{t}}
}

func (w *writer) present() Section {
	t := Table{Sheet: w.l.T("plan.report.present"), Head: []string{w.l.T("plan.report.name"), w.l.T("plan.report.body")}, None: w.l.T("plan.report.none")}
	for _, x := range w.d.Present {
		t.Rows = append(t.Rows, []Cell{{Text: x.Name}, {Text: x.Body}})
	}
	return Section{Title: w.l.T("plan.report.present"), Tables: []Table{t}}
}

func (w *writer) method() Section {
	d, l := w.d, w.l
	return Section{Title: w.l.T("plan.report.method"), Texts: []string{
		w.l.T("plan.report.rule.base", "version", d.Base.Number, "from", w.day(d.Base.From)),
		w.l.T("plan.report.rule.roll_up", "mode", i18n.Key(d.RollUp.Key())),
		w.l.T("plan.report.rule_one", "name", i18n.Key("plan.rates.rate.strict"), "meaning", i18n.Key("plan.rates.meaning.strict")),
		w.l.T("plan.report.rule_one", "name", i18n.Key("plan.rates.rate.partial"), "meaning", l.T("plan.rates.meaning.partial", "credit", l.Percent(d.Scheme.Credit, 1000, 0))),
		w.l.T("plan.report.rule_one", "name", i18n.Key("plan.rates.rate.reported"), "meaning", i18n.Key("plan.rates.meaning.reported")),
		w.l.T("plan.report.rule.counts"),
		w.l.T("plan.report.rule.fulfilment"),
		w.l.T("plan.report.rule.values", "zero", l.Number(0), "missing", l.T(rates.ValueKey("missing")), "not_applicable", l.T(rates.ValueKey("not_applicable")), "suppressed", l.T(rates.ValueKey("suppressed"))),
		w.l.T("plan.report.rule.languages", "example", w.l.T("plan.report.in_language", "text", "…", "lang", "sq")),
	}}
}

func (w *writer) sign(digest string) Section {
	line := "______________________________"
	return Section{Title: w.l.T("plan.report.sign"), Facts: [][2]string{{w.l.T("plan.report.sign.owner"), line}, {w.l.T("plan.report.sign.reviewer"), line}, {w.l.T("plan.report.sign.place"), line}},
		Notes: []string{w.l.T("plan.report.digest", "digest", digest), w.l.T("plan.report.digest_of", "digest", w.d.Assessment)}}
}
