package threatmap

import (
	"time"

	"reeve/kernel/db"
)

// PeriodReports is what became of a place's reports in a time, each list by public number in its alphabetical order.
// Imported reports that nobody here has worked on, and erased ones, are in none of them.
type PeriodReports struct {
	Received   []string // filed in the time
	Confirmed  []string // found to be so
	Refuted    []string // found not to be so
	HandedOver []string // given to another body
	Eliminated []string // dealt with
	Open       []string // filed before the end of the time, and not closed at its end
	Visited    map[string]int64
	Read       Kept // clocks of reading
	Verified   Kept // clocks of verifying
}

// Kept is clocks that ended in a time, or should have.
type Kept struct {
	InTime []string // stopped before their limit
	All    []string // those, and the late ones
}

// withinPlace are the reports r with process_instance i of a place and what lies below it.
const withinPlace = `FROM report r JOIN process_instance i ON i.id = r.id
	WHERE r.erased_at IS NULL AND NOT ` + settled + ` AND r.place IN (SELECT place FROM place_ancestor WHERE ancestor = $1)`

// withinSteps are their steps s.
const withinSteps = `FROM process_step s JOIN report r ON r.id = s.instance JOIN process_instance i ON i.id = r.id
	WHERE r.erased_at IS NULL AND NOT ` + settled + ` AND r.place IN (SELECT place FROM place_ancestor WHERE ancestor = $1)`

// InPeriod lists what became of the reports of a place in [from, until). What is still to come does not count as late.
func (m *Map) InPeriod(q db.Reader, place string, from, until time.Time) (p PeriodReports, err error) {
	a, z := db.Micros(from), db.Micros(until)
	if p.Received, err = db.Strings(q, "SELECT r.ref "+withinPlace+" AND r.filed_at >= $2 AND r.filed_at < $3 ORDER BY r.ref", place, a, z); err != nil {
		return p, err
	}
	p.Visited = map[string]int64{}
	err = db.Each(q, func(scan db.Scan) error {
		var ref, step string
		if err := scan(&ref, &step); err != nil {
			return err
		}
		switch step {
		case "visit":
			p.Visited[ref]++
		case "confirm", "follow_confirm":
			note(&p.Confirmed, ref)
		case "not_confirm", "follow_not_confirm":
			note(&p.Refuted, ref)
		case "hand_over", "follow_hand_over":
			note(&p.HandedOver, ref)
		default:
			note(&p.Eliminated, ref)
		}
		return nil
	}, "SELECT r.ref, s.step "+withinSteps+` AND s.step IN ('visit', 'confirm', 'follow_confirm', 'not_confirm', 'follow_not_confirm',
		'hand_over', 'follow_hand_over', 'eliminate', 'done', 'follow_eliminate') AND s.occurred_at >= $2 AND s.occurred_at < $3 ORDER BY r.ref, s.version`, place, a, z)
	if err != nil {
		return p, err
	}
	if p.Open, err = db.Strings(q, "SELECT r.ref "+withinPlace+` AND r.filed_at < $2 AND COALESCE((SELECT s.to_state FROM process_step s
		WHERE s.instance = r.id AND s.occurred_at < $2 ORDER BY s.version DESC LIMIT 1), 'new') IN ('new', 'verification', 'confirmed', 'handed_over') ORDER BY r.ref`, place, z); err != nil {
		return p, err
	}
	for name, to := range map[string]*Kept{"read": &p.Read, "verify": &p.Verified} {
		if *to, err = clocksIn(q, name, place, a, z); err != nil {
			return p, err
		}
	}
	return p, nil
}

// note adds a reference to a sorted list unless it is its last one.
func note(list *[]string, ref string) {
	if n := len(*list); n == 0 || (*list)[n-1] != ref {
		*list = append(*list, ref)
	}
}

// clocksIn are the clocks of a name that ended, or passed their limit, in a time; one that runs more than once counts
// each time.
func clocksIn(q db.Reader, name, place string, from, until int64) (k Kept, err error) {
	err = db.Each(q, func(scan db.Scan) error {
		var ref string
		var intime int64
		if err := scan(&ref, &intime); err != nil {
			return err
		}
		k.All = append(k.All, ref)
		if intime == 1 {
			k.InTime = append(k.InTime, ref)
		}
		return nil
	}, `SELECT r.ref, CASE WHEN c.stopped_at IS NOT NULL AND c.stopped_at <= c.due_at THEN 1 ELSE 0 END
		FROM process_clock c JOIN process_instance i ON i.id = c.instance JOIN report r ON r.id = i.id
		WHERE c.name = $4 AND COALESCE(c.stopped_at, c.due_at) >= $2 AND COALESCE(c.stopped_at, c.due_at) < $3 AND r.erased_at IS NULL AND NOT `+settled+`
		AND r.place IN (SELECT place FROM place_ancestor WHERE ancestor = $1) ORDER BY r.ref, c.round`, place, from, until, name)
	return k, err
}
