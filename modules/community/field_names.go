package community

import "reeve/modules/community/field"

// What others need of the phone, under the name of this module.
type (
	// Field is the officer's phone: today's work and the commands that it sends.
	Field = field.Field
	// FieldNeeds is what [Community.NewField] takes; what the module knows itself is filled in.
	FieldNeeds = field.Needs
	// FieldTaker takes the commands of one type.
	FieldTaker = field.Taker
)

// NewField makes the phone's side. It is made last, when all modules are open whose commands it takes.
func (c *Community) NewField(n FieldNeeds) *Field {
	n.DB, n.Log, n.Keys, n.Places, n.Settings, n.Catalogue, n.Archive = c.DB, c.Log, c.Keys, c.Places, c.Settings, c.Catalogue, c.Archive
	n.Now, n.Zone, n.Meetings, n.Duty = c.Now, c.zoneAt, c.Meetings, c.Duty
	return field.New(n, field.Takers(n))
}
