package app

import (
	"io/fs"
	"slices"

	"reeve/app/backup"
	"reeve/app/console"
	"reeve/app/desk"
	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/document"
	"reeve/kernel/identity"
	"reeve/kernel/jobs"
	"reeve/kernel/mail"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/process/clock"
	"reeve/kernel/search"
	"reeve/kernel/secrets"
	"reeve/kernel/tabular"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/community"
	"reeve/modules/meetings"
	"reeve/modules/places"
	"reeve/modules/plan"
	"reeve/modules/practice"
	"reeve/modules/threatmap"
)

// parts are the packages that bring schema, texts or policy, kernel first, modules in their order.
func parts() []fs.FS {
	return append([]fs.FS{audit.Files(), secrets.Files(), identity.Files(), process.Files(), jobs.Files(), document.Files(), web.Files(), form.Files(), config.Files(), tabular.Files(), search.Files(), mail.Files(),
		calendar.Texts(), clock.Texts(), look.Lang(), files, desk.Files(), backup.Files(), console.Files(),
		places.Files(), meetings.Files(), threatmap.Files(), community.Files()}, slices.Concat(community.Features(), plan.Features(), practice.Features())...)
}

// texts are the parts that bring texts.
func texts() []fs.FS {
	return slices.DeleteFunc(parts(), func(f fs.FS) bool {
		_, err := fs.Stat(f, "lang")
		return err != nil
	})
}

// covered are the records whose fields the log vouches for.
func covered() []audit.Table {
	var all []audit.Table
	for _, t := range [][]audit.Table{identity.Tables(), process.Tables(), document.Tables(), config.Tables(), mail.Tables(), places.Tables(), meetings.Tables(), threatmap.Tables(), community.Tables(), plan.Tables(), practice.Tables()} {
		all = append(all, t...)
	}
	return all
}

// definitions are the lives that the modules define, in all their versions.
func definitions() []*process.Definition {
	return slices.Concat(meetings.Definitions(), threatmap.Definitions(), community.Definitions(), plan.Definitions(), practice.Definitions())
}

// logOrigin names the log in its checkpoints, for ever.
const logOrigin = "reeve/log"

// Definitions are the lives that the modules define.
func (a *App) Definitions() []*process.Definition { return definitions() }
