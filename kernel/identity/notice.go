package identity

import "reeve/kernel/db"

// Notice is what somebody is told of their own account: a change that they have made, or somebody in their name.
type Notice struct {
	What   string // passkey_added, passkey_removed, passkey_suspect, app_added, app_removed, codes_made, code_used, recovery_proposed, recovery_confirmed, recovery_withdrawn
	Label  string // of the passkey
	Left   int    // recovery codes
	Reason string // of a recovery
	By     string // name of the administrator
	Second string // name of the one who confirmed
}

// tell hands a notice to whoever writes the letters, in the transaction of what it tells of.
func (i *Identity) tell(tx *db.Tx, a Account, n Notice) error {
	if i.Tell == nil {
		return nil
	}
	return i.Tell(tx, a, n)
}
