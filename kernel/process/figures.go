package process

import (
	"slices"
	"time"

	"reeve/kernel/db"
)

// Figures are how a definition's instances stand and how long they take.
type Figures struct {
	States map[string]StateFigures
	Steps  map[Arrow]StepFigures
	Stuck  []Stuck // most overdue first
}

// StateFigures are those of one state.
type StateFigures struct {
	Now    int64     // open instances in it
	Ages   [4]int64  // of those: in it for less than 1, 3 and 7 days, and longer
	Late   int64     // of those: with a limit that has passed
	Oldest time.Time // since when the one has been in it that has been longest; zero = there is none
	Ended  int64     // instances whose life ended in it within the period
	Left   int64     // how often it was left within the period
	Times
}

// StepFigures are those of one step from one state.
type StepFigures struct {
	Taken int64 // within the period
	Times
}

// Times are how long instances had been in the state, by nearest rank. Both are zero where nothing was counted.
type Times struct{ Median, P90 time.Duration }

// Arrow is a step from a state.
type Arrow struct{ Step, From string }

// Stuck is where work waits beyond its limit.
type Stuck struct {
	State, Unit string    // Unit empty = with no unit
	Late        int64     // instances
	Oldest      time.Time // the earliest limit that has passed
}

// Measure counts a definition's instances as they stand now, and what was done with them from an instant to now.
func Measure(q db.Reader, definition string, from, now time.Time) (Figures, error) {
	f := Figures{States: map[string]StateFigures{}, Steps: map[Arrow]StepFigures{}}
	for _, part := range []func(q db.Reader, definition string, from, now time.Time) error{f.open, f.ended, f.late, f.steps} {
		if err := part(q, definition, from, now); err != nil {
			return f, err
		}
	}
	return f, nil
}

// change alters the figures of a state.
func (f Figures) change(state string, fn func(s *StateFigures)) {
	s := f.States[state]
	fn(&s)
	f.States[state] = s
}

func (f *Figures) open(q db.Reader, definition string, _, now time.Time) error {
	day := func(n int) int64 { return db.Micros(now.AddDate(0, 0, -n)) }
	_, err := db.All(q, func(scan db.Scan) (none struct{}, err error) {
		var state string
		var s StateFigures
		var oldest int64
		if err = scan(&state, &s.Now, &s.Ages[0], &s.Ages[1], &s.Ages[2], &oldest); err != nil {
			return none, err
		}
		s.Ages[3] = s.Now - s.Ages[2]
		s.Ages[2] -= s.Ages[1]
		s.Ages[1] -= s.Ages[0]
		s.Oldest = db.Time(oldest)
		f.States[state] = s
		return none, nil
	}, `SELECT state, count(*), SUM(CASE WHEN state_since > $2 THEN 1 ELSE 0 END), SUM(CASE WHEN state_since > $3 THEN 1 ELSE 0 END),
		SUM(CASE WHEN state_since > $4 THEN 1 ELSE 0 END), MIN(state_since)
		FROM process_instance WHERE definition = $1 AND closed_at IS NULL GROUP BY state`, definition, day(1), day(3), day(7))
	return err
}

func (f *Figures) ended(q db.Reader, definition string, from, now time.Time) error {
	_, err := db.All(q, func(scan db.Scan) (none struct{}, err error) {
		var state string
		var n int64
		err = scan(&state, &n)
		f.change(state, func(s *StateFigures) { s.Ended = n })
		return none, err
	}, "SELECT state, count(*) FROM process_instance WHERE definition = $1 AND closed_at >= $2 AND closed_at <= $3 GROUP BY state", definition, db.Micros(from), db.Micros(now))
	return err
}

// late counts an instance once, whatever the number of its clocks that have run out.
func (f *Figures) late(q db.Reader, definition string, _, now time.Time) (err error) {
	f.Stuck, err = db.All(q, func(scan db.Scan) (s Stuck, err error) {
		var oldest int64
		err = scan(&s.State, &s.Unit, &s.Late, &oldest)
		s.Oldest = db.Time(oldest)
		f.change(s.State, func(at *StateFigures) { at.Late += s.Late })
		return s, err
	}, `SELECT i.state, COALESCE(i.unit, ''), count(*), MIN(c.due_at)
		FROM (SELECT instance, MIN(due_at) AS due_at FROM process_clock WHERE stopped_at IS NULL AND due_at < $2 GROUP BY instance) c
		JOIN process_instance i ON i.id = c.instance
		WHERE i.definition = $1 AND i.closed_at IS NULL GROUP BY i.state, COALESCE(i.unit, '') ORDER BY 3 DESC, 4, 1, 2`, definition, db.Micros(now))
	return err
}

