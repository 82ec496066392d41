package places

import (
	"strings"

	"reeve/kernel/audit"
	"reeve/modules/places/address"
	"reeve/modules/places/basemap"
)

// Kinds of records in the audit log.
const (
	KindPlace       = "place"
	KindBoundary    = "place.boundary"
	KindSuccession  = "place.succession"
	KindOrg         = "org"
	KindUnit        = "unit"
	KindPost        = "post"
	KindAppointment = "appointment"
	KindProgramme   = "programme"
	KindLook        = "programme.look"
	KindContact     = "post.contact"
	KindProfile     = "appointment.profile"
	KindZones       = "zones" // of a boundary; no change of a place
)

// Tables are the covered fields of this module's records, for [audit.New].
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: KindPlace, Name: "place", Key: "id", Version: "version", Columns: []string{"code", "country", "level", "role", "names",
			"parent", "parent_by", "population", "population_source", "population_date", "calendar", "valid_from", "valid_until", "lat", "lon"}},
		{Kind: KindBoundary, Name: "place_boundary", Key: "id", Columns: []string{"place", "version_no", "valid_from", "valid_until",
			"geometry", "area_m2", "source", "licence"}},
		{Kind: KindZones, Name: "place_zones", Key: "boundary", Columns: []string{"level", "population", "zones", "made_at"}},
		{Kind: KindSuccession, Name: "succession", Key: "id", Columns: []string{"old", "new", "date", "share_num", "share_den"}},
		{Kind: KindOrg, Name: "org", Key: "id", Version: "version", Columns: []string{"code", "kind", "names", "place"}},
		{Kind: KindUnit, Name: "unit", Key: "id", Version: "version", Columns: []string{"org", "code", "parent", "names", "place", "phone", "mail"}},
		{Kind: KindPost, Name: "post", Key: "id", Version: "version", Columns: []string{"code", "titles", "role", "unit", "place"}},
		{Kind: KindAppointment, Name: "appointment", Key: "id", Version: "version", Columns: []string{"post", "account", "kind", "valid_from", "valid_until"}},
		{Kind: KindContact, Name: "post_contact", Key: "post", Version: "version", Columns: []string{"phone", "mail", "office_hours", "office_place"}},
		{Kind: KindProfile, Name: "officer_profile", Key: "appointment", Version: "version", Columns: []string{"name", "rank", "languages", "photo", "file"}},
		{Kind: KindProgramme, Name: "programme", Key: "id", Version: "version", Columns: []string{"slug", "names", "slogans"}},
		{Kind: KindLook, Name: "programme_look", Key: "programme", Version: "version", Columns: []string{"place", "back", "ink", "logo", "file"}},
		basemap.Table(),
		address.Table(),
	}
}

func ours(kind string) bool {
	head, _, _ := strings.Cut(kind, ".")
	switch head {
	case KindPlace, KindOrg, KindUnit, KindPost, KindAppointment, KindProgramme:
		return true
	}
	return false
}
