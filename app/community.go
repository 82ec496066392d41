package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"reeve/app/counted"
	"reeve/kernel/document"
	"reeve/kernel/measure"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/community"
	"reeve/modules/meetings"
	"reeve/modules/plan"
	"reeve/modules/practice"
	"reeve/modules/threatmap"
)

// openCommunity opens what residents and those who serve them work with.
func (a *App) openCommunity(images *document.Images) (err error) {
	if a.Meetings, err = meetings.New(meetings.Needs{DB: a.DB, Log: a.Log, Keys: a.Keys, Process: a.Process, Places: a.Places, Settings: a.Settings,
		Archive: a.Archive, Catalogue: a.Catalogue, Now: a.Now, BaseURL: a.PublicURL}); err != nil {
		return err
	}
	a.Map = threatmap.NewMap(threatmap.Needs{DB: a.DB, Log: a.Log, Keys: a.Keys, Process: a.Process, Places: a.Places, Archive: a.Archive,
		Images: images, Settings: a.Settings, Catalogue: a.Catalogue, Now: a.Now, BaseURL: a.PublicURL, Dir: a.Dir})
	a.Map.Announce = a.Events.Announce
	a.Community = community.New(community.Needs{Identity: a.Identity, Mail: a.Mail, Scope: a.Policy.Scope, DB: a.DB, Log: a.Log, Keys: a.Keys, Process: a.Process, Places: a.Places, Archive: a.Archive, Settings: a.Settings,
		Catalogue: a.Catalogue, Now: a.Now, Announce: a.Events.Announce, Meetings: a.Meetings, Reports: a.Map.CountIn, Threats: a.Map, Category: a.Map.CategoryWord, BaseURL: a.PublicURL})
	a.Meetings.DutyOn, a.Map.DutyOn = a.Community.Duty.About, a.Community.Duty.About
	a.Practice = practice.New(practice.Needs{DB: a.DB, Archive: a.Archive, Log: a.Log, Keys: a.Keys, Process: a.Process, Jobs: a.Jobs, Places: a.Places, Now: a.Now,
		Country: func() string { return a.Settings.Get().Country }, Settings: a.Settings, Catalogue: a.Catalogue, Mail: a.Mail, Recommendations: a.recommendations, Recommend: a.recommend, BaseURL: a.PublicURL})
	if a.Measures, err = measure.NewSet(slices.Concat(a.Meetings.Measures(), a.Map.Measures(), a.Community.Measures(), a.Practice.Measures(), counted.Measures(a.territory))...); err != nil {
		return err
	}
	a.Plan = plan.New(plan.Needs{Keys: a.Keys, Meetings: a.Meetings, Name: a.Places.AccountName, DB: a.DB, Log: a.Log, Process: a.Process, Places: a.Places, Archive: a.Archive, Settings: a.Settings, Catalogue: a.Catalogue, Now: a.Now,
		Measures: a.Measures, Link: recordPage, Mail: a.Mail, BaseURL: a.PublicURL})
	a.Community.Municipality.Add(a.adviceForMunicipality())
	return nil
}

// territory is what the whole of the installation's places is for the policy.
func (a *App) territory() (refs []policy.Ref) {
	for _, p := range a.Places.Snapshot().Children("") {
		refs = append(refs, policy.Ref{Kind: policy.Place, ID: p.ID})
	}
	return refs
}

// communityRoutes are the ways into these modules.
func (a *App) communityRoutes() (all []web.Route, err error) {
	for _, routes := range []func(*web.Pages, func(*web.Request, string) look.Page) ([]web.Route, error){
		a.Practice.Routes, a.Field.Routes, a.Meetings.Routes, a.Community.Routes, a.Plan.Routes, a.Map.Routes,
	} {
		some, err := routes(a.Pages, a.frame)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return append(all, web.Route{Method: "GET", Path: "/offline-worker.js", Action: "app.public.read", Handler: handler(a.Assets.Fixed("offline-worker.js", "/"))}), nil
}

// refreshCommunity brings copies in memory up to date with records of some kinds.
func (a *App) refreshCommunity(ctx context.Context, kinds map[string]bool) error {
	if kinds["threatmap.category"] || kinds["threatmap.route"] || kinds[threatmap.SourceKind] {
		if err := a.Map.Categories.Refresh(ctx); err != nil {
			return err
		}
	}
	for k := range kinds {
		if strings.HasPrefix(k, "plan.room") {
			a.Plan.Workshop.Wake() // another process may have changed a room
			break
		}
	}
	return nil
}

// scheduleCommunity says what these modules do again and again.
func (a *App) scheduleCommunity() {
	a.Jobs.Every("threatmap.retain", time.Hour, func(ctx context.Context) error { return a.Map.Retain(ctx, a.Now()) })
	a.Jobs.Every("meetings.turn", 5*time.Minute, func(ctx context.Context) error { return a.Meetings.Turn(ctx, a.Now()) })
	a.Jobs.Every("plan.turn", 10*time.Minute, func(ctx context.Context) error { return a.Plan.Turn(ctx, a.Now()) })
	a.Jobs.Every("community.municipality", 5*time.Minute, func(ctx context.Context) error { return a.Community.Municipality.Tell(ctx, a.Now()) })
	a.Jobs.Every("community.turn", 5*time.Minute, func(ctx context.Context) error { return a.Community.Turn(ctx, a.Now()) })
	a.Jobs.Every("community.duty.forget", time.Hour, func(ctx context.Context) error { return a.Community.Duty.Forget(ctx, a.Now()) })
	a.Jobs.Every("practice.forget", time.Hour, a.Practice.Forget)
}
