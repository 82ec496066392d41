package mail

import (
	"database/sql"
	"errors"
	"net/mail"
	"strings"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// How the connection is protected.
const (
	StartTLS = "starttls" // RFC 3207; a server that does not offer it is refused
	Implicit = "implicit" // TLS from the first byte, RFC 8314
	Plain    = "none"     // for a relay on the same machine
)

// Modes lists how the connection may be protected, the usual first.
func Modes() []string { return []string{StartTLS, Implicit, Plain} }

// Settings are the server that takes mail from this installation. No host means that none is sent.
type Settings struct {
	Host     string
	Port     int64
	TLS      string
	Username string // empty = without signing in
	Password string // only when saving; empty keeps the one that is there
	Kept     bool   // a password is there
	From     string // address
	Version  int64  // 0 before they were first saved
}

// server is the settings as they are used, with the password in the clear.
type server struct {
	Settings
	password string
}

const settingsID = "server"

// Stored are the settings, without the password.
func Stored(q db.Reader) (s Settings, err error) {
	s, _, err = stored(q)
	return s, err
}

func stored(q db.Reader) (s Settings, sealed []byte, err error) {
	err = q.QueryRow("SELECT host, port, tls, username, password, sender, version FROM mail_settings WHERE id = $1", settingsID).
		Scan(&s.Host, &s.Port, &s.TLS, &s.Username, &sealed, &s.From, &s.Version)
	if errors.Is(err, sql.ErrNoRows) {
		return Settings{Port: 587, TLS: StartTLS}, nil, nil
	}
	s.Kept = len(sealed) > 0
	return s, sealed, err
}

func (o *Outbox) server(q db.Reader) (set server, err error) {
	var sealed []byte
	if set.Settings, sealed, err = stored(q); err != nil || len(sealed) == 0 {
		return set, err
	}
	plain, err := o.keys.Open(q, KindSettings, "password", sealed)
	if errs.KindOf(err) == errs.Gone {
		return set, nil
	}
	set.password = string(plain)
	return set, err
}

// Save checks and stores the settings; Version is that of the settings which were changed.
func (o *Outbox) Save(tx *db.Tx, s Settings) error {
	s.Host, s.Username, s.From = strings.TrimSpace(s.Host), strings.TrimSpace(s.Username), strings.TrimSpace(s.From)
	if err := s.check(); err != nil {
		return err
	}
	have, sealed, err := stored(tx)
	if err != nil {
		return err
	}
	if have.Version != s.Version {
		return errs.New(errs.Conflict, "mail.settings_moved")
	}
	switch {
	case s.Username == "":
		sealed = nil
	case s.Password != "":
		if sealed, err = o.keys.Seal(tx, KindSettings, "password", []byte(s.Password)); err != nil {
			return err
		}
	case s.Host != have.Host || s.Username != have.Username: // a password is never given to another server
		sealed = nil
	}
	s.Version++
	if _, err := tx.Exec(`INSERT INTO mail_settings (id, host, port, tls, username, password, sender, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET host = excluded.host, port = excluded.port, tls = excluded.tls, username = excluded.username,
		password = excluded.password, sender = excluded.sender, version = excluded.version`,
		settingsID, s.Host, s.Port, s.TLS, s.Username, sealed, s.From, s.Version); err != nil {
		return err
	}
	return o.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "mail.settings.save", Kind: KindSettings, ID: settingsID, Version: s.Version})
}

func (s Settings) check() error {
	if s.Host == "" { // no mail is sent
		return nil
	}
	var bad errs.Fields
	if strings.ContainsAny(s.Host, " /:@") || len(s.Host) > 253 {
		bad.Add("host", "mail.host_wrong")
	}
	if s.Port < 1 || s.Port > 65535 {
		bad.Add("port", "mail.port_wrong")
	}
	local := s.Host == "localhost" || s.Host == "127.0.0.1"
	switch {
	case s.TLS != StartTLS && s.TLS != Implicit && s.TLS != Plain:
		bad.Add("tls", "mail.tls_wrong")
	case s.TLS == Plain && !local: // words and password would cross the network in the clear
		bad.Add("tls", "mail.tls_needed")
	}
	if a, err := mail.ParseAddress(s.From); err != nil || a.Address != s.From {
		bad.Add("from", "mail.address_wrong")
	}
	if len(s.Username) > 200 || len(s.Password) > 500 {
		bad.Add("username", "mail.username_wrong")
	}
	return bad.Err()
}
