package policy

// Roles are the roles a grant can have; the last four are never given to an account.
func Roles() []string { return append(StaffRoles(), "held", "public", "report_key", "system") }

// StaffRoles are the roles that can be given to an account. In a policy, Role::"staff" means all of them.
func StaffRoles() []string {
	return []string{
		"officer",     // community officer: the reports of a beat
		"coordinator", // hands out and watches the work of a region
		"clerk",       // municipality's desk
		"mayor",       // municipality's head
		"analyst",     // figures and patterns
		"spoc",        // single point of contact for exchange with other authorities
		"strategy",    // strategies, objectives, indicators
		"reviewer",    // assesses and recommends
		"organiser",   // workshops and trainings
		"moderator",   // decides what becomes public
		"auditor",     // reads everything, changes nothing
		"admin",       // accounts and settings, not the work itself
		"intake",      // files on behalf of residents: a call centre, another system
	}
}

const staff = "staff" // the group of StaffRoles
