package community

import "reeve/kernel/process"

// States of an agreement.
const (
	Draft            = "draft"
	Negotiated       = "negotiated"
	CouncilApproved  = "council_approved"
	RegionalApproved = "regional_approved"
	Signed           = "signed"
	InForce          = "in_force"
	Amended          = "amended"
	RenewalDue       = "renewal_due"
	Renewed          = "renewed"
	Expired          = "expired"
	Terminated       = "terminated"
)

// States lists the states in the order of legends and filters.
func States() []string {
	return []string{Draft, Negotiated, CouncilApproved, RegionalApproved, Signed, InForce, Amended, RenewalDue, Renewed, Expired, Terminated}
}

// Definition is the life of an agreement. The steps of the system are taken by the calendar, see [Community.Turn].
func Definition() *process.Definition {
	desk, system := []string{"coordinator", "admin"}, []string{"system"}
	running := []string{InForce, Amended, RenewalDue}
	return &process.Definition{
		Name: Kind, Version: 1, Initial: Draft,
		Legal: "Czech act 273/2008 § 16 (coordination agreement); Czech act 553/1991 § 3a to 3c (approval by the regional office)",
		Basis: "community.process.basis", Words: process.Words{Title: "community.process", States: []string{"community.state."}, Steps: []string{"community.act."}}, Read: "community.agreement.read", Page: "/desk/agreements/{ref}",
		States: []process.State{
			{Code: Draft, Waits: process.WaitsPost},
			{Code: Negotiated, Waits: process.WaitsPost},
			{Code: CouncilApproved, Waits: process.WaitsPost},
			{Code: RegionalApproved, Waits: process.WaitsPost},
			{Code: Signed, Waits: process.WaitsNobody},
			{Code: InForce, Waits: process.WaitsNobody},
			{Code: Amended, Waits: process.WaitsNobody},
			{Code: RenewalDue, Waits: process.WaitsPost},
			{Code: Renewed, Closed: true, Waits: process.WaitsNobody},
			{Code: Expired, Closed: true, Waits: process.WaitsPost}, // until somebody has renewed it or put it away
			{Code: Terminated, Closed: true, Waits: process.WaitsNobody},
		},
		Steps: []process.Step{
			{Name: "negotiate", From: []string{Draft}, To: Negotiated, Who: desk},
			{Name: "council_approve", From: []string{Negotiated}, To: CouncilApproved, Who: desk, Needs: []string{"reason"}, Basis: "community.process.basis.council"},
			{Name: "regional_approve", From: []string{CouncilApproved}, To: RegionalApproved, Who: desk, Needs: []string{"reason"}, Basis: "community.process.basis.regional"},
			{Name: "sign", From: []string{CouncilApproved, RegionalApproved}, To: Signed, Who: desk, Needs: []string{"signed"}, Basis: "community.process.basis.council"},
			{Name: "back", From: []string{Negotiated, CouncilApproved, RegionalApproved}, To: Draft, Who: desk, Needs: []string{"reason"}},
			{Name: "enter_force", From: []string{Signed, RenewalDue, Expired}, To: InForce, Who: system},
			{Name: "fall_due", From: []string{InForce, Amended}, To: RenewalDue, Who: system},
			{Name: "warn", From: running, Who: system, Waits: process.WaitsPost, AnyTime: true},
			{Name: "amend", From: running, To: Amended, Who: desk, Needs: []string{"reason", "until"}},
			{Name: "extend", From: running, Who: desk, Needs: []string{"until", "reason"}},
			{Name: "renew", From: append([]string{Expired}, running...), To: Renewed, Who: desk, Needs: []string{"successor"}},
			{Name: "expire", From: append([]string{Signed}, running...), To: Expired, Who: system},
			{Name: "terminate", From: append([]string{Signed}, running...), To: Terminated, Who: desk, Needs: []string{"until", "reason"}},
			{Name: "put_away", From: []string{Expired}, Who: desk, Waits: process.WaitsNobody},
		},
	}
}
