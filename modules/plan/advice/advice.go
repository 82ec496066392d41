package advice

import (
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/i18n"
	"reeve/kernel/mail"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/modules/places"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/indicator"
	"reeve/modules/plan/register"
)

// Needs is what the package works with.
type Needs struct {
	DB         *db.DB
	Log        *audit.Log
	Process    *process.Engine
	Register   *register.Register
	Assess     *assess.Assess
	Indicators *indicator.Indicators
	Archive    *document.Archive
	Catalogue  *i18n.Catalogue
	Now        func() time.Time
	Mail       *mail.Outbox  // nil where no mail is sent
	BaseURL    func() string // of the program as staff see it, without a slash at the end

	// Link is the desk's page of a source by its kind and by what people call it; empty where it has none. May be nil.
	Link func(kind, id string) string
}

// Service keeps recommendations. Safe for concurrent use.
type Service struct{ Needs }

// New makes the service of a database whose schema is up to date.
func New(n Needs) *Service { return &Service{n} }

// Source is where a recommendation comes from.
type Source struct {
	Kind  string // assessment, row, workshop, event, agreement, other
	ID    string // what people call the record; may be empty
	Label string // in words; may be empty
}

// Kinds of sources.
const (
	FromAssessment = "assessment"
	FromRow        = "row"
	FromWorkshop   = "workshop"
	FromEvent      = "event"
	FromAgreement  = "agreement"
	FromElsewhere  = "other"
)

// Sources lists the kinds of sources.
func Sources() []string {
	return []string{FromAssessment, FromRow, FromWorkshop, FromEvent, FromAgreement, FromElsewhere}
}

// Priorities of recommendations.
const (
	High   = "high"
	Normal = "normal"
	Low    = "low"
)

// Priorities lists them, the most urgent first.
func Priorities() []string { return []string{High, Normal, Low} }

// Advice is a recommendation. Days are civil days; Due may be empty until it is adopted.
type Advice struct {
	ID, Ref       string
	Org           string // id of the organisation that recommends; empty = the whole installation
	Body          i18n.Text
	Source        Source
	Plan          string // id of the plan it is about, may be empty
	Node, Number  string // of the node it is about, may be empty
	Priority, Due string
	Decision      string
	Public, Shown bool
	Author, Post  string
	WrittenAt     time.Time
	Version       int64
	State         string
	Answers       []Answer // by name of the organisation's code; what is addressed to nobody has none
}

// Answer is what one organisation says and does about a recommendation.
type Answer struct {
	ID, Ref, Advice, Org, Unit    string
	Reason, Lang, Evidence        string
	AnsweredOn, DoneOn, DoneBy    string
	VerifiedOn, VerifiedBy, State string
	Version                       int64
}

// For is the answer of an organisation; false where it is not addressed.
func (a Advice) For(org string) (Answer, bool) {
	for _, x := range a.Answers {
		if x.Org == org {
			return x, true
		}
	}
	return Answer{}, false
}

// Resource is a recommendation for the policy: it lies in the organisation that recommends and, once it is shown, in
// those that it is addressed to. It says the same as [columns].
func (s *Service) Resource(a Advice) policy.Resource {
	res := policy.Resource{Kind: Kind, ID: a.ID, In: s.within(a.Org, "")}
	if a.Shown {
		for _, x := range a.Answers {
			res.In = append(res.In, s.within(x.Org, x.Unit)...)
		}
	}
	return res
}

// Own is a recommendation for those who write, adopt and verify: it lies in the organisation that recommends alone.
func (s *Service) Own(a Advice) policy.Resource {
	return policy.Resource{Kind: Kind, ID: a.ID, In: s.within(a.Org, "")}
}

// Of is one organisation's answer for the policy.
func (s *Service) Of(x Answer) policy.Resource {
	return policy.Resource{Kind: KindAnswer, ID: x.ID, In: s.within(x.Org, x.Unit)}
}

// within is what an organisation, and a unit of it, lie in.
func (s *Service) within(org, unit string) (in []policy.Ref) {
	snap := s.places()
	if org != "" {
		in = append(in, policy.Ref{Kind: policy.Org, ID: org})
	}
	if o, ok := snap.Org(org); ok && o.Place != "" {
		in = append(in, snap.InPlace(o.Place)...)
	}
	if unit != "" {
		in = append(in, snap.InUnit(unit)...)
	}
	return in
}

func (s *Service) places() *places.Snapshot { return s.Register.Places.Snapshot() }

// columns say how a scope reads over plan_advice a.
func columns() map[string]string {
	return map[string]string{
		policy.Place: `(a.org IN (SELECT o.id FROM org o JOIN place_ancestor pa ON pa.place = o.place WHERE pa.ancestor = %s)
			OR (a.shown AND a.id IN (SELECT x.advice FROM plan_answer x JOIN org o ON o.id = x.org JOIN place_ancestor pa ON pa.place = o.place WHERE pa.ancestor = %s)))`,
		policy.Unit:   "(a.shown AND a.id IN (SELECT x.advice FROM plan_answer x JOIN unit_ancestor ua ON ua.unit = x.unit WHERE ua.ancestor = %s))",
		policy.Org:    "(a.org = %s OR (a.shown AND a.id IN (SELECT x.advice FROM plan_answer x WHERE x.org = %s)))",
		policy.Record: "a.id = %s",
	}
}

// OrgName is the name of an organisation in the reader's language; its code's place is taken by the whole installation
// where there is none.
func (s *Service) OrgName(l *i18n.Localizer, org string) (name, lang string) {
	o, ok := s.places().Org(org)
	if !ok {
		return l.T("plan.advice.no_org"), ""
	}
	return s.word(l, o.Names)
}

// word is a text in a reader's language, with the tag of its language where that is another one.
func (s *Service) word(l *i18n.Localizer, t i18n.Text) (text, lang string) {
	text, tag := t.Best(l.Lang(), s.Register.Settings.Get().Fallback)
	if tag == l.Lang().HTML() {
		tag = ""
	}
	return text, tag
}

// today is the civil day of the installation when a request came.
func (s *Service) today(r *web.Request) string { return s.Register.Today(r.Now) }
