package duty

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/errs"
	"reeve/kernel/id"
)

// Kinds of work.
const (
	FootPatrol         = "foot_patrol"
	VehiclePatrol      = "vehicle_patrol"
	HomeVisit          = "home_visit"
	Meeting            = "meeting"
	CouncilSession     = "council_session"
	Club               = "club"
	School             = "school"
	OfficeHours        = "office_hours"
	Call               = "call"
	RiskCheck          = "risk_check"
	PaperworkStation   = "paperwork_station"
	PaperworkElsewhere = "paperwork_elsewhere"
	Court              = "court"
	Training           = "training"
	Abstraction        = "abstraction" // sent elsewhere
	Leave              = "leave"       // no duty: it takes minutes from the roster
)

// Types lists the kinds of work in the order of forms.
func Types() []string {
	return []string{FootPatrol, VehiclePatrol, HomeVisit, Meeting, CouncilSession, Club, School, OfficeHours, Call, RiskCheck,
		PaperworkElsewhere, PaperworkStation, Court, Training, Abstraction, Leave}
}

// Present tells whether work of a kind counts as time in the community when it is done there.
func Present(kind string) bool {
	return !slices.Contains([]string{PaperworkStation, Court, Training, Abstraction, Leave}, kind)
}

// Where somebody was.
const (
	Community = "community"
	Outside   = "outside"
	Station   = "station"
)

// Orderers are who may send an officer elsewhere.
func Orderers() []string { return []string{"unit", "duty_desk", "region", "ministry", "other"} }

// Grounds are why an officer is sent elsewhere.
func Grounds() []string {
	return []string{"event", "guard", "investigation", "reinforcement", "escort", "emergency", "other"}
}

const (
	longest   = 24 * time.Hour
	backLimit = 72 * time.Hour
	ahead     = 15 * time.Minute // clocks of phones, and an end rounded up
	maxNote   = 2000
	maxShort  = 300
	maxPeople = 100000
)

// Ref points at what the work was about: a report, a problem, a meeting, a node of the plan, by its public number.
type Ref struct {
	Kind string `json:"kind"` // one of [RefKinds]
	ID   string `json:"id"`
}

// Input is what somebody enters of their duty, on a page, by the API or by a command from the phone.
type Input struct {
	ID         string    `json:"id"`   // UUID made by the client; empty on the API = a new one
	Post       string    `json:"post"` // id or code; empty = the post acted as
	Type       string    `json:"type"`
	From       time.Time `json:"from"`
	To         time.Time `json:"to"`
	Where      string    `json:"where"`
	Place      string    `json:"place"` // id or code of a place; empty = that of the post, where Where is community
	Partners   string    `json:"partners"`
	People     int64     `json:"people"`   // reached
	Language   string    `json:"language"` // BCP 47 tag that was spoken
	Ref        *Ref      `json:"ref"`
	OrderedBy  string    `json:"ordered_by"`  // of an abstraction, one of [Orderers]
	OrderedWhy string    `json:"ordered_why"` // one of [Grounds]
	Detail     string    `json:"detail"`
	LateReason string    `json:"late_reason"` // why it comes later than 72 hours after its end
	Note       string    `json:"note"`        // private
}

// Entry is a stored piece of duty. The note is read only by who wrote it, see [Duty.Note].
type Entry struct {
	Input
	Account    string
	Acting     bool
	Inside     bool
	RecordedAt time.Time
	Withdrawn  bool
	Version    int64
	sent       string
}

// Minutes is how long it took.
func (e Entry) Minutes() int64 { return int64(e.To.Sub(e.From) / time.Minute) }

// tidy brings instants to whole minutes in UTC and texts to their plain form.
func (in Input) tidy() Input {
	in.From, in.To = in.From.UTC().Truncate(time.Minute), in.To.UTC().Truncate(time.Minute)
	for _, s := range []*string{&in.Partners, &in.Language, &in.Detail, &in.LateReason, &in.Note} {
		*s = strings.TrimSpace(*s)
	}
	if in.Ref != nil && in.Ref.Kind == "" && in.Ref.ID == "" {
		in.Ref = nil
	}
	if in.Type != Abstraction {
		in.OrderedBy, in.OrderedWhy = "", ""
	}
	return in
}

// check finds everything that is wrong with what people enter. now is the instant at which it was said first: an entry
// that is corrected later is not late for that.
func (in Input) check(now time.Time) error {
	var f errs.Fields
	if !id.IsUUID(in.ID) {
		f.Add("id", "duty.id_wrong")
	}
	if !slices.Contains(Types(), in.Type) {
		f.Add("type", "duty.type_wrong")
	}
	switch {
	case in.From.IsZero():
		f.Add("from", "duty.time_wrong")
	case in.To.IsZero():
		f.Add("to", "duty.time_wrong")
	case !in.To.After(in.From):
		f.Add("to", "duty.ends_before")
	case in.To.Sub(in.From) > longest:
		f.Add("to", "duty.too_long")
	case in.Type != Leave && in.To.After(now.Add(ahead)):
		f.Add("to", "duty.ahead")
	case now.Sub(in.To) > backLimit && in.LateReason == "":
		f.Add("late_reason", "duty.late")
	}
	if !slices.Contains([]string{Community, Outside, Station}, in.Where) {
		f.Add("where", "duty.where_wrong")
	}
	if in.Type == Abstraction {
		if !slices.Contains(Orderers(), in.OrderedBy) {
			f.Add("ordered_by", "duty.orderer_wrong")
		}
		if !slices.Contains(Grounds(), in.OrderedWhy) {
			f.Add("ordered_why", "duty.ground_wrong")
		}
	}
	if in.People < 0 || in.People > maxPeople {
		f.Add("people", "duty.people_wrong", "most", maxPeople)
	}
	if in.Ref != nil && (!slices.Contains(RefKinds(), in.Ref.Kind) || in.Ref.ID == "" || len(in.Ref.ID) > 64) {
		f.Add("ref", "duty.ref_wrong")
	}
	for field, text := range map[string]string{"partners": in.Partners, "detail": in.Detail, "late_reason": in.LateReason, "language": in.Language} {
		if utf8.RuneCountInString(text) > maxShort {
			f.Add(field, "duty.too_many_words", "most", maxShort)
		}
	}
	if utf8.RuneCountInString(in.Note) > maxNote {
		f.Add("note", "duty.too_many_words", "most", maxNote)
	}
	return f.Err()
}
