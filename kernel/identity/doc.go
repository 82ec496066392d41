// Package identity knows who acts: accounts, how they sign in, and what they were given.
//
// Nouns: an Account (a person or a service); a Session (a browser signed in, stored by the hash of its
// token); a Token (a program's key, stored by its hash, shown once); a Given grant (account, role, scope,
// from, until); a HeldPost (what the organisation says the account holds at an instant). Grants that follow
// from a post are never stored: they are there exactly while the appointment runs.
//
// Invariants:
//   - Passwords are kept as argon2id hashes (RFC 9106, 64 MiB), tokens as SHA-256; neither is logged.
//   - A person acts as one post at a time: only that post's grants count, besides those given to the account.
//   - An unknown e-mail address, a wrong password and a blocked account get the same answer in the same time.
//   - A failed try is counted before the password is looked at, so that tries at once gain nothing.
//   - Nobody gives grants to, takes grants from or blocks themselves.
//   - Accounts, tokens and grants are never deleted, only blocked, revoked, ended; each change is audited.
//     Sessions and counters are the kernel's bookkeeping.
package identity

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/secrets"
)

//go:embed schema lang policy
var files embed.FS

// Files are the folders schema, lang and policy (who may manage accounts, settings and the audit log) of
// this package.
func Files() fs.FS { return files }

// Tables are the covered fields of accounts, grants and tokens.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: "account", Name: "account", Key: "id", Version: "version",
			Columns: []string{"email", "name", "lang", "state", "kind", "password", "created_at"}},
		{Kind: "grant", Name: "grant_of", Key: "id", Version: "version",
			Columns: []string{"account", "role", "scope_kind", "scope_id", "valid_from", "valid_until"}},
		{Kind: "token", Name: "api_token", Key: "id", Version: "version",
			Columns: []string{"hash", "account", "label", "created_at", "expires_at", "revoked_at"}},
	}
}

// Identity is the service. Safe for concurrent use.
type Identity struct {
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
