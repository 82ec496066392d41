package indicator

import "reeve/kernel/db"

// ApprovedOf are all approved values of a plan, by indicator and period.
func ApprovedOf(q db.Reader, plan string) ([]Value, error) {
	return db.All(q, scanValue, `SELECT `+valueColumns+` FROM plan_value v JOIN process_instance i ON i.id = v.id WHERE v.plan = $1 AND i.state = 'approved' ORDER BY v.indicator, v.period`, plan)
}
