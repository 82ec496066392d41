package request

import (
	"reeve/kernel/db"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/wire"
)

// PassedItem is an item of somebody else's that a message of ours passed on, as its item As.
type PassedItem struct {
	Message wire.ID
	Item    int
	As      int
}

// LifeCalendar is the code of the calendar by which this node's side lives run.
func (s *Requests) LifeCalendar() string { return s.lifeCalendar(s.Own.Card().Country) }

// tellPassed says what a message that is sent passes on; those items come last in it.
func (s *Requests) tellPassed(tx *db.Tx, msg message.Message, passes []Passed) error {
	if s.PassedOn == nil || len(passes) == 0 {
		return nil
	}
	var all []PassedItem
	first := len(msg.Envelope.Items) - len(passes)
	for i, p := range passes {
		all = append(all, PassedItem{Message: p.Message, Item: p.Item, As: first + i + 1})
	}
	return s.PassedOn(tx, msg, all)
}
