package web

import (
	"fmt"

	"gptlab/lessons"
	"gptlab/viz"
)

// guess puts a lesson's question about an open run, or answers a locked guess.
// Some questions are answered by an experiment, another run, so all of them are
// worked out where runs are computed.
func (c *session) guess(r *viz.GuessRequest) error {
	made, err := c.recording(r.Run)
	if err != nil {
		return err
	}
	lesson, err := lessonOf(r.Lesson)
	if err != nil {
		return err
	}
	var answer message
	err = c.server.runs.within(c.ctx, func() (err error) {
		if r.Choice == nil {
			answer.value, err = ask(lesson, made.tape, r)
		} else {
			answer.value, err = reveal(lesson, made.tape, r)
		}
		return err
	})
	if err == nil {
		c.reply(answer) // not above: a client that does not read would keep the place
	}
	return err
}

// ask returns the question and its options.
func ask(lesson *lessons.Lesson, tape *viz.Tape, r *viz.GuessRequest) (viz.AskedMessage, error) {
	asked, err := lesson.Ask(guessLanguage(r), lessons.OfTape(tape), guessOf(r))
	m := viz.AskedMessage{
		Type: "asked", ID: r.ID, Run: r.Run, Lesson: r.Lesson, Ask: r.Ask, Question: asked.Question, About: asked.About,
	}
	for _, option := range asked.Options {
		m.Options = append(m.Options, viz.Option(option))
	}
	return m, err
}

// reveal returns the answer, with the recorded cells it comes from.
func reveal(lesson *lessons.Lesson, tape *viz.Tape, r *viz.GuessRequest) (viz.RevealedMessage, error) {
	revealed, err := lesson.Reveal(guessLanguage(r), lessons.OfTape(tape), guessOf(r), *r.Choice)
	m := viz.RevealedMessage{
		Type: "revealed", ID: r.ID, Run: r.Run, Lesson: r.Lesson, Ask: r.Ask,
		Choice: revealed.Choice, Answer: revealed.Answer, Right: revealed.Right,
		Text: revealed.Text, Note: revealed.Note, Numbers: []viz.Evidence{},
	}
	for _, n := range revealed.Numbers {
		step, ok := tape.Named(n.Step)
		if !ok {
			return m, fmt.Errorf("lesson %s: ask %s read %s, which is not on the tape", r.Lesson, r.Ask, n.Step)
		}
		evidence := viz.NewEvidence(n.Value, step, n.Cell)
		evidence.Option, evidence.Label = n.Option, n.Label
		m.Numbers = append(m.Numbers, evidence)
	}
	return m, err
}

func guessOf(r *viz.GuessRequest) lessons.Guess {
	return lessons.Guess{Ask: r.Ask, Layer: r.Layer, Head: r.HeadAt, Row: r.Row}
}

func guessLanguage(r *viz.GuessRequest) string {
	if isLanguage(r.Lang) {
		return r.Lang
	}
	return english
}
