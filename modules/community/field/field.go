package field

import (
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/secrets"
	"reeve/kernel/web/static"
	"reeve/modules/community/duty"
	"reeve/modules/meetings"
	"reeve/modules/places"
	"reeve/modules/threatmap"
)

// Needs is what the package works with.
type Needs struct {
	DB        *db.DB
	Log       *audit.Log
	Keys      *secrets.Keys
	Places    *places.Places
	Settings  *config.Store
	Catalogue *i18n.Catalogue
	Archive   *document.Archive
	Images    *document.Images
	Identity  *identity.Identity
	Now       func() time.Time
	Zone      func(place string) *time.Location

	Map      *threatmap.Map
	Meetings *meetings.Meetings
	Duty     *duty.Duty

	Assets *static.Assets // built files that the phone keeps
	Cookie string         // name of the session's cookie
	Secure func() bool    // whether cookies may only travel by TLS
}

// Field is the service. Safe for concurrent use.
type Field struct {
	Needs
	takers map[string]Taker
}

// New makes the service. takers are what commands may be, by their type; see [Takers].
func New(n Needs, takers map[string]Taker) *Field { return &Field{Needs: n, takers: takers} }

// Takers are the commands of the modules below: steps of reports, reports, duty, meetings.
func Takers(n Needs) map[string]Taker {
	return map[string]Taker{ReportStep: stepTaker(n), ReportFile: fileTaker(n), DutyRecord: dutyTaker(n), MeetingRecord: meetingTaker(n)}
}
