// Package identity knows who acts: accounts, how they sign in, and what they were given.
//
// Nouns: an Account (a person or a service); a Session (a browser signed in, stored by the hash of its
// token); a Token (a program's key, stored by its hash, shown once); a Given grant (account, role, scope,
// from, until); a HeldPost (what the organisation says the account holds at an instant). Grants that follow
// from a post are never stored: they are there exactly while the appointment runs. A factor is what a person shows
// besides the password: a Passkey (a device that knows its user, and alone enough to sign in), a CodeApp (codes by
// time), one of ten recovery codes. A Recovery lets somebody in again who has lost them all.
//
// Invariants:
//   - Passwords are kept as argon2id hashes (RFC 9106, 64 MiB), tokens as SHA-256; neither is logged.
//   - A person acts as one post at a time: only that post's grants count, besides those given to the account.
//   - An unknown e-mail address, a wrong password and a blocked account get the same answer in the same time.
//   - A failed try is counted before the password is looked at, so that tries at once gain nothing.
//   - Whoever has a factor is asked for it at every sign-in; a role of StrongRoles counts only in a session that has
//     shown one, and a token of such a role only if it was made in one.
//   - A challenge, a code of an app and a recovery code are good once. A passkey whose counter goes back is shut out.
//   - Nobody removes their last factor; two administrators can remove another's, each by a decision of their own.
//   - Nobody gives grants to, takes grants from or blocks themselves.
//   - Accounts, tokens and grants are never deleted, only blocked, revoked, ended; each change is audited.
//     Sessions and counters are the kernel's bookkeeping.
package identity

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/identity/passkey"
	"reeve/kernel/secrets"
)

//go:embed schema lang policy
var files embed.FS

// Files are the folders schema, lang and policy (who may manage accounts, settings and the audit log) of
// this package.
func Files() fs.FS { return files }

// Tables are the covered fields of accounts, grants, tokens, factors and recoveries.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: "account", Name: "account", Key: "id", Version: "version",
			Columns: []string{"email", "name", "lang", "state", "kind", "password", "created_at"}},
		{Kind: "grant", Name: "grant_of", Key: "id", Version: "version",
			Columns: []string{"account", "role", "scope_kind", "scope_id", "valid_from", "valid_until"}},
		{Kind: "token", Name: "api_token", Key: "id", Version: "version",
			Columns: []string{"hash", "account", "label", "created_at", "expires_at", "revoked_at", "factor"}},
		{Kind: "passkey", Name: "passkey", Key: "id", Version: "version",
			Columns: []string{"account", "credential", "public_key", "label", "backup_eligible", "created_at", "suspect_at", "removed_at"}},
		{Kind: "totp", Name: "totp", Key: "id", Version: "version",
			Columns: []string{"account", "secret", "created_at", "removed_at"}},
		{Kind: "recovery", Name: "recovery", Key: "id", Version: "version",
			Columns: []string{"account", "state", "reason", "proposed_by", "proposed_at", "confirmed_by", "confirmed_at", "link", "link_until", "ended_at"}},
	}
}

// Identity is the service. Safe for concurrent use.
type Identity struct {
	Site func() passkey.Site                              // the address at which staff sign in; nil = no passkeys. Set before use
	Tell func(tx *db.Tx, account Account, n Notice) error // writes the letter about a change; nil = none is written. Set before use

	d     *db.DB
	keys  *secrets.Keys
	log   *audit.Log
	posts PostsFunc
	hash  *Hasher
}

// New makes the service. posts may be nil where there are no posts.
func New(d *db.DB, keys *secrets.Keys, log *audit.Log, posts PostsFunc, hash *Hasher) *Identity {
	if posts == nil {
		posts = noPosts
	}
	return &Identity{d: d, keys: keys, log: log, posts: posts, hash: hash}
}
