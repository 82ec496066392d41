package app

import (
	"context"

	"reeve/app/desk/processes"
	"reeve/kernel/db"
	"reeve/kernel/i18n"
)

// openProcesses makes the pages about processes; their jobs are known before the runner runs.
func (a *App) openProcesses() {
	a.Processes = processes.New(processes.Needs{DB: a.DB, Process: a.Process, Places: a.Places, Identity: a.Identity, Settings: a.Settings, Mail: a.Mail,
		Jobs: a.Jobs, Catalogue: a.Catalogue, BaseURL: a.deskURL, Now: a.Now, Subject: a.subject})
}

// refreshLabels puts the installation's own names of states and steps in the place of the program's.
func (a *App) refreshLabels(ctx context.Context) error {
	return a.DB.Read(ctx, func(s *db.Snapshot) error { return a.Processes.Refresh(s) })
}

// subject says what a record is about: the name of a category, or the text of a key.
func (a *App) subject(text *i18n.Localizer, subject string) string {
	if a.Map != nil {
		if c, ok := a.Map.Categories.Get(subject); ok {
			name, _ := c.Names.Best(text.Lang(), a.Settings.Get().Fallback)
			return name
		}
	}
	if a.Catalogue.Has(i18n.English, subject) {
		return text.T(subject)
	}
	return subject
}
