package commands

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	"reeve/kernel/db"
	"reeve/modules/exchange/training"
)

// ExchangeExercise is training on a training node.
type ExchangeExercise struct {
	List       ExerciseList       `cmd:"" help:"The exercises that there are."`
	Start      ExerciseStart      `cmd:"" help:"Begin an exercise: its invented requests come now; ends with its reference."`
	Result     ExerciseResult     `cmd:"" help:"What was right about each task, and how each person did."`
	Attendance ExerciseAttendance `cmd:"" help:"Who took part, as CSV for reeve import participants."`
}

// ExerciseList names the scripts.
type ExerciseList struct{ NodeFolder }

// Do prints names and titles.
func (e *ExerciseList) Do(c *Context) error {
	if _, err := c.requests(); err != nil {
		return err
	}
	all, err := training.Exercises()
	for _, x := range all {
		if _, err := fmt.Fprintf(c.Stdout, "%s\t%d\t%s\n", x.Name, len(x.Tasks), x.Title["en"]); err != nil {
			return err
		}
	}
	return err
}

// ExerciseStart begins one.
type ExerciseStart struct {
	NodeFolder
	Name string `arg:"" help:"As list names it."`
}

// Do registers the tasks.
func (e *ExerciseStart) Do(c *Context) error {
	if _, err := c.requests(); err != nil {
		return err
	}
	var run training.Run
	err := c.App.DB.Write(c.Context, db.System(), func(tx *db.Tx) (err error) {
		run, err = c.App.Exchange.Exercises.Start(tx, e.Name)
		return err
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.Stdout, run.Ref)
	return err
}

// ExerciseResult tells how a run stands.
type ExerciseResult struct {
	NodeFolder
	Ref string `arg:"" help:"That start printed."`
}

type exerciseResult struct {
	Name   string            `json:"name"`
	Ref    string            `json:"ref"`
	Tasks  []training.Mark   `json:"tasks"`
	People []training.Person `json:"people"`
}

// Do prints JSON.
func (e *ExerciseResult) Do(c *Context) error {
	out, err := c.exercise(e.Ref)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(c.Stdout)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func (c *Context) exercise(ref string) (out exerciseResult, err error) {
	if _, err := c.requests(); err != nil {
		return out, err
	}
	err = c.App.DB.Read(c.Context, func(q *db.Snapshot) error {
		run, marks, people, err := c.App.Exchange.Exercises.Result(q, ref)
		out = exerciseResult{Name: run.Name, Ref: run.Ref, Tasks: append([]training.Mark{}, marks...), People: append([]training.Person{}, people...)}
		return err
	})
	return out, err
}

// ExerciseAttendance hands who took part to an installation that counts trainings.
type ExerciseAttendance struct {
	NodeFolder
	Ref    string `arg:"" help:"That start printed."`
	Output string `short:"o" required:"" help:"File to write." placeholder:"FILE"`
}

// Do writes the file for its owner alone: it holds names.
func (e *ExerciseAttendance) Do(c *Context) error {
	out, err := c.exercise(e.Ref)
	if err != nil {
		return err
	}
	names := c.App.Exchange.Own.Card().Names
	organisation := names["en"]
	for _, n := range names {
		if organisation == "" {
			organisation = n
		}
	}
	var b bytes.Buffer
	if err := training.Attendance(&b, organisation, out.People); err != nil {
		return err
	}
	if err := os.WriteFile(c.Path(e.Output), b.Bytes(), 0o600); err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.Stdout, e.Output)
	return err
}
