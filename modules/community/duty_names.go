package community

import "reeve/modules/community/duty"

// What others need of duty, under the name of this module.
type (
	// DutyInput is what somebody enters of their duty; [Community.Duty] records it.
	DutyInput = duty.Input
	// DutyEntry is a stored piece of duty.
	DutyEntry = duty.Entry
	// DutyPeriod is civil days, both included.
	DutyPeriod = duty.Period
	// DutySum is minutes of duty added up, with share, coverage and bounds.
	DutySum = duty.Sum
	// RosterOptions say which roster is imported.
	RosterOptions = duty.RosterOptions
	// RosterResult tells what became of the rows of a roster.
	RosterResult = duty.RosterResult
)
