package backup

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// mark is a table that stands in a PostgreSQL database while a restore fills it. A database with it is half a
// restore, which the next one clears away. The lock sees to it that there is one at a time.
type mark struct{ lock *sql.Conn }

const (
	markTable = "restore_unfinished"
	markLock  = 7305468912360011 // any number that nothing else here locks
)

func markUnfinished(ctx context.Context, d *db.DB) (*mark, error) {
	c, err := d.Pool().Conn(ctx)
	if err != nil {
		return nil, err
	}
	m := &mark{c}
	var mine bool
	if err := c.QueryRowContext(ctx, "SELECT pg_try_advisory_lock($1)", int64(markLock)).Scan(&mine); err != nil {
		c.Close()
		return nil, err
	}
	if !mine {
		c.Close()
		return nil, errs.New(errs.Conflict, "backup.restore_running")
	}
	tables, err := m.tables(ctx)
	switch {
	case err != nil:
	case slices.Contains(tables, markTable):
		err = m.dropTables(ctx)
	case len(tables) > 0:
		err = errs.New(errs.Conflict, "backup.database_not_empty", "table", tables[0])
	}
	if err == nil {
		_, err = c.ExecContext(ctx, "CREATE TABLE "+markTable+" (started BIGINT NOT NULL)")
	}
	if err != nil {
		m.release()
		return nil, err
	}
	return m, nil
}

func (m *mark) tables(ctx context.Context) (names []string, err error) {
	rows, err := m.lock.QueryContext(ctx, `SELECT CAST(table_name AS TEXT) FROM information_schema.tables
		WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// dropTables removes all tables, the mark last.
func (m *mark) dropTables(ctx context.Context) error {
	tables, err := m.tables(ctx)
	if err != nil {
		return err
	}
	tables = append(slices.DeleteFunc(tables, func(t string) bool { return t == markTable }), markTable)
	for _, name := range tables {
		if _, err := m.lock.ExecContext(ctx, `DROP TABLE IF EXISTS "`+name+`" CASCADE`); err != nil {
			return err
		}
	}
	return nil
}

// dropAll empties the database after a failure, also when the restore's context has ended.
func (m *mark) dropAll() error {
	defer m.release()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return m.dropTables(ctx)
}

// remove ends the restore.
func (m *mark) remove() error {
	defer m.release()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	_, err := m.lock.ExecContext(ctx, "DROP TABLE "+markTable)
	return err
}

func (m *mark) release() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	m.lock.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", int64(markLock)) // ends with the connection anyway
	m.lock.Close()
}
