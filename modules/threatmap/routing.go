package threatmap

// Rule names which way a report found its post. Rules are pure: what they look at is in Facts.
type Rule string

const (
	RuleBeat      Rule = "beat"      // the post of the beat in which the place lies
	RuleUnit      Rule = "unit"      // the installation sends this kind of threat to a certain post, for example of the traffic unit
	RuleCommunity Rule = "community" // no beat there, but a post answers for the whole community
	RuleQueue     Rule = "queue"     // nobody there: the coordinators' queue of the region
)

// RuleVersion is raised when the meaning of the rules changes; a report keeps the version it was routed by.
const RuleVersion = 1

// Candidate is a post that could take a report.
type Candidate struct {
	Post, Unit, Org string
}

// Facts are what routing looks at.
type Facts struct {
	Route      string      // of the category
	Beat       []Candidate // posts of the beat, in order
	ByCategory []Candidate // posts that the installation named for this route in a place above
	Community  []Candidate // posts answering for the whole community
	Owner      string      // the organisation whose coordinators watch over the place
}

// Routed is the outcome of routing.
type Routed struct {
	Rule   Rule
	Target Candidate // without a post for the queue
}

// RouteTo finds the post: the category's own unit first, then the beat, the community, the queue. A report is
// never lost: the queue takes what nobody else does.
func RouteTo(f Facts) Routed {
	switch {
	case len(f.ByCategory) > 0:
		return Routed{RuleUnit, f.ByCategory[0]}
	case len(f.Beat) > 0:
		return Routed{RuleBeat, f.Beat[0]}
	case len(f.Community) > 0:
		return Routed{RuleCommunity, f.Community[0]}
	}
	return Routed{RuleQueue, Candidate{Org: f.Owner}}
}