// steps reads the stays of the period once and ranks them here: an index holds all that is read, in the order of time.
func (f *Figures) steps(q db.Reader, definition string, from, now time.Time) error {
	byStep, byState := map[Arrow][]int64{}, map[string][]int64{}
	if _, err := db.All(q, func(scan db.Scan) (none struct{}, err error) {
		var a Arrow
		var to string
		var stayed int64
		err = scan(&a.Step, &a.From, &to, &stayed)
		if byStep[a] = append(byStep[a], stayed); to != a.From {
			byState[a.From] = append(byState[a.From], stayed)
		}
		return none, err
	}, `SELECT step, from_state, to_state, stayed FROM process_step WHERE definition = $1 AND occurred_at >= $2 AND occurred_at <= $3`,
		definition, db.Micros(from), db.Micros(now)); err != nil {
		return err
	}
	for a, stays := range byStep {
		f.Steps[a] = StepFigures{Taken: int64(len(stays)), Times: ranks(stays)}
	}
	for state, stays := range byState {
		f.change(state, func(s *StateFigures) { s.Left, s.Times = int64(len(stays)), ranks(stays) })
	}
	return nil
}

// ranks finds median and 90th percentile of times in µs: the smallest one that half of them, or nine tenths, do not
// exceed. It sorts them.
func ranks(us []int64) Times {
	slices.Sort(us)
	rank := func(share int) time.Duration { return time.Duration(us[(share*len(us)+99)/100-1]) * time.Microsecond }
	return Times{Median: rank(50), P90: rank(90)}
}

// LateIn is how many of a definition's open instances have a limit that has passed, over all states.
func (f Figures) LateIn() (n int64) {
	for _, s := range f.States {
		n += s.Late
	}
	return n
}

// Open is how many lives of the definition have not ended.
func (f Figures) Open() (n int64) {
	for _, s := range f.States {
		n += s.Now
	}
	return n
}

// Overview is how many instances of each definition are open, and how many of them have a limit that has passed.
func Overview(q db.Reader, now time.Time) (map[string]StateFigures, error) {
	all := map[string]StateFigures{}
	count := func(put func(s *StateFigures, n int64)) func(scan db.Scan) (struct{}, error) {
		return func(scan db.Scan) (none struct{}, err error) {
			var name string
			var n int64
			err = scan(&name, &n)
			s := all[name]
			put(&s, n)
			all[name] = s
			return none, err
		}
	}
	if _, err := db.All(q, count(func(s *StateFigures, n int64) { s.Now = n }), "SELECT definition, count(*) FROM process_instance WHERE closed_at IS NULL GROUP BY definition"); err != nil {
		return nil, err
	}
	_, err := db.All(q, count(func(s *StateFigures, n int64) { s.Late = n }), `SELECT i.definition, count(*)
		FROM (SELECT DISTINCT instance FROM process_clock WHERE stopped_at IS NULL AND due_at < $1) c
		JOIN process_instance i ON i.id = c.instance WHERE i.closed_at IS NULL GROUP BY i.definition`, db.Micros(now))
	return all, err
}

// Where is how many open instances in a state lie with each unit, the most first; at most six. The empty unit stands
// for those with none.
func Where(q db.Reader, definition, state string) ([]Stuck, error) {
	return db.All(q, func(scan db.Scan) (s Stuck, err error) {
		s.State = state
		return s, scan(&s.Unit, &s.Late)
	}, `SELECT COALESCE(unit, ''), count(*) FROM process_instance WHERE definition = $1 AND state = $2 AND closed_at IS NULL
		GROUP BY COALESCE(unit, '') ORDER BY 2 DESC, 1 LIMIT 6`, definition, state)
}
