package identity

import (
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
)

// How somebody has shown who they are, in Principal.Factor.
const (
	ByPassword = "password"
	ByPasskey  = "passkey" // a device that knows its user: two factors in one
	ByTOTP     = "totp"    // a password and a code of an app
	ByCode     = "code"    // a password and a recovery code
	ByFolder   = "folder"  // tokens only: made by whoever holds the data folder and its keys
)

// FreshFor is how long after signing in, or confirming it, what belongs to the sign-in itself can be changed.
const FreshFor = 15 * time.Minute

// StrongRoles are the roles that demand a second factor. Whoever has one and signed in without sees nothing but the
// page where a factor is set up or asked for.
func StrongRoles() []string { return []string{"spoc"} }

// Strong tells whether a second factor was shown: by a person when signing in or later in the session, for a program
// when its token was made.
func Strong(p policy.Principal) bool {
	return p.Factor == ByPasskey || p.Factor == ByTOTP || p.Factor == ByCode || p.Factor == ByFolder
}

// Fresh tells whether a person has shown a second factor within the time given. A program never has.
func Fresh(p policy.Principal, now time.Time, within time.Duration) bool {
	return Strong(p) && p.Kind == "account" && !p.FactorAt.IsZero() && now.Sub(p.FactorAt) < within
}

// DemandFresh is the error for who has to confirm first that it is still them. A page answers it by leading to
// ConfirmPage and back (kernel/web does).
func DemandFresh(p policy.Principal, now time.Time, within time.Duration) error {
	if Fresh(p, now, within) {
		return nil
	}
	return errs.New(errs.Forbidden, StaleKey)
}

// StaleKey is the message of [DemandFresh]; ConfirmPage is where one confirms (with ?next=), FactorsPage where factors
// are set up.
const (
	StaleKey    = "identity.factor.stale"
	ConfirmPage = "/desk/confirm"
	FactorsPage = "/desk/factors"
)

// What a session still lacks before the account's roles count in it, in Who.Hold.
const (
	HoldEnrol   = "enrol"   // the account has no second factor
	HoldConfirm = "confirm" // it has one, this session has not shown it
)

// demands tells whether one of the grants does.
func demands(grants []policy.Grant) bool {
	return slices.ContainsFunc(grants, func(g policy.Grant) bool { return slices.Contains(StrongRoles(), g.Role) })
}

// withhold takes away what a session without the second factor must not do yet, and refuses a program's token that was
// made in one.
func withhold(r db.Reader, w *Who) error {
	if Strong(w.Principal) || !demands(w.Principal.Grants) {
		return nil
	}
	if w.Token != "" {
		return errs.New(errs.Forbidden, "identity.token.weak")
	}
	has, err := hasFactor(r, w.Account.ID)
	if err != nil {
		return err
	}
	w.Hold = HoldEnrol
	if has {
		w.Hold = HoldConfirm
	}
	w.Principal.Grants = append(policy.Held().Grants, policy.Public().Grants...)
	return nil
}

// hasFactor tells whether a second factor is asked for. A passkey under suspicion counts: that it was copied must not
// open a way in by the password alone.
func hasFactor(r db.Reader, account string) (bool, error) {
	var n int
	err := r.QueryRow(`SELECT (SELECT count(*) FROM passkey WHERE account = $1 AND removed_at IS NULL)
		+ (SELECT count(*) FROM totp WHERE account = $1 AND removed_at IS NULL)`, account).Scan(&n)
	return n > 0, err
}
