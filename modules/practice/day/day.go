package day

import (
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/mail"
	"reeve/kernel/process"
	"reeve/kernel/secrets"
	"reeve/modules/places"
	"reeve/modules/practice/events"
)

// Needs is what the package works with.
type Needs struct {
	DB        *db.DB
	Log       *audit.Log
	Keys      *secrets.Keys
	Process   *process.Engine
	Places    *places.Places
	Events    *events.Events
	Now       func() time.Time
	Settings  *config.Store
	Catalogue *i18n.Catalogue
	Mail      *mail.Outbox  // nil = nobody is written to
	BaseURL   func() string // address of the public site, without a slash at the end
}

// Day is the way to attendances, counts of people and certificates. Safe for concurrent use.
type Day struct {
	Needs
}

// New makes it.
func New(n Needs) *Day { return &Day{Needs: n} }
