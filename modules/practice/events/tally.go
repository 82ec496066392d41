package events

import "reeve/kernel/db"

// Tally is what was said to one question: how many chose each option ("1", "yes", ...), or the texts.
type Tally struct {
	Question Question
	Counts   map[string]Count
	Texts    []Said
}

// Count is how many of those with a seat, and of those who wait for one, gave an answer.
type Count struct{ Seated, Waiting int64 }

// Said is the text of one person.
type Said struct{ Nomination, Text string }

// Tallies count the answers of those who have a seat or wait for one; erased tells how many answers were erased.
func (v *Events) Tallies(q db.Reader, e Event) (out []Tally, erased int64, err error) {
	all, err := QuestionsOf(q, e.ID)
	if err != nil || len(all.All) == 0 {
		return nil, 0, err
	}
	sealed, err := sealedAnswers(q, e.ID)
	if err != nil {
		return nil, 0, err
	}
	for _, one := range all.All {
		out = append(out, Tally{Question: one, Counts: map[string]Count{}})
	}
	standings, err := Standings(q, e.ID)
	if err != nil {
		return nil, 0, err
	}
	for _, s := range standings {
		seated, waits := s.State == Confirmed || s.State == Attended || s.State == NoShow, s.State == Waitlisted || s.State == Offered || s.State == Named
		if sealed[s.ID] == nil || !seated && !waits {
			continue
		}
		said, err := v.openAnswers(q, s.ID, sealed[s.ID])
		if err != nil {
			return nil, 0, err
		}
		for i := range out {
			t := &out[i]
			switch text := said[t.Question.ID]; {
			case text == "":
			case t.Question.Kind == TextQuestion:
				t.Texts = append(t.Texts, Said{s.ID, text})
			default:
				c := t.Counts[text]
				if seated {
					c.Seated++
				} else {
					c.Waiting++
				}
				t.Counts[text] = c
			}
		}
	}
	err = q.QueryRow(`SELECT count(*) FROM practice_answers a WHERE a.event = $1 AND a.answers IS NULL`, e.ID).Scan(&erased)
	return out, erased, err
}
