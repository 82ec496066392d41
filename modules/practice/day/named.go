package day

import (
	"reeve/kernel/errs"
	"reeve/match"
	"reeve/modules/practice/events"
)

// expected is somebody who was named for the event and did not withdraw.
type expected struct {
	events.Standing
	tokens []match.Token
}

// readExpected opens who was named, once.
func (b *book) readExpected() error {
	if b.expected != nil {
		return nil
	}
	all, err := events.Standings(b.tx, b.e.ID)
	if err != nil {
		return err
	}
	b.expected = []expected{}
	for _, n := range all {
		if n.State != events.Confirmed && n.State != events.Waitlisted && n.State != events.NoShow && n.State != events.Attended {
			continue
		}
		p, err := b.d.Events.Person(b.tx, n.Nomination)
		if err != nil && errs.KindOf(err) != errs.Gone {
			return err
		}
		b.expected = append(b.expected, expected{n, match.Tokens(p.Name)})
	}
	return nil
}

// named finds whom a line of an attendance list means among those who were named for the event: of the same address and a
// like name, or of the same organisation and surely of the same name; nil where nobody is, or more than one.
func (b *book) named(p events.Person, org string) (*events.Standing, error) {
	if err := b.readExpected(); err != nil {
		return nil, err
	}
	nameKey, mailKey := b.d.Events.PersonKeys(b.programme, p)
	tokens := match.Tokens(p.Name)
	var best *events.Standing
	top, twice := 0.0, false
	for i := range b.expected {
		n := &b.expected[i]
		score := match.CompareTokens(tokens, n.tokens).Score
		if nameKey == n.NameKey {
			score = 1
		}
		sameMail := mailKey != "" && mailKey == n.MailKey
		otherMail := mailKey != "" && n.MailKey != "" && !sameMail
		switch {
		case sameMail && score >= likely:
			return &n.Standing, nil
		case score < sure || org == "" || org != n.Org || otherMail || score < top:
		default:
			twice = score == top
			best, top = &n.Standing, score
		}
	}
	if twice {
		return nil, nil
	}
	return best, nil
}

// came takes the step of who was named; once.
func (b *book) came(n *events.Standing) error {
	if n.State == events.Attended {
		return nil
	}
	if err := b.d.attend(b.tx, *n, b.tx.Now()); err != nil {
		return err
	}
	n.State = events.Attended
	return nil
}
