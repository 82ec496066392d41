package community

import (
	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/modules/community/duty"
)

// sittings are the meetings of a day in a community, which duty may have been about.
func (c *Community) sittings(r *web.Request, q db.Reader, community, day string) (all []duty.Subject, err error) {
	if c.Meetings == nil || community == "" {
		return nil, nil
	}
	rows, err := c.Meetings.On(q, community, day)
	for _, row := range rows {
		title, _ := row.Meeting.Titles.Best(r.Text.Lang(), c.Settings.Get().Fallback)
		if title == "" {
			title = r.Text.T("meetings.kind." + row.Meeting.Kind)
		}
		all = append(all, duty.Subject{Ref: duty.Ref{Kind: duty.RefMeeting, ID: row.Meeting.Ref}, Word: title})
	}
	return all, err
}

// What others need of duty, under the name of this module.
type (
	// DutyInput is what somebody enters of their duty; [Community.Duty] records it.
	DutyInput = duty.Input
	// DutyEntry is a stored piece of duty.
	DutyEntry = duty.Entry
	// DutyRef points at what duty was about.
	DutyRef = duty.Ref
	// DutyPeriod is civil days, both included.
	DutyPeriod = duty.Period
	// DutyShift is a shift of a roster, in minutes after midnight.
	DutyShift = duty.Span
	// DutySum is minutes of duty added up, with share, coverage and bounds.
	DutySum = duty.Sum
	// RosterOptions say which roster is imported.
	RosterOptions = duty.RosterOptions
	// RosterResult tells what became of the rows of a roster.
	RosterResult = duty.RosterResult
)

// DutyEntryByID reads a piece of duty; errs.NotFound if there is none.
func DutyEntryByID(q db.Reader, id string) (DutyEntry, error) { return duty.Get(q, id) }
